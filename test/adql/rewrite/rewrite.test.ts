import {
  addCondition,
  boundsOf,
  columnNamed,
  comparison,
  countRows,
  isNull,
  literalOf,
  type OrderTerm,
  parse,
  parseQuery,
  print,
  type Query,
  selectsOf,
  withOffset,
  withOrderBy,
  withTop,
} from "@armillary/adql";
import { describe, expect, test } from "vitest";

const named = (name: string) => columnNamed({ kind: "Identifier", name, delimited: false });
const condition = (text: string) => {
  const [select] = selectsOf(parseQuery(`SELECT * FROM t WHERE ${text}`).body);
  if (select?.where === undefined) throw new Error(text);
  return select.where;
};

/** Prints, and makes sure that the tree is what its text says. */
function printed(query: Query | undefined): string {
  if (query === undefined) throw new Error("no query");
  const text = print(query);
  expect(parse(text).problems.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(print(parseQuery(text))).toBe(text);
  return text;
}

describe("a condition on the outermost SELECT", () => {
  test.each([
    ["no WHERE", "SELECT a FROM t", "x < 1", "SELECT a FROM t WHERE x < 1"],
    ["beside AND", "SELECT a FROM t WHERE b = 1 AND c = 2", "x < 1", "SELECT a FROM t WHERE b = 1 AND c = 2 AND x < 1"],
    ["beside OR", "SELECT a FROM t WHERE b = 1 OR c = 2", "x < 1", "SELECT a FROM t WHERE (b = 1 OR c = 2) AND x < 1"],
    ["OR", "SELECT a FROM t WHERE b = 1", "x < 1 OR x > 2", "SELECT a FROM t WHERE b = 1 AND (x < 1 OR x > 2)"],
    ["NOT", "SELECT a FROM t WHERE NOT b = 1", "NOT x < 1", "SELECT a FROM t WHERE NOT b = 1 AND NOT x < 1"],
    ["ORDER BY", "SELECT a FROM t ORDER BY b", "x < 1", "SELECT a FROM t WHERE x < 1 ORDER BY b"],
    [
      "WITH",
      "WITH u AS (SELECT x FROM t) SELECT x FROM u",
      "x < 1",
      "WITH u AS (SELECT x FROM t) SELECT x FROM u WHERE x < 1",
    ],
    [
      "GROUP BY that column",
      "SELECT X, COUNT(*) FROM t GROUP BY x",
      "x < 1",
      "SELECT X, COUNT(*) FROM t WHERE x < 1 GROUP BY x",
    ],
    ["DISTINCT of that column", "SELECT DISTINCT x FROM t", "x < 1", "SELECT DISTINCT x FROM t WHERE x < 1"],
    ["DISTINCT of all", "SELECT DISTINCT * FROM t", "x < 1", "SELECT DISTINCT * FROM t WHERE x < 1"],
    ["parentheses", "(SELECT a FROM t) ORDER BY a", "x < 1", "(SELECT a FROM t WHERE x < 1) ORDER BY a"],
  ])("%s", (_what, query, where, expected) => {
    expect(printed(addCondition(parseQuery(query), condition(where)).query)).toBe(expected);
  });

  test.each([
    ["SELECT TOP 5 a FROM t", /^TOP takes/],
    ["SELECT a FROM t OFFSET 5", /^OFFSET counts/],
    ["SELECT COUNT(*) FROM t", /aggregates make one row/],
    ["SELECT 1 + MAX(x) AS m FROM t", /aggregates make one row/],
    ["SELECT a, COUNT(*) FROM t GROUP BY a", /GROUP BY .* x is not/],
    ["SELECT DISTINCT a FROM t", /DISTINCT .* x is not/],
    ["SELECT x FROM t UNION SELECT x FROM u", /UNION joins/],
    ["(SELECT TOP 5 x FROM t)", /^TOP takes/],
  ])("not in %s", (query, reason) => {
    expect(addCondition(parseQuery(query), condition("x < 1"))).toEqual({ reason: expect.stringMatching(reason) });
  });
});

describe("windows", () => {
  const order: OrderTerm[] = [{ kind: "OrderTerm", expression: named("a"), direction: "DESC" }];
  test.each([
    [
      "TOP set",
      withTop(parseQuery("SELECT DISTINCT a FROM t ORDER BY a"), 5).query,
      "SELECT DISTINCT TOP 5 a FROM t ORDER BY a",
    ],
    ["TOP changed", withTop(parseQuery("SELECT TOP 10 a FROM t"), 5).query, "SELECT TOP 5 a FROM t"],
    ["TOP taken out", withTop(parseQuery("SELECT TOP 10 a FROM t"), undefined).query, "SELECT a FROM t"],
    [
      "TOP of a set operation",
      withTop(parseQuery("WITH w AS (SELECT a FROM t) SELECT a FROM w UNION SELECT a FROM u ORDER BY a OFFSET 2"), 5)
        .query,
      "WITH w AS (SELECT a FROM t) SELECT TOP 5 * FROM (SELECT a FROM w UNION SELECT a FROM u) AS all_rows ORDER BY a OFFSET 2",
    ],
    ["TOP in parentheses", withTop(parseQuery("(SELECT a FROM t)"), 5).query, "SELECT TOP 5 a FROM t"],
    ["OFFSET set", withOffset(parseQuery("SELECT a FROM t"), 5), "SELECT a FROM t OFFSET 5"],
    ["OFFSET taken out", withOffset(parseQuery("SELECT a FROM t OFFSET 3"), undefined), "SELECT a FROM t"],
    [
      "an order",
      withOrderBy(parseQuery("SELECT a FROM t OFFSET 3"), order),
      "SELECT a FROM t ORDER BY a DESC OFFSET 3",
    ],
    ["no order", withOrderBy(parseQuery("SELECT a FROM t ORDER BY a"), []), "SELECT a FROM t"],
  ])("%s", (_what, query, expected) => {
    expect(printed(query)).toBe(expected);
  });

  test("TOP of a set operation that is ordered by an expression cannot be", () => {
    const query = parseQuery("SELECT a FROM t UNION SELECT a FROM u ORDER BY a + 1");
    expect(withTop(query, 5)).toEqual({ reason: expect.stringMatching(/derived table/) });
    expect(withTop(query, undefined).query).toBe(query);
  });

  test.each([-1, 1.5, Number.NaN])("not %d rows", (rows) => {
    expect(() => withTop(parseQuery("SELECT a FROM t"), rows)).toThrow(RangeError);
    expect(() => withOffset(parseQuery("SELECT a FROM t"), rows)).toThrow(RangeError);
  });
});

describe("counting", () => {
  test.each([
    ["SELECT a, b FROM t WHERE c = 1 ORDER BY a", "SELECT COUNT(*) AS row_count FROM t WHERE c = 1"],
    ["WITH w AS (SELECT a FROM t) SELECT * FROM w", "WITH w AS (SELECT a FROM t) SELECT COUNT(*) AS row_count FROM w"],
    ["SELECT TOP 5 a FROM t ORDER BY a", "SELECT COUNT(*) AS row_count FROM (SELECT TOP 5 a FROM t) AS counted"],
    ["SELECT a FROM t OFFSET 3", "SELECT COUNT(*) AS row_count FROM (SELECT a FROM t OFFSET 3) AS counted"],
    [
      "SELECT DISTINCT a, b + 1 FROM t",
      "SELECT COUNT(*) AS row_count FROM (SELECT DISTINCT a, b + 1 AS column_2 FROM t) AS counted",
    ],
    [
      "SELECT a, COUNT(*) FROM t GROUP BY a",
      "SELECT COUNT(*) AS row_count FROM (SELECT a, COUNT(*) AS column_2 FROM t GROUP BY a) AS counted",
    ],
    [
      "SELECT a FROM t UNION SELECT a FROM u",
      "SELECT COUNT(*) AS row_count FROM (SELECT a FROM t UNION SELECT a FROM u) AS counted",
    ],
  ])("%s", (query, expected) => {
    expect(printed(countRows(parseQuery(query)))).toBe(expected);
  });

  test("bounds", () => {
    const query = parseQuery(
      "WITH w AS (SELECT a FROM t) SELECT TOP 5 x FROM t JOIN w USING (a) WHERE b = 1 ORDER BY x",
    );
    const [select] = selectsOf(query.body);
    if (select === undefined) throw new Error("no SELECT");
    expect(printed(boundsOf(select, named("x"), query.with))).toBe(
      "WITH w AS (SELECT a FROM t) SELECT MIN(x) AS low_value, MAX(x) AS high_value, COUNT(*) AS row_count FROM t JOIN w USING (a) WHERE b = 1",
    );
  });
});

test.each([
  [-1.5, "x < -1.5"],
  [-0, "x < -0.0"],
  [1e300, "x < 1E300"],
  [-(2n ** 63n), "x < -9223372036854775808"],
  ["it's", "x < 'it''s'"],
  [new Date(0), "x < '1970-01-01T00:00:00'"],
])("%s as a literal", (value, expected) => {
  expect(print(comparison(named("x"), "<", literalOf(value)))).toBe(expected);
  expect(print(isNull(named("x")))).toBe("x IS NULL");
});
