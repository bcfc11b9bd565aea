/** Codes of EcsvError. Stable: callers match on them. */
export const ECSV_ERROR_CODES = [
  "ECSV_HEADER", // no `# %ECSV` line, a header that is not YAML, or one that does not say what it must
  "ECSV_ENCODING", // bytes that are not in the encoding the text has
  "ECSV_QUOTES", // a quoted cell that does not end, or goes on behind its closing quote
  "ECSV_ROW", // a row with another number of cells than there are columns
  "ECSV_CELL", // a cell that is not of its column's datatype and shape
  "ECSV_LIMIT", // a header or row longer than is read
] as const;
export type EcsvErrorCode = (typeof ECSV_ERROR_CODES)[number];

export interface EcsvPlace {
  /** From 1, the header's lines counted. */
  readonly line?: number;
  /** Name of the column. */
  readonly column?: string;
  /** The text that is not of the column's type, cut to 200 characters. */
  readonly text?: string;
}

/** Reading ECSV stopped here. `code` says why, `place` where. */
export class EcsvError extends Error {
  override readonly name = "EcsvError";
  readonly code: EcsvErrorCode;
  readonly place: EcsvPlace;

  constructor(code: EcsvErrorCode, message: string, place: EcsvPlace = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.place = place;
  }
}
