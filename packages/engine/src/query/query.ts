import type { OrderTerm, Query, QueryBody, SetOperation } from "@armillary/adql";
import { unitedForm } from "../convert.ts";
import { type Context, type Output, outputColumns, type TranslatedQuery } from "./context.ts";
import { translateSelect } from "./select.ts";

/** A query with all its clauses. @param most - rows at most, besides what the query says itself */
export function translateQuery(query: Query, context: Context, most?: number): TranslatedQuery {
  const commons = query.with.map((common) => {
    const { sql, outputs } = context.subquery(common.query);
    const name = context.freshName("w");
    context.commons.set(common, { name, outputs });
    return `${name} AS (${sql})`;
  });
  const { sql, outputs } = withTail(query, context, most);
  return { sql: commons.length === 0 ? sql : `WITH ${commons.join(", ")} ${sql}`, outputs };
}

function withTail(query: Query, context: Context, most: number | undefined): TranslatedQuery {
  const { body, orderBy } = query;
  if (body.kind === "Select") {
    const limits = limitsSql(Number(body.top?.text ?? Number.POSITIVE_INFINITY), query, most);
    return translateSelect(body, { orderBy: () => orderSql(orderBy, context), limits }, context);
  }
  const inner = translateBody(body, context);
  const limits = limitsSql(Number.POSITIVE_INFINITY, query, most);
  if (orderBy.length === 0 && limits === "") return inner;
  // ORDER BY sees the columns of the whole as those of a table.
  const alias = context.freshName("t");
  const columns = outputColumns(alias, inner.outputs);
  context.results.set(query, { alias, columns });
  const list = columns.map((column, index) => `${column.sql} AS c${index + 1}`).join(", ");
  const parts = [`SELECT ${list} FROM (${inner.sql}) AS ${alias}`, orderSql(orderBy, context), limits];
  return { sql: parts.filter((part) => part !== "").join(" "), outputs: inner.outputs };
}

function limitsSql(top: number, { offset }: Query, most = Number.POSITIVE_INFINITY): string {
  const limit = Math.min(top, most);
  const parts = [
    Number.isFinite(limit) ? `LIMIT ${limit}` : "",
    offset === undefined ? "" : `OFFSET ${BigInt(offset.text)}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** Nulls come last upwards and first downwards, as in PostgreSQL and Oracle: ADQL leaves it open. */
function orderSql(terms: readonly OrderTerm[], context: Context): string {
  if (terms.length === 0) return "";
  const sorted = terms.map(({ expression, direction }) => {
    const reference = context.facts.resultReferences.get(expression);
    const key = reference === undefined ? context.value(expression).sql : String(reference.index + 1);
    return `${key} ${direction === "DESC" ? "DESC NULLS FIRST" : "ASC NULLS LAST"}`;
  });
  return `ORDER BY ${sorted.join(", ")}`;
}

function translateBody(body: QueryBody, context: Context): TranslatedQuery {
  switch (body.kind) {
    case "Select": {
      const limits = body.top === undefined ? "" : `LIMIT ${Number(body.top.text)}`;
      return translateSelect(body, { orderBy: () => "", limits }, context);
    }
    case "ParenthesizedQuery":
      return context.subquery(body.query);
    case "SetOperation":
      return setOperation(body, context);
  }
}

function setOperation(node: SetOperation, context: Context): TranslatedQuery {
  const [left, right] = [translateBody(node.left, context), translateBody(node.right, context)];
  const columns = context.facts.results.get(node)?.columns ?? [];
  const outputs = left.outputs.map((output, index): Output => {
    const other = right.outputs[index] ?? output;
    const form = unitedForm([output.form, other.form]);
    const known = columns[index]?.type ?? output.type;
    const type = known.name === "UNKNOWN" ? (output.form === form ? output.type : other.type) : known;
    return { form, type };
  });
  const operator = `${node.operator}${node.all ? " ALL" : ""}`;
  const sql = `(${asForms(left, outputs, node, context)}) ${operator} (${asForms(right, outputs, node, context)})`;
  return { sql, outputs };
}

/** The same query with columns of other forms. */
function asForms(query: TranslatedQuery, wanted: readonly Output[], node: SetOperation, context: Context): string {
  if (query.outputs.every(({ form }, index) => form === wanted[index]?.form)) return query.sql;
  const alias = context.freshName("t");
  const list = outputColumns(alias, query.outputs).map((column, index) => {
    const form = wanted[index]?.form ?? column.form;
    return `${form === column.form ? column.sql : context.convert.to(form, column, node)} AS c${index + 1}`;
  });
  return `SELECT ${list.join(", ")} FROM (${query.sql}) AS ${alias}`;
}
