import {
  type Construct,
  type DialectProfile,
  type Fact,
  findDialectProfile,
  type RewriteOptions,
  rewriteFor,
  type ServiceMetadata,
} from "@armillary/adql";
import { describe, expect, test } from "vitest";

const fact = <T>(value: T): Fact<T> => ({ value, confidence: "observed", source: "a test" });
const lacking = (...constructs: readonly Construct[]): DialectProfile => ({
  id: "test",
  title: "Test",
  tapUrls: [],
  missing: constructs.map(fact),
});
const speaking = (profile: Partial<DialectProfile>): DialectProfile => ({ ...lacking(), ...profile });
const known = (id: string): DialectProfile => {
  const profile = findDialectProfile(id);
  if (profile === undefined) throw new Error(`no profile ${id}`);
  return profile;
};

const ADQL_2_0 = speaking({ versions: fact(["2.0"] as const) });
const TABLES: ServiceMetadata = {
  tables: [
    { name: "zcat", columns: [{ name: "name" }, { name: '"size"' }] },
    { name: "public.numaster", columns: [{ name: "obsid" }] },
  ],
};

interface Row {
  readonly what: string;
  readonly profile: DialectProfile;
  readonly service?: ServiceMetadata;
  readonly options?: RewriteOptions;
  readonly from: string;
  readonly to: string;
  readonly rules: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    what: "the frame is put in where it is demanded",
    profile: known("gaia-ari"),
    from: "SELECT * FROM t WHERE 1 = CONTAINS( POINT( ra, dec ), CIRCLE(10,20, 1) )",
    to: "SELECT * FROM t WHERE 1 = CONTAINS( POINT( 'ICRS', ra, dec ), CIRCLE('ICRS', 10,20, 1) )",
    rules: ["frame", "frame"],
  },
  {
    what: "a frame that is there stays",
    profile: known("gaia-ari"),
    from: "SELECT * FROM t WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 1))",
    to: "SELECT * FROM t WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 1))",
    rules: [],
  },
  {
    what: "NULL stands for a frame",
    profile: speaking({ frame: fact("required") }),
    from: "SELECT POINT(NULL, 1, 2), CIRCLE(NULL, ra, dec, 1), POLYGON(1, 2, 3, 4, 5, 6), BOX(POINT(1, 2), 3, 4) FROM t",
    to: "SELECT POINT(NULL, 1, 2), CIRCLE(NULL, ra, dec, 1), POLYGON('ICRS', 1, 2, 3, 4, 5, 6), BOX('ICRS', POINT('ICRS', 1, 2), 3, 4) FROM t",
    rules: ["frame", "frame", "frame"],
  },
  {
    what: "the frame is taken out where it is refused; a comment beside it stays",
    profile: speaking({ frame: fact("refused") }),
    from: "SELECT POINT('ICRS', ra, dec), CIRCLE('' -- none\n, 10, 20, 1) FROM t",
    to: "SELECT POINT(ra, dec), CIRCLE( -- none\n 10, 20, 1) FROM t",
    rules: ["frame", "frame"],
  },
  {
    what: "points become coordinates for ADQL 2.0, their frame with them",
    profile: ADQL_2_0,
    from: "SELECT * FROM t WHERE 1 = CONTAINS(POINT('ICRS', a, d), CIRCLE(POINT('ICRS', 1, 2), 3))",
    to: "SELECT * FROM t WHERE 1 = CONTAINS(POINT('ICRS', a, d), CIRCLE('ICRS', 1, 2, 3))",
    rules: ["points"],
  },
  {
    what: "a polygon of points and a distance of numbers for ADQL 2.0",
    profile: known("gaia-ari"),
    from: "SELECT DISTANCE(a, d, 1, 2), POLYGON(POINT(1, 2), POINT(3, 4), POINT(5, 6)) FROM t",
    to: "SELECT DISTANCE(POINT('ICRS', a, d), POINT('ICRS', 1, 2)), POLYGON('ICRS', 1, 2, 3, 4, 5, 6) FROM t",
    rules: ["points", "points", "frame", "frame", "frame"],
  },
  {
    what: "the number to the front, whatever the comparison",
    profile: speaking({ truth: fact("first") }),
    from: "SELECT * FROM t WHERE CONTAINS(a, b)=1 AND INTERSECTS(a, b) <> 1 AND CONTAINS(c, d) > 0 AND 1=CONTAINS(a, b)",
    to: "SELECT * FROM t WHERE 1=CONTAINS(a, b) AND 0 = INTERSECTS(a, b) AND 1 = CONTAINS(c, d) AND 1=CONTAINS(a, b)",
    rules: ["truth", "truth", "truth"],
  },
  {
    what: "the number to the end",
    profile: speaking({ truth: fact("last") }),
    from: "SELECT * FROM t WHERE NOT 0 < CONTAINS(a, b)",
    to: "SELECT * FROM t WHERE NOT CONTAINS(a, b) = 1",
    rules: ["truth"],
  },
  {
    what: "the spatial predicate to the front, comments where they were",
    profile: known("mast-caom"),
    from: "SELECT s_ra FROM ivoa.obscore\nWHERE obs_collection IN ('JWST') -- Webb\n  AND calib_level > 1\n  AND 1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10, 20, 1)) -- here\n  AND t_min > 59000",
    to: "SELECT s_ra FROM ivoa.obscore\nWHERE 1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10, 20, 1)) AND obs_collection IN ('JWST') -- Webb\n  AND calib_level > 1 -- here\n  AND t_min > 59000",
    rules: ["spatial-first"],
  },
  {
    what: "a second cone becomes trigonometry",
    profile: known("mast-caom"),
    from: "SELECT * FROM t WHERE 1 = CONTAINS(POINT(1, 2), s_region) AND 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 1))",
    to: "SELECT * FROM t WHERE 1 = CONTAINS(POINT(1, 2), s_region) AND (dec BETWEEN 18.999999999 AND 21.000000001 AND (POWER(SIN(RADIANS(dec - 20) / 2), 2) + COS(RADIANS(dec)) * COS(RADIANS(20)) * POWER(SIN(RADIANS(ra - 10) / 2), 2)) <= 0.00007615242180438042)",
    rules: ["spatial-count"],
  },
  {
    what: "a limit of DISTANCE becomes CONTAINS around the fixed point, the rest trigonometry",
    profile: known("heasarc"),
    from: "SELECT name FROM zcat WHERE DISTANCE(POINT('ICRS', 10, 20), POINT('ICRS', ra, dec)) <= 0.5 AND 1 < DISTANCE(ra, dec, 1, 2)",
    to: "SELECT name FROM zcat WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 0.5)) AND 0 = CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 1))",
    rules: ["distance", "distance"],
  },
  {
    what: "TOP where it lifts a limit",
    profile: known("heasarc"),
    options: { maxrec: 250_000 },
    from: "SELECT DISTINCT name FROM zcat",
    to: "SELECT DISTINCT TOP 250000 name FROM zcat",
    rules: ["rows"],
  },
  {
    what: "no TOP where the limit is not reached",
    profile: known("heasarc"),
    options: { maxrec: 100_000 },
    from: "SELECT name FROM zcat",
    to: "SELECT name FROM zcat",
    rules: [],
  },
  {
    what: "* of a join as its columns",
    profile: known("heasarc"),
    service: TABLES,
    from: "SELECT * FROM zcat AS z JOIN public.numaster ON z.name = obsid",
    to: 'SELECT z.name, z."size", public.numaster.obsid FROM zcat AS z JOIN public.numaster ON z.name = obsid',
    rules: ["star"],
  },
  {
    what: "t.* of several tables",
    profile: known("heasarc"),
    service: TABLES,
    from: "SELECT numaster.obsid, z.* FROM zcat z, numaster",
    to: 'SELECT numaster.obsid, z.name, z."size" FROM zcat z, numaster',
    rules: ["star"],
  },
  {
    what: "* of a join that merges columns",
    profile: known("heasarc"),
    service: { tables: [...(TABLES.tables ?? []), { name: "notes", columns: [{ name: "note" }, { name: "name" }] }] },
    from: "SELECT * FROM zcat JOIN notes AS n USING (name), (SELECT obsid AS id FROM numaster) AS d",
    to: 'SELECT name, zcat."size", n.note, d.id FROM zcat JOIN notes AS n USING (name), (SELECT obsid AS id FROM numaster) AS d',
    rules: ["star"],
  },
  {
    what: "* of one table stays",
    profile: known("heasarc"),
    service: TABLES,
    from: "SELECT * FROM zcat",
    to: "SELECT * FROM zcat",
    rules: [],
  },
  {
    what: "ILIKE by LOWER",
    profile: lacking("ILIKE"),
    from: "SELECT * FROM t WHERE a ILIKE 'M%''x' AND b || c NOT ILIKE d AND e ILIKE 'É%'",
    to: "SELECT * FROM t WHERE LOWER(a) LIKE 'm%''x' AND LOWER(b || c) NOT LIKE LOWER(d) AND LOWER(e) LIKE LOWER('É%')",
    rules: ["ilike", "ilike", "ilike"],
  },
  {
    what: "ILIKE by UPPER",
    profile: lacking("ILIKE", "LOWER"),
    from: "SELECT * FROM t WHERE a ILIKE 'M_x'",
    to: "SELECT * FROM t WHERE UPPER(a) LIKE 'M_X'",
    rules: ["ilike"],
  },
  {
    what: "!= by <>",
    profile: lacking("!="),
    from: "SELECT * FROM t WHERE a!=1 AND (b != 2 OR c <> 3)",
    to: "SELECT * FROM t WHERE a<>1 AND (b <> 2 OR c <> 3)",
    rules: ["not-equal", "not-equal"],
  },
  {
    what: "<> by !=, and the word OUTER",
    profile: known("dachs-2.7"),
    from: "SELECT a FROM t LEFT JOIN u USING (x) FULL OUTER JOIN v USING (x) WHERE a <> b OR NOT (a != c)",
    to: "SELECT a FROM t LEFT OUTER JOIN u USING (x) FULL OUTER JOIN v USING (x) WHERE a != b OR NOT (a != c)",
    rules: ["not-equal", "outer-join"],
  },
  {
    what: "RIGHT JOIN within a join",
    profile: lacking("LEFT JOIN"),
    from: "SELECT a FROM t JOIN (u natural right JOIN v) ON t.x = u.x LEFT -- all\n JOIN w ON w.x = t.x",
    to: "SELECT a FROM t JOIN (u natural right OUTER JOIN v) ON t.x = u.x LEFT OUTER -- all\n JOIN w ON w.x = t.x",
    rules: ["outer-join", "outer-join"],
  },
  {
    what: "WITH as derived tables",
    profile: lacking("WITH"),
    from: "WITH near AS (SELECT id FROM t WHERE d < 1), pair AS (SELECT near.id FROM near JOIN u USING (id))\nSELECT b.id FROM pair AS b JOIN near USING (id) ORDER BY b.id",
    to: "SELECT b.id FROM (SELECT near.id FROM (SELECT id FROM t WHERE d < 1) AS near JOIN u USING (id)) AS b JOIN (SELECT id FROM t WHERE d < 1) AS near USING (id) ORDER BY b.id",
    rules: ["common-tables", "common-tables"],
  },
  {
    what: "a cone and its opposite without geometry",
    profile: known("datalab"),
    from: "SELECT id FROM t WHERE 0 = CONTAINS(POINT('ICRS', t.ra, t.dec - 1), CIRCLE('ICRS', u.ra, u.dec, 1))",
    to: "SELECT id FROM t WHERE NOT (DEGREES(2 * ATAN2(SQRT((POWER(SIN(RADIANS((t.dec - 1) - u.dec) / 2), 2) + COS(RADIANS((t.dec - 1))) * COS(RADIANS(u.dec)) * POWER(SIN(RADIANS(t.ra - u.ra) / 2), 2))), SQRT(ABS(1 - (POWER(SIN(RADIANS((t.dec - 1) - u.dec) / 2), 2) + COS(RADIANS((t.dec - 1))) * COS(RADIANS(u.dec)) * POWER(SIN(RADIANS(t.ra - u.ra) / 2), 2)))))) <= 1)",
    rules: ["no-geometry"],
  },
  {
    what: "reserved words as names, for anyone",
    profile: lacking(),
    from: "SELECT size, t.position FROM t",
    to: 'SELECT "size", t."position" FROM t',
    rules: ["mend", "mend"],
  },
  {
    what: "reserved words that the service takes as names",
    profile: known("heasarc"),
    from: "SELECT public.zcat.name, size FROM public.zcat",
    to: 'SELECT public.zcat.name, "size" FROM public.zcat',
    rules: ["mend"],
  },
  {
    what: "a service of which nothing is known",
    profile: lacking(),
    from: "SELECT CONTAINS(a, b) -- as it is\nFROM t WHERE n != 1 OFFSET 3",
    to: "SELECT CONTAINS(a, b) -- as it is\nFROM t WHERE n != 1 OFFSET 3",
    rules: [],
  },
];

describe("what is written otherwise", () => {
  test.each(ROWS)("$what", ({ profile, service, options, from, to, rules }) => {
    const target = { profile, ...(service === undefined ? {} : { service }) };
    const result = rewriteFor(from, target, options);
    expect(result.text).toBe(to);
    expect(result.changes.map(({ rule }) => rule).sort()).toEqual([...rules].sort());
    expect(result.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    for (const { reason, span } of result.changes) {
      expect(reason).not.toBe("");
      expect(span.start <= span.end && span.end <= from.length).toBe(true);
    }
    expect(rewriteFor(result.text, target, options)).toMatchObject({ text: to, changes: [] });
  });

  test("a BOX is a POLYGON, or half-spaces where there is no polygon either", () => {
    const query = "SELECT * FROM t WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), BOX('ICRS', 10, 0, 2, 2))";
    const polygon = rewriteFor(query, lacking("BOX"));
    expect(polygon.text).toMatch(/ POLYGON\('ICRS', (1[01]|10\.9{10,}\d*), 0\.9998477260772\d+, .*\)\)$/);
    expect(polygon.changes).toMatchObject([
      { rule: "box", before: "BOX('ICRS', 10, 0, 2, 2)", span: { start: 59, end: 83 } },
    ]);
    const plain = rewriteFor(query, known("datalab"));
    expect(plain.text).not.toMatch(/BOX|POLYGON|POINT|CONTAINS/);
    expect(plain.problems).toEqual([]);
  });

  test("mistakes of people only when asked", () => {
    const query = "SELECT a FROM t; ";
    const mistaken = "SELECT a FROM t WHERE a == 1";
    expect(rewriteFor(query, lacking()).text).toBe(query);
    expect(rewriteFor(mistaken, lacking())).toMatchObject({
      text: mistaken,
      changes: [],
      problems: [{ code: "ADQL_SYNTAX" }],
    });
    expect(rewriteFor(mistaken, lacking(), { mend: true })).toMatchObject({
      text: "SELECT a FROM t WHERE a = 1",
      changes: [{ rule: "mend", before: "==", after: "=" }],
      problems: [],
    });
  });

  test("places are those of the text that was given, after changes before them", () => {
    const query = "SELECT size FROM t\nWHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE('GALACTIC', 1, 2, 3)) OR n ILIKE 'ß'";
    const { problems } = rewriteFor(query, {
      ...lacking("ILIKE"),
      frameNames: fact(["ICRS"]),
      frame: fact("required"),
    });
    expect(problems).toMatchObject([
      { code: "ADQL_FRAME", line: 2, column: 43, span: { start: 61, end: 71 } },
      { code: "ADQL_FEATURE", line: 2 },
    ]);
  });
});

describe("what cannot be written otherwise is a problem", () => {
  test.each<[string, DialectProfile, string, string, RegExp]>([
    [
      "a backslash that escapes",
      known("gavo"),
      "SELECT a FROM t WHERE a = 'x\\''' AND b = 'y\\z'",
      "ADQL_FEATURE",
      /reads on behind/,
    ],
    ["OFFSET", lacking("OFFSET"), "SELECT a FROM t OFFSET 10", "ADQL_FEATURE", /no OFFSET \(a test\)/],
    ["COALESCE", lacking("COALESCE"), "SELECT COALESCE(a, 1) FROM t", "ADQL_FEATURE", /no COALESCE/],
    ["a set operation", lacking("UNION"), "SELECT a FROM t UNION SELECT a FROM u", "ADQL_FEATURE", /no UNION/],
    ["CASE", known("mast"), "SELECT SUM(CASE WHEN a = 1 THEN 1 ELSE 0 END) FROM t", "ADQL_FEATURE", /MAST has no CASE/],
    [
      "letters with several cases",
      lacking("ILIKE"),
      "SELECT a FROM t WHERE n ILIKE 'stra\u00dfe'",
      "ADQL_FEATURE",
      /no ILIKE/,
    ],
    [
      "ILIKE without LOWER and UPPER",
      lacking("ILIKE", "LOWER", "UPPER"),
      "SELECT a FROM t WHERE n ILIKE 'a'",
      "ADQL_FEATURE",
      /no ILIKE/,
    ],
    ["columns of WITH", lacking("WITH"), "WITH a (x) AS (SELECT y FROM t) SELECT x FROM a", "ADQL_FEATURE", /no WITH/],
    [
      "WITH of rows that differ",
      lacking("WITH"),
      "WITH a AS (SELECT TOP 5 x FROM t) SELECT a.x FROM a, a AS b",
      "ADQL_FEATURE",
      /no WITH/,
    ],
    ["a box of columns", lacking("BOX"), "SELECT BOX('ICRS', ra, dec, 1, 1) FROM t", "ADQL_FEATURE", /no BOX/],
    [
      "a column of regions",
      known("datalab"),
      "SELECT a FROM t WHERE 1 = INTERSECTS(s_region, CIRCLE('ICRS', 1, 2, 3))",
      "ADQL_FEATURE",
      /no INTERSECTS/,
    ],
    [
      "a dented polygon",
      known("datalab"),
      "SELECT a FROM t WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), POLYGON('ICRS', 0, 0, 10, 0, 2, 2, 0, 10))",
      "ADQL_FEATURE",
      /no CONTAINS/,
    ],
    [
      "two frames without geometry",
      known("datalab"),
      "SELECT a FROM t WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('GALACTIC', 1, 2, 3))",
      "ADQL_FEATURE",
      /no CONTAINS/,
    ],
    [
      "another frame where none is taken",
      speaking({ frame: fact("refused") }),
      "SELECT POINT('GALACTIC', l, b) FROM t",
      "ADQL_FRAME",
      /convert them/,
    ],
    [
      "two frames, one of which would be left",
      speaking({ frame: fact("refused") }),
      "SELECT a FROM t WHERE 1 = CONTAINS(POINT('ICRS', l, b), CIRCLE('GALACTIC', 1, 2, 3))",
      "ADQL_FRAME",
      /convert them/,
    ],
    ["a circle around a column for 2.0", ADQL_2_0, "SELECT CIRCLE(centre, 1) FROM t", "ADQL_VERSION", /ADQL 2.0/],
    ["* of tables that are not known", known("heasarc"), "SELECT * FROM a, b", "ADQL_FEATURE", /Name the columns/],
    [
      "a spatial predicate below OR",
      known("mast-caom"),
      "SELECT a FROM t WHERE a = 1 OR 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 1, 2, 3))",
      "ADQL_FEATURE",
      /before all other conditions/,
    ],
    [
      "two columns of regions",
      known("mast-caom"),
      "SELECT a FROM t WHERE 1 = CONTAINS(POINT(1, 2), s_region) AND 1 = INTERSECTS(CIRCLE(1, 2, 3), s_region)",
      "ADQL_FEATURE",
      /takes 1 CONTAINS/,
    ],
  ])("%s", (_what, profile, query, code, message) => {
    const { text, problems, changes } = rewriteFor(query, profile);
    expect(text).toBe(query);
    expect(changes).toEqual([]);
    expect(problems.find((problem) => problem.code === code)).toMatchObject({
      message: expect.stringMatching(message),
      severity: "error",
    });
  });

  test.each<[string, DialectProfile, RewriteOptions, string, string, RegExp]>([
    ["more than MAST gives", known("mast"), {}, "SELECT TOP 200000 * FROM t", "ADQL_ROWS", /100,000 rows at most/],
    [
      "more than MAST gives, by MAXREC",
      known("mast"),
      { maxrec: 1e6 },
      "SELECT * FROM t",
      "ADQL_ROWS",
      /split the query/,
    ],
    [
      "no place for TOP",
      known("heasarc"),
      { maxrec: 1e6 },
      "SELECT a FROM t UNION SELECT a FROM u",
      "ADQL_ROWS",
      /no place for/,
    ],
    [
      "a distance of points in columns",
      known("heasarc"),
      {},
      "SELECT DISTANCE(p, q) FROM t",
      "ADQL_UNIT",
      /not sure to be in degrees/,
    ],
    [
      "a frame that is not known there",
      known("ned"),
      {},
      "SELECT POINT('GALACTIC', l, b) FROM t",
      "ADQL_FRAME",
      /in ICRS/,
    ],
  ])("a warning: %s", (_what, profile, options, query, code, message) => {
    const { text, problems } = rewriteFor(query, profile, options);
    expect(text).toBe(query);
    expect(problems).toMatchObject([{ code, severity: "warning", message: expect.stringMatching(message) }]);
  });
});
