/** What is read past. Stable: callers match on them. */
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
  "E-FITS-CELL": "7.3.3",
};

/** A departure from the standard that was read past. */
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

  add(code: FitsDiagnosticCode, message: string): void {
    const known = this.#byCode.get(code);
    if (known === undefined) this.#byCode.set(code, { message, count: 1 });
    else known.count++;
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
