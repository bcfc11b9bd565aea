/** Codes of IpacError. Stable: callers match on them. */
export const IPAC_ERROR_CODES = [
  "IPAC_HEADER", // no line of column names between bars, or header lines that do not go together
  "IPAC_ENCODING", // bytes that are not in the encoding the text has
  "IPAC_ROW", // a row that does not say which of its characters belong to which column
  "IPAC_CELL", // a cell that is not of its column's type
  "IPAC_LIMIT", // a line longer than is read
] as const;
export type IpacErrorCode = (typeof IPAC_ERROR_CODES)[number];

export interface IpacPlace {
  /** From 1, the header's lines counted. */
  readonly line?: number;
  /** Row of the table, from 1. */
  readonly row?: number;
  /** Name of the column. */
  readonly column?: string;
  /** The text that is not of the column's type, cut to 200 characters. */
  readonly text?: string;
}

/** Reading an IPAC table stopped here. `code` says why, `place` where. */
export class IpacError extends Error {
  override readonly name = "IpacError";
  readonly code: IpacErrorCode;
  readonly place: IpacPlace;

  constructor(code: IpacErrorCode, message: string, place: IpacPlace = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.place = place;
  }
}
