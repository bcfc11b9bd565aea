/** Codes of FormatError. Stable: callers match on them. */
export const FORMAT_ERROR_CODES = [
  "FORMAT_UNKNOWN", // neither the content nor the name tells the format
  "FORMAT_NOT_READ", // a known format that is not read here
  "FORMAT_NOT_WRITTEN", // a format that is not written
  "FORMAT_OPTION", // an option that has no meaning for the format
  "FORMAT_NO_TABLE", // the document has no such table
  "FORMAT_NO_COLUMN", // `columns` names one that is not there
  "FORMAT_COLUMNS", // tables that cannot follow one another: their columns differ
  "FORMAT_FOLDER", // a folder that holds no table
  "FORMAT_HATS", // a table that cannot be a HATS catalogue, or a catalogue that is not whole
  "FORMAT_SERVICE_ERROR", // the document is a service's report of an error
] as const;
export type FormatErrorCode = (typeof FORMAT_ERROR_CODES)[number];

/** A table cannot be opened or written as asked; damage inside a file has the errors of its format. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly code: FormatErrorCode;
  /** The service's own words, where the document is its report of an error. */
  readonly serviceMessage?: string;

  constructor(
    code: FormatErrorCode,
    message: string,
    options: ErrorOptions & { readonly serviceMessage?: string } = {},
  ) {
    super(message, options);
    this.code = code;
    if (options.serviceMessage !== undefined) this.serviceMessage = options.serviceMessage;
  }
}
