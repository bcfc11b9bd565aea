import type { DataType } from "@armillary/adql";
import type { PhysicalColumn, PhysicalTable } from "./physical.ts";

/**
 * What a value is while the query runs:
 *
 * - `timestamp-text`, `region-text`: the column as it lies, turned into what is computed with when that is asked for;
 * - `point`, `circle`, `polygon`: LIST of DOUBLE, degrees; `region`: LIST of such lists, of which it is the union;
 * - `list`, `opaque`: passed on alone.
 */
export type Form =
  | "number"
  | "boolean"
  | "text"
  | "timestamp"
  | "timestamp-text"
  | "point"
  | "circle"
  | "polygon"
  | "region"
  | "region-text"
  | "list"
  | "opaque"
  | "null";

/** A column of a table, under the name that the query gives the table. */
export interface StoredColumn {
  readonly alias: string;
  readonly table: PhysicalTable;
  /** In the table's columns. */
  readonly index: number;
}

/** A value in SQL. */
export interface SqlValue {
  readonly sql: string;
  readonly form: Form;
  readonly type: DataType;
  /** The column that it is, unchanged. */
  readonly column?: StoredColumn;
}

/** What a stored column is. */
export function formOf({ storage }: PhysicalColumn, type: DataType): Form {
  switch (storage) {
    case "timestamp":
    case "region-text":
    case "opaque":
      return storage;
    case "list":
      return type.name === "POINT" || type.name === "CIRCLE" || type.name === "POLYGON"
        ? (type.name.toLowerCase() as Form)
        : "list";
    case "scalar":
      return scalarForm(type);
  }
}

function scalarForm({ name }: DataType): Form {
  switch (name) {
    case "BOOLEAN":
      return "boolean";
    case "TIMESTAMP":
      return "timestamp-text";
    case "POINT":
    case "CIRCLE":
    case "POLYGON":
    case "BOX":
    case "REGION":
      return "region-text";
    case "BIT":
    case "TINYINT":
    case "SMALLINT":
    case "INTEGER":
    case "BIGINT":
    case "REAL":
    case "DOUBLE PRECISION":
      return "number";
    case "BINARY":
    case "VARBINARY":
    case "BLOB":
    case "ARRAY":
    case "INTERVAL":
      return "opaque";
    default:
      return "text";
  }
}
