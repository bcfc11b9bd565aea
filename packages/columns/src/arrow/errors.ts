/** Codes of ArrowError. Stable: callers match on them. */
export const ARROW_ERROR_CODES = [
  "ARROW_TYPE", // a column of a type that has no place in a table of the VO: map, struct, union, interval
  "ARROW_OVERFLOW", // offsets beyond 2^31 - 1 in one batch
  "ARROW_MISMATCH", // a batch that is not of the schema it came with
] as const;
export type ArrowErrorCode = (typeof ARROW_ERROR_CODES)[number];

/** Arrow data that cannot become columns, or the other way round. `column` names where. */
export class ArrowError extends Error {
  override readonly name = "ArrowError";
  readonly code: ArrowErrorCode;
  readonly column: string;

  constructor(code: ArrowErrorCode, message: string, column: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.column = column;
  }
}
