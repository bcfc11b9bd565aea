import type { ColumnMetadata } from "./metadata.ts";
import { VOTABLE, WORDS, XTYPES } from "./type-words.ts";

/**
 * The types of ADQL (ADQL 2.1, section 3) and those that services have beside them. BOOLEAN, TINYINT, BOX and MOC are not
 * ADQL's; ARRAY is an array of numbers or of strings; UNKNOWN is whatever a service writes that nobody understands, and
 * never the cause of a problem.
 */
export type TypeName =
  | "BOOLEAN"
  | "BIT"
  | "TINYINT"
  | "SMALLINT"
  | "INTEGER"
  | "BIGINT"
  | "REAL"
  | "DOUBLE PRECISION"
  | "CHAR"
  | "VARCHAR"
  | "CLOB"
  | "BINARY"
  | "VARBINARY"
  | "BLOB"
  | "TIMESTAMP"
  | "INTERVAL"
  | "POINT"
  | "CIRCLE"
  | "POLYGON"
  | "BOX"
  | "REGION"
  | "MOC"
  | "ARRAY"
  | "NULL"
  | "UNKNOWN";

/** What types are alike in: operators and functions ask for a family rather than for a type. */
export type TypeFamily =
  | "boolean"
  | "numeric"
  | "character"
  | "binary"
  | "timestamp"
  | "interval"
  | "geometry"
  | "moc"
  | "array"
  | "null"
  | "unknown";

export interface DataType {
  readonly name: TypeName;
  /** Characters of CHAR and VARCHAR, bytes of BINARY and VARBINARY; absent where unbounded or not told. */
  readonly length?: number;
  /** Of an ARRAY: the type of its elements, and its shape as VOTable's arraysize has it. */
  readonly element?: TypeName;
  readonly shape?: string;
}

export const UNKNOWN: DataType = { name: "UNKNOWN" };

const FAMILIES: Readonly<Record<TypeName, TypeFamily>> = {
  BOOLEAN: "boolean",
  BIT: "numeric",
  TINYINT: "numeric",
  SMALLINT: "numeric",
  INTEGER: "numeric",
  BIGINT: "numeric",
  REAL: "numeric",
  "DOUBLE PRECISION": "numeric",
  CHAR: "character",
  VARCHAR: "character",
  CLOB: "character",
  BINARY: "binary",
  VARBINARY: "binary",
  BLOB: "binary",
  TIMESTAMP: "timestamp",
  INTERVAL: "interval",
  POINT: "geometry",
  CIRCLE: "geometry",
  POLYGON: "geometry",
  BOX: "geometry",
  REGION: "geometry",
  MOC: "moc",
  ARRAY: "array",
  NULL: "null",
  UNKNOWN: "unknown",
};

/** Numbers from the narrowest on: the wider of two is the type of what is computed from them. */
const WIDTHS: readonly TypeName[] = ["BIT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "REAL", "DOUBLE PRECISION"];

/** No type has a longer name; a longer text is not looked at. */
const MAX_TYPE_LENGTH = 100;

export function familyOf(type: DataType): TypeFamily {
  return FAMILIES[type.name];
}

export function isExactNumeric({ name }: DataType): boolean {
  const width = WIDTHS.indexOf(name);
  return width >= 0 && width < WIDTHS.indexOf("REAL");
}

/** The wider of two numeric types, or the longer of two strings; UNKNOWN where they have nothing in common. */
export function commonType(a: DataType, b: DataType): DataType {
  if (a.name === "NULL") return b;
  if (b.name === "NULL") return a;
  const [family, other] = [familyOf(a), familyOf(b)];
  if (family !== other) return UNKNOWN;
  if (family === "numeric") return WIDTHS.indexOf(a.name) >= WIDTHS.indexOf(b.name) ? a : b;
  if (family === "character") {
    if (a.name === "CLOB" || b.name === "CLOB") return { name: "CLOB" };
    const length = a.length === undefined || b.length === undefined ? undefined : Math.max(a.length, b.length);
    const name = a.name === "CHAR" && b.name === "CHAR" && a.length === b.length ? "CHAR" : "VARCHAR";
    return length === undefined ? { name } : { name, length };
  }
  return a.name === b.name ? a : family === "geometry" ? { name: "REGION" } : UNKNOWN;
}

/**
 * The type of a column as services write it: VOTable's datatype, arraysize and xtype; TAP 1.0's `adql:VARCHAR`; a type of
 * SQL (`VARCHAR(30)`, `DOUBLE PRECISION`, `REAL[]`) or of a database (`int4`, `timestamp`).
 *
 * @returns UNKNOWN for what is none of these, and where nothing is told
 * @see ADQL 2.1, section 3; TAP 1.1, section 4.3; DALI 1.1, section 3.3
 */
export function typeOfColumn({
  datatype,
  arraysize,
  xtype,
}: Pick<ColumnMetadata, "datatype" | "arraysize" | "xtype">): DataType {
  const special = XTYPES.get(
    (xtype ?? "")
      .trim()
      .toLowerCase()
      .replace(/^adql:/, ""),
  );
  const written = (datatype ?? "").trim();
  const size = arraysize?.trim();
  const votable = VOTABLE.get(written);
  if (special !== undefined && !isArrayOf(special, votable, size)) return { name: special };
  if (votable !== undefined) return typeOfVotable(votable, size);
  return parseTypeWord(written, size);
}

/**
 * A type written in words: `VARCHAR(30)`, `adql:INTEGER`, `DOUBLE PRECISION[6]`, `int4`.
 * @param size - a length told apart from it, as TAP 1.0's `size`
 */
export function parseTypeWord(text: string, size?: string): DataType {
  if (text.length > MAX_TYPE_LENGTH) return UNKNOWN;
  const match =
    /^(?:adql:|vs:|votable:)?([A-Z][A-Z0-9_ ]*?)\s*(?:\(\s*([\d*nN]+)\s*(?:,\s*\d+\s*)?\))?\s*(\[[\d\s*]*\](?:\[[\d\s*]*\])*)?$/i.exec(
      text.trim(),
    );
  const [, word = "", length, brackets] = match ?? [];
  const name = WORDS.get(word.toUpperCase().replace(/\s+/g, " "));
  if (name === undefined) return UNKNOWN;
  if (brackets !== undefined) {
    const shape = brackets
      .slice(1, -1)
      .split(/\]\s*\[/)
      .map((axis) => axis.trim() || "*")
      .join("x");
    return { name: "ARRAY", element: name, shape };
  }
  if (!["CHAR", "VARCHAR", "BINARY", "VARBINARY"].includes(name)) return { name };
  const characters = Number(length ?? /^(\d+)\*?$/.exec(size ?? "")?.[1]);
  return Number.isInteger(characters) && characters > 0 ? { name, length: characters } : { name };
}

function typeOfVotable(name: TypeName, arraysize: string | undefined): DataType {
  if (name === "CHAR") {
    const match = /^(?:(\d+)|(\d*)\*)$/.exec(arraysize ?? "1");
    if (match === null) return { name: "ARRAY", element: "VARCHAR", shape: arraysize ?? "*" };
    const [, fixed, most] = match;
    if (fixed !== undefined) return { name: "CHAR", length: Number(fixed) };
    return most === undefined || most === "" ? { name: "VARCHAR" } : { name: "VARCHAR", length: Number(most) };
  }
  if (arraysize === undefined || arraysize === "" || arraysize === "1") return { name };
  return { name: "ARRAY", element: name, shape: arraysize };
}

/** A column of several timestamps or points (`arraysize="2x*"`, `"19x3"`) is an array, whatever its xtype. */
function isArrayOf(special: TypeName, votable: TypeName | undefined, size: string | undefined): boolean {
  if (special === "POLYGON" || special === "REGION" || special === "MOC") return false;
  return votable !== undefined && size?.includes("x") === true;
}

/** As ADQL writes it: `VARCHAR(30)`, `DOUBLE PRECISION`, `REAL[6]`. */
export function printType({ name, length, element, shape }: DataType): string {
  if (name === "ARRAY") return `${element ?? "UNKNOWN"}[${shape === undefined || shape === "*" ? "" : shape}]`;
  return length === undefined ? name : `${name}(${length})`;
}
