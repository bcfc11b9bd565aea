import type { Identifier, QualifiedName } from "../language/ast.ts";
import { findInRange, fitOfQualifier, type Scope, type ScopeColumn, type Source } from "./scope.ts";

/** What the name of a column means. */
export type Resolution =
  | { readonly kind: "column"; readonly column: ScopeColumn; readonly scope: Scope }
  /** Nothing is wrong, and nothing is known: a table that is not known may have it. */
  | { readonly kind: "open"; readonly scope: Scope; readonly sources: readonly Source[] }
  | { readonly kind: "ambiguous"; readonly columns: readonly ScopeColumn[] }
  /** Several tables in scope go by the name before the column's. */
  | { readonly kind: "ambiguous-table"; readonly sources: readonly Source[] }
  | { readonly kind: "unknown-table"; readonly qualifier: readonly Identifier[] }
  /** `source`: the table that it should have been a column of, where the name says which. */
  | { readonly kind: "unknown-column"; readonly source: Source | undefined };

/** Looks a column up in a scope, then in the queries around it (SQL 92, section 6.4; ADQL 2.1, section 2.2.1). */
export function resolveColumn(name: QualifiedName, scope: Scope): Resolution {
  const column = name.parts.at(-1);
  if (column === undefined) return { kind: "unknown-column", source: undefined };
  const qualifier = name.parts.slice(0, -1);
  return qualifier.length === 0 ? resolveBare(column, scope) : resolveQualified(column, qualifier, scope);
}

function resolveBare(name: Identifier, innermost: Scope): Resolution {
  let open: Resolution | undefined;
  for (let scope: Scope | undefined = innermost; scope !== undefined; scope = scope.parent) {
    const columns = bestFits(scope.ranges.flatMap((range) => findInRange(range, name)));
    const [first] = columns;
    if (columns.length > 1) return { kind: "ambiguous", columns };
    if (first !== undefined) return { kind: "column", column: first, scope };
    const sources = scope.sources.filter((source) => source.open);
    if (sources.length > 0) open ??= { kind: "open", scope, sources };
  }
  return (
    open ??
    (isWithoutTables(innermost)
      ? { kind: "open", scope: innermost, sources: [] }
      : { kind: "unknown-column", source: undefined })
  );
}

/** A SELECT whose FROM is missing or not written yet: the parser tells, and nothing follows for names. */
function isWithoutTables({ select, parent }: Scope): boolean {
  return select !== undefined && select.from.length === 0 && parent === undefined;
}

function resolveQualified(name: Identifier, qualifier: readonly Identifier[], innermost: Scope): Resolution {
  for (let scope: Scope | undefined = innermost; scope !== undefined; scope = scope.parent) {
    const sources = sourcesCalled(qualifier, scope);
    const [source] = sources;
    if (source === undefined) continue;
    if (sources.length > 1) return { kind: "ambiguous-table", sources };
    const found = source.find(name);
    const [value] = found?.items ?? [];
    if (found !== undefined && value !== undefined) {
      const column = (item: typeof value): ScopeColumn => ({ value: item, sources: [source], fit: found.fit });
      if (found.items.length > 1) return { kind: "ambiguous", columns: found.items.map(column) };
      return { kind: "column", column: column(value), scope };
    }
    return source.open ? { kind: "open", scope, sources: [source] } : { kind: "unknown-column", source };
  }
  return isWithoutTables(innermost)
    ? { kind: "open", scope: innermost, sources: [] }
    : { kind: "unknown-table", qualifier };
}

/** The tables of one scope that go by a name, best fits alone. */
export function sourcesCalled(qualifier: readonly Identifier[], scope: Scope): readonly Source[] {
  const fits = scope.sources.map((source) => ({ source, fit: fitOfQualifier(source, qualifier) }));
  const exact = fits.filter(({ fit }) => fit === "exact");
  return (exact.length > 0 ? exact : fits.filter(({ fit }) => fit === "loose")).map(({ source }) => source);
}

function bestFits(columns: readonly ScopeColumn[]): readonly ScopeColumn[] {
  const exact = columns.filter(({ fit }) => fit === "exact");
  return exact.length > 0 ? exact : columns;
}
