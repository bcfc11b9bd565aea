import {
  type ColumnReference,
  findInRange,
  type Identifier,
  type NamedValue,
  type Range,
  type ScopeColumn,
  type Source,
} from "@armillary/adql";
import type { SqlValue } from "../value.ts";
import type { Context } from "./context.ts";

/** The value that the name of a column stands for. */
export function columnValue(node: ColumnReference, context: Context): SqlValue {
  const resolution = context.facts.references.get(node);
  if (resolution?.kind !== "column") {
    return context.refuse("ADQL_UNKNOWN_COLUMN", node, "No table of this query has this column.");
  }
  const { column, scope } = resolution;
  const [source] = column.sources;
  if (source !== undefined && column.sources.length === 1) return columnOf(source, column.value, context);
  const range = scope.ranges.find((part) => findInRange(part, column.value.name).length > 0);
  return (
    (range === undefined ? undefined : columnInRange(range, column.value.name, context)) ??
    context.refuse("ADQL_UNKNOWN_COLUMN", node, "No table of this query has this column.")
  );
}

/** A column of a table of FROM. */
export function columnOf(source: Source, value: NamedValue, context: Context): SqlValue {
  const relation =
    context.relations.get(source) ??
    (source.node.kind === "DerivedTable" ? context.results.get(source.node.query) : undefined);
  const column = relation?.columns[source.columns.indexOf(value)];
  const frame = context.frames.at(-1);
  if (column !== undefined && frame?.passed !== undefined && !frame.own.has(source)) {
    const { alias, names } = frame.passed;
    const name = names.get(column.sql) ?? `c${names.size + 1}`;
    names.set(column.sql, name);
    const { column: _stored, ...passed } = column;
    return { ...passed, sql: `${alias}.${name}` };
  }
  return (
    column ?? context.refuse("ADQL_UNKNOWN_COLUMN", source.node, `${value.name.name} cannot be reached from here.`)
  );
}

/** A column of `*`. */
export function starColumn(range: Range, { value, sources }: ScopeColumn, context: Context): SqlValue {
  const [source] = sources;
  if (source !== undefined && sources.length === 1) return columnOf(source, value, context);
  return (
    columnInRange(range, value.name, context) ??
    context.refuse("ADQL_UNKNOWN_COLUMN", value.name, `${value.name.name} cannot be reached from here.`)
  );
}

/**
 * A column by its name in a part of FROM. Of a merged one the value is that of the side that has all rows: both have it in an inner
 * join, either in a full one (SQL 92, section 7.5).
 */
export function columnInRange(range: Range, name: Identifier, context: Context): SqlValue | undefined {
  if (range.kind === "source") {
    const value = range.source.find(name)?.items[0];
    return value === undefined ? undefined : columnOf(range.source, value, context);
  }
  const left = columnInRange(range.left, name, context);
  const right = columnInRange(range.right, name, context);
  if (left === undefined || right === undefined) return left ?? right;
  switch (context.joins.get(range)) {
    case "RIGHT":
      return right;
    case "FULL": {
      const { column: _column, ...merged } = left;
      return { ...merged, sql: `COALESCE(${left.sql}, ${right.sql})` };
    }
    default:
      return left;
  }
}
