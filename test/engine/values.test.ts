import { createEngineCatalog, type PhysicalTable, translate } from "@armillary/engine";
import { describe, expect, test } from "vitest";
import { columnOf, computed, duckDBOfFile, rowsOf } from "../support/translated.ts";

const duckdb = duckDBOfFile();

/** Expressions and what they are. Results of PostgreSQL where ADQL 2.1 leaves room, but for NaN in place of an error. */
const VALUES: readonly (readonly [expression: string, value: unknown])[] = [
  ["7 / 2", 3],
  ["-7 / 2", -3],
  ["7 / 2.0", 3.5],
  ["7 / 0", null],
  ["MOD(-7, 3)", -1],
  ["MOD(7.5, 2)", 1.5],
  ["ROUND(2.456, 2)", 2.46],
  ["ROUND(-2.5)", -3],
  ["ROUND(1234.5, -2)", 1200],
  ["TRUNCATE(-2.789, 1)", -2.7],
  ["TRUNCATE(2.789)", 2],
  ["SQRT(-1)", "NaN"],
  ["SQRT(16)", 4],
  ["LOG(0)", "-Infinity"],
  ["LOG10(1000)", 3],
  ["ACOS(1.5)", "NaN"],
  ["ATAN2(1, -1)", 2.356194490192345],
  ["COT(1)", 0.6420926159343306],
  ["POWER(2, 10)", 1024],
  ["DEGREES(PI())", 180],
  ["ABS(-3)", 3],
  ["CEILING(-1.5)", -1],
  ["9223372036854775807", "9223372036854775807"],
  ["0x1F + 1", 32],
  ["1e400", "Infinity"],
  ["UPPER('abc') || LOWER('DEF')", "ABCdef"],
  ["'it''s' || 5", "it's5"],
  ["1.5 || ''", "1.5"],
  ["2.0 || ''", "2"],
  ["COALESCE(NULL, 3, 4)", 3],
  ["CASE WHEN 1 = 1 THEN 'a' ELSE 'b' END", "a"],
  ["CASE a WHEN 2 THEN 'two' WHEN 1 THEN 'one' END", "one"],
  ["CAST(2.5 AS INTEGER)", 2],
  ["CAST(' 12 ' AS BIGINT)", "12"],
  ["CAST('abcdef' AS CHAR(3))", "abc"],
  ["CAST('2020-02-03T04:05:06.5Z' AS TIMESTAMP)", "2020-02-03T04:05:06.5"],
  ["CAST(1.25 AS REAL)", 1.25],
  ["CAST('Circle ICRS 1 2 3' AS CIRCLE)", [1, 2, 3]],
  ["CAST('Circle ICRS 1 2 3' AS POLYGON)", null],
  ["AREA(CIRCLE(0, 90, 90))", 20626.48062470963],
  ["AREA(BOX(0, 0, 2, 2))", 4.000202986504145],
  ["AREA(POINT(1, 2))", 0],
  ["COORD1(POINT(350, -5))", 350],
  ["COORD2(CENTROID(CIRCLE(10, -5, 3)))", -5],
  ["COORDSYS(POINT(1, 2))", "ICRS"],
  ["DISTANCE(POINT(359, 0), POINT(1, 0))", 2],
  ["DISTANCE(0, 90, 123, -90)", 180],
  ["DISTANCE(10, 20, 10, 20)", 0],
  ["POINT(1, CAST(NULL AS REAL))", null],
  ["CONTAINS(POINT(359.9, 0), CIRCLE(0.1, 0, 0.3))", 1],
  ["CONTAINS(POINT(CAST(NULL AS REAL), 0), CIRCLE(0, 0, 1))", null],
  ["CONTAINS(POINT(77, 90), CIRCLE(0, 89.9, 0.11))", 1],
  ["CONTAINS(POINT(10, 0), CIRCLE(200, 0, 179))", 1],
  ["CONTAINS(POINT(10, 0), CIRCLE(190, 0, 179))", 0],
  ["CONTAINS(POINT(1, 1), CIRCLE(1, 1, -1))", 0],
  ["CONTAINS(POINT(1, 1), CIRCLE(1, 1, 500))", 1],
  ["CONTAINS(CIRCLE(0, 0, 1), CIRCLE(0, 0, 1))", 1],
  ["CONTAINS(CIRCLE(359.5, 0, 0.6), BOX(0, 0, 2, 2))", 0],
  ["CONTAINS(CIRCLE(359.5, 0, 0.4), BOX(0, 0, 2, 2))", 1],
  ["CONTAINS(BOX(0, 0, 1, 1), BOX(0, 0, 2, 2))", 1],
  ["CONTAINS(BOX(0, 0, 2, 2), BOX(0, 0, 3, 1))", 0],
  ["CONTAINS(BOX(0, 0, 2, 2), CIRCLE(0, 0, 1.5))", 1],
  ["CONTAINS(BOX(0, 0, 2, 2), CIRCLE(0, 0, 1.4))", 0],
  ["CONTAINS(POLYGON(0, 80, 120, 80, 240, 80), CIRCLE(0, 0, 170))", 1],
  ["CONTAINS(POINT(5, 5), REGION('Union ICRS (Circle 100 0 1 Box 5 5 2 2)'))", 1],
  ["INTERSECTS(CIRCLE(0, 0, 1), CIRCLE(2, 0, 1.001))", 1],
  ["INTERSECTS(CIRCLE(0, 0, 1), CIRCLE(2, 0, 0.999))", 0],
  ["INTERSECTS(BOX(0, 0, 6, 1), BOX(0, 0, 1, 6))", 1],
  ["INTERSECTS(BOX(0, 0, 2, 2), BOX(3, 0, 2, 2))", 0],
  ["INTERSECTS(BOX(0, 0, 2, 2), CIRCLE(0, 2, 1.1))", 1],
  ["INTERSECTS(BOX(0, 0, 2, 2), CIRCLE(0, 2, 0.9))", 0],
  ["INTERSECTS(POINT(0, 0), POINT(360, 0))", 1],
  ["ivo_healpix_index(5, 45.5, 60.25)", "822"],
  ["ivo_healpix_index(5, POINT(45.5, 60.25))", "822"],
  ["ivo_healpix_index(30, 45.5, 60.25)", null],
  ["ivo_to_jd(CAST('2000-01-01T12:00:00' AS TIMESTAMP))", 2451545],
  ["ivo_to_mjd('2000-01-01T00:00:00')", 51544],
  ["ivo_nocasematch('Abc', 'a%')", 1],
  ["ivo_nocasematch(NULL, 'a%')", 0],
  ["ivo_hasword('A quick-brown fox', 'FOX quick')", 1],
  ["ivo_hasword('A quick-brown fox', 'fo')", 0],
  ["ivo_hashlist_has('optical#Infrared', 'infrared')", 1],
  ["ivo_hashlist_has('optical#infrared', 'infra')", 0],
  ["ivo_interval_overlaps(1, 2, 2, 3)", 1],
  ["ivo_interval_overlaps(1, 2, 2.5, 3)", 0],
  ["ivo_hms_to_degrees('3h34m45.4s')", 53.689166666666665],
  ["ivo_dms_to_degrees('-42:9:6.8')", -42.15188888888889],
  ["ivo_dms_to_degrees('nowhere')", null],
  ["ivo_apply_pm(10, 0, 0, 0, 100)", [10, 0]],
];

test.each(VALUES)("%s is %j", async (expression, value) => {
  const found = await computed(duckdb(), expression);
  if (typeof value === "number" && typeof found === "number") expect(found).toBeCloseTo(value, 9);
  else expect(found).toEqual(value);
});

describe("rows with nulls, and columns of every kind", () => {
  const table: PhysicalTable = {
    metadata: { name: "t", columns: [] },
    relation: `(SELECT * FROM (VALUES (1, 10.0::DOUBLE, 'a', '2020-01-02T00:00:00Z', [10.0, 20.0]::DOUBLE[], 'Circle ICRS 10 20 1', true),
      (2, NULL, 'B', '2020-01-02', NULL, NULL, NULL), (3, 'NaN'::DOUBLE, NULL, NULL, [0.0, 90.0]::DOUBLE[], 'not a region', false))
      AS v("id", "x", "Name", "seen", "p", "s_region", "flag"))`,
    columns: [
      "id int",
      "x double deg",
      "Name char",
      "seen timestamp",
      "p point",
      "s_region region",
      "flag boolean",
    ].map(columnOf),
  };
  const described = { ...table, metadata: { name: "t", columns: table.columns.map(({ metadata }) => metadata) } };
  const catalog = createEngineCatalog([described]);

  test.each([
    ["SELECT id FROM t WHERE x IS NULL", [[2]]],
    ["SELECT id FROM t WHERE x > 5 ORDER BY id", [[1], [3]]],
    ["SELECT id FROM t ORDER BY x", [[1], [3], [2]]],
    ["SELECT id FROM t ORDER BY x DESC", [[2], [3], [1]]],
    ["SELECT TOP 1 id FROM t ORDER BY id OFFSET 1", [[2]]],
    ["SELECT id FROM t WHERE seen = '2020-01-02T00:00:00.000' ORDER BY id", [[1], [2]]],
    ["SELECT id FROM t WHERE flag = 'True'", [[1]]],
    ["SELECT id FROM t WHERE flag <> 'true'", [[3]]],
    ["SELECT id FROM t WHERE NAME = 'B'", [[2]]],
    ["SELECT COUNT(*) AS n, COUNT(x) AS m, COUNT(p) AS k FROM t", [["3", "2", "2"]]],
    ["SELECT id FROM t WHERE 1=CONTAINS(p, CIRCLE(POINT(10, 20.5), 0.6))", [[1]]],
    ["SELECT id FROM t WHERE 1=CONTAINS(POINT(10, 20.9), s_region)", [[1]]],
    ["SELECT id FROM t WHERE 0=CONTAINS(POINT(10, 21.1), s_region)", [[1]]],
    ["SELECT id FROM t WHERE DISTANCE(POINT(x, 0), POINT(10, 0)) < 1", [[1]]],
    ["SELECT s_region, p FROM t WHERE id = 1", [["Circle ICRS 10 20 1", [10, 20]]]],
    ["SELECT id FROM t WHERE id IN (SELECT id FROM t WHERE x = 10) OR id = 3 ORDER BY 1", [[1], [3]]],
    ["SELECT id FROM t WHERE id < 2 UNION ALL SELECT id FROM t WHERE id < 3 ORDER BY id DESC", [[2], [1], [1]]],
    ["SELECT a.id FROM t AS a LEFT JOIN t AS b ON a.id = b.id + 1 WHERE b.id IS NULL", [[1]]],
    [
      "SELECT id, b.x FROM t FULL JOIN (SELECT id + 2 AS id, x FROM t) AS b USING (id) ORDER BY id",
      [
        [1, null],
        [2, null],
        [3, 10],
        [4, null],
        [5, "NaN"],
      ],
    ],
    ["SELECT CASE WHEN x > 5 THEN p ELSE POINT(1, 1) END AS v FROM t WHERE id < 3 ORDER BY id", [[[10, 20]], [[1, 1]]]],
    ["SELECT ivo_histogram(id, 0, 2, 2) AS h FROM t", [[[0, 0, 1, 2]]]],
    ["SELECT ivo_string_agg(\"Name\", '+') AS s FROM t", [["a+B"]]],
    [
      "SELECT flag, COUNT(*) AS n FROM t GROUP BY flag ORDER BY 1",
      [
        [false, "1"],
        [true, "1"],
        [null, "1"],
      ],
    ],
    [
      "WITH w (k) AS (SELECT id FROM t), v AS (SELECT k + 1 AS k FROM w) SELECT w.k FROM w JOIN v ON w.k = v.k ORDER BY k",
      [[2], [3]],
    ],
    ["SELECT 3 AS k, COUNT(*) AS n FROM t GROUP BY k", [[3, "3"]]],
  ])("%s", async (adql, rows) => {
    expect(await rowsOf(duckdb(), catalog, adql)).toEqual(rows);
  });

  test("the fields of a result say what its columns are", () => {
    const { fields } = translate(
      "SELECT x, x AS y, 2*x AS z, IN_UNIT(x, 'arcmin'), COUNT(*), MAX(\"Name\") AS m, MIN(seen) AS t FROM t GROUP BY x",
      catalog,
    );
    expect(fields).toMatchObject([
      { name: "x", datatype: "double", unit: "deg" },
      { name: "y", datatype: "double", unit: "deg" },
      { name: "z", datatype: "double", unit: "deg" },
      { name: "IN_UNIT", datatype: "double", unit: "arcmin" },
      { name: "COUNT", datatype: "long", ucd: "meta.number" },
      { name: "m" },
      { name: "t", datatype: "char", xtype: "timestamp" },
    ]);
    const shapes = translate(
      "SELECT POINT(1, 2), CIRCLE(1, 2, 3), POLYGON(1, 2, 3, 4, 5, 9), s_region FROM t",
      catalog,
    );
    expect(shapes.fields.map(({ datatype, arraysize, xtype }) => [datatype, arraysize, xtype])).toEqual([
      ["double", "2", "point"],
      ["double", "3", "circle"],
      ["double", "*", "polygon"],
      ["char", "*", "adql:REGION"],
    ]);
  });

  test("maxrec asks for one row more, and TOP for no more than it says", async () => {
    const count = async (adql: string, maxrec: number) => {
      const reader = await duckdb().runAndReadAll(translate(adql, catalog, { maxrec }).sql);
      return reader.currentRowCount;
    };
    expect(await count("SELECT * FROM t", 1)).toBe(2);
    expect(await count("SELECT TOP 1 * FROM t", 1)).toBe(1);
    expect(await count("SELECT id FROM t UNION ALL SELECT id FROM t", 3)).toBe(4);
  });
});
