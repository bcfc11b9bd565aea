import { AdqlError, isAdqlError, parse, parseQuery, type Query, type Select, visit } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { withoutSpans } from "../../support/adql-trees.ts";

const name = (...parts: string[]) => ({
  kind: "QualifiedName",
  parts: parts.map((part) => ({ kind: "Identifier", name: part, delimited: false })),
});
const column = (...parts: string[]) => ({ kind: "ColumnReference", name: name(...parts) });
const number = (text: string) => ({ kind: "NumberLiteral", text });

function select(text: string): Select {
  const { body } = withoutSpans(parseQuery(text, { extensions: "allow" }));
  if (body.kind !== "Select") throw new Error(`${text} is no SELECT`);
  return body;
}

function where(condition: string): Select["where"] {
  return select(`SELECT a FROM t WHERE ${condition}`).where;
}

function value(expression: string): unknown {
  const [item] = select(`SELECT ${expression} FROM t`).columns;
  return item?.kind === "SelectColumn" ? item.expression : undefined;
}

describe("values", () => {
  test.each([
    ["a.b.c.d", column("a", "b", "c", "d")],
    [
      '"A b"',
      {
        kind: "ColumnReference",
        name: { kind: "QualifiedName", parts: [{ kind: "Identifier", name: "A b", delimited: true }] },
      },
    ],
    ["'it''s'", { kind: "StringLiteral", value: "it's" }],
    ["N'a'", { kind: "StringLiteral", value: "a", national: true }],
    ["-1", { kind: "UnaryOperation", operator: "-", operand: number("1") }],
    [
      "a - b - c",
      {
        kind: "BinaryOperation",
        operator: "-",
        left: { kind: "BinaryOperation", operator: "-", left: column("a"), right: column("b") },
        right: column("c"),
      },
    ],
    [
      "a + b * c",
      {
        kind: "BinaryOperation",
        operator: "+",
        left: column("a"),
        right: { kind: "BinaryOperation", operator: "*", left: column("b"), right: column("c") },
      },
    ],
    ["(a)", { kind: "ParenthesizedValue", expression: column("a") }],
    ["COUNT(*)", { kind: "Aggregate", function: "COUNT", argument: "*" }],
    ["sum(DISTINCT a)", { kind: "Aggregate", function: "SUM", quantifier: "DISTINCT", argument: column("a") }],
    ["Point(1, 2)", { kind: "FunctionCall", name: name("Point"), arguments: [number("1"), number("2")] }],
    ["pi()", { kind: "FunctionCall", name: name("pi"), arguments: [] }],
    [
      "CAST(a AS double  precision)",
      { kind: "Cast", expression: column("a"), type: { kind: "CastType", name: "DOUBLE PRECISION" } },
    ],
    [
      "CAST(a AS CHAR(3))",
      { kind: "Cast", expression: column("a"), type: { kind: "CastType", name: "CHAR", length: 3 } },
    ],
    ["NULL", { kind: "NullLiteral" }],
  ])("%s", (text, tree) => {
    expect(value(text)).toEqual(tree);
  });

  test.each(["12", "12.", ".5", "1.5", "1E3", "1.5e-10", ".5E+3", "0x1F"])("the number %s", (text) => {
    expect(value(text)).toEqual(number(text));
  });
});

describe("conditions", () => {
  const a = column("a");
  test.each([
    ["a = 1", { kind: "Comparison", operator: "=", left: a, right: number("1") }],
    ["a NOT BETWEEN 1 AND 2", { kind: "Between", negated: true, value: a, low: number("1"), high: number("2") }],
    ["a IN (1, 2)", { kind: "In", negated: false, value: a, candidates: [number("1"), number("2")] }],
    [
      "a NOT ILIKE 'x'",
      { kind: "Like", negated: true, operator: "ILIKE", value: a, pattern: { kind: "StringLiteral", value: "x" } },
    ],
    ["a IS NOT NULL", { kind: "IsNull", negated: true, value: a }],
    [
      "(a) > 1",
      { kind: "Comparison", operator: ">", left: { kind: "ParenthesizedValue", expression: a }, right: number("1") },
    ],
    [
      "(a > 1)",
      { kind: "ParenthesizedCondition", condition: { kind: "Comparison", operator: ">", left: a, right: number("1") } },
    ],
    ["NOT a = 1", { kind: "Not", condition: { kind: "Comparison", operator: "=", left: a, right: number("1") } }],
  ])("%s", (text, tree) => {
    expect(where(text)).toEqual(tree);
  });

  test("AND and OR have all their operands side by side, AND binding tighter", () => {
    expect(where("a = 1 OR a = 2 AND a = 3 AND a = 4 OR a = 5")).toMatchObject({
      kind: "Logical",
      operator: "OR",
      operands: [
        { kind: "Comparison" },
        { kind: "Logical", operator: "AND", operands: { length: 3 } },
        { kind: "Comparison" },
      ],
    });
  });

  test("subqueries", () => {
    expect(where("EXISTS (SELECT b FROM u) AND a IN (SELECT c FROM v)")).toMatchObject({
      operands: [
        { kind: "Exists", query: { kind: "Query" } },
        { kind: "In", candidates: { kind: "Query" } },
      ],
    });
  });
});

describe("tables", () => {
  const table = (called: string) => ({ kind: "TableName", name: name(called) });

  test("a join is made of what is left of it", () => {
    expect(select("SELECT a FROM t JOIN u USING (x, y) LEFT OUTER JOIN v ON b = c").from).toEqual([
      {
        kind: "Join",
        natural: false,
        type: "LEFT",
        left: {
          kind: "Join",
          natural: false,
          left: table("t"),
          right: table("u"),
          using: ["x", "y"].map((part) => ({ kind: "Identifier", name: part, delimited: false })),
        },
        right: table("v"),
        on: { kind: "Comparison", operator: "=", left: column("b"), right: column("c") },
      },
    ]);
  });

  test("of two ONs the second belongs to the first JOIN", () => {
    expect(select("SELECT a FROM t JOIN u JOIN v ON b = c ON d = e").from).toMatchObject([
      {
        left: table("t"),
        right: { kind: "Join", left: table("u"), right: table("v"), on: { left: column("b") } },
        on: { left: column("d") },
      },
    ]);
  });

  test("NATURAL JOIN takes no ON that a JOIN before it needs", () => {
    expect(select("SELECT a FROM t JOIN u NATURAL JOIN v ON b = c").from).toMatchObject([
      {
        natural: false,
        left: table("t"),
        right: { natural: true, left: table("u"), right: table("v") },
        on: { left: column("b") },
      },
    ]);
  });

  test("parentheses hold joins, subqueries, and subqueries of sets", () => {
    expect(
      select(
        "SELECT a FROM (t NATURAL JOIN u), (SELECT b FROM v) AS w, ((SELECT c FROM x) UNION (SELECT d FROM y)) z, ((SELECT e FROM q) AS r JOIN s USING (f))",
      ).from,
    ).toMatchObject([
      { kind: "ParenthesizedTable", table: { kind: "Join", natural: true } },
      { kind: "DerivedTable", alias: { name: "w" } },
      { kind: "DerivedTable", query: { body: { kind: "SetOperation" } }, alias: { name: "z" } },
      { kind: "ParenthesizedTable", table: { kind: "Join", left: { kind: "DerivedTable", alias: { name: "r" } } } },
    ]);
  });
});

describe("queries", () => {
  test("INTERSECT binds tighter than UNION and EXCEPT, which go from left to right", () => {
    expect(
      parseQuery("SELECT a FROM t UNION SELECT b FROM u INTERSECT SELECT c FROM v EXCEPT ALL SELECT d FROM w").body,
    ).toMatchObject({
      operator: "EXCEPT",
      all: true,
      left: { operator: "UNION", all: false, right: { operator: "INTERSECT" } },
    });
  });

  test("ORDER BY and OFFSET belong to the whole set", () => {
    const { orderBy, offset, body } = parseQuery(
      "SELECT a FROM t UNION (SELECT b FROM u ORDER BY b) ORDER BY 1 DESC OFFSET 5",
    );
    expect([orderBy.length, orderBy[0]?.direction, offset?.text]).toEqual([1, "DESC", "5"]);
    expect(body).toMatchObject({ right: { kind: "ParenthesizedQuery", query: { orderBy: { length: 1 } } } });
  });

  test("words may follow numbers, strings and parentheses at once", () => {
    expect(
      parse("select all(a+b)X from most,(anything join else3 ON(a BETWEEN(b+and7)AND 4))where'x'like'y'").problems,
    ).toEqual([]);
    expect(select("SELECT 89x FROM z").columns).toEqual([
      { kind: "SelectColumn", expression: number("89"), alias: { kind: "Identifier", name: "x", delimited: false } },
    ]);
  });
});

describe("places", () => {
  const text =
    "WITH q AS (SELECT b FROM t)\n-- all of it\nSELECT TOP 3 a.x AS y, COUNT(*) FROM q AS a\nJOIN u ON (a.x = u.x OR 1 < 2) WHERE z IN (1, -2) ORDER BY y ;";

  test("every node has a span, within that of its parent, and the spans of a list follow one another", () => {
    const query = parseQuery(text);
    let nodes = 0;
    visit(query, {
      enter: (node, ancestors) => {
        nodes++;
        const parent = ancestors[ancestors.length - 1];
        expect(node.span, node.kind).toBeDefined();
        if (parent !== undefined) {
          expect([node.span?.start ?? -1, parent.span?.end ?? -1]).toEqual([
            Math.max(node.span?.start ?? 0, parent.span?.start ?? 0),
            Math.max(node.span?.end ?? 0, parent.span?.end ?? 0),
          ]);
        }
      },
    });
    expect(nodes).toBeGreaterThan(40);
  });

  test("a span is the text of its node", () => {
    const texts: string[] = [];
    visit(parseQuery(text), {
      enter: ({ kind, span }) => {
        if (["Join", "In", "SelectColumn", "OrderTerm"].includes(kind)) texts.push(text.slice(span?.start, span?.end));
      },
    });
    expect(texts).toEqual(["b", "a.x AS y", "COUNT(*)", "q AS a\nJOIN u ON (a.x = u.x OR 1 < 2)", "z IN (1, -2)", "y"]);
  });

  test("tokens and what is between them make the text", () => {
    const { tokens } = parse(text);
    const gaps = tokens.map(({ start }, index) => text.slice(tokens[index - 1]?.end ?? 0, start));
    expect(gaps.map((gap, index) => gap + text.slice(tokens[index]?.start, tokens[index]?.end)).join("")).toBe(text);
    expect(gaps.filter((gap) => gap.trim() !== "")).toEqual(["\n-- all of it\n"]);
  });
});

describe("versions and features", () => {
  test.each([
    ["SELECT TOP 3 a FROM t WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 1, 2, 3)) ORDER BY a", "2.0"],
    ["SELECT POINT(1, 2) FROM t", "2.1"],
    ["SELECT a FROM t UNION SELECT b FROM u", "2.1"],
    ["SELECT a FROM t OFFSET 3", "2.1"],
    ["WITH a AS (SELECT b FROM t) SELECT b FROM a", "2.1"],
    ["SELECT LOWER(a), COALESCE(b, c), CAST(d AS REAL), IN_UNIT(e, 'deg') FROM t", "2.1"],
    ["SELECT a FROM t ORDER BY t.a", "2.1"],
  ])("%s needs %s", (text, version) => {
    const result = parse(text);
    expect([result.valid, result.version]).toEqual([true, version]);
  });

  test("what is no word of 2.0 may be a name there", () => {
    const text = "SELECT offset, bigint, ilike, in_unit FROM t";
    expect(parse(text, { version: "2.0" }).valid).toBe(true);
    expect(parse(text).problems.map(({ code }) => code)).toEqual(Array(4).fill("ADQL_RESERVED"));
  });

  test("strings that continue one another are of 2.0; 2.1 is warned of them", () => {
    const text = "SELECT 'a' -- and\n  'b' FROM t";
    expect(parse(text, { version: "2.0" }).problems).toEqual([]);
    expect(parse(text).problems.map(({ code, severity }) => [code, severity])).toEqual([["ADQL_VERSION", "warning"]]);
    expect(value("'a' 'b'")).toEqual({ kind: "StringLiteral", value: "ab" });
  });

  test("optional features, each once, where they are used first", () => {
    const text = "SELECT POINT(1, 2), point(3, 4), ivo_foo(a), UPPER(b) FROM t WHERE c ILIKE 'x' OFFSET 2";
    expect(parse(text).features.map(({ type, form, span }) => [type.split("features-")[1], form, span.start])).toEqual([
      ["adqlgeo", "POINT", 7],
      ["udf", "ivo_foo", text.indexOf("ivo_foo")],
      ["adql-string", "UPPER", text.indexOf("UPPER")],
      ["adql-string", "ILIKE", text.indexOf("ILIKE")],
      ["adql-offset", "OFFSET", text.indexOf("OFFSET")],
    ]);
    const rest =
      "WITH q AS (SELECT CAST(a AS REAL), COALESCE(b, c), IN_UNIT(d, 'm') FROM t) SELECT a FROM q EXCEPT SELECT e FROM u";
    expect(parse(rest).features.map(({ form }) => form)).toEqual(["WITH", "CAST", "COALESCE", "IN_UNIT", "EXCEPT"]);
  });
});

describe("parseQuery", () => {
  test("throws the first error, with all problems", () => {
    let thrown: unknown;
    try {
      parseQuery("SELECT a\nFORM t LIMIT 3");
    } catch (error) {
      thrown = error;
    }
    expect(
      isAdqlError(thrown) && [thrown.code, thrown.line, thrown.column, thrown.problems.length, thrown.message],
    ).toEqual(["ADQL_SYNTAX", 2, 1, 2, "Expected FROM, found FORM. It looks like a misspelling."]);
    expect(thrown).toBeInstanceOf(AdqlError);
    expect(isAdqlError(new Error("other"))).toBe(false);
  });

  test("warnings do not stop it", () => {
    const query: Query = parseQuery("SELECT a FROM t;");
    expect(query.kind).toBe("Query");
  });
});
