/** Codes of ArrowFormatError. Stable: callers match on them. */
export const ARROW_FORMAT_ERROR_CODES = [
  "ARROW_FORMAT", // bytes that are no Arrow IPC file or stream, or a damaged one
  "ARROW_TRUNCATED", // the bytes end within a message, or before the end of the stream is marked
  "ARROW_CODEC", // bodies compressed in a way that is not read here
] as const;
export type ArrowFormatErrorCode = (typeof ARROW_FORMAT_ERROR_CODES)[number];

/** An Arrow IPC file or stream that cannot be read. */
export class ArrowFormatError extends Error {
  override readonly name = "ArrowFormatError";
  readonly code: ArrowFormatErrorCode;

  constructor(code: ArrowFormatErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
