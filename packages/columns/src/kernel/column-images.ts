import type { Column, FixedColumn, ListColumn } from "../column.ts";
import { bitBytes } from "../validity.ts";
import { KINDS, kindOf } from "./kinds.ts";
import type { PrintKernel } from "./load.ts";
import { mostBytes } from "./most-bytes.ts";
import { powersOfTen } from "./powers-of-ten.ts";
import type { ColumnStyle, RowStyle } from "./row-style.ts";

// The kernel's memory below FREE: packages/columns/kernel/memory.ts has the same numbers.
const LITERALS = 64;
const LITERAL_STEP = 32;
const POWERS = 1024;
const FREE = 16_384;
const DESCRIPTION_BYTES = 48;
/** Bytes behind each thing in memory that the kernel may read, and behind the output also write over. */
const SPARE = 64;
const PAGE = 65_536;

/** How the kernel knows a notation. */
const DELIMITERS = { csv: 0x2c, tsv: 0x09, json: 0, tabledata: 0x3c } as const;
/** Most bytes that an escape adds to one: `""`, `\\u001f`, `&#13;`. */
const ESCAPE_BYTES = { csv: 1, tsv: 1, json: 5, tabledata: 4 } as const;

const WORDS = ["NaN", "Infinity", "-Infinity"];
const QUOTED = WORDS.map((word) => `"${word}"`);
const DOUBLY_QUOTED = WORDS.map((word) => `""${word}""`);
/** The words of VOTable 1.5, section 6. */
const VOTABLE_WORDS = ["NaN", "+Inf", "-Inf"];

/** NaN and the infinities, in cells and inside of lists. */
const LITERAL_TEXTS = {
  csv: [WORDS, DOUBLY_QUOTED],
  tsv: [WORDS, DOUBLY_QUOTED],
  json: [QUOTED, QUOTED],
  tabledata: [VOTABLE_WORDS, VOTABLE_WORDS],
} as const;

/** A text in the kernel's memory. */
interface PlacedText {
  readonly address: number;
  readonly bytes: number;
}

interface PlacedColumnStyle extends Pick<ColumnStyle, "truth"> {
  readonly index: number;
  readonly prefix: PlacedText;
  readonly null: PlacedText;
  readonly nullItem: PlacedText;
}

const utf8 = new TextEncoder();

/** Rows of columns as they lie in the kernel's memory, and the room for their text. */
export interface PlacedRows {
  readonly descriptions: number;
  readonly out: number;
  readonly rowEnd: number;
  readonly rowEndBytes: number;
  readonly delimiter: number;
}

/** Copies rows of columns into the kernel's memory, each time over those before. */
export class ColumnImages {
  /** Bytes of a row beside its cells. */
  readonly bytesPerRow: number;
  readonly #kernel: PrintKernel;
  readonly #style: RowStyle;
  readonly #delimiter: number;
  readonly #columns: readonly PlacedColumnStyle[];
  readonly #rowEnd: number;
  readonly #rowEndBytes: number;
  /** Where rows begin, above what stays. */
  readonly #ground: number;
  #top = FREE;
  #bytes: Uint8Array;
  #view: DataView;

  constructor(kernel: PrintKernel, style: RowStyle) {
    this.#kernel = kernel;
    this.#style = style;
    this.#delimiter = DELIMITERS[style.notation];
    this.#bytes = new Uint8Array(kernel.memory.buffer);
    this.#view = new DataView(kernel.memory.buffer);
    this.#reserve(FREE);
    this.#bytes.set(new Uint8Array(powersOfTen().buffer), POWERS);
    this.#writeLiterals();
    const place = (text: string): PlacedText => this.#copy(utf8.encode(text));
    this.#columns = style.columns.map((column, index) => ({
      index,
      truth: column.truth,
      prefix: place(column.prefix),
      null: place(column.null),
      nullItem: place(column.nullItem),
    }));
    const rowEnd = this.#copy(utf8.encode(style.rowEnd));
    this.#rowEnd = rowEnd.address;
    this.#rowEndBytes = rowEnd.bytes;
    this.bytesPerRow = this.#columns.reduce(
      (sum, column) => sum + column.prefix.bytes + column.null.bytes,
      rowEnd.bytes,
    );
    this.#ground = this.#top;
  }

  /** Places rows `from` (a multiple of eight) to `to` of the columns, with room for all the text they can become. */
  place(columns: readonly Column[], from: number, to: number): PlacedRows {
    this.#top = this.#ground;
    const descriptions = this.#allocate(columns.length * DESCRIPTION_BYTES);
    let most = (to - from) * this.bytesPerRow;
    for (const [index, column] of columns.entries()) {
      const address = descriptions + index * DESCRIPTION_BYTES;
      const style = this.#columns[index] as PlacedColumnStyle;
      most += this.#describe(address, column, from, to, style, style.null);
      this.#view.setUint32(address + 20, style.prefix.address, true);
      this.#view.setUint32(address + 24, style.prefix.bytes, true);
    }
    return {
      descriptions,
      out: this.#allocate(most),
      rowEnd: this.#rowEnd,
      rowEndBytes: this.#rowEndBytes,
      delimiter: this.#delimiter,
    };
  }

  /** Copies one column, and those inside it, and describes it at `address`. Gives the most bytes its cells print to. */
  #describe(
    address: number,
    column: Column,
    from: number,
    to: number,
    style: PlacedColumnStyle,
    nullText: PlacedText,
  ): number {
    if ((column.kind === "list" || column.kind === "fixed") && this.#isOdd(column)) {
      return this.#describePrinted(address, column, from, to, style);
    }
    // Bits are copied from a whole byte on.
    const first = from & ~7;
    const validity =
      column.nulls > 0 && column.validity !== undefined
        ? this.#copy(column.validity.subarray(first >> 3, bitBytes(to))).address
        : 0;
    let values = 0;
    let offsets = 0;
    let item = 0;
    let size = 0;
    let clean = 0;
    let most = mostBytes(column, from, to) + (column.nulls === 0 ? 0 : (to - from) * nullText.bytes);
    switch (column.kind) {
      case "bool":
        values = this.#copy(column.bits.subarray(first >> 3, bitBytes(to))).address;
        break;
      case "int":
      case "float":
        values = this.#copy(bytesOf(column.values.subarray(first, to))).address;
        break;
      case "utf8": {
        const start = column.offsets[first] ?? 0;
        const text = this.#copy(column.bytes.subarray(start, column.offsets[to]));
        values = (text.address - start) >>> 0;
        offsets = this.#copy(bytesOf(column.offsets.subarray(first, to + 1))).address;
        clean = this.#kernel.isClean(text.address, text.address + text.bytes, this.#delimiter);
        if (clean === 0) most += text.bytes * ESCAPE_BYTES[this.#style.notation];
        break;
      }
      case "list":
        offsets = this.#copy(bytesOf(column.offsets.subarray(first, to + 1))).address;
        item = this.#allocate(DESCRIPTION_BYTES);
        most += this.#describe(
          item,
          column.item,
          column.offsets[from] ?? 0,
          column.offsets[to] ?? 0,
          style,
          style.nullItem,
        );
        break;
      case "fixed":
        size = column.size;
        item = this.#allocate(DESCRIPTION_BYTES);
        most += this.#describe(item, column.item, from * size, to * size, style, style.nullItem);
        break;
    }
    const kind = kindOf(column, style.truth);
    const { address: none, bytes: noneBytes } = nullText;
    this.#write(address, [kind, values, validity, offsets, first, 0, 0, item, size, clean, none, noneBytes]);
    return most;
  }

  /** Lists of strings, and in TABLEDATA lists with a null among inner lists, are not for the kernel. */
  #isOdd(column: ListColumn | FixedColumn): boolean {
    let inner = column.item;
    let hasNullList = false;
    while (inner.kind === "list" || inner.kind === "fixed") {
      hasNullList ||= inner.nulls > 0;
      inner = inner.item;
    }
    return inner.kind === "utf8" || (hasNullList && this.#style.notation === "tabledata");
  }

  /** What is rare is printed here, and the kernel copies it. */
  #describePrinted(
    address: number,
    column: Column,
    from: number,
    to: number,
    { index: columnIndex }: PlacedColumnStyle,
  ): number {
    const offsets = new Int32Array(to - from + 1);
    const texts: Uint8Array[] = [];
    let used = 0;
    for (let row = from; row < to; row++) {
      const text = utf8.encode(this.#style.printCell(column, row, columnIndex));
      texts.push(text);
      offsets[row - from + 1] = used += text.length;
    }
    const bytes = new Uint8Array(used);
    for (const [index, text] of texts.entries()) bytes.set(text, offsets[index]);
    const values = this.#copy(bytes).address;
    this.#write(address, [KINDS.raw, values, 0, this.#copy(bytesOf(offsets)).address, from, 0, 0, 0, 0, 0, 0, 0]);
    return used;
  }

  /** The texts of NaN and the infinities: for a cell, and inside a list. */
  #writeLiterals(): void {
    for (const [index, text] of LITERAL_TEXTS[this.#style.notation].flat().entries()) {
      const address = LITERALS + index * LITERAL_STEP;
      const { written } = utf8.encodeInto(text, this.#bytes.subarray(address, address + 16));
      this.#view.setUint32(address + 16, written, true);
    }
  }

  #write(address: number, words: readonly number[]): void {
    for (const [index, word] of words.entries()) this.#view.setUint32(address + 4 * index, word, true);
  }

  #copy(bytes: Uint8Array): { readonly address: number; readonly bytes: number } {
    const address = this.#allocate(bytes.length);
    this.#bytes.set(bytes, address);
    return { address, bytes: bytes.length };
  }

  #allocate(bytes: number): number {
    const address = this.#top;
    this.#reserve(address + bytes);
    this.#top = Math.ceil((address + bytes + SPARE) / 16) * 16;
    return address;
  }

  #reserve(end: number): void {
    const { memory } = this.#kernel;
    const missing = end + 2 * SPARE - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    if (this.#bytes.buffer === memory.buffer) return;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#view = new DataView(memory.buffer);
  }
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
