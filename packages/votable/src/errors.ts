/** Codes of VotableError. Stable: callers match on them. */
export const VOTABLE_ERROR_CODES = [
  "VOT_SYNTAX", // not well-formed XML
  "VOT_ENTITY", // an entity that is not predefined, or a document type with declarations that matter
  "VOT_ENCODING", // bytes that are not in the encoding the document has
  "VOT_TRUNCATED", // the document ends in the middle
  "VOT_EMPTY", // nothing, or white space alone
  "VOT_NOT_VOTABLE", // an HTML page, JSON, plain text, another XML document
  "VOT_COMPRESSION", // gzip that does not inflate
  "VOT_STRUCTURE", // rows, tables or references that contradict one another
  "VOT_FIELD", // a FIELD whose attributes cannot be used
  "VOT_CELL", // a cell that does not decode: row, column, text
  "VOT_BINARY", // a BINARY or BINARY2 stream that does not decode
  "VOT_EXTERNAL", // data outside the document, and no resolver given
  "VOT_FITS", // a FITS stream that does not decode
  "VOT_PARQUET", // a PARQUET stream and no reader for it, or one that does not decode
  "VOT_LIMIT", // a limit of the options was passed
  "VOT_STRICT", // a departure from the standard, with `strict`
  "VOT_NO_COLUMN", // `columns` names one that is not there
  "VOT_WRITE", // a column or a value that a VOTable, or this serialization of it, cannot hold
  "VOT_EDIT", // an edit that is about nothing in the document, or that it cannot have
] as const;
export type VotableErrorCode = (typeof VOTABLE_ERROR_CODES)[number];

export interface ErrorPlace {
  /** From 1. */
  readonly line?: number;
  /** From 1, in characters. */
  readonly column?: number;
  /** Bytes from the start of the document, after decompression. */
  readonly byteOffset?: number;
  /** Row of the table, from 0. */
  readonly row?: number;
  /** Name of the FIELD. */
  readonly field?: string;
  /** The text that did not decode, cut to 200 characters. */
  readonly text?: string;
  /** The service's own words, where a document is an error report. */
  readonly serviceMessage?: string;
  /** Code of the diagnostic behind VOT_STRICT. */
  readonly diagnostic?: string;
}

/** Reading or writing a VOTable stopped here. `code` says why, `place` where. */
export class VotableError extends Error {
  override readonly name = "VotableError";
  readonly code: VotableErrorCode;
  readonly place: ErrorPlace;

  constructor(code: VotableErrorCode, message: string, place: ErrorPlace = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.place = place;
  }
}
