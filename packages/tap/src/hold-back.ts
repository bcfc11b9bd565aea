import type { ColumnBatch } from "@armillary/columns";
import { batchBytes } from "@armillary/columns";
import { deriveTable, type StreamSummary, type TableStream } from "@armillary/formats";

/** A table of which the first rows, or all, are in memory. */
export interface HeldBack {
  /** All rows, those in memory first. */
  readonly table: TableStream;
  /** Where the table ended within what is held. */
  readonly summary?: StreamSummary;
}

/**
 * Reads a table until it ends, or `mostBytes` of its rows are in memory: so its verdict is known before anybody has seen
 * its rows. Batches must be memory of their own.
 * @param look - called with every batch that is held
 * @throws what reading the table does
 */
export async function holdBack(
  table: TableStream,
  mostBytes: number,
  look?: (batch: ColumnBatch) => void,
): Promise<HeldBack> {
  const batches = table.batches()[Symbol.asyncIterator]();
  const held: ColumnBatch[] = [];
  let bytes = 0;
  let isWhole = false;
  while (bytes <= mostBytes) {
    const { value, done } = await batches.next();
    if (done === true) {
      isWhole = true;
      break;
    }
    held.push(value);
    look?.(value);
    bytes += batchBytes(value);
  }
  const replayed = deriveTable(table, {
    async *batches() {
      try {
        for (let batch = held.shift(); batch !== undefined; batch = held.shift()) yield batch;
        for (let next = await batches.next(); next.done !== true; next = await batches.next()) yield next.value;
      } finally {
        await batches.return?.();
      }
    },
    async close() {
      held.length = 0;
      await table.close();
    },
  });
  return isWhole ? { table: replayed, summary: await table.summary } : { table: replayed };
}
