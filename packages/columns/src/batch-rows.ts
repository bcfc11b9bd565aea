import type { ColumnBatch } from "./batch.ts";
import type { Column } from "./column.ts";
import { concatenateColumns } from "./concatenate-columns.ts";
import { sliceColumn } from "./slice-column.ts";
import { takeValues } from "./take-values.ts";

/** `rows` rows of a batch, from `start` on, over the same memory; all of them are the batch itself. */
export function sliceBatch(batch: ColumnBatch, start: number, rows: number): ColumnBatch {
  if (start === 0 && rows === batch.rows) return batch;
  return { rows, columns: batch.columns.map((column) => sliceColumn(column, start, rows)) };
}

/** A batch of the rows in these `places`, in their order; -1 stands for a row of nulls. Rows may be taken any number of times. */
export function takeRows({ columns }: ColumnBatch, places: Int32Array): ColumnBatch {
  return { rows: places.length, columns: columns.map((column) => takeValues(column, places)) };
}

/** The rows of a batch that are wanted; where all are, the batch itself. */
export function filterRows(batch: ColumnBatch, isWanted: (batch: ColumnBatch, row: number) => boolean): ColumnBatch {
  const kept: number[] = [];
  for (let row = 0; row < batch.rows; row++) if (isWanted(batch, row)) kept.push(row);
  return kept.length === batch.rows ? batch : takeRows(batch, Int32Array.from(kept));
}

/**
 * Batches with columns of the same layouts, one after the other as one batch; a single one is itself, and none a batch without columns.
 * @throws RangeError for more bytes of text or items of lists than 32-bit offsets reach
 */
export function concatenateBatches(batches: readonly ColumnBatch[]): ColumnBatch {
  const [first] = batches;
  if (first === undefined || batches.length === 1) return first ?? { rows: 0, columns: [] };
  return {
    rows: batches.reduce((sum, { rows }) => sum + rows, 0),
    columns: first.columns.map((_, index) =>
      concatenateColumns(batches.map(({ columns }) => columns[index] as Column)),
    ),
  };
}

/**
 * The same rows in batches of `rows` each, and a last one of what is left. Batches that came are kept until one is full: they must be memory
 * of their own.
 * @throws RangeError for what is no whole number of rows, from 1
 */
export async function* rebatch(
  batches: AsyncIterable<ColumnBatch>,
  rows: number,
): AsyncGenerator<ColumnBatch, void, void> {
  if (!Number.isSafeInteger(rows) || rows < 1) {
    throw new RangeError(`A batch has a whole number of rows, from 1: not ${rows}.`);
  }
  let held: ColumnBatch[] = [];
  let count = 0;
  for await (const batch of batches) {
    for (let start = 0; start < batch.rows; ) {
      const taken = Math.min(rows - count, batch.rows - start);
      held.push(sliceBatch(batch, start, taken));
      start += taken;
      count += taken;
      if (count < rows) continue;
      yield concatenateBatches(held);
      held = [];
      count = 0;
    }
  }
  if (count > 0) yield concatenateBatches(held);
}
