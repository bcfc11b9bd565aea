import type { DerivedTable, Identifier, Join, Query } from "../language/ast.ts";
import { fitOf } from "../schema/names.ts";
import type { QueryColumns } from "./facts.ts";
import {
  allColumns,
  type CommonSource,
  type CommonTables,
  findInRange,
  type Range,
  type Scope,
  type ScopeColumn,
  sourceOfColumns,
  sourcesOf,
} from "./scope.ts";
import type { NamedValue } from "./value.ts";

/** The table of a WITH clause that a name means, the nearest and last of that name. */
export function findCommon(parts: readonly Identifier[], commons: CommonTables | undefined): CommonSource | undefined {
  const [name] = parts;
  if (name === undefined || parts.length > 1) return undefined;
  for (let level = commons; level !== undefined; level = level.parent) {
    const found = level.tables.filter(({ node }) => fitOf(name, node.name) !== undefined).at(-1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Columns that NATURAL JOIN or USING makes one of two (SQL 92, section 7.5). */
export function mergedColumns(join: Join, left: Range, right: Range): readonly ScopeColumn[] {
  const names = join.natural ? commonNames(left, right) : (join.using ?? []);
  const merged: ScopeColumn[] = [];
  for (const name of names) {
    const [one] = findInRange(left, name);
    const [other] = findInRange(right, name);
    const either = join.type === "RIGHT" ? (other ?? one) : (one ?? other);
    if (either === undefined) continue;
    const sources = [...(one?.sources ?? sourcesOf(left)), ...(other?.sources ?? sourcesOf(right))];
    merged.push({ value: either.value, sources, fit: "exact" });
  }
  return merged;
}

function commonNames(left: Range, right: Range): readonly Identifier[] {
  const columns = allColumns(left);
  if (columns === undefined) return [];
  return columns.map(({ value }) => value.name).filter((name) => findInRange(right, name).length > 0);
}

/** Names given in `WITH name (a, b) AS`. */
export function renamed(columns: readonly NamedValue[], names: readonly Identifier[]): readonly NamedValue[] {
  if (names.length === 0) return columns;
  return names.map((name, index) => {
    const column = columns[index];
    return column === undefined ? { name, named: true, type: { name: "UNKNOWN" } } : { ...column, name, named: true };
  });
}

/** A scope in which the columns of a set operation are those of one table. */
export function resultScope(scope: Scope, query: Query, { columns, open }: QueryColumns): Scope {
  const node: DerivedTable = { kind: "DerivedTable", query };
  const source = sourceOfColumns(node, columns, open);
  return { ...scope, ranges: [{ kind: "source", source }], sources: [source] };
}
