// Arrow IPC files and streams. Reading loads apache-arrow.
export type { EncodeArrowOptions } from "./arrow/encode.ts";
export { encodeArrowFile, encodeArrowStream } from "./arrow/encode.ts";
export type { ArrowFormatErrorCode } from "./arrow/errors.ts";
export { ARROW_FORMAT_ERROR_CODES, ArrowFormatError } from "./arrow/errors.ts";
export type { OpenArrowOptions } from "./arrow/open.ts";
export { openArrow } from "./arrow/open.ts";
export type { ArrowTypes } from "./arrow/original-types.ts";
