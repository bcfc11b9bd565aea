import { bitBytes, type Column, type Field } from "@armillary/columns";
import { KINDS, kindOf } from "./kinds.ts";
import type { PrintKernel } from "./load.ts";
import { mostBytes } from "./most-bytes.ts";
import { powersOfTen } from "./powers-of-ten.ts";
import type { RowStyle } from "./row-style.ts";
import { printCell } from "./slow-rows.ts";

// The kernel's memory below FREE: packages/formats/kernel/memory.ts has the same numbers.
const LITERALS = 64;
const LITERAL_STEP = 32;
const POWERS = 1024;
const FREE = 16_384;
const DESCRIPTION_BYTES = 40;
/** Bytes behind each thing in memory that the kernel may read, and behind the output also write over. */
const SPARE = 64;
const PAGE = 65_536;

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
  readonly #bits: readonly boolean[];
  readonly #delimiter: number;
  readonly #prefixes: readonly { readonly address: number; readonly bytes: number }[];
  readonly #rowEnd: number;
  readonly #rowEndBytes: number;
  /** Where rows begin, above what stays. */
  readonly #ground: number;
  #top = FREE;
  #bytes: Uint8Array;
  #view: DataView;

  constructor(kernel: PrintKernel, style: RowStyle, fields: readonly Field[]) {
    this.#kernel = kernel;
    this.#style = style;
    this.#bits = fields.map((field) => field.datatype === "bit");
    this.#delimiter = style.delimiter?.charCodeAt(0) ?? 0;
    this.#bytes = new Uint8Array(kernel.memory.buffer);
    this.#view = new DataView(kernel.memory.buffer);
    this.#reserve(FREE);
    this.#bytes.set(new Uint8Array(powersOfTen().buffer), POWERS);
    this.#writeLiterals();
    this.#prefixes = style.prefixes.map((prefix) => this.#copy(utf8.encode(prefix)));
    const rowEnd = this.#copy(utf8.encode(style.rowEnd));
    this.#rowEnd = rowEnd.address;
    this.#rowEndBytes = rowEnd.bytes;
    this.bytesPerRow = this.#prefixes.reduce((sum, prefix) => sum + prefix.bytes, rowEnd.bytes);
    this.#ground = this.#top;
  }

  /** Places rows `from` (a multiple of eight) to `to` of the columns, with room for all the text they can become. */
  place(columns: readonly Column[], from: number, to: number): PlacedRows {
    this.#top = this.#ground;
    const descriptions = this.#allocate(columns.length * DESCRIPTION_BYTES);
    let most = (to - from) * this.bytesPerRow;
    for (const [index, column] of columns.entries()) {
      const address = descriptions + index * DESCRIPTION_BYTES;
      most += this.#describe(address, column, from, to, this.#bits[index] === true);
      const prefix = this.#prefixes[index];
      this.#view.setUint32(address + 20, prefix?.address ?? 0, true);
      this.#view.setUint32(address + 24, prefix?.bytes ?? 0, true);
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
  #describe(address: number, column: Column, from: number, to: number, bit: boolean): number {
    if ((column.kind === "list" || column.kind === "fixed") && leafKind(column) === "utf8") {
      return this.#describePrinted(address, column, from, to, bit);
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
    let most = mostBytes(column, from, to);
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
        // Room for escapes where there are any: \u001f for a byte of JSON, "" for a quote of CSV.
        if (clean === 0) most += text.bytes * (this.#delimiter === 0 ? 5 : 1);
        break;
      }
      case "list":
        offsets = this.#copy(bytesOf(column.offsets.subarray(first, to + 1))).address;
        item = this.#allocate(DESCRIPTION_BYTES);
        this.#describe(item, column.item, column.offsets[from] ?? 0, column.offsets[to] ?? 0, bit);
        break;
      case "fixed":
        size = column.size;
        item = this.#allocate(DESCRIPTION_BYTES);
        this.#describe(item, column.item, from * size, to * size, bit);
        break;
    }
    this.#write(address, [kindOf(column, bit), values, validity, offsets, first, 0, 0, item, size, clean]);
    return most;
  }

  /** Lists of strings are rare: they are printed here, and the kernel copies. */
  #describePrinted(address: number, column: Column, from: number, to: number, bit: boolean): number {
    const offsets = new Int32Array(to - from + 1);
    const texts: Uint8Array[] = [];
    let used = 0;
    for (let row = from; row < to; row++) {
      const text = utf8.encode(printCell(this.#style, column, row, bit));
      texts.push(text);
      offsets[row - from + 1] = used += text.length;
    }
    const bytes = new Uint8Array(used);
    for (const [index, text] of texts.entries()) bytes.set(text, offsets[index]);
    const values = this.#copy(bytes).address;
    this.#write(address, [KINDS.raw, values, 0, this.#copy(bytesOf(offsets)).address, from, 0, 0, 0, 0, 0]);
    return used;
  }

  /** The texts of null, NaN and the infinities: for a cell, and inside a list. */
  #writeLiterals(): void {
    const csv = this.#style.delimiter !== undefined;
    const numbers = ["NaN", "Infinity", "-Infinity"];
    const cells = [this.#style.null, ...numbers.map((text) => (csv ? text : `"${text}"`))];
    const inside = ["null", ...numbers.map((text) => (csv ? `""${text}""` : `"${text}"`))];
    for (const [index, text] of [...cells, ...inside].entries()) {
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

function leafKind(column: Column): Column["kind"] {
  let leaf = column;
  while (leaf.kind === "list" || leaf.kind === "fixed") leaf = leaf.item;
  return leaf.kind;
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
