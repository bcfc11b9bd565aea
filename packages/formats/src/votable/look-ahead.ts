import { type ColumnBatch, type ColumnStatistics, StatisticsCollector } from "@armillary/columns";
import { imageOf, viewBatch } from "../hold/batch-image.ts";
import type { TableStream } from "../table-stream.ts";

/** The rows of a table of which the first were looked at. */
export interface LookedAhead {
  /** All rows, once. */
  batches(): AsyncGenerator<ColumnBatch, void, void>;
  /** Of all columns, where the table ended so soon. */
  readonly statistics?: readonly ColumnStatistics[];
}

/** Takes batches until they are more than `bytes`, and says what there is to know of a table that has no more. */
export async function lookAhead(table: TableStream, bytes: number): Promise<LookedAhead> {
  const { fields } = table;
  const source = table.batches()[Symbol.asyncIterator]();
  const collectors = fields.map((field) => new StatisticsCollector(field));
  const images: Uint8Array<ArrayBuffer>[] = [];
  let kept = 0;
  let ended = false;
  while (kept <= bytes) {
    const { value: batch, done } = await source.next();
    if (done === true) {
      ended = true;
      break;
    }
    // A batch may be lent: a copy of it is kept.
    const image = imageOf(batch);
    images.push(image);
    kept += image.length;
    for (const [index, column] of batch.columns.entries()) collectors[index]?.add(column);
  }

  async function* batches(): AsyncGenerator<ColumnBatch, void, void> {
    try {
      for (let image = images.shift(); image !== undefined; image = images.shift())
        yield viewBatch(image.buffer, fields);
      while (!ended) {
        const { value: batch, done } = await source.next();
        if (done === true) ended = true;
        else yield batch;
      }
    } finally {
      if (!ended) await source.return?.();
    }
  }

  return ended ? { batches, statistics: collectors.map((collector) => collector.finish()) } : { batches };
}
