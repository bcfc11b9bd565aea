/** Codes of AdqlBuildError. Stable: callers match on them. */
export const BUILD_ERROR_CODES = [
  "ADQL_VALUE", // a value or name that ADQL cannot write: NaN, U+0000, half a surrogate pair, an object of others
  "ADQL_PLACE", // a value where none can stand: inside quotes, in a comparison with null, joined to a word
  "ADQL_REGION", // numbers or text that are no place or region on the sky
  "ADQL_FEATURE", // something that the service has no words for
] as const;
export type BuildErrorCode = (typeof BUILD_ERROR_CODES)[number];

/** A query could not be built. `code` says why, the message what to do. */
export class AdqlBuildError extends Error {
  override readonly name = "AdqlBuildError";
  readonly code: BuildErrorCode;

  constructor(code: BuildErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
