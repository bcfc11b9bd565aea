import type { ColumnBatch } from "@armillary/columns";
import type { ByteReader } from "./byte-reader.ts";
import { FitsError } from "./errors.ts";
import type { Settings } from "./options.ts";
import type { TableShape } from "./table-shape.ts";

/** Decodes `rows` whole rows, the first of which is row `firstRow` of the table. */
export type DecodeRows = (bytes: Uint8Array, rows: number, firstRow: number) => ColumnBatch;

/** Input bytes behind the first batch; each next one has twice as many, up to the option. */
const FIRST_BATCH_BYTES = 64 << 10;

/** How many bytes each batch may take: from few, so that the first rows come soon, to `bytesPerBatch`. */
export function* batchBudgets({ bytesPerBatch }: Settings): Generator<number, never> {
  for (let bytes = FIRST_BATCH_BYTES; ; bytes *= 2) {
    if (bytes >= bytesPerBatch) while (true) yield bytesPerBatch;
    yield bytes;
  }
}

/**
 * Reads the rows of a table as they arrive. Rows that are whole are given before an early end is reported.
 * @throws FitsError FITS_TRUNCATED when the input ends before the last row
 */
export async function* streamRows(
  reader: ByteReader,
  { rows, rowBytes }: TableShape,
  decode: DecodeRows,
  settings: Settings,
): AsyncGenerator<ColumnBatch> {
  const budgets = batchBudgets(settings);
  for (let row = 0; row < rows; ) {
    const affordable = Math.max(1, Math.floor(budgets.next().value / rowBytes));
    const wanted = Math.min(rows - row, settings.rowsPerBatch, affordable);
    const bytes = await reader.read(wanted * rowBytes);
    const whole = rowBytes === 0 ? wanted : Math.floor(bytes.length / rowBytes);
    if (whole > 0) yield decode(bytes, whole, row);
    row += whole;
    if (whole < wanted) throw truncated(row, rows, reader);
  }
}

export function truncated(row: number, rows: number, reader: ByteReader): FitsError {
  return new FitsError("FITS_TRUNCATED", `the input ends in row ${row} of ${rows}`, {
    row,
    byteOffset: reader.position,
  });
}
