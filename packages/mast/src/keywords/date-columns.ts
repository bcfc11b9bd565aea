import { type Column, createColumnWriter, type Field, valueAt } from "@armillary/columns";
import { mapBatches, type TableStream } from "@armillary/formats";
import { timestampOfDotnetDate } from "./dates.ts";
import type { Keyword } from "./keyword.ts";

/**
 * The table with Mashup's dates (`/Date(1654430410430)/`) as timestamps of DALI. Such columns are known by name, or by their twin in MJD.
 */
export function withTimestamps(table: TableStream, known: ReadonlyMap<string, Keyword>): TableStream {
  const names = new Set(table.fields.map(({ name }) => name));
  const isDate = ({ name, layout }: Field): boolean =>
    layout.kind === "utf8" && (known.get(name)?.type === "date" || names.has(`${name}_mjd`));
  const places = new Set(table.fields.flatMap((field, index) => (isDate(field) ? [index] : [])));
  if (places.size === 0) return table;
  const fields = table.fields.map((field, index) => (places.has(index) ? { ...field, xtype: "timestamp" } : field));
  return mapBatches(table, fields, ({ rows, columns }) => {
    return { rows, columns: columns.map((column, index) => (places.has(index) ? toTimestamps(column) : column)) };
  });
}

function toTimestamps(column: Column): Column {
  const writer = createColumnWriter({ kind: "utf8" });
  for (let row = 0; row < column.length; row++) {
    const text = valueAt(column, row);
    writer.append(typeof text === "string" ? timestampOfDotnetDate(text) : null);
  }
  return writer.take();
}
