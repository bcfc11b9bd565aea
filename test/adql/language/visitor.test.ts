import { childrenOf, type Node, parseQuery, print, transform, visit } from "@armillary/adql";
import { expect, test } from "vitest";

const query = parseQuery(
  "SELECT a AS b, COUNT(*) FROM t JOIN u USING (c) WHERE d IN (1, 2) AND e IN (SELECT f FROM v) ORDER BY g OFFSET 1",
);

test("children come in the order of the text", () => {
  const starts: number[] = [];
  visit(query, {
    enter: (node) => {
      const below = childrenOf(node).map(({ span }) => span?.start ?? -1);
      expect(below).toEqual([...below].sort((one, other) => one - other));
      starts.push(node.span?.start ?? -1);
    },
  });
  expect(starts).toEqual([...starts].sort((one, other) => one - other));
});

test("enter and leave frame what is below, ancestors run from the root", () => {
  const events: string[] = [];
  visit(parseQuery("SELECT a FROM t"), {
    enter: ({ kind }, ancestors) => events.push(`${"·".repeat(ancestors.length)}${kind}`),
    leave: ({ kind }, ancestors) =>
      void (kind === "Select" && events.push(`/${ancestors.map((node) => node.kind).join()}`)),
  });
  expect(events).toEqual([
    "Query",
    "·Select",
    "··SelectColumn",
    "···ColumnReference",
    "····QualifiedName",
    "·····Identifier",
    "··TableName",
    "···QualifiedName",
    "····Identifier",
    "/Query",
  ]);
});

test("false leaves out what is below", () => {
  const kinds: string[] = [];
  visit(query, {
    enter: ({ kind }) => {
      kinds.push(kind);
      return kind !== "Select";
    },
  });
  expect(kinds).toEqual([
    "Query",
    "Select",
    "OrderTerm",
    "ColumnReference",
    "QualifiedName",
    "Identifier",
    "NumberLiteral",
  ]);
});

test("transform changes from the leaves up, and shares what stays", () => {
  const changed = transform(query, (node): Node => {
    if (node.kind === "Identifier" && node.name === "f") return { ...node, name: "x" };
    return node.kind === "NumberLiteral" && node.text === "2" ? { kind: "NumberLiteral", text: "3" } : node;
  });
  expect(print(changed)).toBe(print(query).replace("(1, 2)", "(1, 3)").replace("SELECT f", "SELECT x"));
  expect(changed.orderBy).toBe(query.orderBy);
  expect(transform(query, (node) => node)).toBe(query);
});
