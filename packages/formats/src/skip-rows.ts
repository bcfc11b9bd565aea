import { sliceBatch } from "@armillary/columns";
import { deriveTable } from "./derive-table.ts";
import type { TableStream } from "./table-stream.ts";

/**
 * The table without its first `skip` rows. Batches of nothing but those are let go; of the one that goes on beyond them the
 * rest is taken, over the same memory. Rows of the summary are those that are left.
 */
export function skipRows(table: TableStream, skip: number): TableStream {
  if (skip === 0) return table;
  return deriveTable(table, {
    async *batches() {
      let left = skip;
      for await (const batch of table.batches()) {
        if (batch.rows > left) yield sliceBatch(batch, left, batch.rows - left);
        left = Math.max(0, left - batch.rows);
      }
    },
    summary: () => table.summary.then((summary) => ({ ...summary, rows: Math.max(0, summary.rows - skip) })),
  });
}
