import { check, createCatalog, parse, printType, type ServiceMetadata } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { SERVICE } from "./service.ts";

const catalog = createCatalog(SERVICE);

/** `name TYPE unit ucd` of each column; what is not known is left out, a name that the service chooses is in brackets. */
function columnsOf(query: string, service: ServiceMetadata | typeof catalog = catalog): string[] {
  return check(parse(query), service).columns.map(({ name, named, type, unit, ucd }) =>
    [named ? name : `[${name}]`, printType(type), unit, ucd].filter((part) => part !== undefined).join(" | "),
  );
}

describe("columns of a result", () => {
  test.each([
    ["SELECT ra FROM gaia.source", ["ra | DOUBLE PRECISION | deg | pos.eq.ra;meta.main"]],
    ["SELECT RA AS Alpha FROM gaia.source", ["Alpha | DOUBLE PRECISION | deg | pos.eq.ra;meta.main"]],
    ["SELECT RA FROM gaia.source", ["ra | DOUBLE PRECISION | deg | pos.eq.ra;meta.main"]],
    ["SELECT name, n_obs FROM gaia.source", ["name | VARCHAR(32) | meta.id", "n_obs | INTEGER"]],
    [
      "SELECT 1, 3000000000, 1.5, 'abc', NULL FROM gaia.source",
      [
        "[column1] | INTEGER",
        "[column2] | BIGINT",
        "[column3] | DOUBLE PRECISION",
        "[column4] | VARCHAR(3)",
        "[column5] | NULL",
      ],
    ],
    [
      "SELECT -ra, ra + 10, 2 * ra, ra * ra, ra / parallax FROM gaia.source",
      [
        "[column1] | DOUBLE PRECISION | deg",
        "[column2] | DOUBLE PRECISION | deg",
        "[column3] | DOUBLE PRECISION | deg",
        "[column4] | DOUBLE PRECISION | deg**2",
        "[column5] | DOUBLE PRECISION | deg/mas",
      ],
    ],
    ["SELECT parallax / 1000.0 AS p FROM gaia.source", ["p | DOUBLE PRECISION"]],
    [
      "SELECT n_obs + 1 AS a, n_obs * 1.5 AS b, n_obs / n_obs AS c FROM gaia.source",
      ["a | INTEGER", "b | DOUBLE PRECISION", "c | INTEGER"],
    ],
    [
      "SELECT COUNT(*), MAX(g_mag), AVG(n_obs), SUM(n_obs), MIN(name) FROM gaia.source",
      [
        "[COUNT] | BIGINT | meta.number",
        "[MAX] | REAL | mag | phot.mag;em.opt;stat.max",
        "[AVG] | DOUBLE PRECISION",
        "[SUM] | BIGINT",
        "[MIN] | VARCHAR(32) | meta.id;stat.min",
      ],
    ],
    ["SELECT AVG(ra) AS a FROM gaia.source", ["a | DOUBLE PRECISION | deg | pos.eq.ra;stat.mean"]],
    [
      "SELECT SQRT(POWER(pmra, 2)) AS a, ABS(pmra) AS b, RADIANS(ra) AS c FROM gaia.source",
      ["a | DOUBLE PRECISION | mas/yr", "b | DOUBLE PRECISION | mas/yr", "c | DOUBLE PRECISION | rad"],
    ],
    [
      "SELECT POWER(flux, 0.5) AS a, POWER(flux, n_obs) AS b FROM gaia.source",
      ["a | DOUBLE PRECISION | Jy**(1/2)", "b | DOUBLE PRECISION"],
    ],
    [
      "SELECT DISTANCE(POINT(ra, dec), pos) AS d, COORD1(pos) AS x, POINT(ra, dec) AS p FROM gaia.source",
      ["d | DOUBLE PRECISION | deg | pos.angDistance", "x | DOUBLE PRECISION | deg", "p | POINT"],
    ],
    [
      "SELECT AREA(CIRCLE(1, 2, 3)) AS a, CENTROID(pos) AS c FROM gaia.source",
      ["a | DOUBLE PRECISION | deg**2 | phys.angArea", "c | POINT"],
    ],
    [
      "SELECT IN_UNIT(ra, 'arcsec') AS a, COALESCE(name, 'none') AS b, UPPER(name) AS c FROM gaia.source",
      ["a | DOUBLE PRECISION | arcsec | pos.eq.ra;meta.main", "b | VARCHAR(32) | meta.id", "c | VARCHAR(32) | meta.id"],
    ],
    [
      "SELECT CAST(ra AS REAL) AS a, CAST(ra AS VARCHAR(10)) AS b FROM gaia.source",
      ["a | REAL | deg", "b | VARCHAR(10)"],
    ],
    ["SELECT CASE WHEN ra > 1 THEN ra ELSE dec END AS a FROM gaia.source", ["a | DOUBLE PRECISION | deg"]],
    [
      "SELECT ivo_healpix_index(6, ra, dec) AS h, make_point(1) FROM gaia.source",
      ["h | BIGINT", "[make_point] | POINT"],
    ],
    ["SELECT name || 'x' AS a FROM gaia.source", ["a | VARCHAR"]],
    [
      "SELECT * FROM gaia.neighbours",
      ["source_id | BIGINT", "other_id | BIGINT", "separation | REAL | arcsec", "Flag | INTEGER"],
    ],
    [
      "SELECT n.*, n.separation AS s FROM gaia.neighbours n",
      ["source_id | BIGINT", "other_id | BIGINT", "separation | REAL | arcsec", "Flag | INTEGER", "s | REAL | arcsec"],
    ],
    [
      "SELECT * FROM gaia.neighbours a JOIN gaia.neighbours b USING (source_id)",
      [
        "source_id | BIGINT",
        "other_id | BIGINT",
        "separation | REAL | arcsec",
        "Flag | INTEGER",
        "other_id | BIGINT",
        "separation | REAL | arcsec",
        "Flag | INTEGER",
      ],
    ],
    ["SELECT * FROM one.twice NATURAL JOIN two.twice AS other", ["a | INTEGER"]],
    [
      "SELECT x.* FROM (SELECT ra AS a, dec FROM gaia.source) AS x",
      ["a | DOUBLE PRECISION | deg | pos.eq.ra;meta.main", "dec | DOUBLE PRECISION | deg | pos.eq.dec;meta.main"],
    ],
    [
      "WITH t AS (SELECT MAX(flux) AS f FROM gaia.source) SELECT f FROM t",
      ["f | DOUBLE PRECISION | Jy | phot.flux;stat.max"],
    ],
    ["WITH t(a) AS (SELECT ra FROM gaia.source) SELECT a FROM t", ["a | DOUBLE PRECISION | deg | pos.eq.ra;meta.main"]],
    ["SELECT n_obs FROM gaia.source UNION SELECT ra FROM gaia.source", ["n_obs | DOUBLE PRECISION"]],
    ["SELECT x FROM (a JOIN b USING (c)) AS d", ["x | UNKNOWN"]],
  ])("%s", (query, columns) => {
    expect(columnsOf(query)).toEqual(columns);
  });

  test("a column keeps its FIELD and tells where it comes from, through subqueries", () => {
    const [column] = check(parse("SELECT x.p FROM (SELECT pos AS p FROM gaia.source) AS x"), catalog).columns;
    expect(column).toMatchObject({
      name: "p",
      votable: { datatype: "double", arraysize: "2", xtype: "point" },
      origin: { table: "gaia.source", column: "pos" },
    });
  });

  test.each([
    ["SELECT * FROM TAP_UPLOAD.mine", false, 0],
    ["SELECT ra, m.* FROM TAP_UPLOAD.mine AS m, gaia.source", false, 1],
    ["SELECT ra FROM TAP_UPLOAD.mine", true, 1],
    ["SELECT ra FROM", true, 1],
    ["nonsense", false, 0],
  ])("%s is complete: %s", (query, complete, count) => {
    const result = check(parse(query), catalog);
    expect([result.complete, result.columns.length]).toEqual([complete, count]);
  });

  test("names lead to tables and columns", () => {
    const parsed = parse("SELECT s.ra FROM gaia.source AS s WHERE dec > 1");
    const { tables, references } = check(parsed, catalog);
    expect([...tables.values()].map((table) => table.qualifiedName)).toEqual(["gaia.source"]);
    expect([...references.values()].map((column) => column.metadata.name)).toEqual(["ra", "dec"]);
  });
});
