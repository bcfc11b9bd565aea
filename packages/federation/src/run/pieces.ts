import { type ColumnBatch, concatenateColumns, sliceColumn } from "@armillary/columns";

/** Rows again, in batches of `rows` each, and a last one of what is left. */
export async function* inPieces(batches: AsyncIterable<ColumnBatch>, rows: number): AsyncGenerator<ColumnBatch> {
  let held: ColumnBatch[] = [];
  let count = 0;
  for await (const batch of batches) {
    for (let start = 0; start < batch.rows; ) {
      const length = Math.min(rows - count, batch.rows - start);
      held.push(rowsFrom(batch, start, length));
      count += length;
      start += length;
      if (count < rows) continue;
      yield joined(held);
      held = [];
      count = 0;
    }
  }
  if (count > 0) yield joined(held);
}

/** Some rows of a batch, over the same memory. */
export function rowsFrom({ columns }: ColumnBatch, start: number, length: number): ColumnBatch {
  return { rows: length, columns: columns.map((column) => sliceColumn(column, start, length)) };
}

function joined(batches: readonly ColumnBatch[]): ColumnBatch {
  const [first, ...others] = batches;
  if (first === undefined || others.length === 0) return first ?? { rows: 0, columns: [] };
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  const columns = first.columns.map((_, index) =>
    concatenateColumns(batches.flatMap((batch) => batch.columns[index] ?? [])),
  );
  return { rows, columns };
}
