import type { ColumnBatch } from "../batch.ts";
import type { RowStyle } from "./row-style.ts";

/** Characters after which a chunk is given out. */
const CHUNK_CHARACTERS = 1 << 18;

const utf8 = new TextEncoder();

/** Prints the rows of batches in TypeScript alone: where WebAssembly is not to be had, and to hold the kernel to. */
export class SlowRowPrinter {
  readonly #style: RowStyle;

  constructor(style: RowStyle) {
    this.#style = style;
  }

  *print(batch: ColumnBatch): Generator<Uint8Array, void, void> {
    const { columns, rowEnd, printCell } = this.#style;
    let chunk = "";
    for (let row = 0; row < batch.rows; row++) {
      for (const [index, column] of batch.columns.entries()) {
        chunk += columns[index]?.prefix + printCell(column, row, index);
      }
      chunk += rowEnd;
      if (chunk.length > CHUNK_CHARACTERS) {
        yield utf8.encode(chunk);
        chunk = "";
      }
    }
    if (chunk !== "") yield utf8.encode(chunk);
  }
}
