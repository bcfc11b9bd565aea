import { type Column, isValid, type Utf8Column } from "@armillary/columns";
import type { BinaryShape } from "../cells/layout.ts";
import { type BinaryCells, copyBytes, type RowBytes } from "./binary-cells.ts";
import { type Leaves, leafStart, leavesOf } from "./leaves.ts";
import type { WrittenShape } from "./shape.ts";
import { unitsOf, writeUnits } from "./utf16.ts";

/** Strings, one a cell or arrays of them: `char` in UTF-8, `unicodeChar` in UTF-16, filled up with NUL where their width is fixed. */
export class StringCells implements BinaryCells {
  readonly cellBytes: number | undefined;
  readonly #isWide: boolean;
  /** Units of each string; undefined for a single one of any length. */
  readonly #width: number | undefined;
  #column!: Column;
  #leaves!: Leaves;

  constructor(datatype: "char" | "unicodeChar", shape: WrittenShape, cell: BinaryShape) {
    this.#isWide = datatype === "unicodeChar";
    this.cellBytes = cell.kind === "fixed" ? cell.bytes : undefined;
    const { fixed, variable } = shape.arraysize;
    this.#width = shape.isString && variable ? undefined : (fixed[0] ?? 1);
  }

  take(column: Column): void {
    this.#column = column;
    this.#leaves = leavesOf(column);
  }

  addSizes(sizes: Int32Array): void {
    const unitBytes = this.#isWide ? 2 : 1;
    for (let row = 0; row < sizes.length; row++) {
      sizes[row] = (sizes[row] as number) + 4 + this.#units(row) * unitBytes;
    }
  }

  write(from: number, to: number, into: RowBytes): void {
    const { bytes, view, cursors } = into;
    for (let row = from; row < to; row++) {
      let at = cursors[row - from] as number;
      const start = leafStart(this.#leaves, row);
      const end = this.#isNull(row) ? start : leafStart(this.#leaves, row + 1);
      const begin = at;
      if (this.cellBytes === undefined) {
        view.setUint32(at, this.#units(row));
        at += 4;
      }
      for (let string = start; string < end; string++) at = this.#writeString(string, into, at);
      if (this.cellBytes !== undefined && at < begin + this.cellBytes) {
        bytes.fill(0, at, begin + this.cellBytes);
        at = begin + this.cellBytes;
      }
      cursors[row - from] = at;
    }
  }

  /** One string, filled up to its width if it has one; gives the place behind it. */
  #writeString(string: number, { bytes, view }: RowBytes, at: number): number {
    const { bytes: text, offsets } = this.#leaves.leaf as Utf8Column;
    const isThere = isValid(this.#leaves.validity, string);
    const start = offsets[string] as number;
    const end = isThere ? (offsets[string + 1] as number) : start;
    let behind = at + end - start;
    if (this.#isWide) behind = writeUnits(text, start, end, view, at);
    else copyBytes(text, start, end, bytes, at);
    if (this.#width === undefined) return behind;
    const full = at + this.#width * (this.#isWide ? 2 : 1);
    if (behind < full) bytes.fill(0, behind, full);
    return full;
  }

  /** Units in the cell of a row, all strings of an array together. */
  #units(row: number): number {
    if (this.#isNull(row)) return 0;
    const start = leafStart(this.#leaves, row);
    if (this.#width !== undefined) return (leafStart(this.#leaves, row + 1) - start) * this.#width;
    const { bytes, offsets } = this.#leaves.leaf as Utf8Column;
    const [from, to] = [offsets[start] as number, offsets[start + 1] as number];
    return this.#isWide ? unitsOf(bytes, from, to) : to - from;
  }

  #isNull(row: number): boolean {
    return this.#column.nulls > 0 && !isValid(this.#column.validity, row);
  }
}
