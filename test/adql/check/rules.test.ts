import { check, createCatalog, parse, type ServiceMetadata } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { SERVICE } from "./service.ts";

const catalog = createCatalog(SERVICE);

/** `error CODE «text»` for each problem. */
function problemsOf(query: string, service: Parameters<typeof check>[1] = catalog): string[] {
  const parsed = parse(query);
  return check(parsed, service).problems.map(
    ({ severity, code, span }) => `${severity} ${code.replace("ADQL_", "")} «${query.slice(span.start, span.end)}»`,
  );
}

describe("nothing is wrong with", () => {
  test.each([
    "SELECT * FROM gaia.source",
    "SELECT TOP 10 RA, Dec FROM Gaia.Source ORDER BY ra",
    "SELECT s.ra, source.* FROM gaia.source AS source JOIN gaia.source s ON s.source_id = source.source_id",
    "SELECT gaia.source.ra FROM gaia.source",
    "SELECT gaia.source.ra FROM source",
    "SELECT source.ra FROM source",
    'SELECT "[Fe/H]" FROM "J/A+A/1/stars"',
    "SELECT source_id, separation FROM gaia.source NATURAL JOIN gaia.neighbours",
    "SELECT source_id FROM gaia.source JOIN gaia.neighbours USING (source_id) WHERE source_id > 5",
    "SELECT ra FROM gaia.source WHERE source_id IN (SELECT other_id FROM gaia.neighbours WHERE other_id = parallax)",
    "SELECT x.a FROM (SELECT ra AS a FROM gaia.source) AS x WHERE a > 10",
    "WITH near AS (SELECT ra, dec FROM gaia.source), far AS (SELECT ra FROM near) SELECT near.ra, far.ra AS other FROM near, far",
    "SELECT ra AS r FROM gaia.source ORDER BY r",
    "SELECT ra FROM gaia.source UNION SELECT s_ra AS ra FROM ivoa.obscore ORDER BY ra",
    "SELECT ra FROM gaia.source ORDER BY dec, 1",
    "SELECT COUNT(*), AVG(ra) FROM gaia.source WHERE ra > 1",
    "SELECT name, COUNT(*) AS n FROM gaia.source GROUP BY name HAVING COUNT(*) > 1 ORDER BY n DESC",
    "SELECT FLOOR(g_mag), COUNT(*) FROM gaia.source GROUP BY FLOOR(g_mag)",
    "SELECT FLOOR(g_mag) AS bin, COUNT(*) FROM gaia.source GROUP BY bin",
    "SELECT MAX(ra) - MIN(ra) FROM gaia.source",
    "SELECT name FROM gaia.source s GROUP BY s.name",
    "SELECT ivo_string_agg(name, ',') FROM gaia.source",
    "SELECT * FROM gaia.source WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 0.1))",
    "SELECT * FROM gaia.source WHERE 1 = CONTAINS(pos, CIRCLE(pos, radius / 3600.0))",
    "SELECT * FROM gaia.source WHERE DISTANCE(ra, dec, 10, 20) < 1/60.",
    "SELECT * FROM gaia.source WHERE 1 = CONTAINS(make_point(1), POLYGON(1, 2, 3, 4, 5, 6))",
    "SELECT * FROM gaia.source WHERE COS(RADIANS(dec)) > 0.5 AND SIN(ra_rad) < 1 AND ROUND(ra, 2) = 3 AND RAND() < 0.1",
    "SELECT ivo_healpix_index(6, ra, dec) AS h FROM gaia.source",
    "SELECT * FROM gaia.source WHERE epoch > '2015-01-01' AND name LIKE 'HD%' AND variable = 'true'",
    "SELECT CAST(name AS DOUBLE PRECISION), CAST(ra AS VARCHAR), CAST('2000-01-01' AS TIMESTAMP) FROM gaia.source",
    "SELECT IN_UNIT(ra, 'arcsec'), COALESCE(name, '') FROM gaia.source",
    "SELECT ra + 10, ra * 2 + dec, g_mag - 5 * LOG10(parallax) FROM gaia.source",
    "SELECT parallax / 1000.0, pmra / parallax FROM gaia.source",
    "SELECT * FROM TAP_UPLOAD.mine AS m JOIN gaia.source AS s ON m.id = s.source_id",
    "SELECT table_name FROM TAP_SCHEMA.tables",
    "SELECT * FROM gaia.source WHERE EXISTS (SELECT COUNT(*) FROM gaia.neighbours)",
    "SELECT ra || ' deg' FROM gaia.source",
    "SELECT NULL FROM gaia.source WHERE name IS NULL",
    "SELECT ra FROM gaia.source ORDER BY ra OFFSET 10",
  ])("%s", (query) => {
    expect(problemsOf(query)).toEqual([]);
  });
});

describe("names", () => {
  test.each([
    ["SELECT * FROM gaia.sorce", ["error UNKNOWN_TABLE «gaia.sorce»"]],
    ["SELECT foo, bar + 1 FROM nowhere WHERE x = y", ["error UNKNOWN_TABLE «nowhere»"]],
    ["SELECT raa FROM gaia.source", ["error UNKNOWN_COLUMN «raa»"]],
    ["SELECT source.ra, source.dec FROM gaia.source", ["warning UNKNOWN_TABLE «source»"]],
    ["SELECT raa, raa FROM gaia.source WHERE raa > 1", ["error UNKNOWN_COLUMN «raa»", "warning DUPLICATE «raa»"]],
    ["SELECT s.raa FROM gaia.source AS s", ["error UNKNOWN_COLUMN «raa»"]],
    ["SELECT t.ra FROM gaia.source AS s", ["error UNKNOWN_TABLE «t»"]],
    ["SELECT t.* FROM gaia.source AS s", ["error UNKNOWN_TABLE «t»"]],
    ["SELECT source.ra, source.dec FROM gaia.source AS s", ["error UNKNOWN_TABLE «source»"]],
    ["SELECT source_id FROM gaia.source, gaia.neighbours", ["error AMBIGUOUS «source_id»"]],
    ["SELECT a.source_id FROM gaia.source a, gaia.neighbours a", ["error DUPLICATE «a»"]],
    ["SELECT ra FROM gaia.source, gaia.source", ["error DUPLICATE «source»"]],
    ["SELECT a FROM one.twice, two.twice", ["error AMBIGUOUS «a»"]],
    ["SELECT one.twice.a, two.twice.a AS b FROM one.twice, two.twice", []],
    ["SELECT twice.a FROM one.twice, two.twice", ["error AMBIGUOUS «twice»"]],
    ["SELECT twice.* FROM one.twice, two.twice", ["error AMBIGUOUS «twice»"]],
    ["SELECT x.a FROM (SELECT ra AS a, dec AS a FROM gaia.source) AS x", ["error AMBIGUOUS «x.a»"]],
    ["SELECT a FROM twice", ["warning AMBIGUOUS «twice»"]],
    ['SELECT "RA" FROM gaia.source', ['warning UNKNOWN_COLUMN «"RA"»']],
    ["SELECT flag FROM gaia.neighbours", ["warning UNKNOWN_COLUMN «flag»"]],
    ['SELECT ra FROM "GAIA"."Source"', ['warning UNKNOWN_TABLE «"GAIA"."Source"»']],
    ['SELECT ra FROM gaia.source WHERE name = "HD 1234"', ['error UNKNOWN_COLUMN «"HD 1234"»']],
    ["SELECT ra * 2 AS twice FROM gaia.source WHERE twice > 3", ["error UNKNOWN_COLUMN «twice»"]],
    ["WITH a AS (SELECT ra FROM b), b AS (SELECT ra FROM gaia.source) SELECT * FROM a", ["error UNKNOWN_TABLE «b»"]],
    [
      "WITH a AS (SELECT ra FROM gaia.source), a AS (SELECT dec FROM gaia.source) SELECT * FROM a",
      ["error DUPLICATE «a»"],
    ],
    ["SELECT x.dec FROM (SELECT ra FROM gaia.source) AS x", ["error UNKNOWN_COLUMN «dec»"]],
    [
      "SELECT parallax FROM gaia.neighbours n WHERE EXISTS (SELECT * FROM gaia.source WHERE n.parallax > 1)",
      ["error UNKNOWN_COLUMN «parallax»", "error UNKNOWN_COLUMN «parallax»"],
    ],
    ["SELECT ra FROM gaia.source JOIN gaia.neighbours USING (parallax)", ["error UNKNOWN_COLUMN «parallax»"]],
    [
      "SELECT ra FROM gaia.source UNION SELECT s_ra AS ra FROM ivoa.obscore ORDER BY dec",
      ["error UNKNOWN_COLUMN «dec»"],
    ],
    ["SELECT ra AS a, dec AS a FROM gaia.source", ["warning DUPLICATE «a»"]],
  ])("%s", (query, problems) => {
    expect(problemsOf(query)).toEqual(problems);
  });

  test.each([
    ["SELECT raa FROM gaia.source", "Did you mean ra (deg, pos.eq.ra;meta.main)"],
    ["SELECT right_ascension FROM gaia.source", "Did you mean ra"],
    ['SELECT ra FROM "J/A+A/1/stars"', "Did you mean RAJ2000 (pos.eq.ra)?"],
    ["SELECT separation FROM gaia.source", "gaia.neighbours has one"],
    ["SELECT n.g_mag FROM gaia.neighbours n, gaia.source s", "s has one"],
    ["SELECT source.ra FROM gaia.source AS s", "it is called s here"],
    ['SELECT ra FROM gaia.source WHERE name = "HD 1"', "A string stands in single quotes: 'HD 1'"],
    ["SELECT ra AS r FROM gaia.source WHERE r > 1", "Write the expression itself"],
    ["SELECT * FROM obscor", "Did you mean ivoa.ObsCore?"],
  ])("%s: %s", (query, words) => {
    expect(
      check(parse(query), catalog)
        .problems.map(({ message }) => message)
        .join(" "),
    ).toContain(words);
  });
});

describe("aggregates", () => {
  test.each([
    ["SELECT ra FROM gaia.source WHERE COUNT(*) > 1", ["error AGGREGATE «COUNT(*)»"]],
    ["SELECT MAX(COUNT(*)) FROM gaia.source", ["error AGGREGATE «COUNT(*)»"]],
    ["SELECT name, COUNT(*) FROM gaia.source", ["error AGGREGATE «name»"]],
    ["SELECT name, ra, COUNT(*) FROM gaia.source GROUP BY name", ["error AGGREGATE «ra»"]],
    ["SELECT name, COUNT(*) FROM gaia.source GROUP BY name HAVING ra > 1", ["error AGGREGATE «ra»"]],
    ["SELECT name, COUNT(*) FROM gaia.source GROUP BY name ORDER BY ra", ["error AGGREGATE «ra»"]],
    ["SELECT source_id, name FROM gaia.source GROUP BY source_id", ["warning AGGREGATE «name»"]],
    ["SELECT * FROM gaia.source GROUP BY name", ["error AGGREGATE «*»"]],
    ["SELECT COUNT(*) FROM gaia.source GROUP BY AVG(ra)", ["error AGGREGATE «AVG(ra)»"]],
    ["SELECT a.ra FROM gaia.source a JOIN gaia.source b ON MAX(a.ra) = b.ra", ["error AGGREGATE «MAX(a.ra)»"]],
    ["SELECT ivo_string_agg(name, ','), ra FROM gaia.source", ["error AGGREGATE «ra»"]],
    [
      "SELECT ra FROM gaia.source WHERE ra > (SELECT AVG(ra) FROM gaia.source)",
      ["warning EXTENSION «(SELECT AVG(ra) FROM gaia.source)»"],
    ],
    ["SELECT AVG(name) FROM gaia.source", ["error TYPE «name»"]],
  ])("%s", (query, problems) => {
    expect(problemsOf(query)).toEqual(problems);
  });
});

describe("functions and types", () => {
  test.each([
    ["SELECT gavo_mtach('a', name) FROM gaia.source", ["error UNKNOWN_FUNCTION «gavo_mtach»"]],
    ["SELECT SUBSTRING2(name) FROM gaia.source", ["error UNKNOWN_FUNCTION «SUBSTRING2»"]],
    ["SELECT gavo_match(name) FROM gaia.source", ["error ARGUMENTS «gavo_match(name)»"]],
    ["SELECT gavo_match(name, ra) FROM gaia.source", ["error TYPE «ra»"]],
    ["SELECT gavo_match(name, NULL), ivo_to_mjd(epoch) FROM gaia.source", ["warning FEATURE «ivo_to_mjd»"]],
    ["SELECT ABS(name) FROM gaia.source", ["error TYPE «name»"]],
    ["SELECT * FROM gaia.source WHERE 1 = CONTAINS(name, CIRCLE(1, 2, 3))", ["error TYPE «name»"]],
    ["SELECT * FROM gaia.source WHERE 1 = CONTAINS(ra, CIRCLE(1, 2, 3))", ["error TYPE «ra»"]],
    ["SELECT * FROM ivoa.obscore WHERE 1 = CONTAINS(POINT(1, 2), s_region)", ["warning TYPE «s_region»"]],
    ["SELECT COORD1(ra) FROM gaia.source", ["error TYPE «ra»"]],
    ["SELECT POINT(name, dec) FROM gaia.source", ["error TYPE «name»"]],
    ["SELECT name * 2 FROM gaia.source", ["error TYPE «name»"]],
    ["SELECT -pos FROM gaia.source", ["error TYPE «pos»"]],
    ["SELECT pos || 'x' FROM gaia.source", ["warning TYPE «pos»"]],
    ["SELECT * FROM gaia.source WHERE ra = '10.5'", ["warning TYPE «ra = '10.5'»"]],
    ["SELECT * FROM gaia.source WHERE name = 5", ["warning TYPE «name = 5»"]],
    ["SELECT * FROM gaia.source WHERE name IN ('a', 5)", ["warning TYPE «name IN ('a', 5»"]],
    ["SELECT * FROM gaia.source WHERE ra BETWEEN 1 AND 'b'", ["warning TYPE «ra BETWEEN 1 AND 'b'»"]],
    ["SELECT * FROM gaia.source WHERE pos = 5", ["error TYPE «pos = 5»"]],
    ["SELECT * FROM gaia.source WHERE pos = pos", ["warning TYPE «pos = pos»"]],
    ["SELECT * FROM gaia.source WHERE epoch > 2015", ["warning TYPE «epoch > 2015»"]],
    ["SELECT * FROM gaia.source WHERE notes = 'x'", ["warning TYPE «notes = 'x'»"]],
    ["SELECT * FROM gaia.source WHERE ra LIKE '1%'", ["warning TYPE «ra»"]],
    ["SELECT * FROM gaia.source WHERE pos LIKE '1%'", ["error TYPE «pos»"]],
    [
      "SELECT * FROM gaia.source WHERE CONTAINS(pos, CIRCLE(1, 2, 3)) = 2",
      ["warning TYPE «CONTAINS(pos, CIRCLE(1, 2, 3)) = 2»"],
    ],
    ["SELECT CAST(pos AS INTEGER) FROM gaia.source", ["warning TYPE «CAST(pos AS INTEGER)»"]],
    ["SELECT CAST(ra AS TIMESTAMP) FROM gaia.source", ["warning TYPE «CAST(ra AS TIMESTAMP)»"]],
  ])("%s", (query, problems) => {
    expect(problemsOf(query)).toEqual(problems);
  });
});

describe("shapes", () => {
  test.each([
    [
      "SELECT ra, dec FROM gaia.source UNION SELECT s_ra FROM ivoa.obscore",
      ["error SHAPE «SELECT s_ra FROM ivoa.obscore»"],
    ],
    ["SELECT * FROM gaia.source UNION SELECT ra FROM gaia.source", ["error SHAPE «SELECT ra FROM gaia.source»"]],
    ["SELECT * FROM TAP_UPLOAD.x UNION SELECT ra FROM gaia.source", []],
    [
      "SELECT ra FROM gaia.source UNION SELECT obs_id AS ra FROM ivoa.obscore",
      ["warning TYPE «SELECT obs_id AS ra FROM ivoa.obscore»"],
    ],
    ["SELECT ra FROM gaia.source UNION SELECT dec FROM gaia.source", ["warning SHAPE «SELECT dec FROM gaia.source»"]],
    [
      "SELECT ra FROM gaia.source UNION SELECT ra_rad AS ra FROM gaia.source",
      ["warning UNIT «SELECT ra_rad AS ra FROM gaia.source»"],
    ],
    [
      "SELECT ra FROM gaia.source WHERE ra IN (SELECT ra, dec FROM gaia.source)",
      ["error SHAPE «SELECT ra, dec FROM gaia.source»"],
    ],
    ["WITH t(a) AS (SELECT ra, dec FROM gaia.source) SELECT a FROM t", ["error SHAPE «t»", "warning EXTENSION «(a)»"]],
    ["SELECT ra FROM gaia.source ORDER BY 2", ["error SHAPE «2»"]],
    ["SELECT TOP 0 ra FROM gaia.source", ["warning SHAPE «0»"]],
    ["SELECT ra FROM gaia.source OFFSET 5", ["warning SHAPE «5»"]],
  ])("%s", (query, problems) => {
    expect(problemsOf(query)).toEqual(problems);
  });
});

describe("units and coordinates", () => {
  test.each([
    ["SELECT POINT(ra_rad, dec) FROM gaia.source", ["warning UNIT «ra_rad»"]],
    ["SELECT CIRCLE(ra, dec, radius) FROM gaia.source", ["warning UNIT «radius»"]],
    ["SELECT SIN(ra) FROM gaia.source", ["warning UNIT «ra»"]],
    ["SELECT DEGREES(ra) FROM gaia.source", ["warning UNIT «ra»"]],
    ["SELECT g_mag + flux FROM gaia.source", ["warning UNIT «g_mag + flux»"]],
    ["SELECT ra - radius FROM gaia.source", ["warning UNIT «ra - radius»"]],
    ["SELECT * FROM gaia.source WHERE radius > ra", ["warning UNIT «radius > ra»"]],
    [
      "SELECT * FROM gaia.source WHERE radius < DISTANCE(ra, dec, 1, 2)",
      ["warning UNIT «radius < DISTANCE(ra, dec, 1, 2)»"],
    ],
    ["SELECT IN_UNIT(ra, 'kg') FROM gaia.source", ["error UNIT «'kg'»"]],
    ["SELECT IN_UNIT(ra, 'foo') FROM gaia.source", ["error UNIT «'foo'»"]],
    ["SELECT IN_UNIT(ra, '') FROM gaia.source", ["error UNIT «''»"]],
    ["SELECT IN_UNIT(42, 'deg') FROM gaia.source", ["error UNIT «42»"]],
    ["SELECT IN_UNIT(SQRT(40+2), 'deg') FROM gaia.source", ["error UNIT «SQRT(40+2)»"]],
    ["SELECT IN_UNIT(n_obs, 'deg') FROM gaia.source", ["warning UNIT «n_obs»"]],
    ["SELECT IN_UNIT(SQRT(POWER(pmra, 2)), 'rad/yr') FROM gaia.source", []],
    ["SELECT IN_UNIT(ra, 'degrees') FROM gaia.source", ["warning UNIT «'degrees'»"]],
    ["SELECT POINT('ICRS', dec, ra) FROM gaia.source", ["warning FRAME «dec, ra»"]],
    ["SELECT POINT('QUARK', ra, dec) FROM gaia.source", ["warning FRAME «'QUARK'»"]],
    [
      "SELECT CONTAINS(POINT('ICRS', ra, dec), CIRCLE('GALACTIC', 1, 2, 3)) FROM gaia.source",
      ["warning FRAME «'GALACTIC'»"],
    ],
    ["SELECT CIRCLE(10, 120, 3) FROM gaia.source", ["warning UNIT «120»"]],
    ["SELECT CIRCLE(10, 12, 360) FROM gaia.source", ["warning UNIT «360»"]],
    ["SELECT DISTANCE(1, -91, 2, 3) FROM gaia.source", ["warning UNIT «-91»"]],
  ])("%s", (query, problems) => {
    expect(problemsOf(query)).toEqual(problems);
  });
});

describe("what a service declares", () => {
  const geometry = "ivo://ivoa.net/std/TAPRegExt#features-adqlgeo";
  test.each<[string, ServiceMetadata, string[]]>([
    ["SELECT POINT(1, 2) FROM t", { features: [{ type: geometry, form: "POINT" }] }, []],
    ["SELECT AREA(r) FROM t", { features: [{ type: geometry, form: "POINT" }] }, ["warning FEATURE «AREA»"]],
    ["SELECT LOWER(r) FROM t", { features: [{ type: geometry, form: "POINT" }] }, ["warning FEATURE «LOWER»"]],
    ["SELECT AREA(r) FROM t", { features: [] }, []],
    ["SELECT AREA(r) FROM t", {}, []],
    ["SELECT a FROM t ORDER BY a OFFSET 1", { versions: ["ADQL-2.0"] }, ["warning VERSION «OFFSET»"]],
    ["SELECT a FROM t ORDER BY a OFFSET 1", { versions: ["2.0", "2.1"] }, []],
    ["SELECT a FROM t", { versions: ["2.0"] }, []],
    ["SELECT foo(a), ivo_hasword(a, 'b') FROM t", {}, []],
    ["SELECT foo(a) FROM t", { functions: [] }, []],
    ["SELECT foo(a) FROM t", { functions: [{ signature: "bar(a TEXT) -> TEXT" }] }, ["error UNKNOWN_FUNCTION «foo»"]],
    [
      "SELECT GREATEST(a, b) FROM t",
      { functions: [{ signature: "bar(a TEXT) -> TEXT" }] },
      ["warning UNKNOWN_FUNCTION «GREATEST»"],
    ],
    ["SELECT a.b, c FROM t AS a", {}, []],
    ["SELECT a.b FROM t", {}, ["error UNKNOWN_TABLE «a»"]],
    ["SELECT a FROM t", { tables: [] }, ["error UNKNOWN_TABLE «t»"]],
  ])("%s with %j", (query, service, problems) => {
    expect(problemsOf(query, service)).toEqual(problems);
  });
});

test.each([
  [
    "SELECT x.size FROM external.table AS x",
    ["warning RESERVED «size»", "warning RESERVED «external»", "warning RESERVED «table»"],
  ],
  ['SELECT x."size" FROM "external"."table" AS x', []],
  ["SELECT value FROM external.other", ["error RESERVED «value»", "warning RESERVED «external»"]],
  ["SELECT a FROM public.other", ["error RESERVED «public»", "error UNKNOWN_TABLE «public.other»"]],
])("reserved words that the service declares as names: %s", (query, problems) => {
  const columns = [{ name: "size" }, { name: '"value"' }];
  const tables = [
    { name: "external.table", columns },
    { name: "external.other", columns },
  ];
  expect(problemsOf(query, { tables })).toEqual(problems);
});

test("problems of the parser and of the check come in the order of the text", () => {
  const { problems, valid } = check(parse("SELECT raa, FROM gaia.source WHERE COUNT(*) > 1 LIMIT 3"), catalog);
  expect(valid).toBe(false);
  const places = problems.map(({ span }) => span.start);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(problems.map(({ code }) => code)).toEqual(
    expect.arrayContaining(["ADQL_UNKNOWN_COLUMN", "ADQL_SYNTAX", "ADQL_AGGREGATE"]),
  );
});

test("line and column", () => {
  const [problem] = check(parse("SELECT ra,\n  raa\nFROM gaia.source"), catalog).problems;
  expect([problem?.line, problem?.column]).toEqual([2, 3]);
});
