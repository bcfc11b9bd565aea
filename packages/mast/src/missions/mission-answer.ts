import type { FieldMeta } from "@armillary/columns";
import { columnType, type JsonDatatype } from "../json/column-type.ts";
import { type JsonColumn, jsonColumn } from "../json/json-column.ts";
import type { JsonRows } from "../json/rows-reader.ts";
import type { MissionColumn } from "./mission-columns.ts";

/** The words of `info[].type`, which are those of SQL; lengths in brackets are left out. */
const SQL_TYPES: Readonly<Record<string, JsonDatatype>> = {
  varchar: "char",
  char: "char",
  text: "char",
  string: "char",
  datetime: "char",
  date: "char",
  float: "double",
  real: "double",
  double: "double",
  decimal: "double",
  numeric: "double",
  integer: "long",
  int: "long",
  bigint: "long",
  smallint: "int",
  tinyint: "int",
  bit: "boolean",
  boolean: "boolean",
};

/** What rows around places have beside their columns. */
const ADDED: Readonly<Record<string, Partial<FieldMeta>>> = {
  ang_sep: { unit: "arcmin", ucd: "pos.angDistance", description: "distance from the place that was asked for" },
  search_pos: { description: "the place that was asked for: right ascension and declination, degrees" },
  search_key: { description: "what the row is known by: the place that was asked for, and the data set" },
};

/**
 * The columns of an answer, in the order in which its rows have them; those that are announced alone (`info`) behind. Types are those announced,
 * widened where the cells of the first page do not fit.
 */
export function missionColumns(
  { columns: staged, members }: JsonRows,
  known: readonly MissionColumn[] | undefined,
): JsonColumn[] {
  const announced = readInfo(members["info"]);
  const byKey = new Map(staged.map((column) => [column.name, column]));
  const about = new Map(known?.map((column) => [column.name, column]));
  return [...new Set([...byKey.keys(), ...announced.keys()])].map((name) => {
    const word = announced.get(name) ?? "";
    const datatype = columnType(byKey.get(name), SQL_TYPES[word]);
    const isTime = datatype === "char" && (word === "datetime" || about.get(name)?.type === "date");
    const description = about.get(name)?.description;
    return jsonColumn(name, datatype, {
      ...(description === undefined || description === "" ? {} : { description }),
      ...(isTime ? { xtype: "timestamp" } : {}),
      ...ADDED[name],
    });
  });
}

function readInfo(info: unknown): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const one of Array.isArray(info) ? (info as readonly unknown[]) : []) {
    const { name, type } = (one ?? {}) as { readonly name?: unknown; readonly type?: unknown };
    if (typeof name !== "string") continue;
    types.set(name, typeof type === "string" ? type.toLowerCase().replace(/\s*\(.*$/, "") : "");
  }
  return types;
}
