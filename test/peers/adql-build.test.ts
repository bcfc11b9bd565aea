import {
  type AdqlText,
  adqlFor,
  createAdqlTools,
  DIALECT_PROFILES,
  type DialectProfile,
  findDialectProfile,
  literalOf,
  parseQuery,
  print,
  rewriteFor,
  splitAt,
  splittable,
} from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { adqlJavaObjection, hasAdqlJava } from "../support/adql-java.ts";

const tools = createAdqlTools();
const { adql, identifier, allOf, anyOf, oneOf, inInterval } = tools;
const TRIANGLE = [
  [10, -10.5],
  [20, 20.5],
  [30, 30.5],
] as const;

const BUILT: readonly AdqlText[] = [
  adql`SELECT TOP ${10} * FROM t WHERE a = ${"it's ; -- /* \"  é"} AND b < ${-1.5e-300} AND c - ${-2} > ${1e21}`,
  adql`SELECT ${[identifier("ra"), identifier("size"), identifier('Dé"')]} FROM ${identifier("J/A+A/1", "t-2")}`,
  adql`SELECT a FROM t WHERE a IN ${[1, 2, 3]} AND d > ${new Date(0)} AND e = ${true} AND f BETWEEN ${tools.interval(1, 2)}`,
  adql`SELECT a FROM t WHERE ${allOf(anyOf(adql`a = 1`, adql`b = 2`), oneOf("c", ["x", null]), inInterval("d", 1, null))}`,
  adql`SELECT ${tools.distance("ra", "dec", 10, -5)} AS d FROM t WHERE ${tools.inCircle("ra", "dec", 10, -5, 0.1)}`,
  adql`SELECT a FROM t WHERE ${tools.inPolygon("t.ra", "t.dec", TRIANGLE)} AND ${tools.inRegion("ra", "dec", "RANGE 359 1 -5 5")}`,
  adql`SELECT a FROM t WHERE ${tools.contains("s_region", 10, 20)} AND ${tools.intersectsCircle("s_region", 10, 20, 1)}`,
];

describe.skipIf(!hasAdqlJava)("adql-java reads", () => {
  test("what is not ADQL as such", () => {
    expect(adqlJavaObjection("SELECT a FROM WHERE")).not.toBe("");
  });

  test.each(BUILT.map(({ text }) => [text]))("%s", (text) => {
    expect(adqlJavaObjection(text)).toBe("");
  });

  test.each(DIALECT_PROFILES.map((profile) => [profile.id, profile] as const))(
    "what is built for %s",
    (_id, profile) => {
      const { adql: template, allOf: all, inCircle, inPolygon, inBox, distance } = adqlFor(profile);
      const where = all(
        inCircle("ra", "dec", 10, -20, 1),
        inPolygon("ra", "dec", TRIANGLE),
        inBox("ra", "dec", 350, 80, 2, 3),
      );
      expect(
        adqlJavaObjection(template`SELECT ${distance("ra", "dec", 10, -20)} AS d FROM t WHERE ${where}`.text),
      ).toBe("");
    },
  );

  const fact = <T>(value: T) => ({ value, confidence: "observed", source: "a test" }) as const;
  const old: DialectProfile = {
    id: "old",
    title: "A service of ADQL 2.0",
    tapUrls: [],
    versions: fact(["2.0"]),
    frame: fact("required"),
    missing: (["ILIKE", "WITH", "BOX"] as const).map(fact),
  };
  test.each([
    ["SELECT a FROM t WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(POINT(10, 20), 1)) AND size > 3", old],
    ["SELECT DISTANCE(ra, dec, 10, 20) AS d FROM t WHERE CONTAINS(POINT(ra, dec), BOX(10, 20, 1, 1)) = 1", old],
    ["WITH w AS (SELECT a FROM t), v AS (SELECT a FROM w) SELECT v.a FROM v JOIN w ON v.a = w.a", old],
    [
      "SELECT a FROM t WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), BOX('ICRS', 10, 20, 1, 1))",
      findDialectProfile("datalab"),
    ],
    [
      "SELECT a FROM t WHERE b = 1 -- here\n AND INTERSECTS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 1)) <> 0",
      findDialectProfile("mast-caom"),
    ],
    [
      "SELECT a FROM t WHERE DISTANCE(POINT('ICRS', ra, dec), POINT('ICRS', 1, 2)) < 0.1",
      findDialectProfile("heasarc"),
    ],
  ])("%s, rewritten", (query, profile) => {
    const { text, changes, problems } = rewriteFor(query, profile ?? {}, { maxrec: 200_000 });
    expect(changes.length).toBeGreaterThan(0);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(adqlJavaObjection(text)).toBe("");
  });

  test("the parts of a query", () => {
    const query = parseQuery("SELECT a, b FROM t AS x WHERE a = 1 OR b = 2 ORDER BY a");
    const [column] = splittable(query).columns ?? [];
    if (column === undefined) throw new Error("nothing to split by");
    for (const part of splitAt(query, column, [-1, 2.5, "x'"].map(literalOf))) {
      expect(adqlJavaObjection(print(part))).toBe("");
    }
  });
});
