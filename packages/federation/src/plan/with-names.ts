import type { Query, Select, SelectItem } from "@armillary/adql";
import type { Bound } from "../bind/bind.ts";
import { plainName } from "./nodes.ts";

/**
 * A query whose result can be a table: each of its columns has a name of its own. Names are given where there are none.
 * @returns undefined where that cannot be done
 */
export function withNames(query: Query, bound: Bound): Query | undefined {
  const { body } = query;
  const result = bound.facts.results.get(body);
  if (result === undefined || result.open) return undefined;
  const names = new Set(result.columns.map(({ name }) => name.name.toLowerCase()));
  if (names.size === result.columns.length && result.columns.every(({ named }) => named)) return query;
  if (body.kind !== "Select" || body.columns.some(({ kind }) => kind === "AllColumns")) return undefined;
  return { ...query, body: { ...body, columns: named(body) } };
}

function named({ columns }: Select): readonly SelectItem[] {
  const taken = new Set<string>();
  return columns.map((item, index): SelectItem => {
    if (item.kind === "AllColumns") return item;
    const own =
      item.alias ?? (item.expression.kind === "ColumnReference" ? item.expression.name.parts.at(-1) : undefined);
    const key = own?.name.toLowerCase();
    if (key !== undefined && !taken.has(key)) {
      taken.add(key);
      return item;
    }
    const name = `column_${index + 1}`;
    taken.add(name);
    return { ...item, alias: plainName(name) };
  });
}
