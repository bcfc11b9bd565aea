import { type Column, type ColumnBatch, type Field, isValid, printReal, valueAt } from "@armillary/columns";
import { quoteCell, quoteWhereNeeded } from "../csv/quote.ts";
import { printJson } from "../text/json-text.ts";
import type { RowStyle } from "./row-style.ts";

/** Characters after which a chunk is given out. */
const CHUNK_CHARACTERS = 1 << 18;

const utf8 = new TextEncoder();

/** Prints the rows of batches in TypeScript alone: where WebAssembly is not to be had, and to hold the kernel to. */
export class SlowRowPrinter {
  readonly #style: RowStyle;
  readonly #bits: readonly boolean[];

  constructor(style: RowStyle, fields: readonly Field[]) {
    this.#style = style;
    this.#bits = fields.map((field) => field.datatype === "bit");
  }

  *print(batch: ColumnBatch): Generator<Uint8Array, void, void> {
    const { prefixes, rowEnd } = this.#style;
    let chunk = "";
    for (let row = 0; row < batch.rows; row++) {
      for (const [index, column] of batch.columns.entries()) {
        chunk += prefixes[index] + printCell(this.#style, column, row, this.#bits[index] === true);
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

/** One cell in its final form. */
export function printCell(style: RowStyle, column: Column, row: number, bit: boolean): string {
  if (!isValid(column.validity, row)) return style.null;
  if (style.delimiter === undefined) return printJson(column, row, bit);
  switch (column.kind) {
    case "utf8":
      return quoteWhereNeeded(valueAt(column, row) as string, style.delimiter);
    case "float":
      return printReal(column.values, row);
    case "list":
    case "fixed":
      return quoteCell(printJson(column, row, bit));
    default:
      return printJson(column, row, bit);
  }
}
