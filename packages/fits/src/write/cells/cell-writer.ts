import { type Column, isValid } from "@armillary/columns";
import type { Block } from "../../decode/item-reader.ts";
import { CODE_BYTES } from "../../tform.ts";
import type { StoredColumn } from "../stored-column.ts";
import { BitWriter, LogicalWriter } from "./flags.ts";
import { flattenFixed } from "./flatten.ts";
import { type ItemWriter, wrongColumn } from "./item-writer.ts";
import { ByteWriter, DoubleWriter, FloatWriter, IntWriter, LongWriter, ShortWriter } from "./numbers.ts";
import { type LostText, TextWriter } from "./text.ts";

/** Writes what one column has in the rows, batch after batch. */
export interface CellWriter {
  /** Takes the column of the next batch. */
  start(column: Column): void;
  /** Writes its cells from row `from` of the batch on, the first at byte `at`, the next `stride` further. */
  write(from: number, rows: number, target: Block, at: number, stride: number): void;
}

/** Cells of fixed shape. */
export class FixedCellWriter implements CellWriter {
  readonly #items: number;
  readonly #writer: ItemWriter;
  #flat: Column | undefined;

  constructor(stored: StoredColumn, lost: LostText) {
    const { items, stringWidth } = stored;
    this.#items = stringWidth === undefined ? items * partsOf(stored) : items / stringWidth;
    this.#writer = createItemWriter(stored, lost);
  }

  start(column: Column): void {
    this.#flat = flattenFixed(column);
  }

  write(from: number, rows: number, target: Block, at: number, stride: number): void {
    if (this.#flat === undefined) throw wrongColumn();
    this.#writer.write(this.#flat, from * this.#items, target, { at, stride, rows, items: this.#items });
  }
}

/** Lists of strings, each filled up to the longest list with strings that have no bytes. */
export class StringListWriter implements CellWriter {
  readonly #writer: ItemWriter;
  #column: Column | undefined;
  #flat: Column | undefined;

  constructor(stored: StoredColumn, lost: LostText) {
    this.#writer = createItemWriter(stored, lost);
  }

  start(column: Column): void {
    if (column.kind !== "list") throw wrongColumn();
    this.#column = column;
    this.#flat = flattenFixed(column.item);
  }

  write(from: number, rows: number, target: Block, at: number, stride: number): void {
    const column = this.#column;
    if (column?.kind !== "list" || this.#flat === undefined) throw wrongColumn();
    const { offsets } = column;
    const itemStrings = column.item.length === 0 ? 0 : this.#flat.length / column.item.length;
    for (let row = 0; row < rows; row++) {
      const first = (offsets[from + row] as number) * itemStrings;
      const items = (offsets[from + row + 1] as number) * itemStrings - first;
      this.#writer.write(this.#flat, first, target, { at: at + row * stride, stride: 0, rows: 1, items });
    }
  }
}

/** Where in the heap the next array goes. */
export interface HeapCursor {
  next: number;
}

/** Descriptors of arrays of variable length: how many values, and where they are in the heap (section 7.3.5). */
export class DescriptorWriter implements CellWriter {
  readonly #stored: StoredColumn;
  readonly #wide: boolean;
  readonly #heap: HeapCursor;
  #column: Column | undefined;
  #next = 0;

  /** @param wide - whether descriptors have two numbers of 64 bits (Q) instead of 32 (P) */
  constructor(stored: StoredColumn, wide: boolean, heap: HeapCursor) {
    this.#stored = stored;
    this.#wide = wide;
    this.#heap = heap;
  }

  start(column: Column): void {
    this.#column = column;
    this.#next = this.#heap.next;
    this.#heap.next += heapBytesOf(column, this.#stored);
  }

  write(from: number, rows: number, { view }: Block, at: number, stride: number): void {
    const column = this.#column;
    if (column === undefined || (column.kind !== "list" && column.kind !== "utf8")) throw wrongColumn();
    const { offsets, validity } = column;
    let next = this.#next;
    for (let row = 0, to = at; row < rows; row++, to += stride) {
      const index = from + row;
      const values = ((offsets[index + 1] as number) - (offsets[index] as number)) * this.#stored.items;
      const count = isValid(validity, index) ? values : 0;
      if (this.#wide) {
        view.setBigInt64(to, BigInt(count));
        view.setBigInt64(to + 8, BigInt(count === 0 ? 0 : next));
      } else {
        view.setUint32(to, count);
        view.setUint32(to + 4, count === 0 ? 0 : next);
      }
      next += arrayBytes(values, this.#stored);
    }
    this.#next = next;
  }
}

/** Bytes that the arrays of a column of a batch take in the heap. */
export function heapBytesOf(column: Column, stored: StoredColumn): number {
  if (column.kind !== "list" && column.kind !== "utf8") throw wrongColumn();
  const { offsets, length } = column;
  if (stored.code !== "X") {
    return arrayBytes(((offsets[length] as number) - (offsets[0] as number)) * stored.items, stored);
  }
  let bytes = 0;
  for (let row = 0; row < length; row++) {
    bytes += arrayBytes(((offsets[row + 1] as number) - (offsets[row] as number)) * stored.items, stored);
  }
  return bytes;
}

/** Bytes of an array of so many values of the code. */
export function arrayBytes(values: number, { code }: StoredColumn): number {
  return Math.ceil(values * CODE_BYTES[code]);
}

/** Numbers that a value of the column is made of. */
export function partsOf({ code }: StoredColumn): number {
  return code === "C" || code === "M" ? 2 : 1;
}

/** Writes values of the column's code. */
export function createItemWriter({ code, offset, nullValue, stringWidth }: StoredColumn, lost: LostText): ItemWriter {
  const flipped = offset !== 0n;
  switch (code) {
    case "L":
      return new LogicalWriter();
    case "X":
      return new BitWriter();
    case "A":
      return new TextWriter(stringWidth ?? 1, lost);
    case "B":
      return new ByteWriter(flipped, nullValue);
    case "I":
      return new ShortWriter(flipped, nullValue);
    case "J":
      return new IntWriter(flipped, nullValue);
    case "K":
      return new LongWriter(flipped, nullValue);
    case "E":
    case "C":
      return new FloatWriter();
    case "D":
    case "M":
      return new DoubleWriter();
  }
}
