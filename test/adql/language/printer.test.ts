import { parse, print, type Query } from "@armillary/adql";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { queries } from "../../support/adql-arbitraries.ts";
import { meaning, withoutSpans } from "../../support/adql-trees.ts";

function treeOf(text: string): Query {
  const { query } = parse(text, { extensions: "allow" });
  if (query === undefined) throw new Error(`no query in ${text}`);
  return query;
}

describe("print and parse", () => {
  test("any tree that is built comes back from its text", () => {
    fc.assert(
      fc.property(queries, (built) => {
        const text = print(built);
        expect(meaning(treeOf(text)), text).toEqual(meaning(built));
      }),
      { numRuns: 1000 },
    );
  });

  test("what was printed once is printed so again", () => {
    fc.assert(
      fc.property(queries, (built) => {
        const text = print(treeOf(print(built)));
        expect(print(treeOf(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["names", 'SELECT a.b.c."D d" AS "select", t.*, * FROM x."y".z AS "Z"'],
    ["numbers", "SELECT 1, 1.5, .5, 5., 1E-10, -3, +3 FROM t"],
    ["strings", "SELECT 'it''s', '', 'a--b', '日本' FROM t"],
    ["operators", "SELECT -(-a), a - (b - c), (a + b) * c, a || b || 'c' FROM t"],
    [
      "functions",
      "SELECT POINT('ICRS', ra, dec), ivo_foo(), COUNT(*), AVG(DISTINCT x), CAST(x AS DOUBLE PRECISION) FROM t",
    ],
    ["joins", "SELECT a FROM t JOIN u ON t.a = u.a NATURAL LEFT OUTER JOIN (v FULL OUTER JOIN w USING (x, y)), s AS q"],
    [
      "conditions",
      "SELECT a FROM t WHERE (a = 1 OR b <> 2) AND NOT c BETWEEN 1 AND 2 AND d NOT IN (1, 2) AND e LIKE 'x%'",
    ],
    [
      "nulls and subqueries",
      "SELECT a FROM t WHERE a IS NOT NULL AND EXISTS (SELECT b FROM u) AND c IN (SELECT d FROM v)",
    ],
    ["clauses", "SELECT DISTINCT TOP 5 a FROM t GROUP BY a, b + 1 HAVING COUNT(*) > 1 ORDER BY a DESC, 2 OFFSET 3"],
    ["sets", "(SELECT a FROM t ORDER BY a) UNION ALL SELECT b FROM u INTERSECT SELECT c FROM v ORDER BY 1"],
    ["with", "WITH a AS (SELECT b FROM t), c AS (SELECT d FROM a) SELECT e FROM c"],
    ["derived tables", "SELECT a FROM (SELECT b FROM t) AS q"],
    ["case", "SELECT CASE a WHEN 1 THEN 'x' ELSE 'y' END, CASE WHEN a > 1 THEN b END FROM t"],
  ])("%s are printed as they were written", (_, text) => {
    expect(print(treeOf(text))).toBe(text);
  });

  test.each([
    ["words are set in capitals, blanks and comments go", "select a -- b\n  from t", "SELECT a FROM t"],
    ["aliases get their AS", "SELECT a b FROM t u", "SELECT a AS b FROM t AS u"],
    [
      "outer joins get their OUTER",
      "SELECT a FROM t LEFT JOIN u USING (a)",
      "SELECT a FROM t LEFT OUTER JOIN u USING (a)",
    ],
    [
      "a join on the right gets parentheses",
      "SELECT a FROM t JOIN u JOIN v ON x = y ON z = w",
      "SELECT a FROM t JOIN (u JOIN v ON x = y) ON z = w",
    ],
    ["two signs never make a comment", "SELECT - -a FROM t", "SELECT -(-a) FROM t"],
    [
      "a calculation beside || gets parentheses",
      "SELECT -1 || 'a', 1 + 2 || b FROM t",
      "SELECT (-1) || 'a', (1 + 2) || b FROM t",
    ],
  ])("%s", (_, text, printed) => {
    expect(print(treeOf(text))).toBe(printed);
  });

  test("names that need quotes get them, whatever the tree says", () => {
    const column = (name: string) =>
      ({
        kind: "ColumnReference",
        name: { kind: "QualifiedName", parts: [{ kind: "Identifier", name, delimited: false }] },
      }) as const;
    expect(
      [column("size"), column("a b"), column('a"b'), column("ra"), column("2mass")].map((node) => print(node)),
    ).toEqual(['"size"', '"a b"', '"a""b"', "ra", '"2mass"']);
    expect([print(column("offset"), { version: "2.0" }), print(column("offset"))]).toEqual(["offset", '"offset"']);
  });

  test("any node can be printed", () => {
    const { query } = parse("SELECT a AS b, COUNT(*) FROM t JOIN u USING (c) WHERE d = 1 ORDER BY e");
    const body = query?.body.kind === "Select" ? query.body : undefined;
    expect(
      [body?.columns[0], body?.from[0], body?.where, query?.orderBy[0]].map((node) => node && print(node)),
    ).toEqual(["a AS b", "t JOIN u USING (c)", "d = 1", "e"]);
    expect(withoutSpans(body?.where)).toMatchObject({ kind: "Comparison", operator: "=" });
  });
});
