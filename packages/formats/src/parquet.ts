// Parquet files. Writing loads parquet-wasm, reading hyparquet.
export type { EncodeParquetOptions } from "./parquet/encode.ts";
export { encodeParquet } from "./parquet/encode.ts";
export type { ParquetErrorCode } from "./parquet/errors.ts";
export { PARQUET_ERROR_CODES, ParquetError } from "./parquet/errors.ts";
export type { OpenParquetOptions } from "./parquet/open.ts";
export { openParquet } from "./parquet/open.ts";
