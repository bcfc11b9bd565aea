import { type Identifier, type NamedValue, votableTypeOf } from "@armillary/adql";
import type { Datatype, FieldMeta } from "@armillary/columns";
import type { EngineCatalog } from "./catalog.ts";
import type { Converter } from "./convert.ts";
import type { Output } from "./query/context.ts";
import type { SqlValue } from "./value.ts";

/** A column of the result: what it is called and means, and its value as DuckDB must give it. */
export interface ResultField {
  readonly field: FieldMeta;
  readonly sql: string;
}

const DATATYPES: Readonly<Record<string, string>> = {
  boolean: "BOOLEAN",
  bit: "UTINYINT",
  unsignedByte: "UTINYINT",
  short: "SMALLINT",
  int: "INTEGER",
  long: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
};

/**
 * What the result says of a column: all that its table says, where it is selected unchanged; otherwise what was inferred of it.
 *
 * @param value - as the query gives it
 */
export function resultField(
  value: SqlValue,
  named: NamedValue,
  catalog: EngineCatalog,
  convert: Converter,
): ResultField {
  const stored = storedField(named, catalog);
  if (stored !== undefined) {
    const field = renamed(stored, named.name);
    return { field, sql: value.form === "timestamp" ? convert.text(value, named.name) : value.sql };
  }
  return computedField(value, named, convert);
}

function storedField({ column }: NamedValue, catalog: EngineCatalog): FieldMeta | undefined {
  if (column === undefined) return undefined;
  const table = catalog.physicalTable(column.table);
  return table?.columns[column.table.columns.indexOf(column)]?.field;
}

/** IDs and references are of the document that the column came from. */
function renamed({ ID: _id, ref: _ref, ...field }: FieldMeta, name: Identifier): FieldMeta {
  return { ...field, name: name.name };
}

function computedField(value: SqlValue, named: NamedValue, convert: Converter): ResultField {
  const { datatype, arraysize, xtype, sql } = computedType(value, convert, named);
  const unit = named.unitText ?? (named.unit?.canonical === "1" ? undefined : named.unit?.canonical);
  const { ucd, utype, description } = named;
  const field: FieldMeta = {
    name: named.name.name,
    datatype,
    ...(arraysize === undefined ? {} : { arraysize }),
    ...(xtype === undefined ? {} : { xtype }),
    ...(unit === undefined ? {} : { unit }),
    ...(ucd === undefined ? {} : { ucd }),
    ...(utype === undefined ? {} : { utype }),
    ...(description === undefined ? {} : { description }),
  };
  return { field, sql };
}

type ComputedType = Pick<FieldMeta, "datatype" | "arraysize" | "xtype"> & { readonly sql: string };

function computedType(value: SqlValue, convert: Converter, { name }: NamedValue): ComputedType {
  const { form, type, sql } = value;
  switch (form) {
    case "number": {
      const declared = votableTypeOf(type)?.datatype;
      const datatype = (declared !== undefined && declared in DATATYPES ? declared : "double") as Datatype;
      return { datatype, sql: `CAST(${sql} AS ${DATATYPES[datatype]})` };
    }
    case "boolean":
      return { datatype: "boolean", sql };
    case "timestamp":
    case "timestamp-text":
      return { datatype: "char", arraysize: "*", xtype: "timestamp", sql: convert.text(value, name) };
    case "point":
      return { datatype: "double", arraysize: "2", xtype: "point", sql };
    case "circle":
      return { datatype: "double", arraysize: "3", xtype: "circle", sql };
    case "polygon":
      return { datatype: "double", arraysize: "*", xtype: "polygon", sql };
    case "region":
    case "region-text":
      return { datatype: "char", arraysize: "*", xtype: "adql:REGION", sql: convert.text(value, name) };
    case "null":
      return { datatype: "char", arraysize: "*", sql: `CAST(${sql} AS VARCHAR)` };
    case "text": {
      // Text that is not all ASCII is unicodeChar in VOTable; of what was computed nobody knows.
      const size = votableTypeOf(type);
      return { datatype: "unicodeChar", arraysize: size?.datatype === "char" ? (size.arraysize ?? "*") : "*", sql };
    }
    case "list":
    case "opaque": {
      const declared = votableTypeOf(type);
      const datatype = (declared?.datatype ?? "char") as Datatype;
      return { datatype, arraysize: declared?.arraysize ?? "*", sql };
    }
  }
}

/** The outputs of a query as values of the query around it. */
export function outputValue(output: Output, index: number, alias: string): SqlValue {
  return { ...output, sql: `${alias}.c${index + 1}` };
}
