import { type BoolColumn, bitAt, type Column, isValid } from "@armillary/columns";
import type { BinaryShape } from "../cells/layout.ts";
import type { BinaryCells, RowBytes } from "./binary-cells.ts";
import { type Leaves, leafStart, leavesOf } from "./leaves.ts";

/** Bits, eight a byte, the first of a cell the most significant; the last byte is filled up with zeros. */
export class BitCells implements BinaryCells {
  readonly cellBytes: number | undefined;
  #column!: Column;
  #leaves!: Leaves;

  constructor(shape: BinaryShape) {
    this.cellBytes = shape.kind === "fixed" ? shape.bytes : undefined;
  }

  take(column: Column): void {
    this.#column = column;
    this.#leaves = leavesOf(column);
  }

  addSizes(sizes: Int32Array): void {
    for (let row = 0; row < sizes.length; row++) {
      sizes[row] = (sizes[row] as number) + 4 + ((this.#count(row) + 7) >> 3);
    }
  }

  write(from: number, to: number, { bytes, view, cursors }: RowBytes): void {
    const { bits } = this.#leaves.leaf as BoolColumn;
    for (let row = from; row < to; row++) {
      let at = cursors[row - from] as number;
      const count = this.#count(row);
      const start = leafStart(this.#leaves, row);
      if (this.cellBytes === undefined) {
        view.setUint32(at, count);
        at += 4;
      }
      const end = at + (this.cellBytes ?? (count + 7) >> 3);
      bytes.fill(0, at, end);
      for (let bit = 0; bit < count; bit++) {
        if (bitAt(bits, start + bit)) bytes[at + (bit >> 3)] = (bytes[at + (bit >> 3)] as number) | (0x80 >> (bit & 7));
      }
      cursors[row - from] = end;
    }
  }

  #count(row: number): number {
    if (!isValid(this.#column.validity, row)) return 0;
    return leafStart(this.#leaves, row + 1) - leafStart(this.#leaves, row);
  }
}
