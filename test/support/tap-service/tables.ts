import { type CellValue, type Datatype, type Field, type FieldMeta, layoutOfDatatype } from "@armillary/columns";

/** A table that the service has, in memory. */
export interface ServiceTable {
  /** As it stands in a query: `survey.stars`, `"I/239/hip_main"`. */
  readonly name: string;
  readonly description?: string;
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly CellValue[])[];
  /** Names of columns that TAP_SCHEMA and VOSI mark so. */
  readonly indexed?: readonly string[];
  readonly principal?: readonly string[];
  readonly foreignKeys?: readonly {
    readonly to: string;
    readonly columns: readonly (readonly [from: string, target: string])[];
  }[];
}

/** A datatype (`"long"`, `"char*"`), or all that is said of a column. */
export type ColumnSpec = string | Omit<FieldMeta, "name">;

/** A field of scalars or strings. */
export function fieldOf(name: string, spec: ColumnSpec): Field {
  const meta: Omit<FieldMeta, "name"> =
    typeof spec !== "string"
      ? spec
      : spec.endsWith("*")
        ? { datatype: spec.slice(0, -1) as Datatype, arraysize: "*" }
        : { datatype: spec as Datatype };
  return { name, ...meta, layout: layoutOfDatatype(meta.datatype) };
}

/** A table by its columns and rows. */
export function serviceTable(
  name: string,
  columns: Readonly<Record<string, ColumnSpec>>,
  rows: readonly (readonly CellValue[])[],
  more: Omit<ServiceTable, "name" | "fields" | "rows"> = {},
): ServiceTable {
  return { name, fields: Object.entries(columns).map(([key, spec]) => fieldOf(key, spec)), rows, ...more };
}

/**
 * Stars: a key, position, magnitudes with nulls, names in many letters. Row `i` is the same in a table of any length.
 */
export function starTable(count: number, name: string = "survey.stars"): ServiceTable {
  const rows = Array.from({ length: count }, (_, index): readonly CellValue[] => [
    BigInt(index) * 7n + 9_007_199_254_740_993n,
    (index * 137.508) % 360,
    Math.round((Math.asin(((index * 2 + 1) / Math.max(count, 1) - 1) % 1) * 180 * 1e6) / Math.PI) / 1e6,
    index % 9 === 4 ? null : Math.fround(8 + (index % 130) / 10),
    index % 5,
    index % 7 === 3 ? null : `Star ${index} ${"αβγ"[index % 3]} <&>`,
    index % 3 === 0 ? null : index % 3 === 1,
  ]);
  return serviceTable(
    name,
    {
      source_id: { datatype: "long", ucd: "meta.id;meta.main", description: "Unique identifier" },
      ra: { datatype: "double", unit: "deg", ucd: "pos.eq.ra;meta.main" },
      dec: { datatype: "double", unit: "deg", ucd: "pos.eq.dec;meta.main" },
      mag: { datatype: "float", unit: "mag", ucd: "phot.mag" },
      kind: { datatype: "int" },
      label: { datatype: "unicodeChar", arraysize: "*" },
      variable: { datatype: "boolean" },
    },
    rows,
    { description: "Stars of the test", indexed: ["source_id", "ra"], principal: ["source_id", "ra", "dec"] },
  );
}
