import { type Column, isValid } from "@armillary/columns";
import type { BinaryShape } from "../cells/layout.ts";
import { bigEndianBytes, FIRST_WORD, type ItemDatatype, type Words, wordsOf } from "./big-endian.ts";
import { type BinaryCells, copyBytes, type RowBytes } from "./binary-cells.ts";
import { type Leaves, leafStart, leavesOf } from "./leaves.ts";

/** Numbers and truth values, one a cell or arrays of them. */
export class ItemCells implements BinaryCells {
  readonly cellBytes: number | undefined;
  readonly #datatype: ItemDatatype;
  readonly #valuesPerItem: number;
  readonly #magic: number | bigint | undefined;
  readonly #isScalar: boolean;
  #column!: Column;
  #leaves!: Leaves;
  #words!: Words;
  /** Of arrays: their values, ready to be copied. */
  #bytes: Uint8Array | undefined;

  constructor(datatype: ItemDatatype, shape: BinaryShape, valuesPerItem: 1 | 2, magic: number | bigint | undefined) {
    this.#datatype = datatype;
    this.#valuesPerItem = valuesPerItem;
    this.#magic = magic;
    this.cellBytes = shape.kind === "fixed" ? shape.bytes : undefined;
    this.#isScalar = shape.kind === "fixed" && shape.items * valuesPerItem === 1;
  }

  take(column: Column): void {
    this.#column = column;
    const leaves = leavesOf(column);
    const { leaf, validity } = leaves;
    this.#leaves = leaves;
    this.#words = wordsOf(leaf, validity, this.#datatype, this.#valuesPerItem === 2 ? undefined : this.#magic);
    this.#bytes = this.#isScalar ? undefined : bigEndianBytes(this.#words);
  }

  addSizes(sizes: Int32Array): void {
    const { bytes } = this.#words;
    for (let row = 0; row < sizes.length; row++) {
      const items = this.#isNull(row) ? 0 : leafStart(this.#leaves, row + 1) - leafStart(this.#leaves, row);
      sizes[row] = (sizes[row] as number) + 4 + items * bytes;
    }
  }

  write(from: number, to: number, into: RowBytes): void {
    if (this.#bytes === undefined) writeScalars(this.#words, from, to, into);
    else if (this.cellBytes === undefined) this.#writeVariable(this.#bytes, from, to, into);
    else this.#writeFixed(this.#bytes, this.cellBytes, from, to, into);
  }

  #writeFixed(bytes: Uint8Array, size: number, from: number, to: number, { bytes: out, cursors }: RowBytes): void {
    const width = this.#words.bytes;
    for (let row = from; row < to; row++) {
      const at = cursors[row - from] as number;
      const isNull = this.#isNull(row);
      // A list that is null may have no values of its own: a fixed array of it has all the same.
      const start = leafStart(this.#leaves, row) * width;
      if (!isNull) copyBytes(bytes, start, start + size, out, at);
      else out.set(this.#nullCell(size), at);
      cursors[row - from] = at + size;
    }
  }

  #writeVariable(bytes: Uint8Array, from: number, to: number, { bytes: out, view, cursors }: RowBytes): void {
    const width = this.#words.bytes;
    for (let row = from; row < to; row++) {
      const at = cursors[row - from] as number;
      const start = leafStart(this.#leaves, row) * width;
      const end = this.#isNull(row) ? start : leafStart(this.#leaves, row + 1) * width;
      view.setUint32(at, (end - start) / (width * this.#valuesPerItem));
      copyBytes(bytes, start, end, out, at + 4);
      cursors[row - from] = at + 4 + end - start;
    }
  }

  /** A fixed array of nothing but nulls. */
  #nullCell(size: number): Uint8Array {
    const { leaf } = this.#leaves;
    const count = size / this.#words.bytes;
    const none = new Uint8Array((count + 7) >> 3);
    const empty: Column =
      leaf.kind === "bool"
        ? { kind: "bool", length: count, nulls: count, bits: none }
        : ({ ...leaf, length: count, nulls: count, values: emptyValues(leaf, count) } as Column);
    return bigEndianBytes(wordsOf(empty, none, this.#datatype, this.#valuesPerItem === 2 ? undefined : this.#magic));
  }

  #isNull(row: number): boolean {
    return this.#column.nulls > 0 && !isValid(this.#column.validity, row);
  }
}

function emptyValues(leaf: Column, count: number): ArrayLike<unknown> {
  if (leaf.kind !== "int" && leaf.kind !== "float") throw new TypeError(`numbers of a ${leaf.kind} column`);
  return new (leaf.values.constructor as new (length: number) => ArrayLike<unknown>)(count);
}

function writeScalars(
  { words, bytes }: Words,
  from: number,
  to: number,
  { bytes: out, view, cursors }: RowBytes,
): void {
  const rows = to - from;
  switch (bytes) {
    case 1:
      for (let row = 0; row < rows; row++) out[cursors[row] as number] = words[from + row] as number;
      break;
    case 2:
      for (let row = 0; row < rows; row++) view.setUint16(cursors[row] as number, words[from + row] as number);
      break;
    case 4:
      for (let row = 0; row < rows; row++) view.setUint32(cursors[row] as number, words[from + row] as number);
      break;
    case 8:
      for (let row = 0; row < rows; row++) {
        const at = cursors[row] as number;
        const word = (from + row) * 2;
        view.setUint32(at, words[word + FIRST_WORD] as number);
        view.setUint32(at + 4, words[word + 1 - FIRST_WORD] as number);
      }
      break;
  }
  for (let row = 0; row < rows; row++) cursors[row] = (cursors[row] as number) + bytes;
}
