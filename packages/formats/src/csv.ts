// CSV and TSV, read and written. Loads papaparse.

export type { PrintOptions } from "@armillary/columns/print";
export { encodeCsv, encodeTsv } from "./csv/encode.ts";
export type { CsvErrorCode, CsvPlace } from "./csv/errors.ts";
export { CSV_ERROR_CODES, CsvError } from "./csv/errors.ts";
export type { CsvSource, OpenCsvOptions } from "./csv/open.ts";
export { openCsv } from "./csv/open.ts";
export type { CsvType } from "./csv/types.ts";
export { CSV_TYPES } from "./csv/types.ts";
