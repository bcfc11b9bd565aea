/** Codes of ParquetError. Stable: callers match on them. */
export const PARQUET_ERROR_CODES = [
  "PARQUET_FORMAT", // bytes that are no Parquet file, or a damaged one
  "PARQUET_TYPE", // a column of a type that has no place in a table of the VO: map, struct
  "PARQUET_NO_COLUMN", // a column is asked for that is not there
  "PARQUET_CODEC", // a compression that is not read here
  "PARQUET_LIMIT", // more values in a row group than can be held
  "PARQUET_WRITE", // the encoder gave up
] as const;
export type ParquetErrorCode = (typeof PARQUET_ERROR_CODES)[number];

/** A Parquet file that cannot be read or written. `column` names where, as far as one is to blame. */
export class ParquetError extends Error {
  override readonly name = "ParquetError";
  readonly code: ParquetErrorCode;
  readonly column?: string;

  constructor(code: ParquetErrorCode, message: string, options: ErrorOptions & { readonly column?: string } = {}) {
    super(message, options);
    this.code = code;
    if (options.column !== undefined) this.column = options.column;
  }
}
