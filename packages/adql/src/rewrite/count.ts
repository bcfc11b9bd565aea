import type { AggregateFunction, Query, Select, SelectItem, Value } from "../language/ast.ts";
import { plainName, unplaced } from "./nodes.ts";
import { isAggregated } from "./shape.ts";

/** Names of the columns of what is asked here. */
export const COUNT_COLUMNS = { rows: "row_count", low: "low_value", high: "high_value" } as const;

/**
 * The query that counts the rows of another: one row, one column, `row_count`. (Services may rename it; HEASARC gives
 * `count`.) The order is left out, which does not matter; where rows are made of several, or chosen by TOP or OFFSET, the
 * query becomes a derived table.
 */
export function countRows(query: Query): Query {
  const count: SelectItem = {
    kind: "SelectColumn",
    expression: { kind: "Aggregate", function: "COUNT", argument: "*" },
    alias: plainName(COUNT_COLUMNS.rows),
  };
  const { body } = query;
  if (body.kind === "Select" && query.offset === undefined && isPlain(body)) {
    return { kind: "Query", with: query.with, body: { ...unplaced(body), columns: [count] }, orderBy: [] };
  }
  const { offset } = query;
  const counted: Query = {
    kind: "Query",
    with: [],
    body: body.kind === "Select" ? { ...unplaced(body), columns: body.columns.map(named) } : body,
    orderBy: [],
    ...(offset === undefined ? {} : { offset }),
  };
  return {
    kind: "Query",
    with: query.with,
    body: {
      kind: "Select",
      columns: [count],
      from: [{ kind: "DerivedTable", query: counted, alias: plainName("counted") }],
      groupBy: [],
    },
    orderBy: [],
  };
}

/**
 * The SELECT that gives the lowest and highest of a column among the rows that WHERE lets through, and their number:
 * `low_value`, `high_value`, `row_count`. For rows that are made of several, the number is that of the several.
 */
export function boundsOf(select: Select, column: Value, tables: Query["with"] = []): Query {
  const aggregate = (name: AggregateFunction, argument: Value | "*", alias: string): SelectItem => ({
    kind: "SelectColumn",
    expression: { kind: "Aggregate", function: name, argument },
    alias: plainName(alias),
  });
  return {
    kind: "Query",
    with: tables,
    body: {
      kind: "Select",
      columns: [
        aggregate("MIN", column, COUNT_COLUMNS.low),
        aggregate("MAX", column, COUNT_COLUMNS.high),
        aggregate("COUNT", "*", COUNT_COLUMNS.rows),
      ],
      from: select.from,
      ...(select.where === undefined ? {} : { where: select.where }),
      groupBy: [],
    },
    orderBy: [],
  };
}

/** Whether each row of FROM that WHERE lets through is a row of the result. */
function isPlain(select: Select): boolean {
  return select.top === undefined && select.quantifier !== "DISTINCT" && !isAggregated(select);
}

/** Columns of a derived table need names; SQL Server refuses those without. */
function named(item: SelectItem, index: number): SelectItem {
  const needsName =
    item.kind === "SelectColumn" && item.alias === undefined && item.expression.kind !== "ColumnReference";
  return needsName ? { ...unplaced(item), alias: plainName(`column_${index + 1}`) } : item;
}
