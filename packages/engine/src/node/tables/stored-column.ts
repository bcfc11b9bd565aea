import { type ColumnMetadata, quoteIdentifier } from "@armillary/adql";
import {
  type Column,
  type Field,
  type FieldMeta,
  type Layout,
  layoutOfDatatype,
  widenColumn,
} from "@armillary/columns";
import type { ColumnStorage, PhysicalColumn } from "../../physical.ts";
import { sqlTypeOf } from "../duckdb/layout-type.ts";
import { quoteName } from "../duckdb/quote.ts";

/** A column of a table, and how DuckDB keeps it. */
export interface StoredColumn extends PhysicalColumn {
  /** As queries give it. */
  readonly field: Field;
  /** Its type in DuckDB. */
  readonly type: string;
}

/**
 * How columns are kept: as the datatypes of VOTable, which are what ADQL computes with. Integers that VOTable does not have
 * are widened as their datatype says; `bit` is the number it is to ADQL. Lists keep no size: that is in their FIELD.
 */
export function storedColumns(fields: readonly Field[]): readonly StoredColumn[] {
  const names = columnNames(fields);
  return fields.map((given, index) => {
    const field = { ...given, name: names[index] as string, layout: storedLayout(given, given.layout) };
    return {
      field,
      metadata: columnMetadata(field),
      sql: quoteName(field.name),
      storage: storageOf(field),
      type: typeOf(field, field.layout),
    };
  });
}

/** Names of the columns that an index of positions adds: the unit vector, and the HEALPix cell by which rows are sorted. */
export const VECTOR_NAMES = ["armillary x", "armillary y", "armillary z"] as const;
export const CELL_NAME = "armillary cell";
const ADDED_NAMES = [...VECTOR_NAMES, CELL_NAME];

/** Names of the columns that hold the caps of a column of regions. */
export function capNames(index: number): readonly string[] {
  return ["x", "y", "z", "radius"].map((part) => `armillary cap ${index + 1} ${part}`);
}

/** Names that are some, and that differ in more than case, in which DuckDB knows no difference. */
export function columnNames(fields: readonly FieldMeta[]): readonly string[] {
  const taken = new Set(fields.map(({ name }) => name.toLowerCase()));
  const seen = new Set<string>([...ADDED_NAMES, ...fields.flatMap((_, index) => capNames(index))]);
  return fields.map(({ name: given }, index) => {
    // A NUL ends a name in DuckDB's API.
    const name = given.replaceAll("\0", "").trim() === "" ? `column_${index + 1}` : given.replaceAll("\0", "");
    let unique = name;
    for (
      let count = 2;
      seen.has(unique.toLowerCase()) || (unique !== given && taken.has(unique.toLowerCase()));
      count++
    ) {
      unique = `${name}_${count}`;
    }
    seen.add(unique.toLowerCase());
    return unique;
  });
}

/** What queries and TAP_SCHEMA know of a column. */
export function columnMetadata(field: FieldMeta): ColumnMetadata {
  const { name, datatype, arraysize, xtype, unit, ucd, utype, description } = field;
  return {
    name: quoteIdentifier(name),
    datatype,
    ...(arraysize === undefined ? {} : { arraysize }),
    ...(xtype === undefined ? {} : { xtype }),
    ...(unit === undefined ? {} : { unit }),
    ...(ucd === undefined ? {} : { ucd }),
    ...(utype === undefined ? {} : { utype }),
    ...(description === undefined ? {} : { description }),
  };
}

/** A column of a field that was given, as it is kept. */
export function widened(column: Column, { field }: StoredColumn): Column {
  return widenColumn(column, field.layout);
}

/** Integers of the width of their datatype; 64 unsigned bits stay, for half of them fit into no `long`. */
function storedLayout(field: FieldMeta, layout: Layout): Layout {
  if (layout.kind === "list" || layout.kind === "fixed") return { ...layout, item: storedLayout(field, layout.item) };
  if (layout.kind !== "int" || (layout.bits === 64 && !layout.signed)) return layout;
  return layoutOfDatatype(field.datatype);
}

function typeOf(field: FieldMeta, layout: Layout): string {
  if (layout.kind === "list" || layout.kind === "fixed") return `${typeOf(field, layout.item)}[]`;
  return field.datatype === "bit" ? "UTINYINT" : sqlTypeOf(layout);
}

const REGION_XTYPE = /^(?:adql:)?(?:region|shape|stc-?s?|multipolygon|range|point|circle|polygon|box)$/i;

export function storageOf(field: Field): ColumnStorage {
  const { layout, datatype, xtype, utype, ucd, name } = field;
  if (layout.kind === "utf8") {
    if (xtype !== undefined && xtype.trim() !== "") return REGION_XTYPE.test(xtype.trim()) ? "region-text" : "scalar";
    // ObsCore's region, as services have it that say no xtype.
    const isRegion =
      /Support\.Area$/i.test(utype ?? "") || /^pos\.outline/i.test(ucd ?? "") || /^s_region$/i.test(name);
    return isRegion ? "region-text" : "scalar";
  }
  if (layout.kind !== "list" && layout.kind !== "fixed") return "scalar";
  const isNested = layout.item.kind === "list" || layout.item.kind === "fixed";
  return isNested || datatype === "floatComplex" || datatype === "doubleComplex" ? "opaque" : "list";
}
