import { check, createCatalog, parse, type QuickFix } from "@armillary/adql";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SERVICE } from "./service.ts";

const catalog = createCatalog(SERVICE);

function apply(text: string, { edits }: QuickFix): string {
  let fixed = text;
  for (const { span, text: replacement } of [...edits].reverse()) {
    fixed = fixed.slice(0, span.start) + replacement + fixed.slice(span.end);
  }
  return fixed;
}

test.each([
  ["SELECT raa FROM gaia.source", "SELECT ra FROM gaia.source"],
  ["SELECT s.raa FROM gaia.source s", "SELECT s.ra FROM gaia.source s"],
  ["SELECT raa, dec FROM gaia.source WHERE raa > 1", "SELECT ra, dec FROM gaia.source WHERE ra > 1"],
  ['SELECT Fe FROM "J/A+A/1/stars"', 'SELECT "[Fe/H]" FROM "J/A+A/1/stars"'],
  ["SELECT * FROM sources", "SELECT * FROM gaia.source"],
  ["SELECT source.ra, source.dec FROM gaia.source AS s", "SELECT s.ra, s.dec FROM gaia.source AS s"],
  [
    "SELECT source_id FROM gaia.source a, gaia.neighbours b",
    "SELECT a.source_id FROM gaia.source a, gaia.neighbours b",
  ],
  ['SELECT ra FROM gaia.source WHERE name = "O\'Neill 1"', "SELECT ra FROM gaia.source WHERE name = 'O''Neill 1'"],
  ["SELECT ra*2 AS r FROM gaia.source WHERE r > 1", "SELECT ra*2 AS r FROM gaia.source WHERE ra*2 > 1"],
  ["SELECT flag FROM gaia.neighbours", 'SELECT "Flag" FROM gaia.neighbours'],
  [
    "SELECT name, ra, COUNT(*) FROM gaia.source GROUP BY name",
    "SELECT name, ra, COUNT(*) FROM gaia.source GROUP BY name, ra",
  ],
  [
    "SELECT name, ra, ra + 1 AS b, COUNT(*) FROM gaia.source GROUP BY name",
    "SELECT name, ra, ra + 1 AS b, COUNT(*) FROM gaia.source GROUP BY name, ra",
  ],
  ["SELECT * FROM gaia.source WHERE ra > '10.5'", "SELECT * FROM gaia.source WHERE ra > 10.5"],
  ["SELECT POINT(dec, ra) FROM gaia.source", "SELECT POINT(ra, dec) FROM gaia.source"],
  ["SELECT POINT(ra_rad, dec) FROM gaia.source", "SELECT POINT(DEGREES(ra_rad), dec) FROM gaia.source"],
  ["SELECT SIN(ra) FROM gaia.source", "SELECT SIN(RADIANS(ra)) FROM gaia.source"],
  [
    "SELECT CIRCLE(ra, dec, radius + radius) FROM gaia.source",
    "SELECT CIRCLE(ra, dec, (radius + radius)/3600.0) FROM gaia.source",
  ],
  ["SELECT gavo_mach('a', name) FROM gaia.source", "SELECT gavo_match('a', name) FROM gaia.source"],
  [
    "SELECT * FROM gaia.source WHERE CONTAINS(pos, CIRCLE(1, 2, 3)) > 0",
    "SELECT * FROM gaia.source WHERE 1=CONTAINS(pos, CIRCLE(1, 2, 3))",
  ],
  ["SELECT POINT('QUARK', ra, dec) FROM gaia.source", "SELECT POINT('ICRS', ra, dec) FROM gaia.source"],
  ['SELECT ra FROM "GAIA".source', "SELECT ra FROM gaia.source"],
])("%s → %s", (query, fixed) => {
  const before = check(parse(query), catalog).problems;
  const fix = before[0]?.fixes?.[0];
  expect(fix && apply(query, fix)).toBe(fixed);
  expect(check(parse(fixed), catalog).problems).toHaveLength(before.length - 1);
});

test("every fix of every problem gives text that still parses no worse", () => {
  const queries = [
    "SELECT raa, decc, t.x FROM gaia.sourc AS s, gaia.neighbours, two.twice WHERE source_id = 'a' AND \"HD 1\" = name GROUP BY ra",
    "SELECT name, MAX(ra), dec FROM gaia.source s JOIN gaia.neighbours n ON source_id = other_id GROUP BY name",
  ];
  for (const query of queries) {
    const parsed = parse(query);
    for (const { fixes = [] } of check(parsed, catalog).problems) {
      for (const fix of fixes) expect(parse(apply(query, fix)).valid, apply(query, fix)).toBe(parsed.valid);
    }
  }
});

test("unfinished and damaged text is checked without failing", () => {
  const texts = [
    "WITH a(b) AS (SELECT ra, dec FROM gaia.source) SELECT a.b, COUNT(*), POINT('ICRS', ra, dec) FROM a NATURAL JOIN gaia.neighbours n LEFT JOIN (SELECT * FROM ivoa.obscore) AS o USING (ra) WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3)) AND name LIKE 'a%' OR ra BETWEEN 1 AND 2 OR ra IN (SELECT ra FROM gaia.source) GROUP BY a.b HAVING COUNT(*) > 1 ORDER BY 1, b DESC OFFSET 5",
    "SELECT TOP 5 CASE WHEN a.ra > 1 THEN 'x' ELSE CAST(ra AS VARCHAR(5)) END, IN_UNIT(ra, 'rad'), x.* FROM gaia.source AS a, TAP_UPLOAD.t UNION (SELECT 1, 2 FROM one.twice INTERSECT SELECT * FROM two.twice) ORDER BY a.ra",
  ];
  const damaged = fc
    .tuple(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.nat(30),
      fc.constantFrom("", "(", ")", ",", "SELECT", "'", '"', ".", "FROM", "* FROM a"),
    )
    .map(([text, at, length, extra]) => {
      const start = at % text.length;
      return text.slice(0, start) + extra + text.slice(start + length);
    });
  fc.assert(
    fc.property(damaged, fc.boolean(), (text, known) => {
      const parsed = parse(text);
      const { problems, valid } = check(parsed, known ? catalog : {});
      for (const { span, line, column } of problems) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(text.length);
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(Math.min(line, column)).toBeGreaterThan(0);
      }
      expect(valid && !parsed.valid).toBe(false);
    }),
    { numRuns: 400 },
  );
});
