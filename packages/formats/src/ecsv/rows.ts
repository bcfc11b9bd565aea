import { EcsvError } from "./errors.ts";

/** A row of cells as text, and the line on which it begins. */
export interface TextRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Characters of one row, from where on a quote is taken to have been left open. */
const MOST_ROW_CHARACTERS = 1 << 26;

const TAB = 0x09;
const FEED = 0x0a;
const RETURN = 0x0d;
const BLANK = 0x20;
const QUOTE = 0x22;
const HASH = 0x23;

/**
 * Splits the data of ECSV into rows, as it comes. Cells stand between commas, or blanks, of which several are one; blanks
 * around a cell are no part of it unless it is in quotes. Lines without anything, and those that begin with `#`, are passed
 * over.
 */
export class RowSplitter {
  readonly #delimiter: number;
  /** What has come and is not in a row yet. */
  #text = "";
  #at = 0;
  #line: number;
  /** Length that the text must have before another try is worth it: else a long quoted cell is read time and again. */
  #wanted = 1;

  /** The line on which the next row begins. */
  get line(): number {
    return this.#line;
  }

  /** @param line - of the first row, from 1 */
  constructor(delimiter: " " | ",", line: number) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#line = line;
  }

  /** The rows that are whole with this text. `last` says that no more will come. */
  push(text: string, last: boolean): TextRow[] {
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
    const rows: TextRow[] = [];
    if (this.#text.length < this.#wanted && !last) return rows;
    for (let row = this.#row(last); row !== undefined; row = this.#row(last)) {
      if (row.cells.length > 0) rows.push(row);
    }
    const left = this.#text.length - this.#at;
    if (left > MOST_ROW_CHARACTERS) {
      throw new EcsvError(
        "ECSV_LIMIT",
        `The row of line ${this.#line} goes on for more than ${MOST_ROW_CHARACTERS} characters: a quote may be left open.`,
        { line: this.#line },
      );
    }
    this.#wanted = rows.length > 0 ? left + 1 : 2 * left + 1;
    return rows;
  }

  /** The next row, without cells for a line that is none; undefined where it is not whole yet, or there is none. */
  #row(last: boolean): TextRow | undefined {
    const line = this.#line;
    const begin = this.#skipBlanks(this.#at);
    if (begin >= this.#text.length) return undefined;
    if (this.#isLineEnd(begin)) return this.#end([], begin, 0, last);
    if (this.#text.charCodeAt(begin) === HASH) {
      let at = begin;
      while (at < this.#text.length && !this.#isLineEnd(at)) at++;
      return this.#end([], at, 0, last);
    }
    const cells: string[] = [];
    let lines = 0;
    for (let at = begin; ; ) {
      const quoted = this.#text.charCodeAt(at) === QUOTE;
      const end = quoted ? this.#closingQuote(at, last) : this.#endOfBare(at);
      if (end === undefined) return undefined;
      if (quoted) {
        const cell = this.#text.slice(at + 1, end - 1);
        cells.push(cell.includes('""') ? cell.replaceAll('""', '"') : cell);
        lines += linesIn(cell);
      } else {
        cells.push(this.#text.slice(at, this.#withoutBlanks(at, end)));
      }
      const behind = this.#skipBlanks(end);
      if (behind >= this.#text.length || this.#isLineEnd(behind)) return this.#end(cells, behind, lines, last);
      const parted = this.#delimiter === BLANK ? behind > end : this.#text.charCodeAt(behind) === this.#delimiter;
      if (!parted) {
        const what = "is closed in the middle of its cell (a quote inside one is doubled)";
        throw new EcsvError("ECSV_QUOTES", `A quote in the row of line ${line} ${what}.`, { line });
      }
      at = this.#delimiter === BLANK ? behind : this.#skipBlanks(behind + 1);
    }
  }

  /** The row that ends at `at`, where a line ends or the text does. */
  #end(cells: readonly string[], at: number, linesInside: number, last: boolean): TextRow | undefined {
    const length = this.#text.length;
    const carriage = this.#text.charCodeAt(at) === RETURN;
    // What follows a carriage return at the end may be its line feed.
    if (!last && (at >= length || (carriage && at + 1 === length))) return undefined;
    const line = this.#line;
    this.#line += linesInside + 1;
    this.#at = at + (carriage && this.#text.charCodeAt(at + 1) === FEED ? 2 : 1);
    return { cells, line };
  }

  /** Behind the quote that closes the one at `from`. */
  #closingQuote(from: number, last: boolean): number | undefined {
    let at = this.#text.indexOf('"', from + 1);
    while (at >= 0 && this.#text.charCodeAt(at + 1) === QUOTE) at = this.#text.indexOf('"', at + 2);
    // The quote that ends the text may be the first of two.
    if (at >= 0 && (last || at + 1 < this.#text.length)) return at + 1;
    if (!last) return undefined;
    const line = this.#line;
    throw new EcsvError("ECSV_QUOTES", `A quote in the row of line ${line} is never closed.`, { line });
  }

  #endOfBare(from: number): number {
    let at = from;
    while (at < this.#text.length && this.#text.charCodeAt(at) !== this.#delimiter && !this.#isLineEnd(at)) at++;
    return at;
  }

  #skipBlanks(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === BLANK || this.#text.charCodeAt(at) === TAB) at++;
    return at;
  }

  /** The end of what begins at `from`, blanks before `end` left out. */
  #withoutBlanks(from: number, end: number): number {
    let at = end;
    while (at > from && (this.#text.charCodeAt(at - 1) === BLANK || this.#text.charCodeAt(at - 1) === TAB)) at--;
    return at;
  }

  #isLineEnd(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === FEED || code === RETURN;
  }
}

function linesIn(cell: string): number {
  let lines = 0;
  for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) lines++;
  return lines;
}
