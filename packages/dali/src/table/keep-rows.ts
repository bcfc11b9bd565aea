import { type ColumnBatch, takeValues } from "@armillary/columns";
import { deriveTable, type TableStream } from "@armillary/formats";

/** The table with those of its rows alone that are wanted; batches of which none is are left out. */
export function keepRows(table: TableStream, isWanted: (batch: ColumnBatch, row: number) => boolean): TableStream {
  return deriveTable(table, {
    async *batches() {
      for await (const batch of table.batches()) {
        const kept: number[] = [];
        for (let row = 0; row < batch.rows; row++) if (isWanted(batch, row)) kept.push(row);
        if (kept.length === batch.rows) yield batch;
        else if (kept.length > 0) {
          const rows = Int32Array.from(kept);
          yield { rows: kept.length, columns: batch.columns.map((column) => takeValues(column, rows)) };
        }
      }
    },
  });
}
