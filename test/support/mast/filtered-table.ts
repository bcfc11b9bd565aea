import { type Row, type SentRequest, ServiceError, type ServiceTable } from "./mashup-services.ts";
import { passes, type SentFilter } from "./sql-like.ts";

/** Rows by `filters` and `columns` (`*`, `c.*`, a list), or how many they are; names are compared without case. */
export function filteredTable(
  { params }: SentRequest,
  table: Pick<ServiceTable, "fields"> & { readonly rows: readonly Row[] },
): ServiceTable {
  const filters = (params["filters"] ?? []) as readonly SentFilter[];
  const named = filters.map((filter) => ({ ...filter, paramName: fieldNamed(filter.paramName).name }));
  const rows = table.rows.filter((row) => passes(row, named));
  const columns = String(params["columns"] ?? "*");
  if (/^COUNT(?:_BIG)?\(\*\)$/i.test(columns)) {
    return { fields: [{ name: "Column1", type: "string" }], rows: [{ Column1: rows.length }], rowsTotal: 1 };
  }
  const isAll = columns === "*" || columns === "c.*";
  const fields = isAll ? table.fields : columns.split(",").map((name) => fieldNamed(name.trim()));
  const chosen = rows.map((row) => ({
    ...Object.fromEntries(fields.map(({ name }) => [name, row[name] ?? null])),
    _selected_: null,
  }));
  return { fields: [...fields, { name: "_selected_", type: "boolean" }], rows: chosen, rowsTotal: rows.length };

  function fieldNamed(name: string): ServiceTable["fields"][number] {
    const field = table.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (field === undefined) throw new ServiceError(`Invalid column name '${name}'.`);
    return field;
  }
}
