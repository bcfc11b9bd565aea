import type { FieldMeta } from "@armillary/columns";
import { columnType, type JsonDatatype } from "../json/column-type.ts";
import { type JsonColumn, jsonColumn } from "../json/json-column.ts";
import type { JsonRows } from "../json/rows-reader.ts";
import type { ColumnConfig, ColumnsConfig } from "./columns-config.ts";
import { expectedType } from "./declared-type.ts";

/** A pseudo column of the portal's, in every answer: whether the user has ticked the row. */
const TICK = "_selected_";

/**
 * The columns of an answer: those that its `fields` declare, in that order, each name once, then those that its rows have beside them. Types
 * are those declared, corrected (`expectedType`) and, where the cells at hand do not fit, widened (`columnType`).
 * @param types - of columns that the caller knows better
 */
export function columnsOfAnswer(
  { columns: staged, members }: JsonRows,
  config: ColumnsConfig | undefined,
  types: Readonly<Record<string, JsonDatatype>> = {},
): JsonColumn[] {
  const declared = declaredTypes(members["fields"]);
  const byKey = new Map(staged.map((column) => [column.name, column]));
  const names = new Set([...declared.keys(), ...byKey.keys()]);
  names.delete(TICK);
  return [...names].map((name) => {
    const about = config?.get(name);
    const expected = Object.hasOwn(types, name) ? types[name] : expectedType(name, declared.get(name));
    const datatype = columnType(byKey.get(name), expected);
    return jsonColumn(name, datatype, describe(about), ignoreValueOf(about));
  });
}

/** The columns of a page that the first page did not announce, and that have a value. */
export function unannounced({ columns: staged }: JsonRows, columns: readonly JsonColumn[]): string[] {
  const known = new Set(columns.map(({ key }) => key));
  return staged
    .filter(({ name, kindsSeen }) => name !== TICK && !known.has(name) && kindsSeen > 1)
    .map(({ name }) => name);
}

/** Names and types of `fields`; of a name that comes twice, the first. What is no list of fields declares nothing. */
function declaredTypes(fields: unknown): Map<string, string | undefined> {
  const types = new Map<string, string | undefined>();
  if (!Array.isArray(fields)) return types;
  for (const field of fields as readonly unknown[]) {
    if (typeof field !== "object" || field === null) continue;
    const { name, type } = field as { readonly name?: unknown; readonly type?: unknown };
    if (typeof name !== "string" || types.has(name)) continue;
    types.set(name, typeof type === "string" ? type : undefined);
  }
  return types;
}

function describe(about: ColumnConfig | undefined): Partial<Omit<FieldMeta, "datatype" | "arraysize" | "name">> {
  if (about === undefined) return {};
  const { unit, ucd, utype, description, label } = about;
  const words = description ?? label;
  return {
    ...(unit === undefined ? {} : { unit }),
    ...(ucd === undefined ? {} : { ucd }),
    ...(utype === undefined ? {} : { utype }),
    ...(words === undefined ? {} : { description: words }),
  };
}

function ignoreValueOf(about: ColumnConfig | undefined): number | undefined {
  const value = Number(about?.ignoreValue ?? Number.NaN);
  return Number.isNaN(value) ? undefined : value;
}
