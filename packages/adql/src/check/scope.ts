import type { CommonTable, DerivedTable, Identifier, ParenthesizedTable, Select, TableName } from "../language/ast.ts";
import type { CatalogTable } from "../schema/catalog.ts";
import { type Fit, fitOf, type Matches, NameIndex } from "../schema/names.ts";
import { type NamedValue, valueOfColumn } from "./value.ts";

/** A table as one FROM clause has it, under the name that the query gives it. */
export interface Source {
  /** Where it stands. */
  readonly node: TableName | DerivedTable | ParenthesizedTable;
  readonly alias: Identifier | undefined;
  /** Its name as written, without alias; empty for a derived table. */
  readonly written: readonly Identifier[];
  /** The service's table behind it, if it is one and is known. */
  readonly table: CatalogTable | undefined;
  /** The WITH clause's table behind it, if it is one. */
  readonly common: CommonTable | undefined;
  /** True where its columns are not, or not all, known: any name may be a column of it. */
  readonly open: boolean;
  /** In order; empty where nothing is known. */
  readonly columns: readonly NamedValue[];
  find(name: Identifier): Matches<NamedValue> | undefined;
}

/** A column together with the table that it is of. */
export interface ScopeColumn {
  readonly value: NamedValue;
  /** Several for a column that NATURAL JOIN or USING made one of two. */
  readonly sources: readonly Source[];
  readonly fit: Fit;
}

/** The FROM clause as a tree: names that a join merges are one name for all above it. */
export type Range =
  | { readonly kind: "source"; readonly source: Source }
  | { readonly kind: "join"; readonly left: Range; readonly right: Range; readonly merged: readonly ScopeColumn[] };

/** What the names of one SELECT can mean. */
export interface Scope {
  /** The query around this one, whose names it may use too. */
  readonly parent: Scope | undefined;
  /** One a comma-separated part of FROM. */
  readonly ranges: readonly Range[];
  readonly sources: readonly Source[];
  /** Absent for the columns of a set operation, which ORDER BY sees. */
  readonly select: Select | undefined;
}

/** What a WITH clause has named, from the innermost query outwards. */
export interface CommonTables {
  readonly parent: CommonTables | undefined;
  readonly tables: readonly CommonSource[];
}

export interface CommonSource {
  readonly node: CommonTable;
  readonly columns: readonly NamedValue[];
  readonly open: boolean;
}

/** A table of the service; undefined for one that is not known, which may have any column. */
export function sourceOfTable(node: TableName, table: CatalogTable | undefined): Source {
  const base = { node, alias: node.alias, written: node.name.parts, common: undefined };
  if (table === undefined) return { ...base, table, open: true, columns: [], find: () => undefined };
  let columns: readonly NamedValue[] | undefined;
  return {
    ...base,
    table,
    open: false,
    get columns() {
      columns ??= table.columns.map(valueOfColumn);
      return columns;
    },
    find(name) {
      const found = table.findColumns(name);
      return found === undefined ? undefined : { fit: found.fit, items: found.items.map(valueOfColumn) };
    },
  };
}

/** A subquery, a table of the WITH clause, or a join with a name of its own. */
export function sourceOfColumns(
  node: TableName | DerivedTable | ParenthesizedTable,
  columns: readonly NamedValue[],
  open: boolean,
  common?: CommonTable,
): Source {
  let index: NameIndex<NamedValue> | undefined;
  return {
    node,
    alias: node.alias,
    written: node.kind === "TableName" ? node.name.parts : [],
    table: undefined,
    common,
    open,
    columns,
    find(name) {
      if (index === undefined) {
        index = new NameIndex();
        for (const column of columns) if (column.named) index.add(column.name, column);
      }
      return index.find(name);
    },
  };
}

/** The name that columns are qualified by: the alias, or the table's own name. */
export function labelOf(source: Source): Identifier | undefined {
  return source.alias ?? source.written.at(-1);
}

/**
 * Whether the names before a column's can mean this table: its alias; or without one its name, with its schema or without
 * (ADQL 2.1, appendix A, `column_reference`).
 */
export function fitOfQualifier(source: Source, qualifier: readonly Identifier[]): Fit | undefined {
  const last = qualifier.at(-1);
  if (last === undefined) return undefined;
  if (source.alias !== undefined) return qualifier.length === 1 ? fitOf(last, source.alias) : undefined;
  const own = source.written.at(-1);
  if (own === undefined) return undefined;
  const fit = fitOf(last, own) ?? (source.table === undefined ? undefined : fitOf(last, source.table.identifier));
  if (fit === undefined || qualifier.length === 1) return fit;
  const outer = qualifier.slice(0, -1);
  return source.table === undefined
    ? fitOfParts(outer, source.written.slice(0, -1))
    : source.table.fitOfQualifiers(outer);
}

/** Qualifiers of a table that is not known: those that both have must be alike. */
function fitOfParts(written: readonly Identifier[], declared: readonly Identifier[]): Fit | undefined {
  let fit: Fit = "exact";
  for (let back = 1; back <= Math.min(written.length, declared.length); back++) {
    const [one, other] = [written.at(-back), declared.at(-back)];
    const match = one === undefined || other === undefined ? undefined : fitOf(one, other);
    if (match === undefined) return undefined;
    if (match === "loose") fit = "loose";
  }
  return fit;
}

/** Tables that a name may belong to: those of a SELECT, then those of the queries around it. */
export function sourcesInScope(innermost: Scope | undefined): readonly Source[] {
  const sources: Source[] = [];
  for (let scope = innermost; scope !== undefined; scope = scope.parent) sources.push(...scope.sources);
  return sources;
}

/** All tables of a part of FROM, from left to right. */
export function sourcesOf(range: Range): readonly Source[] {
  return range.kind === "source" ? [range.source] : [...sourcesOf(range.left), ...sourcesOf(range.right)];
}

/** Columns that a name means in a part of FROM; more than one where it is ambiguous. */
export function findInRange(range: Range, name: Identifier): readonly ScopeColumn[] {
  if (range.kind === "source") {
    const { source } = range;
    const found = source.find(name);
    return found === undefined ? [] : found.items.map((value) => ({ value, sources: [source], fit: found.fit }));
  }
  for (const merged of range.merged) {
    const fit = fitOf(name, merged.value.name);
    if (fit !== undefined) return [{ ...merged, fit }];
  }
  return [...findInRange(range.left, name), ...findInRange(range.right, name)];
}

/** What `*` stands for: merged columns once and first, as SQL has them. Undefined where a table is open. */
export function allColumns(range: Range): readonly ScopeColumn[] | undefined {
  if (range.kind === "source") {
    const { source } = range;
    if (source.open) return undefined;
    return source.columns.map((value) => ({ value, sources: [source], fit: "exact" }));
  }
  const [left, right] = [allColumns(range.left), allColumns(range.right)];
  if (left === undefined || right === undefined) return undefined;
  const rest = [...left, ...right].filter(
    ({ value }) => !range.merged.some(({ value: { name } }) => fitOf(value.name, name) !== undefined),
  );
  return [...range.merged, ...rest];
}
