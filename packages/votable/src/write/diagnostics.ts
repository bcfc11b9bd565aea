import type { Diagnostic } from "../api.ts";

/** Everything that can be said of a table that is written: its section, and what it is in one line. */
export const WRITE_DIAGNOSTIC_CODES = {
  "W-WRITE-ARRAY-AS-NULL": [
    "VOTable 1.5 §6",
    "an empty array becomes a null, which this serialization does not tell apart",
  ],
  "W-WRITE-ATTRIBUTE": [
    "VOTable 1.5 §7.2",
    "an attribute that a valid document of the version cannot have is left out, or put in its older form",
  ],
  "W-WRITE-CHARACTER": ["VOTable 1.5 §3", "a character that the serialization cannot have becomes U+FFFD"],
  "W-WRITE-ELEMENT": ["VOTable 1.5 §9", "an element that the version does not have is left out"],
  "W-WRITE-LENGTH": ["VOTable 1.5 §2.2", "a value is longer than the arraysize says; written whole"],
  "W-WRITE-NULL-AS-NAN": ["VOTable 1.5 §5.5", "a null becomes NaN, which this serialization does not tell apart"],
  "W-WRITE-NULL-IN-ARRAY": [
    "VOTable 1.5 §5.5",
    "a null array becomes an array of nulls, or a null string in an array an empty one",
  ],
  "W-WRITE-NULL-VALUE": ["VOTable 1.5 §4.7", "VALUES null stood for a value in use, or for none, and was replaced"],
  "W-WRITE-PADDING": ["VOTable 1.5 §2.3", "strings of an array are filled up with blanks"],
  "W-WRITE-SERVICE": [
    "DataLink 1.1 §4",
    "a service descriptor, or an ID or reference in one, is left out: what it takes a value from is not written, the ID is another's, or the version has no place for it",
  ],
  "W-WRITE-SHAPE": ["VOTable 1.5 §2", "datatype or arraysize was changed to one that holds the values"],
  "W-WRITE-STRING-AS-NULL": [
    "VOTable 1.5 §5.5",
    "an empty string becomes a null, which this serialization does not tell apart",
  ],
  "W-WRITE-UNICODE": ["VOTable 1.5 §6", "char has characters beyond ASCII, which VOTable 1.6 allows first"],
} as const;

export type WriteDiagnosticCode = keyof typeof WRITE_DIAGNOSTIC_CODES;

/** Collects what is lost or changed in writing: each code and subject once, with a count. */
export class WriteDiagnostics {
  readonly #entries = new Map<string, { code: WriteDiagnosticCode; message: string; count: number }>();
  readonly #others: Diagnostic[] = [];

  /** Reports `count` places; `subject` is the column, or whatever tells apart what is counted together. */
  report(code: WriteDiagnosticCode, subject: string, message: string, count = 1): void {
    const key = `${code} ${subject}`;
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, { code, message, count });
    else entry.count += count;
  }

  /** Takes what another writer says: that of FITS. */
  take(diagnostics: readonly Diagnostic[]): void {
    this.#others.push(...diagnostics);
  }

  /** In the order in which they came up. */
  list(): Diagnostic[] {
    const own = Array.from(this.#entries.values(), (entry) => ({
      ...entry,
      section: WRITE_DIAGNOSTIC_CODES[entry.code][0],
    }));
    return [...own, ...this.#others];
  }
}
