import { allColumns, type Scope, type Select, type SelectItem, type Value } from "@armillary/adql";
import type { SqlValue } from "../value.ts";
import { columnOf, starColumn } from "./columns.ts";
import type { Context, Frame, TranslatedQuery } from "./context.ts";
import { computesWithOuter } from "./correlated.ts";
import { fromClause } from "./from.ts";

/** What comes behind a SELECT, asked for once its tables are named. */
export interface Tail {
  /** ORDER BY, with the words; empty without. */
  orderBy(): string;
  /** LIMIT and OFFSET. */
  readonly limits: string;
}

/** SELECT … FROM … WHERE … GROUP BY … HAVING, and what stands behind it. */
export function translateSelect(select: Select, tail: Tail, context: Context): TranslatedQuery {
  const scope = context.facts.scopes.get(select);
  if (scope === undefined || select.from.length === 0) {
    return context.refuse("ADQL_SYNTAX", select, "A query selects FROM a table.");
  }
  const frame: Frame = { own: new Set(scope.sources) };
  context.frames.push(frame);
  try {
    return framedSelect(select, tail, scope, frame, context);
  } finally {
    context.frames.pop();
  }
}

function framedSelect(select: Select, tail: Tail, scope: Scope, frame: Frame, context: Context): TranslatedQuery {
  const from = fromClause(select, scope, context);
  if (computesWithOuter(select, frame.own, context)) {
    frame.passed = { alias: context.freshName("t"), names: new Map() };
  }
  const columns = select.columns.flatMap((item) => itemColumns(item, scope, context));
  const outputs = columns.map(({ form, type }) => ({ form, type }));
  const list = columns.map(({ sql }, index) => `${sql} AS c${index + 1}`).join(", ");
  const where = [...from.conditions, ...(select.where === undefined ? [] : [context.filter(select.where)])];
  const behind = [
    where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`,
    select.groupBy.length === 0
      ? ""
      : `GROUP BY ${select.groupBy.map((term) => groupSql(term, columns, context)).join(", ")}`,
    select.having === undefined ? "" : `HAVING ${context.filter(select.having)}`,
    tail.orderBy(),
    tail.limits,
  ];
  const parts = [
    `SELECT ${select.quantifier === "DISTINCT" ? "DISTINCT " : ""}${list}`,
    // Only now is known which columns are passed in.
    `FROM ${passedTable(frame)}${from.sql}`,
    ...behind,
  ];
  return { sql: parts.filter((part) => part !== "").join(" "), outputs };
}

function passedTable({ passed }: Frame): string {
  if (passed === undefined || passed.names.size === 0) return "";
  const columns = [...passed.names].map(([sql, name]) => `${sql} AS ${name}`);
  return `(SELECT ${columns.join(", ")}) AS ${passed.alias}, `;
}

function itemColumns(item: SelectItem, scope: Scope, context: Context): readonly SqlValue[] {
  if (item.kind === "SelectColumn") return [context.value(item.expression)];
  if (item.table === undefined) {
    return scope.ranges.flatMap((range) =>
      (allColumns(range) ?? []).map((column) => starColumn(range, column, context)),
    );
  }
  const [source] = context.facts.stars.get(item) ?? [];
  if (source === undefined) return context.refuse("ADQL_UNKNOWN_TABLE", item, "No table of this query has this name.");
  return source.columns.map((column) => columnOf(source, column, context));
}

/** A column of FROM, an expression, or a column of the result by its name. */
function groupSql(term: Value, columns: readonly SqlValue[], context: Context): string {
  const { sql } = columns[context.facts.resultReferences.get(term)?.index ?? -1] ?? context.value(term);
  // A number by itself would be a column's to DuckDB.
  return /^\d+$/.test(sql) ? `CAST(${sql} AS BIGINT)` : sql;
}
