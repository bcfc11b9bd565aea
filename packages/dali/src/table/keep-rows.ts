import { type ColumnBatch, filterRows } from "@armillary/columns";
import { deriveTable, type TableStream } from "@armillary/formats";

/** The table with those of its rows alone that are wanted; batches of which none is are left out. */
export function keepRows(table: TableStream, isWanted: (batch: ColumnBatch, row: number) => boolean): TableStream {
  return deriveTable(table, {
    async *batches() {
      for await (const batch of table.batches()) {
        const kept = filterRows(batch, isWanted);
        if (kept.rows > 0) yield kept;
      }
    },
  });
}
