import type { Column } from "@armillary/columns";
import { deriveTable, type TableStream } from "@armillary/formats";
import { holdBack } from "../hold-back.ts";

/** Rows that are looked at before the first goes out. */
const LOOKED_AT_BYTES = 8 << 20;

/**
 * The table with `unicodeChar` for columns of `char` that hold more than ASCII: to services that keep to VOTable before 1.6
 * `char` is ASCII, and DaCHS makes question marks of the rest. Beyond the first rows of a long table nothing is looked at.
 */
export async function unicodeWhereNeeded(table: TableStream): Promise<TableStream> {
  if (!table.fields.some(({ datatype }) => datatype === "char")) return table;
  const wide = new Set<number>();
  const { table: whole } = await holdBack(table, LOOKED_AT_BYTES, ({ columns }) => {
    columns.forEach((column, index) => {
      if (table.fields[index]?.datatype === "char" && !wide.has(index) && !isAscii(column)) wide.add(index);
    });
  });
  const fields = table.fields.map((field, index) =>
    wide.has(index) ? { ...field, datatype: "unicodeChar" as const } : field,
  );
  return deriveTable(whole, { fields });
}

function isAscii(column: Column): boolean {
  if (column.kind === "list" || column.kind === "fixed") return isAscii(column.item);
  if (column.kind !== "utf8") return true;
  const end = column.offsets[column.length] ?? 0;
  for (let at = column.offsets[0] ?? 0; at < end; at++) if ((column.bytes[at] as number) > 0x7f) return false;
  return true;
}
