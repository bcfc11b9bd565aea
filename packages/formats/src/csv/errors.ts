/** Codes of CsvError. Stable: callers match on them. */
export const CSV_ERROR_CODES = [
  "CSV_EMPTY", // no header row
  "CSV_ENCODING", // bytes that are not in the encoding the text has
  "CSV_QUOTES", // a quoted cell that does not end, or goes on behind its closing quote
  "CSV_ROW", // a row with another number of cells than the header
  "CSV_CELL", // a cell that is not of its column's type
  "CSV_NO_COLUMN", // `types` names a column that is not there
  "CSV_LIMIT", // a row longer than is read
] as const;
export type CsvErrorCode = (typeof CSV_ERROR_CODES)[number];

export interface CsvPlace {
  /** From 1; the header row's is 1. Lines inside quoted cells count. */
  readonly line?: number;
  /** Name of the column. */
  readonly column?: string;
  /** The text that is not of the column's type, cut to 200 characters. */
  readonly text?: string;
}

/** Reading CSV or TSV stopped here. `code` says why, `place` where. */
export class CsvError extends Error {
  override readonly name = "CsvError";
  readonly code: CsvErrorCode;
  readonly place: CsvPlace;

  constructor(code: CsvErrorCode, message: string, place: CsvPlace = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.place = place;
  }
}
