import type { Layout } from "@armillary/columns";
import { type DuckDBArrayType, type DuckDBListType, type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";

/** The type, in SQL, of a column that keeps values of `layout`. Lists are of any size: DuckDB's arrays can be neither empty nor long. */
export function sqlTypeOf(layout: Layout): string {
  switch (layout.kind) {
    case "bool":
      return "BOOLEAN";
    case "int":
      return `${layout.signed ? "" : "U"}${INT_NAMES[layout.bits]}`;
    case "float":
      return layout.bits === 32 ? "FLOAT" : "DOUBLE";
    case "utf8":
      return "VARCHAR";
    case "list":
    case "fixed":
      return `${sqlTypeOf(layout.item)}[]`;
  }
}

const INT_NAMES = { 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT" } as const;

/** How values of a type of DuckDB lie in a column; undefined for types whose values are none of a table of the VO. */
export function layoutOfType(type: DuckDBType): Layout | undefined {
  const plain = PLAIN.get(type.typeId);
  if (plain !== undefined) return plain;
  if (type.typeId === DuckDBTypeId.LIST) {
    const item = layoutOfType((type as DuckDBListType).valueType);
    return item && { kind: "list", item };
  }
  if (type.typeId === DuckDBTypeId.ARRAY) {
    const { valueType, length } = type as DuckDBArrayType;
    const item = layoutOfType(valueType);
    return item && { kind: "fixed", size: length, item };
  }
  return undefined;
}

const PLAIN: ReadonlyMap<DuckDBTypeId, Layout> = new Map<DuckDBTypeId, Layout>([
  [DuckDBTypeId.BOOLEAN, { kind: "bool" }],
  [DuckDBTypeId.TINYINT, { kind: "int", bits: 8, signed: true }],
  [DuckDBTypeId.SMALLINT, { kind: "int", bits: 16, signed: true }],
  [DuckDBTypeId.INTEGER, { kind: "int", bits: 32, signed: true }],
  [DuckDBTypeId.BIGINT, { kind: "int", bits: 64, signed: true }],
  [DuckDBTypeId.UTINYINT, { kind: "int", bits: 8, signed: false }],
  [DuckDBTypeId.USMALLINT, { kind: "int", bits: 16, signed: false }],
  [DuckDBTypeId.UINTEGER, { kind: "int", bits: 32, signed: false }],
  [DuckDBTypeId.UBIGINT, { kind: "int", bits: 64, signed: false }],
  [DuckDBTypeId.FLOAT, { kind: "float", bits: 32 }],
  [DuckDBTypeId.DOUBLE, { kind: "float", bits: 64 }],
  [DuckDBTypeId.VARCHAR, { kind: "utf8" }],
]);

const SQL_NAMES: ReadonlyMap<string, Layout> = new Map(
  [...PLAIN.values()].map((layout) => [sqlTypeOf(layout), layout]),
);

/** The same for a type as DuckDB prints it: `DOUBLE`, `FLOAT[]`. */
export function layoutOfSqlType(type: string): Layout | undefined {
  const [, itemType, size] = /^(.*)\[(\d*)\]$/.exec(type) ?? [];
  if (itemType === undefined) return SQL_NAMES.get(type);
  const item = layoutOfSqlType(itemType);
  if (item === undefined) return undefined;
  return size === "" || size === undefined ? { kind: "list", item } : { kind: "fixed", size: Number(size), item };
}
