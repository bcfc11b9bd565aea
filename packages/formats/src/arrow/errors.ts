/** Codes of ArrowFormatError. Stable: callers match on them. */
export const ARROW_FORMAT_ERROR_CODES = [
  "ARROW_FORMAT", // bytes that are no Arrow IPC file or stream, or a damaged one
  "ARROW_TRUNCATED", // the bytes end within a message, or before the end of the stream is marked
  "ARROW_VALUE", // a value that does not fit the Arrow type that its column had
  "ARROW_NOT_READ", // a column of a type that is not read here: run-end encoded, a list view
  "ARROW_CODEC", // bodies compressed in a way that is not read here
] as const;
export type ArrowFormatErrorCode = (typeof ARROW_FORMAT_ERROR_CODES)[number];

/** An Arrow IPC file or stream that cannot be read or written. */
export class ArrowFormatError extends Error {
  override readonly name = "ArrowFormatError";
  readonly code: ArrowFormatErrorCode;
  readonly column?: string;
  /** From 0. */
  readonly row?: number;

  constructor(
    code: ArrowFormatErrorCode,
    message: string,
    options: ErrorOptions & { readonly column?: string; readonly row?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    if (options.column !== undefined) this.column = options.column;
    if (options.row !== undefined) this.row = options.row;
  }
}
