import type { Node, Query, QueryBody, Select } from "../language/ast.ts";
import { childrenOf } from "../language/visitor.ts";

/** A node and all below it, in the order of the text; `into` says where to go on below. */
export function* nodesBelow(node: Node, into: (node: Node) => boolean = () => true): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) if (into(child)) yield* nodesBelow(child, into);
}

/** The nodes of a SELECT itself, not those of the queries within. */
export function ownNodes(select: Select): Generator<Node> {
  return nodesBelow(select, ({ kind }) => kind !== "Query");
}

/** Whether a SELECT makes one row of many: by GROUP BY, HAVING or an aggregate. */
export function isAggregated(select: Select): boolean {
  if (select.groupBy.length > 0 || select.having !== undefined) return true;
  return select.columns.some((column) =>
    [...nodesBelow(column, ({ kind }) => kind !== "Query")].some(({ kind }) => kind === "Aggregate"),
  );
}

/** The SELECTs that a set operation joins, from left to right; one where there is none. */
export function selectsOf(body: QueryBody): readonly Select[] {
  switch (body.kind) {
    case "Select":
      return [body];
    case "SetOperation":
      return [...selectsOf(body.left), ...selectsOf(body.right)];
    default:
      return selectsOf(body.query.body);
  }
}

/** The body with each of its SELECTs changed; `index` counts as `selectsOf` does. */
export function withSelects(body: QueryBody, change: (select: Select, index: number) => Select): QueryBody {
  let index = 0;
  const changed = (part: QueryBody): QueryBody => {
    switch (part.kind) {
      case "Select":
        return change(part, index++);
      case "SetOperation":
        return { ...part, left: changed(part.left), right: changed(part.right) };
      default:
        return { ...part, query: { ...part.query, body: changed(part.query.body) } };
    }
  };
  return changed(body);
}

/**
 * Why running the query twice may not give the same rows, though the tables stay the same: TOP and OFFSET within it take
 * any of the rows that are first, and RAND is anything. `undefined` where nothing of the kind is in it. TOP of the
 * outermost SELECT, and OFFSET of the query itself, are not looked at.
 */
export function waveringPart(query: Query): string | undefined {
  for (const node of nodesBelow(query)) {
    if (node.kind === "FunctionCall" && node.name.parts.at(-1)?.name.toUpperCase() === "RAND") return "RAND()";
    const within = node.kind === "Query" && node !== query;
    if (within && node.offset !== undefined) return "OFFSET in a query within it";
    if (node.kind === "Select" && node.top !== undefined && node !== query.body) return "TOP in a query within it";
  }
  return undefined;
}
