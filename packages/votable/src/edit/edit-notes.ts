import type { Diagnostic } from "../api.ts";
import type { Location } from "../bytes/window.ts";
import { type DiagnosticCode, Diagnostics } from "../diagnostics.ts";
import type { Warnings } from "../document/checks.ts";
import type { OpenTable } from "../document/frames.ts";

/** What edits did or left otherwise than was asked: its section of VOTable 1.5, and what it is in one line. */
export const EDIT_NOTE_CODES = {
  "W-EDIT-HREF": ["VOTable 1.5 §5.6", "the rows are behind an href, not in the document: they stay as they are"],
  "W-EDIT-VERSION": ["VOTable 1.5 §9", "the document was raised to the first version that has BINARY2"],
} as const;

/** Gathers what is to be said of the edits themselves: departures from the standard that they make among it. */
export class EditNotes implements Warnings {
  readonly #departures: Diagnostics;
  readonly #notes: Diagnostic[] = [];

  constructor(strict: boolean) {
    this.#departures = new Diagnostics(strict);
  }

  /** The standard has otherwise what an edit makes. */
  warn(code: DiagnosticCode, subject: string, message: string): void {
    this.#departures.report(code, subject, message, () => ({}));
  }

  /** The document said `version`, and now says 1.3. */
  raised(version: string | undefined): void {
    const before = version === undefined ? "had no version" : `was of version ${version}`;
    this.#add("W-EDIT-VERSION", `The document ${before}: it was raised to 1.3, the first that has BINARY2`, {});
  }

  /** The rows of a TABLE stay where they are. */
  left({ meta, place }: OpenTable): void {
    const message = `TABLE ${meta.index} has its rows behind an href: they stay there as they are`;
    this.#add("W-EDIT-HREF", message, place);
  }

  /** What the writer of rows has to say. */
  written(diagnostics: readonly Diagnostic[]): void {
    this.#notes.push(...diagnostics);
  }

  list(): Diagnostic[] {
    return [...this.#notes, ...this.#departures.list()];
  }

  #add(code: keyof typeof EDIT_NOTE_CODES, message: string, { line, column }: Partial<Location>): void {
    const [section] = EDIT_NOTE_CODES[code];
    const place = line === undefined || column === undefined ? {} : { line, column };
    this.#notes.push({ code, message, ...place, count: 1, section });
  }
}
