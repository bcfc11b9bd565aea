import Papa from "papaparse";
import { BrokenText, ChunkDecoder } from "./chunk-decoder.ts";
import { CsvError } from "./errors.ts";

/** Some rows as text. */
export interface RowBlock {
  readonly rows: readonly (readonly string[])[];
  /** Line on which the first begins, from 1. */
  readonly line: number;
  readonly characters: number;
}

export interface RowOptions {
  readonly delimiter: string;
  /** As TextDecoder names it (default UTF-8, or UTF-16 where a byte order mark says so). */
  readonly encoding?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly bytesRead: number }) => void;
}

/** Characters of one row, from where on a quote is taken to have been left open. */
const MOST_ROW_CHARACTERS = 1 << 26;

/**
 * Splits CSV into rows of cells, in constant memory. Lines may end with LF, CRLF or (where the first does) CR; a line
 * without anything is a row of one empty cell.
 * @throws CsvError code CSV_ENCODING, CSV_QUOTES, CSV_LIMIT
 */
export async function* readRows(
  source: AsyncIterable<Uint8Array>,
  options: RowOptions,
): AsyncGenerator<RowBlock, void, void> {
  const splitter = new RowSplitter(options.delimiter);
  const decoder = new ChunkDecoder(options.encoding);
  let bytesRead = 0;
  try {
    for await (const chunk of source) {
      options.signal?.throwIfAborted();
      const block = splitter.push(decoder.decode(chunk));
      bytesRead += chunk.length;
      options.onProgress?.({ bytesRead });
      if (block !== undefined) yield block;
    }
    const block = splitter.end(decoder.end());
    if (block !== undefined) yield block;
  } catch (failure) {
    if (!(failure instanceof BrokenText)) throw failure;
    const line = splitter.lineBehind(failure.readable);
    throw new CsvError(
      "CSV_ENCODING",
      `The text is not ${failure.encoding.toUpperCase()} in line ${line}. If it is in another encoding, name that.`,
      { line },
      { cause: failure },
    );
  }
}

/** Takes text as it comes and gives the rows that are whole. */
class RowSplitter {
  readonly #delimiter: string;
  #parser: Papa.Parser | undefined;
  #lineEnd = "\n";
  #crlf = false;
  /** What has come and is not in a row yet. */
  #text = "";
  #line = 1;
  /** Length that the text must have before another try is worth it: else a long quoted cell is read time and again. */
  #wanted = 1;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  push(text: string): RowBlock | undefined {
    this.#text += text;
    if (this.#text.length < this.#wanted) return undefined;
    this.#parser ??= this.#begin(false);
    const block = this.#parser === undefined ? undefined : this.#split(this.#parser, false);
    this.#wanted = 2 * this.#text.length;
    if (this.#text.length <= MOST_ROW_CHARACTERS) return block;
    throw new CsvError(
      "CSV_LIMIT",
      `The row of line ${this.#line} goes on for more than ${MOST_ROW_CHARACTERS} characters: a quote may be left open.`,
      { line: this.#line },
    );
  }

  end(text: string): RowBlock | undefined {
    this.#text += text;
    if (this.#text === "") return undefined;
    this.#parser ??= this.#begin(true);
    return this.#parser === undefined ? undefined : this.#split(this.#parser, true);
  }

  /** The line that follows `text`, were that pushed. */
  lineBehind(text: string): number {
    return this.#line + countOf(this.#text, this.#lineEnd) + countOf(text, this.#lineEnd);
  }

  /** Finds how lines end; nothing while that cannot be told. */
  #begin(whole: boolean): Papa.Parser | undefined {
    const feed = this.#text.indexOf("\n");
    const carriage = this.#text.indexOf("\r");
    if (feed < 0 && !whole && (carriage < 0 || this.#text.length < 65_536)) return undefined;
    this.#crlf = feed > 0 && this.#text[feed - 1] === "\r";
    if (feed < 0 && carriage >= 0) this.#lineEnd = "\r";
    return new Papa.Parser({ delimiter: this.#delimiter, newline: this.#lineEnd as "\n" | "\r" });
  }

  #split(parser: Papa.Parser, last: boolean): RowBlock | undefined {
    const text = this.#text;
    const { data: rows, errors, meta } = parser.parse(text, 0, !last) as Papa.ParseResult<string[]>;
    // The parser gives a row for the nothing behind the last line's end.
    const final = rows.at(-1);
    if (last && text.endsWith(this.#lineEnd) && final?.length === 1 && final[0] === "") rows.pop();
    const line = this.#line;
    const used = last ? text.length : meta.cursor;
    // An error in a row that is not whole yet may be none.
    const error = errors.find(({ row = 0 }) => row < rows.length);
    if (error !== undefined) throw this.#quotes(rows.slice(0, error.row), error.code === "MissingQuotes");
    if (this.#crlf) for (const row of rows) withoutCarriageReturn(row);
    this.#text = text.slice(used);
    this.#line += countOf(text.slice(0, used), this.#lineEnd);
    return rows.length === 0 ? undefined : { rows, line, characters: used };
  }

  #quotes(before: readonly (readonly string[])[], open: boolean): CsvError {
    const line = this.#line + linesOf(before);
    const what = open ? "is never closed" : "is closed in the middle of its cell (a quote inside one is doubled)";
    return new CsvError("CSV_QUOTES", `A quote in the row of line ${line} ${what}.`, { line });
  }
}

/** Lines that rows take, those inside quoted cells counted. */
export function linesOf(rows: readonly (readonly string[])[]): number {
  let lines = rows.length;
  for (const row of rows) for (const cell of row) lines += countOf(cell, "\n");
  return lines;
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}

function withoutCarriageReturn(row: string[]): void {
  const last = row.length - 1;
  const cell = row[last];
  if (cell?.endsWith("\r")) row[last] = cell.slice(0, -1);
}
