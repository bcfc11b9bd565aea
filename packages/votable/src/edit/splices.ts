import type { Tape } from "./tape.ts";

/** What is put in place of the bytes between two offsets, or between two bytes. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly rank: Rank;
}

/** In which order stand the texts that are put in at one offset; what is put in stands before what is replaced there. */
export const RANK = { DESCRIPTION: 0, INFO: 1, PARAM: 2, OTHER: 3, CLOSING: 4, AFTER: 5, REPLACED: 9 } as const;
export type Rank = (typeof RANK)[keyof typeof RANK];

const utf8 = new TextEncoder();

/** The document as it comes out: bytes of the tape, but for what has been decided to be otherwise. */
export class Splices {
  readonly #tape: Tape;
  #pending: Splice[] = [];

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  /** The bytes of `from..to` become `text`. Places that overlap must not be given. */
  replace(from: number, to: number, text: string): void {
    this.#pending.push({ from, to, text, rank: RANK.REPLACED });
  }

  /** `text` comes before the byte at `at`, behind what was put there with a lower or the same rank. */
  insert(at: number, text: string, rank: Rank): void {
    this.#pending.push({ from: at, to: at, text, rank });
  }

  /** The document up to `to`: nothing before it can be decided any more. */
  take(to: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    // Sorting is stable: texts of one rank stay as they were given.
    this.#pending.sort((a, b) => a.from - b.from || a.rank - b.rank);
    let count = 0;
    for (const { from, to: end, text } of this.#pending) {
      if (end > to) break;
      taken.push(...this.#tape.take(from));
      if (text !== "") taken.push(utf8.encode(text));
      this.#tape.take(end);
      count++;
    }
    this.#pending.splice(0, count);
    taken.push(...this.#tape.take(to));
    return taken;
  }
}
