/** Codes of SkyError. Stable: callers match on them. */
export const SKY_ERROR_CODES = [
  "SKY_ANGLE", // a radius, size or unit that means nothing
  "SKY_POLYGON", // vertices that bound no area
  "SKY_HEALPIX", // an order or an index that there is not
  "SKY_POSITION", // a table whose columns of position are not told, or hold none
  "SKY_MATCH", // options of a match that contradict each other
  "SKY_LIMIT", // more than memory or an array's index can hold
] as const;
export type SkyErrorCode = (typeof SKY_ERROR_CODES)[number];

/** What was asked cannot be done; the message says what was found and what to do. */
export class SkyError extends Error {
  override readonly name = "SkyError";
  readonly code: SkyErrorCode;
  /** Of two tables the one that it is about, where it is about one. */
  readonly side?: "left" | "right";

  constructor(code: SkyErrorCode, message: string, options: ErrorOptions & Pick<SkyError, "side"> = {}) {
    super(message, options);
    this.code = code;
    if (options.side !== undefined) this.side = options.side;
  }
}
