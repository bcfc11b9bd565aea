/** What is read past, and what is lost in writing. Stable: callers match on them. */
export const FITS_DIAGNOSTIC_CODES = [
  "W-FITS-SIMPLE", // SIMPLE is not T
  "W-FITS-CARD", // a keyword whose value cannot be read
  "W-FITS-PADDING", // the last block is not filled up
  "W-FITS-TRAILING", // something that is no HDU follows the last one
  "W-FITS-ROW-BYTES", // rows longer than their columns
  "W-FITS-TDIM", // TDIM that does not go with TFORM
  "W-FITS-SCALE", // TSCAL or TZERO on text, logicals or bits
  "W-FITS-TNULL", // TNULL that no stored value can equal
  "W-FITS-LOGICAL", // a logical that is none of T, F and zero
  "W-FITS-TEXT", // bytes that are neither ASCII nor UTF-8, read as U+FFFD
  "W-FITS-BLANK", // blank numbers of an ASCII table, which the standard reads as 0
  "W-FITS-DATATYPE", // a description given for a column that says another datatype than TFORM
  "W-FITS-NULL-NAN", // written: null floating-point values, as NaN
  "W-FITS-NULL-ARRAY", // written: null arrays of fixed length, as arrays of nulls
  "W-FITS-NULL-STRING", // written: null strings in arrays, as empty ones
  "W-FITS-EMPTY", // written: empty strings and arrays, which are nulls to a reader
  "W-FITS-FILLED", // written: lists of strings, filled up to the longest
  "W-FITS-BLANKS", // written: strings with blanks at their end or with a NUL, which a reader takes for their end
  "W-FITS-NON-ASCII", // written: text beyond ASCII, as UTF-8
  "W-FITS-SHAPE", // written: arrays of variable length with several axes, without the inner ones
  "W-FITS-WIDER", // written: integers that leave no value for null, with more bits
  "W-FITS-NAME", // written: a column's name that another has, or none, under another name
  "W-FITS-HEADER-TEXT", // written: names, units and so on beyond ASCII, with question marks
  "E-FITS-CELL", // a cell that does not decode, read as null
] as const;
export type FitsDiagnosticCode = (typeof FITS_DIAGNOSTIC_CODES)[number];

/** The clause of FITS 4.0 that says otherwise. */
const SECTION: Readonly<Record<FitsDiagnosticCode, string>> = {
  "W-FITS-SIMPLE": "4.4.1.1",
  "W-FITS-CARD": "4.2",
  "W-FITS-PADDING": "3.3.2",
  "W-FITS-TRAILING": "3.5",
  "W-FITS-ROW-BYTES": "7.3.1",
  "W-FITS-TDIM": "7.3.2",
  "W-FITS-SCALE": "7.3.2",
  "W-FITS-TNULL": "7.3.2",
  "W-FITS-LOGICAL": "7.3.3.1",
  "W-FITS-TEXT": "7.3.3.1",
  "W-FITS-BLANK": "7.2.5",
  "W-FITS-DATATYPE": "7.3.2",
  "W-FITS-NULL-NAN": "7.3.3.1",
  "W-FITS-NULL-ARRAY": "7.3.2",
  "W-FITS-NULL-STRING": "7.3.3.1",
  "W-FITS-EMPTY": "7.3.5",
  "W-FITS-FILLED": "7.3.2",
  "W-FITS-BLANKS": "7.3.3.1",
  "W-FITS-NON-ASCII": "7.3.3.1",
  "W-FITS-SHAPE": "7.3.2",
  "W-FITS-WIDER": "7.3.2",
  "W-FITS-NAME": "7.3.2",
  "W-FITS-HEADER-TEXT": "4.2.1",
  "E-FITS-CELL": "7.3.3",
};

/** A departure from the standard that was read past, or something that the format could not carry. */
export interface FitsDiagnostic {
  readonly code: FitsDiagnosticCode;
  /** About the first place that had it. */
  readonly message: string;
  /** How many places had it. */
  readonly count: number;
  /** Clause of the standard, e.g. `FITS 4.0 §7.3.2`. */
  readonly section: string;
}

/** Collects diagnostics, one a code. */
export class DiagnosticLog {
  readonly #byCode = new Map<FitsDiagnosticCode, { message: string; count: number }>();

  /** @param places - how many places the message speaks for */
  add(code: FitsDiagnosticCode, message: string, places = 1): void {
    const known = this.#byCode.get(code);
    if (known === undefined) this.#byCode.set(code, { message, count: places });
    else known.count += places;
  }

  list(): FitsDiagnostic[] {
    return Array.from(this.#byCode, ([code, { message, count }]) => ({
      code,
      message,
      count,
      section: `FITS 4.0 §${SECTION[code]}`,
    }));
  }
}
