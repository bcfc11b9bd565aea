import type { Diagnostic } from "./api.ts";
import type { Location } from "./bytes/window.ts";
import { VotableError } from "./errors.ts";

/**
 * Everything that can be said of a document that is read: its section, and what it is in one line.
 * - `E-`: a value or a row was lost. Only with `lenient`; without, reading stops there.
 * - `W-`: the document departs from the standard. With `strict` reading stops there.
 * - `N-`: a note. The standard allows it and advises against it, or says "should". Never an error.
 */
export const DIAGNOSTIC_CODES = {
  "E-CELL": ["VOTable 1.5 §6", "a cell that is no value of its datatype and arraysize; read as null"],
  "E-ROW": ["VOTable 1.5 §5.1", "a row with another number of cells than there are FIELDs"],
  "W-ARRAY-OVER-BOUND": ["VOTable 1.5 §2.2", "a variable array is longer than the bound in its arraysize"],
  "W-ARRAYSIZE": ["VOTable 1.5 §2.2", "arraysize is not one of the standard's forms"],
  "W-ATTRIBUTE-MISSING": ["VOTable 1.5 §7.2", "an element lacks an attribute that it must have"],
  "W-ATTRIBUTE-UNKNOWN": ["VOTable 1.5 §7.2", "an attribute that the element does not have"],
  "W-ATTRIBUTE-VALUE": ["VOTable 1.5 §B", "an attribute has a value that the schema does not allow"],
  "W-ATTRIBUTE-VERSION": ["VOTable 1.5 §9", "an attribute that the document's version does not have yet, or no more"],
  "W-BASE64-PADDING": ["VOTable 1.5 §5.6", "base64 without its padding"],
  "W-CHAR-NOT-ASCII": ["VOTable 1.5 §6", "a char cell with a character beyond ASCII, which VOTable 1.6 allows first"],
  "W-CHAR-TOO-LONG": ["VOTable 1.5 §2.2", "a string is longer than its arraysize; kept whole"],
  "W-DATATYPE-ALIAS": ["VOTable 1.5 §2.1", "a datatype of another language for one of the standard's"],
  "W-DUPLICATE-ID": ["VOTable 1.5 §3.2", "an ID stands on two elements"],
  "W-ELEMENT-MISPLACED": ["VOTable 1.5 §7.1", "an element inside one that cannot have it"],
  "W-ELEMENT-MISSING": ["VOTable 1.5 §7.1", "an element lacks one that must be in it"],
  "W-ELEMENT-ORDER": ["VOTable 1.5 §7.1", "elements in another order than the standard's"],
  "W-ELEMENT-REPEATED": ["VOTable 1.5 §7.1", "an element twice where one is allowed"],
  "W-ELEMENT-UNKNOWN": ["VOTable 1.5 §7.1", "an element that the standard does not have"],
  "W-ELEMENT-VERSION": ["VOTable 1.5 §9", "an element that the document's version does not have yet"],
  "W-EMPTY-CELL": ["VOTable 1.5 §9.2", "an empty cell of integers, which VOTable 1.3 allows first; read as null"],
  "W-FIELD-NO-DATATYPE": ["VOTable 1.5 §4.1", "a FIELD or PARAM has no datatype, or an unknown one; read as text"],
  "W-FIELD-NO-NAME": ["VOTable 1.5 §4.1", "a FIELD or PARAM has no name"],
  "W-FITS": ["VOTable 1.5 §5.2", "something odd in a FITS stream, in the words of its reader"],
  "W-FLOAT-OVERFLOW": ["VOTable 1.5 §6", "a number too large for its datatype; read as infinite"],
  "W-FLOAT-SPELLING": ["VOTable 1.5 §6", "NaN or an infinity in another spelling than NaN, +Inf, -Inf"],
  "W-HEX-SIGN": ["VOTable 1.5 §6", "a hexadecimal integer that uses the sign bit; read as two's complement"],
  "W-ID": ["VOTable 1.5 §3.2", "an ID is not an XML name"],
  "W-LONE-SURROGATE": ["VOTable 1.5 §6", "half a surrogate pair in a unicodeChar string; read as U+FFFD"],
  "W-NAMESPACE": ["VOTable 1.5 §3", "the namespace is not that of the document's version"],
  "W-NOT-UTF8": ["VOTable 1.5 §6", "a string in a binary stream is neither ASCII nor UTF-8; read as ISO-8859-1"],
  "W-NROWS": ["VOTable 1.5 §7.2", "nrows is not the number of rows"],
  "W-NULL-VALUE": ["VOTable 1.5 §4.7", "VALUES null is not a value of the field's datatype"],
  "W-PARAM-VALUE": ["VOTable 1.5 §4.1", "a PARAM's value is not of its datatype and arraysize"],
  "W-QUERY-STATUS": ["DALI 1.1 §4.4", "a QUERY_STATUS that is none of OK, ERROR, OVERFLOW"],
  "W-REF": ["VOTable 1.5 §3.2", "a ref that no ID answers"],
  "W-REF-KIND": ["VOTable 1.5 §3.2", "a ref to an element of another kind than it must be"],
  "W-REF-ORDER": [
    "VOTable 1.5 §3.5",
    "a ref to a TIMESYS, TABLE or VALUES that should stand before it and stands behind",
  ],
  "W-RESOURCE-META": ["VOTable 1.5 §3.6", "DATA inside a RESOURCE of type meta"],
  "W-STREAM-ENCODING": ["VOTable 1.5 §5.6", 'a STREAM inside the document does not say encoding="base64"'],
  "W-TEXT": ["VOTable 1.5 §7.1", "text where only elements belong"],
  "W-TIMEORIGIN": [
    "VOTable 1.5 §3.5",
    "a TIMESYS has a timeorigin for times that are dates, or none for times that are not",
  ],
  "W-UCD": ["VOTable 1.5 §4.5", "not a UCD1 or UCD1+ in form"],
  "W-VALUES": [
    "VOTable 1.5 §4.7",
    "MIN, MAX or OPTION is not a value of the datatype, or VALUES with a ref has more than it",
  ],
  "W-VERSION": ["VOTable 1.5 §3", "the version is missing, not one that exists, or oddly written"],
  "W-XTYPE": ["VOTable 1.5 §4.3", "a datatype and arraysize that DALI does not have for the xtype"],
  "N-ARRAYSIZE-ONE": ["VOTable 1.5 §2.2", 'arraysize="1", which should not be used'],
  "N-DEPRECATED": ["VOTable 1.5 §9", "something that the document's version has, and calls deprecated"],
  "N-DOCTYPE": ["VOTable 1.5 §3", "a document type; it is not read"],
  "N-DUPLICATE-NAME": ["VOTable 1.5 §3.2", "two FIELDs or PARAMs of a table have one name"],
  "N-REF-ORDER": ["VOTable 1.5 §3.4", "a COOSYS stands behind what refers to it"],
  "N-UNIT": ["VOTable 1.5 §4.4", "a unit that is not in the form of VOUnits"],
  "N-VOCABULARY": ["VOTable 1.5 §3.4", "a word that the IVOA vocabulary does not have"],
} as const;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

/** Different messages kept: a document with more kinds of damage than this is summed up under the code alone. */
const MAX_KINDS = 1000;

interface Entry {
  readonly code: DiagnosticCode;
  readonly subject: string;
  readonly message: string;
  readonly place: Partial<Location>;
  count: number;
}

/** Collects what departs from the standard: each code and subject once, with its first place and a count. */
export class Diagnostics {
  readonly #strict: boolean;
  readonly #entries = new Map<string, Entry>();

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  /**
   * Reports one place. `subject` tells apart what is counted together under a code, e.g. a column's name.
   * With `strict` it throws VOT_STRICT instead, unless it is a note.
   */
  report(code: DiagnosticCode, subject: string, message: string, place: () => Partial<Location>): void {
    if (this.#strict && !code.startsWith("N-")) {
      const [section] = DIAGNOSTIC_CODES[code];
      throw new VotableError("VOT_STRICT", `${message} (${code}, ${section}).`, { ...place(), diagnostic: code });
    }
    const key = this.#entries.size < MAX_KINDS ? `${code} ${subject}` : code;
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, { code, subject, message, place: place(), count: 1 });
    else entry.count++;
  }

  /** In the order of their lines; those of one line, and those without, by code. */
  list(): Diagnostic[] {
    return [...this.#entries.values()].sort(inOrder).map(({ code, message, place, count }) => ({
      code,
      message,
      ...(place.line === undefined ? {} : { line: place.line }),
      ...(place.column === undefined ? {} : { column: place.column }),
      count,
      section: DIAGNOSTIC_CODES[code][0],
    }));
  }
}

/** Columns are left out: within a line they are not the same for every way of decoding rows. */
function inOrder(a: Entry, b: Entry): number {
  const [first, second] = [a, b].map(({ place }) => place.line ?? Number.POSITIVE_INFINITY) as [number, number];
  if (first !== second) return first < second ? -1 : 1;
  if (a.code !== b.code) return a.code < b.code ? -1 : 1;
  return a.subject === b.subject ? 0 : a.subject < b.subject ? -1 : 1;
}
