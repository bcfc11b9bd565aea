import type { Diagnostic } from "@armillary/votable";

/** Different messages kept: beyond them a code is counted as one. */
const MOST_KINDS = 1000;

/** Collects what was read past, or could not be written as it was: each code and subject once, with a count. */
export class Reports {
  readonly #entries = new Map<string, { code: string; message: string; line?: number; count: number }>();

  /** @param subject - tells apart what is counted together under a code, e.g. a column's name */
  add(code: string, subject: string, message: string, line?: number): void {
    const key = this.#entries.size < MOST_KINDS ? `${code} ${subject}` : code;
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.count++;
    else this.#entries.set(key, { code, message, count: 1, ...(line === undefined ? {} : { line }) });
  }

  /** In the order in which they first came. */
  list(): Diagnostic[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }
}

/** Text as it is shown in a message: quoted, and cut to 200 characters. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
