import { type Node, type Query, transform } from "@armillary/adql";

/** A tree without places: what can be compared. */
export function withoutSpans<Root>(root: Root): Root {
  return JSON.parse(JSON.stringify(root, (key, value: unknown) => (key === "span" ? undefined : value))) as Root;
}

/** A tree without places and without parentheses that its structure does not need: what a query means. */
export function meaning(root: Query): Query {
  return withoutSpans(transform(root, withoutParentheses));
}

function withoutParentheses(node: Node): Node {
  switch (node.kind) {
    case "ParenthesizedValue":
      return node.expression;
    case "ParenthesizedCondition":
      return node.condition;
    case "ParenthesizedTable":
      if (node.alias === undefined) return node.table;
      // `((SELECT …)) AS a`: the alias is the subquery's.
      return node.table.kind === "DerivedTable" && node.table.alias === undefined
        ? { ...node.table, alias: node.alias }
        : node;
    case "ParenthesizedQuery":
      return isPlain(node.query) ? node.query.body : node;
    case "Query":
      // `((SELECT …))`: the inner one is the query.
      return isPlain(node) && node.body.kind === "ParenthesizedQuery" ? node.body.query : node;
    default:
      return node;
  }
}

/** Nothing but a body: parentheses around it mean nothing. */
function isPlain(query: Query): boolean {
  return query.with.length === 0 && query.orderBy.length === 0 && query.offset === undefined;
}
