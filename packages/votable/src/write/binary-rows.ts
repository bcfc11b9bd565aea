import { type Column, type ColumnBatch, type Field, isValid } from "@armillary/columns";
import { base64Line, LINE_BYTES } from "./base64-lines.ts";
import type { BinaryCells } from "./binary-cells.ts";
import { createBinaryCells } from "./create-binary-cells.ts";

/** Bytes of rows that are written together: they stay in the processor's cache while column after column goes in. */
const BLOCK_BYTES = 1 << 18;

/** Turns batches into the rows of a BINARY or BINARY2 stream, and those into lines of base64. */
export class BinaryRowWriter {
  readonly #cells: readonly BinaryCells[];
  readonly #maskBytes: number;
  /** Bytes of a row, where all rows have the same. */
  readonly #rowBytes: number | undefined;
  #bytes = new Uint8Array(LINE_BYTES + BLOCK_BYTES);
  #view = new DataView(this.#bytes.buffer);
  /** Bytes that make no full line yet. */
  #kept = 0;

  /** @param mask - rows begin with a flag for each null (VOTable 1.5, section 5.4) */
  constructor(fields: readonly Field[], mask: boolean) {
    this.#cells = fields.map(createBinaryCells);
    this.#maskBytes = mask ? Math.ceil(fields.length / 8) : 0;
    let rowBytes: number | undefined = this.#maskBytes;
    for (const { cellBytes } of this.#cells) {
      rowBytes = rowBytes === undefined || cellBytes === undefined ? undefined : rowBytes + cellBytes;
    }
    this.#rowBytes = rowBytes;
  }

  /** The full lines that there are with the rows of a batch. How rows are cut into batches leaves no trace in them. */
  *write({ rows, columns }: ColumnBatch): Generator<Uint8Array, void, void> {
    for (const [index, cells] of this.#cells.entries()) cells.take(columns[index] as Column);
    const sizes = this.#sizesOf(rows);
    for (let from = 0; from < rows; ) {
      const to = this.#blockEnd(from, rows, sizes);
      this.#writeBlock(columns, from, to, sizes);
      yield* this.#fullLines();
      from = to;
    }
  }

  /** The last line; undefined when nothing is left. */
  finish(): Uint8Array | undefined {
    if (this.#kept === 0) return undefined;
    const line = base64Line(this.#bytes, 0, this.#kept);
    this.#kept = 0;
    return line;
  }

  /** Bytes of each row; undefined where all have the same. */
  #sizesOf(rows: number): Int32Array | undefined {
    if (this.#rowBytes !== undefined) return undefined;
    let fixed = this.#maskBytes;
    for (const { cellBytes } of this.#cells) fixed += cellBytes ?? 0;
    const sizes = new Int32Array(rows).fill(fixed);
    for (const cells of this.#cells) if (cells.cellBytes === undefined) cells.addSizes(sizes);
    return sizes;
  }

  #blockEnd(from: number, rows: number, sizes: Int32Array | undefined): number {
    if (sizes === undefined) return Math.min(rows, from + Math.max(1, Math.floor(BLOCK_BYTES / (this.#rowBytes || 1))));
    let to = from;
    let bytes = 0;
    do bytes += sizes[to++] as number;
    while (to < rows && bytes + (sizes[to] as number) <= BLOCK_BYTES);
    return to;
  }

  #writeBlock(columns: readonly Column[], from: number, to: number, sizes: Int32Array | undefined): void {
    const starts = new Int32Array(to - from);
    let end = this.#kept;
    for (let row = from; row < to; row++) {
      starts[row - from] = end;
      end += sizes === undefined ? (this.#rowBytes as number) : (sizes[row] as number);
    }
    this.#reserve(end);
    const cursors = starts.slice();
    if (this.#maskBytes > 0) this.#writeMasks(columns, from, starts, cursors);
    const into = { bytes: this.#bytes, view: this.#view, cursors };
    for (const cells of this.#cells) cells.write(from, to, into);
    this.#kept = end;
  }

  #writeMasks(columns: readonly Column[], from: number, starts: Int32Array, cursors: Int32Array): void {
    const bytes = this.#bytes;
    for (let row = 0; row < starts.length; row++) {
      const start = starts[row] as number;
      for (let at = start; at < start + this.#maskBytes; at++) bytes[at] = 0;
      cursors[row] = start + this.#maskBytes;
    }
    for (const [index, { nulls, validity }] of columns.entries()) {
      if (nulls === 0) continue;
      const flag = 0x80 >> (index & 7);
      for (let row = 0; row < starts.length; row++) {
        if (isValid(validity, from + row)) continue;
        const at = (starts[row] as number) + (index >> 3);
        bytes[at] = (bytes[at] as number) | flag;
      }
    }
  }

  *#fullLines(): Generator<Uint8Array, void, void> {
    let start = 0;
    for (; start + LINE_BYTES <= this.#kept; start += LINE_BYTES) {
      yield base64Line(this.#bytes, start, start + LINE_BYTES);
    }
    this.#bytes.copyWithin(0, start, this.#kept);
    this.#kept -= start;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return;
    const wider = new Uint8Array(bytes + BLOCK_BYTES);
    wider.set(this.#bytes.subarray(0, this.#kept));
    this.#bytes = wider;
    this.#view = new DataView(wider.buffer);
  }
}
