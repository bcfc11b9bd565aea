import { type DataType, type TypeName, typeOfColumn } from "../schema/datatype.ts";
import type { ColumnMetadata } from "../schema/metadata.ts";

/** What one value of a VOTable datatype is in a row (VOTable 1.5, section 2.1). */
const VOTABLE: Readonly<Record<string, string>> = {
  boolean: "boolean",
  bit: "boolean",
  unsignedByte: "number",
  short: "number",
  int: "number",
  long: "bigint",
  char: "string",
  unicodeChar: "string",
  float: "number",
  double: "number",
  floatComplex: "readonly number[]",
  doubleComplex: "readonly number[]",
};

/** Datatypes of which a single element of an array can be null: by VALUES null, and `?` of booleans. */
const NULL_ELEMENTS: ReadonlySet<string> = new Set(["boolean", "unsignedByte", "short", "int", "long"]);

/**
 * Geometries and intervals of services that name them by a word alone, as TAP 1.0 does: those send STC-S text, later ones
 * the numbers of DALI.
 */
const TEXT_OR_NUMBERS = "string | readonly number[]";

const ADQL: Readonly<Record<TypeName, string>> = {
  BOOLEAN: "boolean",
  BIT: "boolean",
  TINYINT: "number",
  SMALLINT: "number",
  INTEGER: "number",
  BIGINT: "bigint",
  REAL: "number",
  "DOUBLE PRECISION": "number",
  CHAR: "string",
  VARCHAR: "string",
  CLOB: "string",
  BINARY: "readonly (number | null)[]",
  VARBINARY: "readonly (number | null)[]",
  BLOB: "readonly (number | null)[]",
  TIMESTAMP: "string",
  INTERVAL: TEXT_OR_NUMBERS,
  POINT: TEXT_OR_NUMBERS,
  CIRCLE: TEXT_OR_NUMBERS,
  POLYGON: TEXT_OR_NUMBERS,
  BOX: TEXT_OR_NUMBERS,
  REGION: TEXT_OR_NUMBERS,
  MOC: "string",
  ARRAY: "unknown",
  NULL: "null",
  UNKNOWN: "unknown",
};

/**
 * The TypeScript type of a column's values in rows that are read, as source text: `number | null`.
 *
 * As rows come from result tables: `long` and BIGINT are bigint, text and times are strings, arrays are arrays with
 * the slowest axis outermost, everything can be null. A type that nobody understands is `unknown`. An `arraysize` of
 * `"1"` is a scalar: that is the default of VODataService, not the array of one that it would be in a FIELD.
 */
export function rowTypeOf(column: Pick<ColumnMetadata, "datatype" | "arraysize" | "xtype">): string {
  const datatype = column.datatype?.trim() ?? "";
  const single = VOTABLE[datatype];
  const type =
    single === undefined ? typeInWords(typeOfColumn(column)) : votableType(datatype, single, column.arraysize);
  return type === "unknown" ? type : `${type} | null`;
}

function votableType(datatype: string, single: string, arraysize: string | undefined): string {
  const axes = axesOf(arraysize);
  if (single === "string") return nested(single, axes - 1, false);
  return nested(single, arraysize?.trim() === "1" ? 0 : axes, NULL_ELEMENTS.has(datatype));
}

function typeInWords({ name, element, shape }: DataType): string {
  if (name !== "ARRAY" || element === undefined) return ADQL[name];
  return nested(ADQL[element], axesOf(shape ?? "*"), element !== "REAL" && element !== "DOUBLE PRECISION");
}

function axesOf(arraysize: string | undefined): number {
  const text = arraysize?.trim() ?? "";
  return text === "" ? 0 : text.split("x").length;
}

function nested(single: string, axes: number, nullable: boolean): string {
  let type = single;
  for (let axis = 0; axis < axes; axis++) {
    const item = axis === 0 && nullable ? `${type} | null` : type;
    type = /[ ]/.test(item) ? `readonly (${item})[]` : `readonly ${item}[]`;
  }
  return type;
}
