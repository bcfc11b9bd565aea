import type { Column, ColumnBatch, Field } from "@armillary/columns";
import { type PrintOptions, printRows, type RowStyle } from "@armillary/columns/print";
import type { Diagnostic } from "@armillary/votable";
import { Reports } from "../cells/reports.ts";
import { delimitedStyle } from "../csv/encode.ts";
import { quoteCell } from "../csv/quote.ts";
import type { TableStream } from "../table-stream.ts";
import { printHeader } from "./print-header.ts";
import { printableBy, printableLayout } from "./printable-columns.ts";

export interface EcsvOptions extends PrintOptions {
  /** Called at the end with each kind of thing that the text does not give back. */
  readonly onDiagnostic?: (diagnostic: Diagnostic) => void;
}

/**
 * A table as ECSV 1.0 in UTF-8, with commas between the cells.
 *
 * Units, descriptions and all other attributes of a FIELD, PARAMs, INFOs and what else the table says of itself stand in the
 * header. Numbers are the shortest decimals that read back to the same float or double, integers all their digits, truth
 * values `True` and `False` (bits too), arrays JSON in their subtype's shape. A null is empty, and so reads an empty string
 * (`W-ECSV-EMPTY`). Of columns with one name the second is `name_2`, the third `name_3`; readers of ours know better.
 * @see APE 6
 */
export async function* encodeEcsv(
  table: TableStream,
  { onDiagnostic, ...options }: EcsvOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  yield new TextEncoder().encode(printHeader(table));
  const reports = new Reports();
  const fields = table.fields.map((field): Field => ({ ...field, layout: printableLayout(field) }));
  const style = delimitedStyle(fields, ",");
  const batches = printable(table, reports)[Symbol.asyncIterator]();
  // A row that begins with a hash would be a comment: batches with such rows are printed apart.
  let apart: ColumnBatch | undefined;
  let ended = false;
  async function* upToHash(): AsyncGenerator<ColumnBatch, void, void> {
    for (;;) {
      const next = await batches.next();
      ended = next.done === true;
      apart = undefined;
      if (next.done === true) return;
      if (beginsWithHash(next.value.columns[0])) {
        apart = next.value;
        return;
      }
      yield next.value;
    }
  }

  try {
    while (!ended) {
      yield* printRows(upToHash(), style, options);
      if (apart !== undefined) yield printQuoted(apart, style);
    }
  } finally {
    await batches.return?.();
  }
  for (const diagnostic of reports.list()) onDiagnostic?.(diagnostic);
}

async function* printable(table: TableStream, reports: Reports): AsyncGenerator<ColumnBatch, void, void> {
  const makers = table.fields.map((field) => printableBy(field, reports));
  for await (const { rows, columns } of table.batches()) {
    yield { rows, columns: columns.map((column, index) => makers[index]?.(column) ?? column) };
  }
}

const HASH = 0x23;

function beginsWithHash(column: Column | undefined): boolean {
  if (column?.kind !== "utf8") return false;
  const { length, offsets, bytes } = column;
  for (let row = 0; row < length; row++) {
    const start = offsets[row] ?? 0;
    if (bytes[start] === HASH && (offsets[row + 1] ?? 0) > start) return true;
  }
  return false;
}

/** The rows of a batch, the first cell of each in quotes. */
function printQuoted({ rows, columns }: ColumnBatch, style: RowStyle): Uint8Array {
  let text = "";
  for (let row = 0; row < rows; row++) {
    for (const [index, column] of columns.entries()) {
      const cell = style.printCell(column, row, index);
      text += (style.columns[index]?.prefix ?? "") + (index === 0 && cell.startsWith("#") ? quoteCell(cell) : cell);
    }
    text += style.rowEnd;
  }
  return new TextEncoder().encode(text);
}
