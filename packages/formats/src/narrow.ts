import { type Field, sliceBatch } from "@armillary/columns";
import { deriveTable, mapBatches } from "./derive-table.ts";
import { FormatError } from "./errors.ts";
import type { StreamSummary, TableStream } from "./table-stream.ts";

/**
 * The table with only these columns, in this order; each is named by name or, where no name fits, by ID.
 * Of columns that share a name the first is meant.
 * @throws FormatError code FORMAT_NO_COLUMN
 */
export function selectColumns(table: TableStream, names: readonly string[]): TableStream {
  const indexes = names.map((name) => indexOfColumn(table.fields, name));
  const fields = indexes.flatMap((index) => table.fields[index] ?? []);
  return mapBatches(table, fields, ({ rows, columns }) => {
    return { rows, columns: indexes.flatMap((index) => columns[index] ?? []) };
  });
}

function indexOfColumn(fields: readonly Field[], name: string): number {
  let index = fields.findIndex((field) => field.name === name);
  if (index < 0) index = fields.findIndex((field) => field.ID === name);
  if (index < 0) {
    const names = fields.map((field) => field.name);
    const shown = names.length > 20 ? `${names.slice(0, 20).join(", ")}, … (${names.length})` : names.join(", ");
    throw new FormatError("FORMAT_NO_COLUMN", `There is no column "${name}". The table has: ${shown}.`);
  }
  return index;
}

/**
 * The table cut after `limit` rows: the source is closed there, so that a transfer stops.
 *
 * @param cutSummary - what can be said of a table that was cut: its source has not been read to the end
 */
export function limitRows(table: TableStream, limit: number, cutSummary: (rows: number) => StreamSummary): TableStream {
  let rows = 0;
  let cut = false;
  return deriveTable(table, {
    async *batches() {
      if (limit > 0) {
        for await (const batch of table.batches()) {
          const kept = Math.min(batch.rows, limit - rows);
          rows += kept;
          cut = rows === limit;
          yield sliceBatch(batch, 0, kept);
          if (cut) break;
        }
        if (!cut) return;
      }
      cut = true;
      await table.close();
    },
    summary: () => (cut ? Promise.resolve(cutSummary(rows)) : table.summary),
  });
}
