import type { ColumnReference, Condition, Query, Value } from "../language/ast.ts";
import { both, comparison, isNull, unplaced } from "./nodes.ts";
import { withSelects } from "./shape.ts";
import type { SplitColumn } from "./splittable.ts";

/**
 * The query with a condition on a column in WHERE of each of its SELECTs. The condition is asked for once a SELECT, for
 * each has its own name for the column.
 * @param column - one that `splittable` gave for this query: for others the answer may be another one
 */
export function splitBy(
  query: Query,
  column: SplitColumn,
  condition: (reference: ColumnReference) => Condition,
): Query {
  const body = withSelects(query.body, (select, index) => {
    const reference = column.references[index];
    if (reference === undefined)
      throw new RangeError("The column is not one of this query: ask splittable() for its own");
    return { ...unplaced(select), where: both(select.where, condition(reference)) };
  });
  return { ...unplaced(query), body };
}

/**
 * Disjoint queries that together give the rows of one: below the first value, from each to the next, from the last on,
 * and where the column is NULL. (NaN is above all numbers to databases that know it.) An order of the query is that of
 * each part; parts of an ordered query must be merged, unless it is ordered by this column.
 * @param values - literals, upwards in the order of the database; none gives the query itself
 */
export function splitAt(query: Query, column: SplitColumn, values: readonly Value[]): readonly Query[] {
  if (values.length === 0) return [query];
  const ranges = [undefined, ...values].map((low, index) => {
    const high = values[index];
    return splitBy(query, column, (reference) => rangeOf(reference, low, high));
  });
  return [...ranges, splitBy(query, column, isNull)];
}

function rangeOf(reference: ColumnReference, low: Value | undefined, high: Value | undefined): Condition {
  const below = high === undefined ? undefined : comparison(reference, "<", high);
  if (low === undefined) return below ?? { kind: "IsNull", negated: true, value: reference };
  const above = comparison(reference, ">=", low);
  return below === undefined ? above : both(above, below);
}
