import { BYTE, endOfBare, endOfNested, endOfString, endOfValue, JsonError, skipSpace } from "./scan.ts";
import { StagedColumn } from "./staged-column.ts";
import { TOKEN } from "./token-kind.ts";

export interface RowsReaderOptions {
  /** The member of the document whose rows are wanted (Mashup: `data`). A document that is an array has them itself. */
  readonly rowsKey: string;
  /** A row, or another member, with more bytes than this is an error (default 64 MiB). */
  readonly maxItemBytes?: number;
}

/** What a document of rows held. */
export interface JsonRows {
  readonly rows: number;
  /** In the order in which their keys first came; rows that are arrays have the columns `0`, `1`, … */
  readonly columns: readonly StagedColumn[];
  /** Every other member, as JSON.parse has it. */
  readonly members: Readonly<Record<string, unknown>>;
}

const MOST_BYTES = 64 * 1024 * 1024;

type State = "start" | "key" | "member" | "first row" | "row" | "next row" | "done";

/**
 * Reads a JSON document whose one long member is an array of rows (objects, or arrays of cells), chunk by chunk, into columns of
 * cells as they were written: no object is made of a row, and no digit of a number is lost, as JSON.parse loses those of
 * 64-bit integers. `NaN`, `Infinity` and `-Infinity`, which some services write, are numbers.
 */
export class JsonRowsReader {
  readonly #rowsKey: string;
  readonly #maxItemBytes: number;
  readonly #columns: StagedColumn[] = [];
  readonly #byName = new Map<string, StagedColumn>();
  readonly #members: Record<string, unknown> = {};
  #rows = 0;
  #state: State = "start";
  #isArray = false;
  #key = "";
  #bytes: Uint8Array = new Uint8Array(0);
  #position = 0;
  #end = 0;
  /** Bytes of the document before `#bytes[0]`. */
  #before = 0;
  /** An item that was incomplete is looked at again when there are so many bytes of it. */
  #wanted = 0;

  constructor({ rowsKey, maxItemBytes = MOST_BYTES }: RowsReaderOptions) {
    this.#rowsKey = rowsKey;
    this.#maxItemBytes = maxItemBytes;
  }

  /** @throws JsonError */
  push(chunk: Uint8Array): void {
    this.#keep(chunk);
    if (this.#end - this.#position >= this.#wanted) this.#read();
  }

  /** @throws JsonError, for a document that ends too soon as well */
  finish(): JsonRows {
    this.#read();
    if (this.#state !== "done") {
      throw new JsonError(
        this.#end + this.#before === 0 ? "there is nothing" : "it ends in the middle",
        this.#before + this.#end,
      );
    }
    for (const column of this.#columns) column.pad(this.#rows);
    return { rows: this.#rows, columns: this.#columns, members: this.#members };
  }

  #keep(chunk: Uint8Array): void {
    const left = this.#end - this.#position;
    if (left === 0) {
      this.#before += this.#position;
      this.#bytes = chunk;
    } else {
      const joined = new Uint8Array(left + chunk.length);
      joined.set(this.#bytes.subarray(this.#position, this.#end));
      joined.set(chunk, left);
      this.#before += this.#position;
      this.#bytes = joined;
    }
    this.#position = 0;
    this.#end = left + chunk.length;
  }

  #read(): void {
    while (this.#step());
    const left = this.#end - this.#position;
    if (left > this.#maxItemBytes) throw this.#error(`one item of it has more than ${this.#maxItemBytes} bytes`);
    // Doubling keeps the work in proportion to the bytes, however small the chunks.
    this.#wanted = left * 2;
  }

  /** Reads one item; false where it is not all there, or nothing is left to read. */
  #step(): boolean {
    this.#position = skipSpace(this.#bytes, this.#position, this.#end);
    if (this.#position === this.#end) return false;
    const byte = this.#bytes[this.#position] as number;
    switch (this.#state) {
      case "start":
        return this.#begin(byte);
      case "key":
        return this.#readKey(byte);
      case "member":
        return this.#readMember(byte);
      case "first row":
        if (byte === BYTE.closeBracket) return this.#endRows();
        this.#state = "row";
        return true;
      case "row":
        return this.#readRow(byte);
      case "next row":
        if (byte === BYTE.closeBracket) return this.#endRows();
        if (byte !== BYTE.comma) throw this.#error("a comma was due between two rows");
        this.#position++;
        this.#state = "row";
        return true;
      case "done":
        throw this.#error("more follows behind its end");
    }
  }

  #begin(byte: number): boolean {
    // A byte order mark is no part of the document.
    if (byte === 0xef && this.#before + this.#position === 0) {
      if (this.#end - this.#position < 3) return false;
      this.#position += 3;
      return true;
    }
    this.#isArray = byte === BYTE.openBracket;
    if (!this.#isArray && byte !== BYTE.openBrace) throw this.#error("it is no JSON object");
    this.#position++;
    this.#state = this.#isArray ? "first row" : "key";
    return true;
  }

  #endRows(): boolean {
    this.#position++;
    this.#state = this.#isArray ? "done" : "key";
    return true;
  }

  /** `"key" :`, with the comma before it, or the end of the document. */
  #readKey(first: number): boolean {
    const bytes = this.#bytes;
    let at = this.#position;
    if (first === BYTE.closeBrace) {
      this.#position = at + 1;
      this.#state = "done";
      return true;
    }
    if (first === BYTE.comma) at = skipSpace(bytes, at + 1, this.#end);
    if (at === this.#end) return false;
    if (bytes[at] !== BYTE.quote) throw this.#error("a key was due");
    const quote = endOfString(bytes, at + 1, this.#end);
    if (quote === -1) return false;
    const colon = skipSpace(bytes, quote + 1, this.#end);
    if (colon === this.#end) return false;
    if (bytes[colon] !== BYTE.colon) throw this.#error("a colon was due behind a key");
    this.#key = this.#parse(at, quote + 1) as string;
    this.#position = colon + 1;
    this.#state = "member";
    return true;
  }

  #readMember(first: number): boolean {
    if (first === BYTE.openBracket && this.#key === this.#rowsKey) {
      this.#position++;
      this.#state = "first row";
      return true;
    }
    const end = endOfValue(this.#bytes, this.#position, this.#end);
    if (end === -1) return false;
    Object.defineProperty(this.#members, this.#key, {
      value: this.#parse(this.#position, end),
      enumerable: true,
      configurable: true,
      writable: true,
    });
    this.#position = end;
    this.#state = "key";
    return true;
  }

  #readRow(first: number): boolean {
    const end =
      first === BYTE.openBrace
        ? this.#readObject(this.#position + 1)
        : first === BYTE.openBracket
          ? this.#readArray(this.#position + 1)
          : this.#readLone();
    if (end === -1) {
      for (const column of this.#columns) column.truncate(this.#rows);
      return false;
    }
    this.#position = end;
    this.#rows++;
    this.#state = "next row";
    return true;
  }

  /** The cells of a row from behind its brace on; -1 where it is not all there. */
  #readObject(start: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let next = 0;
    let at = skipSpace(bytes, start, end);
    if (at < end && bytes[at] === BYTE.closeBrace) return at + 1;
    for (;;) {
      if (at >= end) return -1;
      if (bytes[at] !== BYTE.quote) throw this.#error("a key was due in a row", at);
      // Keys come in the same order, row after row.
      const guess = this.#columns[next];
      let column: StagedColumn;
      let quote: number;
      if (guess !== undefined && isAt(bytes, at + 1, end, guess.key)) {
        column = guess;
        quote = at + 1 + guess.key.length;
      } else {
        quote = endOfString(bytes, at + 1, end);
        if (quote === -1) return -1;
        column = this.#columnNamed(this.#parse(at, quote + 1) as string, bytes.slice(at + 1, quote));
        next = this.#columns.indexOf(column);
      }
      next++;
      at = skipSpace(bytes, quote + 1, end);
      if (at >= end) return -1;
      if (bytes[at] !== BYTE.colon) throw this.#error("a colon was due behind a key of a row", at);
      at = this.#readCell(column, skipSpace(bytes, at + 1, end));
      if (at === -1) return -1;
      at = skipSpace(bytes, at, end);
      if (at >= end) return -1;
      const byte = bytes[at] as number;
      if (byte === BYTE.closeBrace) return at + 1;
      if (byte !== BYTE.comma) throw this.#error("a comma was due between two cells", at);
      at = skipSpace(bytes, at + 1, end);
    }
  }

  #readArray(start: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = skipSpace(bytes, start, end);
    if (at < end && bytes[at] === BYTE.closeBracket) return at + 1;
    for (let index = 0; ; index++) {
      const column = this.#columns[index] ?? this.#columnNamed(String(index), NO_KEY);
      at = this.#readCell(column, at);
      if (at === -1) return -1;
      at = skipSpace(bytes, at, end);
      if (at >= end) return -1;
      const byte = bytes[at] as number;
      if (byte === BYTE.closeBracket) return at + 1;
      if (byte !== BYTE.comma) throw this.#error("a comma was due between two cells", at);
      at = skipSpace(bytes, at + 1, end);
    }
  }

  /** A row that is a bare value has one cell. */
  #readLone(): number {
    return this.#readCell(this.#columns[0] ?? this.#columnNamed("0", NO_KEY), this.#position);
  }

  /** Place behind the cell; -1 where it is not all there. */
  #readCell(column: StagedColumn, at: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    if (at >= end) return -1;
    // Of a key that comes twice in a row the last counts, as with JSON.parse.
    column.truncate(this.#rows);
    const first = bytes[at] as number;
    if (first === BYTE.quote) {
      const quote = endOfString(bytes, at + 1, end);
      if (quote === -1) return -1;
      column.pad(this.#rows);
      this.#appendString(column, at, quote);
      return quote + 1;
    }
    const isNested = first === BYTE.openBrace || first === BYTE.openBracket;
    const behind = isNested ? endOfNested(bytes, at, end) : endOfBare(bytes, at, end);
    if (behind === -1) return -1;
    const kind = isNested ? TOKEN.nested : this.#kindOfBare(at, behind);
    column.pad(kind === TOKEN.null ? this.#rows + 1 : this.#rows);
    if (kind !== TOKEN.null) column.append(kind, bytes, at, behind);
    return behind;
  }

  #appendString(column: StagedColumn, at: number, quote: number): void {
    const bytes = this.#bytes;
    for (let index = at + 1; index < quote; index++) {
      const byte = bytes[index] as number;
      if (byte === BYTE.backslash || byte < 0x20) {
        const text = encoder.encode(this.#parse(at, quote + 1) as string);
        column.append(TOKEN.string, text, 0, text.length);
        return;
      }
    }
    column.append(TOKEN.string, bytes, at + 1, quote);
  }

  #kindOfBare(at: number, behind: number): number {
    const bytes = this.#bytes;
    const first = bytes[at] as number;
    if (first === 0x6e && isAt(bytes, at, behind, NULL) && behind - at === 4) return TOKEN.null;
    let kind: number = TOKEN.integer;
    for (let index = at; index < behind; index++) {
      const byte = bytes[index] as number;
      if (byte >= 0x30 && byte <= 0x39) continue;
      if (byte === 0x2d && index === at) continue;
      kind = TOKEN.real;
      break;
    }
    if (kind === TOKEN.integer && behind - at > (first === 0x2d ? 1 : 0)) return kind;
    const text = decoder.decode(bytes.subarray(at, behind));
    if (text === "true" || text === "false") return TOKEN.boolean;
    if (/^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity)$/.test(text)) return TOKEN.real;
    throw this.#error(`${JSON.stringify(text.slice(0, 40))} is no value`, at);
  }

  #columnNamed(name: string, key: Uint8Array): StagedColumn {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const column = new StagedColumn(name, key);
    this.#byName.set(name, column);
    this.#columns.push(column);
    return column;
  }

  #parse(start: number, end: number): unknown {
    const text = decoder.decode(this.#bytes.subarray(start, end));
    try {
      return JSON.parse(text);
    } catch {
      throw this.#error(`${JSON.stringify(text.slice(0, 40))} is no JSON value`, start);
    }
  }

  #error(message: string, at: number = this.#position): JsonError {
    return new JsonError(message, this.#before + at);
  }
}

/** Of a column of rows that are arrays: no key stands so between quotes. */
const NO_KEY = Uint8Array.of(BYTE.quote);
const NULL = Uint8Array.of(0x6e, 0x75, 0x6c, 0x6c);
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Whether `text` stands at `at`, and a quote (or the end of the value) behind it. */
function isAt(bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
  const { length } = text;
  if (at + length > end) return false;
  for (let index = 0; index < length; index++) if (bytes[at + index] !== text[index]) return false;
  return text === NULL || bytes[at + length] === BYTE.quote;
}
