import type { DataType, TypeName } from "./datatype.ts";
import { VOTABLE } from "./type-words.ts";

/** A type as a FIELD of VOTable has it. */
export interface VotableType {
  readonly datatype: string;
  readonly arraysize?: string;
  readonly xtype?: string;
}

/** The FIELD of a result for a type (ADQL 2.1, section 3, tables 3 to 15); undefined for UNKNOWN and NULL. */
export function votableTypeOf(type: DataType): VotableType | undefined {
  const { name, length, element, shape = "*" } = type;
  switch (name) {
    case "CHAR":
      return { datatype: "char", arraysize: length === undefined ? "*" : String(length) };
    case "VARCHAR":
      return { datatype: "char", arraysize: length === undefined ? "*" : `${length}*` };
    case "CLOB":
      return { datatype: "char", arraysize: "*", xtype: "adql:clob" };
    case "BINARY":
      return { datatype: "unsignedByte", arraysize: length === undefined ? "*" : String(length) };
    case "VARBINARY":
      return { datatype: "unsignedByte", arraysize: length === undefined ? "*" : `${length}*` };
    case "BLOB":
      return { datatype: "unsignedByte", arraysize: "*", xtype: "adql:blob" };
    case "TIMESTAMP":
      return { datatype: "char", arraysize: "*", xtype: "timestamp" };
    case "INTERVAL":
      return { datatype: "double", arraysize: "2", xtype: "interval" };
    case "POINT":
      return { datatype: "double", arraysize: "2", xtype: "point" };
    case "CIRCLE":
      return { datatype: "double", arraysize: "3", xtype: "circle" };
    case "POLYGON":
      return { datatype: "double", arraysize: "*", xtype: "polygon" };
    case "BOX":
    case "REGION":
      return { datatype: "char", arraysize: "*", xtype: "adql:region" };
    case "MOC":
      return { datatype: "char", arraysize: "*", xtype: "moc" };
    case "ARRAY":
      return arrayType(element ?? "UNKNOWN", shape);
    case "NULL":
    case "UNKNOWN":
      return undefined;
    default:
      return { datatype: votableName(name) };
  }
}

function arrayType(element: TypeName, shape: string): VotableType | undefined {
  const inner = votableTypeOf({ name: element });
  if (inner === undefined) return undefined;
  return inner.arraysize === undefined
    ? { ...inner, arraysize: shape }
    : { ...inner, arraysize: shape.includes("x") ? shape : "*" };
}

function votableName(name: TypeName): string {
  return [...VOTABLE].find(([, type]) => type === name)?.[0] ?? "char";
}
