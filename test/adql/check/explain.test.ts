import { createCatalog, explain, parse } from "@armillary/adql";
import { expect, test } from "vitest";
import { SERVICE } from "./service.ts";

const catalog = createCatalog(SERVICE);

test.each([
  [
    "SELECT TOP 3 s.ra FROM gaia.source AS s LEFT JOIN gaia.neighbours n ON s.source_id = n.source_id AND n.separation < 2 ORDER BY ra DESC, 1 OFFSET 10",
    [
      "Takes rows of gaia.source, called s",
      "  joined, where there are any, with rows of gaia.neighbours, called n",
      "    where",
      "    - s.source_id equals n.source_id",
      "    - n.separation is less than 2",
      "Sorts them by ra, largest first, then column 1.",
      "Leaves out the first 10 rows.",
      "Gives at most 3 rows.",
      "Gives 1 column:",
      "  name  type              unit  UCD                  from",
      "  ra    DOUBLE PRECISION  deg   pos.eq.ra;meta.main  gaia.source.ra",
    ],
  ],
  [
    "SELECT name, COUNT(*) FROM gaia.source GROUP BY name HAVING COUNT(*) > 1",
    [
      "Takes rows of gaia.source",
      "Puts those alike in name together.",
      "Keeps groups where",
      "  - COUNT(*) is greater than 1",
      "Gives 2 columns:",
      "  name     type         UCD          from",
      "  name     VARCHAR(32)  meta.id      gaia.source.name",
      "  (COUNT)  BIGINT       meta.number",
    ],
  ],
  [
    "SELECT DISTINCT name FROM nowhere -- of nothing",
    ["Takes rows of nowhere", "Gives rows that are alike once.", "Gives 1 column:", "  name", "  name"],
  ],
  [
    "SELECT * FROM TAP_UPLOAD.a, b",
    ["Takes rows of TAP_UPLOAD.a", "  each with every row of b", "Gives columns that are not known."],
  ],
  [
    "WITH w AS (SELECT ra FROM gaia.source) SELECT ra FROM w NATURAL JOIN (SELECT dec FROM gaia.source) AS d UNION ALL SELECT s_ra FROM ivoa.obscore",
    [
      "First makes a table w:",
      "  Takes rows of gaia.source",
      "Takes rows, the same ones as often as they come:",
      "  Takes rows of w",
      "    joined with rows of a subquery, called d:",
      "        Takes rows of gaia.source",
      "      alike in all columns that both have",
      "and those of:",
      "  Takes rows of ivoa.obscore",
      "Gives 1 column:",
      "  name  type              unit  UCD",
      "  ra    DOUBLE PRECISION  deg   pos.eq.ra;meta.main",
    ],
  ],
])("%s", (query, lines) => {
  expect(explain(parse(query), catalog).split("\n")).toEqual(lines);
});

test.each([
  [
    "1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10.68, 41.27, 0.1))",
    "(ra, dec) lies within 0.1 deg of (10.68, 41.27)",
  ],
  ["CONTAINS(pos, CIRCLE(POINT(1, 2), r)) = 0", "pos does not lie within r deg of (1, 2)"],
  [
    "1 = CONTAINS(pos, POLYGON('GALACTIC', 1, 2, 3, 4, 5, 6))",
    "pos lies in the polygon (1, 2) (3, 4) (5, 6) in GALACTIC",
  ],
  ["1 = INTERSECTS(s_region, BOX(1, 2, 3, 4))", "s_region overlaps the box of 3 by 4 deg around (1, 2)"],
  ["0 = INTERSECTS(s_region, CIRCLE(1, 2, 3))", "s_region does not overlap the circle of 3 deg around (1, 2)"],
  ["DISTANCE(ra, dec, 1, 2) < 1/60.", "(ra, dec) lies within 1/60. deg of (1, 2)"],
  ["5 < DISTANCE(POINT(ra, dec), pos)", "(ra, dec) lies more than 5 deg from pos"],
  ["5 >= ra", "ra is at most 5"],
  ["ra <> 5 OR (dec = 1 AND ra IS NULL)", "either ra is not 5 or (dec equals 1 and ra is not known (null))"],
  ["NOT ra BETWEEN 1 AND 2", "it is not so that ra is from 1 to 2"],
  ["ra NOT IN (1, 2)", "ra is none of 1, 2"],
  [
    "ra IN (SELECT dec FROM gaia.source)",
    "ra is one of those that a subquery gives (takes rows of gaia.source; gives dec)",
  ],
  ["EXISTS (SELECT ra FROM gaia.source)", "a subquery gives rows (takes rows of gaia.source; gives ra)"],
  ["NOT EXISTS (SELECT ra FROM gaia.source)", "a subquery gives no rows (takes rows of gaia.source; gives ra)"],
  ["name ILIKE 'a--%'", "name matches 'a--%' whatever the case of letters (% is any text, _ any character)"],
])("WHERE %s", (condition, words) => {
  expect(explain(parse(`SELECT 1 FROM t WHERE ${condition}`)).split("\n")[2]).toBe(`  - ${words}`);
});

test("no query, no words", () => {
  expect(explain(parse("nonsense"))).toBe("");
});
