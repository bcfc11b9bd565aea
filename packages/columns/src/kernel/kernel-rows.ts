import type { ColumnBatch } from "../batch.ts";
import type { Column } from "../column.ts";
import { ColumnImages } from "./column-images.ts";
import type { PrintKernel } from "./load.ts";
import { mostBytes } from "./most-bytes.ts";
import type { RowStyle } from "./row-style.ts";

/** Bytes of output, by the upper bound, that rows are taken together for. */
const SLAB_BYTES = 768 * 1024;

/** Prints the rows of batches with the kernel, some at a time: their columns go in, their text comes out. */
export class KernelRowPrinter {
  readonly #lends: boolean;
  readonly #kernel: PrintKernel;
  readonly #images: ColumnImages;

  constructor(kernel: PrintKernel, style: RowStyle, lends: boolean) {
    this.#lends = lends;
    this.#kernel = kernel;
    this.#images = new ColumnImages(kernel, style);
  }

  *print(batch: ColumnBatch): Generator<Uint8Array, void, void> {
    const step = this.#rowsTogether(batch);
    for (let from = 0; from < batch.rows; from += step) {
      const to = Math.min(batch.rows, from + step);
      yield this.#printRows(batch.columns, from, to);
    }
  }

  /** A multiple of eight, so that bits are cut between bytes. */
  #rowsTogether(batch: ColumnBatch): number {
    if (batch.rows === 0) return 8;
    const columns = batch.columns.reduce((sum, column) => sum + mostBytes(column, 0, batch.rows), 0);
    const bytesPerRow = this.#images.bytesPerRow + columns / batch.rows;
    return Math.max(8, Math.floor(SLAB_BYTES / bytesPerRow / 8) * 8);
  }

  #printRows(columns: readonly Column[], from: number, to: number): Uint8Array {
    const { descriptions, out, rowEnd, rowEndBytes, delimiter } = this.#images.place(columns, from, to);
    const end =
      this.#kernel.printRows(descriptions, columns.length, from, to, rowEnd, rowEndBytes, delimiter, out) >>> 0;
    const text = new Uint8Array(this.#kernel.memory.buffer, out, end - out);
    return this.#lends ? text : text.slice();
  }
}
