import type { ColumnBatch, Field, Utf8Column } from "@armillary/columns";
import { printRows } from "@armillary/columns/print";
import { delimitedStyle } from "../csv/encode.ts";

const TAB = 0x09;

/**
 * Columns of numbers and truth values as text, printed all together as TSV is, and taken apart again: none of them has a tab
 * or a line end in its text. Nulls stay null. Nothing is shared with the batch, which may be lent.
 */
export async function printNumbers(fields: readonly Field[], batch: ColumnBatch): Promise<readonly Utf8Column[]> {
  if (fields.length === 0) return [];
  const columns = batch.columns.map(() => new CellTexts(batch.rows));
  let at = 0;
  let begun = new Uint8Array(0);
  for await (const chunk of printRows(only(batch), delimitedStyle(fields, "\t", ""))) {
    const text = begun.length === 0 ? chunk : joined(begun, chunk);
    let from = 0;
    for (let byte = begun.length; byte < text.length; byte++) {
      // Both ends of a cell lie below, and nothing else in these texts does.
      if ((text[byte] as number) > TAB + 1) continue;
      (columns[at] as CellTexts).add(text, from, byte);
      from = byte + 1;
      at = at + 1 === columns.length ? 0 : at + 1;
    }
    begun = text.slice(from);
  }
  return columns.map((column, index) => column.take(batch.columns[index]));
}

async function* only(batch: ColumnBatch): AsyncGenerator<ColumnBatch, void, void> {
  yield batch;
}

/** The texts of one column. */
class CellTexts {
  readonly #offsets: Int32Array;
  #bytes: Uint8Array;
  #rows = 0;
  #used = 0;

  constructor(rows: number) {
    this.#offsets = new Int32Array(rows + 1);
    this.#bytes = new Uint8Array(rows * 16 + 64);
  }

  add(text: Uint8Array, from: number, to: number): void {
    if (this.#bytes.length < this.#used + to - from) {
      const wider = new Uint8Array(this.#bytes.length * 2 + to - from);
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    for (let byte = from; byte < to; byte++) this.#bytes[this.#used++] = text[byte] as number;
    this.#offsets[++this.#rows] = this.#used;
  }

  take(source: ColumnBatch["columns"][number] | undefined): Utf8Column {
    const { length = 0, nulls = 0, validity } = source ?? {};
    const bytes = this.#bytes.subarray(0, this.#used);
    const base = { kind: "utf8", length, nulls, offsets: this.#offsets, bytes } as const;
    return validity === undefined ? base : { ...base, validity: validity.slice() };
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
