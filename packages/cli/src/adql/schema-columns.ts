import type { ColumnMetadata, TableMetadata } from "@armillary/adql";
import { rowsOf } from "@armillary/columns";
import type { TableStream } from "@armillary/formats";

const TEXTS = ["datatype", "arraysize", "xtype", "unit", "ucd", "utype", "description"] as const;
const FLAGS = ["principal", "indexed", "std"] as const;

/**
 * Tables out of the rows of TAP_SCHEMA.columns (TAP 1.1, section 4.3; of TAP 1.0 with `size`), in the order in which they
 * first come; column names in any case.
 * @returns undefined where the table is another one
 */
export async function tablesOfColumns(table: TableStream): Promise<readonly TableMetadata[] | undefined> {
  const places = new Map(table.fields.map(({ name }, index) => [name.toLowerCase(), index]));
  if (!places.has("table_name") || !places.has("column_name")) return undefined;
  const tables = new Map<string, ColumnMetadata[]>();
  for await (const batch of table.batches()) {
    for (const row of rowsOf(batch)) {
      const value = (key: string): unknown => row[places.get(key) ?? -1];
      const [name, column] = [textOf(value("table_name")), textOf(value("column_name"))];
      if (name === undefined || column === undefined) continue;
      const known = tables.get(name);
      const described = describeColumn(column, value);
      if (known === undefined) tables.set(name, [described]);
      else known.push(described);
    }
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

function describeColumn(name: string, value: (key: string) => unknown): ColumnMetadata {
  const texts = TEXTS.flatMap((key) => {
    const text = textOf(value(key)) ?? (key === "arraysize" ? sizeOf(value("size")) : undefined);
    return text === undefined ? [] : [[key, text] as const];
  });
  const flags = FLAGS.flatMap((key) =>
    value(key) === null || value(key) === undefined ? [] : [[key, Number(value(key)) === 1] as const],
  );
  return { name, ...Object.fromEntries(texts), ...Object.fromEntries(flags) };
}

/** TAP 1.0 has the length of a string as a number, -1 for any. */
function sizeOf(value: unknown): string | undefined {
  const size = Number(value);
  return value !== null && value !== undefined && Number.isInteger(size) && size > 0 ? `${size}*` : undefined;
}

function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const text = String(value).trim();
  return text === "" ? undefined : text;
}
