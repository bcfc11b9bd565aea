import { type AllColumns, allColumns, type ScopeColumn, type Select } from "@armillary/adql";
import type { Bound } from "../bind/bind.ts";
import { FederationError } from "../errors.ts";

/** What `*` and `t.*` stand for. */
export function starColumns(item: AllColumns, select: Select, { facts }: Bound): readonly ScopeColumn[] {
  const named = item.table === undefined ? undefined : facts.stars.get(item)?.[0];
  if (named !== undefined) return named.columns.map((value) => ({ value, sources: [named], fit: "exact" }));
  return (facts.scopes.get(select)?.ranges ?? []).flatMap((range) => allColumns(range) ?? unknownColumns());
}

function unknownColumns(): never {
  throw new FederationError(
    "FEDERATION_UNSUPPORTED",
    "What * stands for is not known, for the columns of a table are not: name the columns that you want.",
  );
}
