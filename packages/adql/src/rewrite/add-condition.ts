import type { Condition, Node, Query, Select } from "../language/ast.ts";
import { print } from "../language/printer.ts";
import { both, unplaced } from "./nodes.ts";
import type { Rewritten } from "./rewritten.ts";
import { isAggregated, nodesBelow } from "./shape.ts";

/**
 * The query with only those rows of its result for which a condition holds, put into WHERE of its outermost SELECT.
 *
 * The condition is of columns of FROM. Not possible where WHERE comes too early to choose rows of the result: before
 * TOP and OFFSET; before GROUP BY, unless all the condition's columns are grouped by; before DISTINCT, unless they are
 * all selected; in a set operation, whose SELECTs have tables of their own (see `splitBy`).
 */
export function addCondition(query: Query, condition: Condition): Rewritten {
  const { body } = query;
  if (query.offset !== undefined)
    return { reason: "OFFSET counts rows: a condition would change which are passed over" };
  if (body.kind === "SetOperation") {
    return { reason: `${body.operator} joins SELECTs with tables of their own: each needs its own condition` };
  }
  if (body.kind === "ParenthesizedQuery") {
    const { query: inner, reason } = addCondition(body.query, condition);
    return inner === undefined
      ? { reason }
      : { query: { ...unplaced(query), body: { ...unplaced(body), query: inner } } };
  }
  const reason = obstacleIn(body, columnsIn(condition));
  if (reason !== undefined) return { reason };
  return { query: { ...unplaced(query), body: { ...unplaced(body), where: both(body.where, condition) } } };
}

function obstacleIn(select: Select, columns: ReadonlySet<string>): string | undefined {
  if (select.top !== undefined) return "TOP takes some of the rows: a condition would change which";
  if (isAggregated(select)) {
    const keys = new Set(select.groupBy.map(nameOf));
    if (keys.size === 0) return "aggregates make one row of all: a condition would change what it says";
    const other = [...columns].find((column) => !keys.has(column));
    if (other !== undefined) return `GROUP BY makes one row of many, and ${other} is not what they have in common`;
  }
  if (select.quantifier === "DISTINCT") {
    const selected = new Set(
      select.columns.flatMap((item) => (item.kind === "SelectColumn" ? [nameOf(item.expression)] : [])),
    );
    const all = select.columns.some(({ kind }) => kind === "AllColumns");
    const other = all ? undefined : [...columns].find((column) => !selected.has(column));
    if (other !== undefined)
      return `DISTINCT makes one row of many, and ${other} is not among what they have in common`;
  }
  return undefined;
}

function columnsIn(condition: Condition): ReadonlySet<string> {
  return new Set([...nodesBelow(condition)].filter(({ kind }) => kind === "ColumnReference").map(nameOf));
}

/** What a name is compared by: without case, as names without quotes are. */
function nameOf(node: Node): string {
  return print(node).toLowerCase();
}
