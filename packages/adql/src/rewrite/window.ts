import type { OrderTerm, Query } from "../language/ast.ts";
import { plainName, unplaced, wholeNumber } from "./nodes.ts";
import type { Rewritten } from "./rewritten.ts";

/**
 * The query with TOP of its outermost SELECT set to `rows`, or taken out. A set operation has no TOP of its own: it
 * becomes a derived table, which is not possible where it is ordered by something else than columns of the result.
 * @throws RangeError when `rows` is no whole number from 0 on
 */
export function withTop(query: Query, rows: number | undefined): Rewritten {
  const { body } = query;
  if (body.kind === "Select") {
    const { top: _top, ...select } = unplaced(body);
    return { query: { ...unplaced(query), body: rows === undefined ? select : { ...select, top: wholeNumber(rows) } } };
  }
  if (rows === undefined) return { query };
  if (body.kind === "ParenthesizedQuery" && query.orderBy.length === 0 && query.offset === undefined) {
    const inner = withTop({ ...body.query, with: query.with }, rows);
    return inner;
  }
  if (query.orderBy.some(({ expression }) => !["NumberLiteral", "ColumnReference"].includes(expression.kind))) {
    return {
      reason: "TOP of a set operation needs it as a derived table, outside of which its expressions are not known",
    };
  }
  const { orderBy, offset, with: tables } = query;
  return {
    query: {
      kind: "Query",
      with: tables,
      body: {
        kind: "Select",
        top: wholeNumber(rows),
        columns: [{ kind: "AllColumns" }],
        from: [
          {
            kind: "DerivedTable",
            query: { kind: "Query", with: [], body, orderBy: [] },
            alias: plainName("all_rows"),
          },
        ],
        groupBy: [],
      },
      orderBy,
      ...(offset === undefined ? {} : { offset }),
    },
  };
}

/** The query with OFFSET set to `rows`, or taken out. */
export function withOffset(query: Query, rows: number | undefined): Query {
  const { offset: _offset, ...rest } = unplaced(query);
  return rows === undefined ? rest : { ...rest, offset: wholeNumber(rows) };
}

/** The query ordered by `terms`, or in no order. */
export function withOrderBy(query: Query, terms: readonly OrderTerm[]): Query {
  return { ...unplaced(query), orderBy: terms };
}
