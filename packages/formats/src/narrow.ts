import { type Column, type ColumnBatch, countBits, type Field } from "@armillary/columns";
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
          yield kept === batch.rows ? batch : firstRows(batch, kept);
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

/** The first `rows` rows of a batch; shares its memory. */
export function firstRows(batch: ColumnBatch, rows: number): ColumnBatch {
  return { rows, columns: batch.columns.map((column) => firstValues(column, rows)) };
}

function firstValues(column: Column, length: number): Column {
  const { validity: _validity, ...rest } = column;
  const nulls = column.validity === undefined ? 0 : length - countBits(column.validity, length);
  const base =
    nulls > 0 && column.validity !== undefined ? { length, nulls, validity: column.validity } : { length, nulls };
  switch (rest.kind) {
    case "bool":
      return { ...rest, ...base };
    case "int":
      return { ...rest, ...base, values: rest.values.subarray(0, length) };
    case "float":
      return { ...rest, ...base, values: rest.values.subarray(0, length) };
    case "utf8":
      return {
        ...rest,
        ...base,
        offsets: rest.offsets.subarray(0, length + 1),
        bytes: rest.bytes.subarray(0, rest.offsets[length]),
      };
    case "list":
      return {
        ...rest,
        ...base,
        offsets: rest.offsets.subarray(0, length + 1),
        item: firstValues(rest.item, rest.offsets[length] ?? 0),
      };
    case "fixed":
      return { ...rest, ...base, item: firstValues(rest.item, length * rest.size) };
  }
}
