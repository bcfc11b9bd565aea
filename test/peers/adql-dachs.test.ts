import {
  addCondition,
  adqlFor,
  type Condition,
  countRows,
  createCatalog,
  type DialectProfile,
  findDialectProfile,
  literalOf,
  parseQuery,
  print,
  rewriteFor,
  selectsOf,
  splitAt,
  splittable,
  withTop,
} from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { dachsLabel, dachsUrl, queryDachs } from "../support/dachs.ts";

const dachs = findDialectProfile("dachs-2.7") ?? {};
const tools = adqlFor(dachs);
const { adql } = tools;
const plain = adqlFor(findDialectProfile("datalab") ?? {});

async function count(query: string): Promise<number> {
  const [row] = await queryDachs(rewriteFor(query, dachs).text);
  return Number(row?.[0]);
}

function conditionOf(text: string): Condition {
  const [select] = selectsOf(parseQuery(`SELECT * FROM t WHERE ${text}`).body);
  if (select?.where === undefined) throw new Error(text);
  return select.where;
}

const fact = <T>(value: T) => ({ value, confidence: "observed", source: "a test" }) as const;
const poor = (profile: Partial<DialectProfile>): DialectProfile => ({
  id: "poor",
  title: "Poor",
  tapUrls: [],
  ...profile,
});

describe.skipIf(dachsUrl === undefined)(`a DaCHS server${dachsLabel}`, () => {
  const wheres = [
    [tools.inCircle("ra", "dec", 83.82, -5.39, 0.1), 91],
    [plain.inCircle("ra", "dec", 83.82, -5.39, 0.1), 91],
    [tools.inCircle("ra", "dec", 0, 0, 0.01), 3],
    [plain.inCircle("ra", "dec", 0, 0, 0.01), 3],
    [tools.inCircle("ra", "dec", 360, 90, 0.01), 2],
    [plain.inCircle("ra", "dec", 360, 90, 0.01), 2],
    [tools.equals("is_variable", true), 2000],
    [tools.equals("parallax", null), 1950],
    [tools.oneOf("remark", ["", null]), 2856],
    [tools.inInterval("phot_g_mean_mag", null, 10), 2880],
    [tools.equals("source_id", 9223372036854775807n), 1],
  ] as const;
  test.each(wheres)("%s: %d rows", async (where, rows) => {
    expect(await count(adql`SELECT COUNT(*) FROM stars.main WHERE ${where}`.text)).toBe(rows);
  });

  test("gives back the strings it was given", async () => {
    for (const text of ["it's", 'a "b"', "a; -- b", "\\\\' OR 1=1", "a\\b", "é ж 👩", "/* x */", "%_"]) {
      const query = adql`SELECT TOP 1 ${text.length} AS n FROM stars.main WHERE ${text} = ${text} AND ${text} <> ${`${text}'`}`;
      expect([text, await queryDachs(rewriteFor(query.text, dachs).text)]).toEqual([text, [[String(text.length)]]]);
    }
  });

  const trigonometric = [
    ["a cone of 30 degrees", tools.inCircle("ra", "dec", 200, -60, 30), plain.inCircle("ra", "dec", 200, -60, 30)],
    ["a box", tools.inBox("ra", "dec", 359, 70, 40, 30), plain.inBox("ra", "dec", 359, 70, 40, 30)],
    [
      "a triangle",
      tools.inPolygon("ra", "dec", [
        [10, 10],
        [40, 20],
        [20, 50],
      ]),
      plain.inPolygon("ra", "dec", [
        [10, 10],
        [40, 20],
        [20, 50],
      ]),
    ],
  ] as const;
  test.each(trigonometric)("%s, with and without geometry", async (_what, geometric, trigonometrical) => {
    const [a, b] = await Promise.all(
      [geometric, trigonometrical].map((where) => count(adql`SELECT COUNT(*) FROM stars.main WHERE ${where}`.text)),
    );
    expect(a).toBe(b);
    expect(a).toBeGreaterThan(50);
  });

  const CONE = "CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 20))";
  const rewritten: [string, DialectProfile][] = [
    [
      `SELECT COUNT(*) FROM stars.main WHERE phot_g_mean_mag < 15 -- bright\n AND ${CONE} <> 0`,
      findDialectProfile("mast-caom") ?? poor({}),
    ],
    [`SELECT COUNT(*) FROM stars.main WHERE 0 = ${CONE}`, findDialectProfile("datalab") ?? poor({})],
    [
      `SELECT COUNT(*) FROM stars.main WHERE 1 = ${CONE} AND 0 = INTERSECTS(CIRCLE('ICRS', 15, 20, 8), POINT('ICRS', ra, dec))`,
      findDialectProfile("mast-caom") ?? poor({}),
    ],
    [
      "SELECT COUNT(*) FROM stars.main WHERE DISTANCE(POINT('ICRS', ra, dec), POINT('ICRS', 10, 20)) < 15",
      findDialectProfile("heasarc") ?? poor({}),
    ],
    [
      "SELECT COUNT(*) FROM stars.main WHERE DISTANCE(10, 20, ra, dec) <= 15",
      findDialectProfile("heasarc") ?? poor({}),
    ],
    [
      "SELECT COUNT(*) FROM stars.main WHERE DISTANCE(ra, dec, 10, 20) > 15",
      findDialectProfile("gaia-ari") ?? poor({}),
    ],
    [
      "SELECT COUNT(*) FROM stars.main WHERE remark ILIKE 'A%' AND phot_g_mean_mag != 10",
      poor({ missing: [fact("ILIKE"), fact("!=")] }),
    ],
    [
      "WITH a AS (SELECT source_id FROM stars.bright), b AS (SELECT source_id FROM a) SELECT COUNT(*) FROM b JOIN a USING (source_id)",
      poor({ missing: [fact("WITH")] }),
    ],
    [
      `SELECT COUNT(*) FROM stars.main WHERE ${CONE} = 1 AND n_obs > 3`,
      poor({ frame: fact("refused"), truth: fact("first") }),
    ],
  ];
  test.each(rewritten)("%s: the same answer when rewritten", async (query, profile) => {
    const { text, changes, problems } = rewriteFor(query, profile);
    expect(changes).not.toEqual([]);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect([text, await count(text)]).toEqual([text, await count(query)]);
  });

  const divided: [string, string, readonly (number | bigint | string)[]][] = [
    ["SELECT source_id, ra FROM stars.main WHERE phot_g_mean_mag < 12 OR n_obs = 3", "ra", [90, 180, 270]],
    ["SELECT source_id FROM stars.main", "parallax", [0, 0.5, 2]],
    ["SELECT source_id FROM stars.main", "weight", [-1, 0, 1]],
    ["SELECT source_id FROM stars.main", "remark", ["a", "m"]],
    ["SELECT DISTINCT n_obs, phot_g_mean_mag FROM stars.main", "phot_g_mean_mag", [10, 15]],
    ["SELECT n_obs, COUNT(*) AS n FROM stars.main GROUP BY n_obs HAVING COUNT(*) > 0", "n_obs", [500, 1000]],
    ["SELECT source_id FROM stars.main UNION SELECT source_id FROM stars.bright", "source_id", [5000000010000030001n]],
    [
      "SELECT m.source_id FROM stars.main AS m LEFT JOIN stars.bright AS b ON m.source_id = b.source_id WHERE m.dec > 0",
      "dec",
      [30, 60],
    ],
  ];
  test.each(divided)("%s by %s: the parts are the whole", async (text, name, values) => {
    const columns =
      (await queryDachs(
        "SELECT table_name, column_name, datatype FROM tap_schema.columns WHERE table_name LIKE 'stars.%'",
      )) ?? [];
    const tables = [...new Set(columns.map(([table]) => table ?? ""))].map((table) => ({
      name: table,
      columns: columns
        .filter(([of]) => of === table)
        .map(([, column = "", datatype = ""]) => ({ name: column, datatype })),
    }));
    const query = parseQuery(text);
    const column = splittable(query, createCatalog({ tables })).columns?.find(
      (candidate) => candidate.name.name === name,
    );
    if (column === undefined) throw new Error(`${name} does not come into question`);
    const parts = splitAt(query, column, values.map(literalOf));
    const counts = await Promise.all(parts.map((part) => count(print(countRows(part)))));
    expect(counts.reduce((sum, rows) => sum + rows, 0)).toBe(await count(print(countRows(query))));
    expect(counts.filter((rows) => rows > 0).length).toBeGreaterThan(1);
  });

  test("conditions and TOP", async () => {
    const query = parseQuery("SELECT source_id FROM stars.main WHERE n_obs < 100 OR n_obs > 900");
    const { query: fewer } = addCondition(query, conditionOf("phot_g_mean_mag < 12 OR phot_g_mean_mag > 16"));
    if (fewer === undefined) throw new Error("no condition");
    const expected =
      "SELECT COUNT(*) FROM stars.main WHERE (n_obs < 100 OR n_obs > 900) AND (phot_g_mean_mag < 12 OR phot_g_mean_mag > 16)";
    expect(await count(print(countRows(fewer)))).toBe(await count(expected));
    const { query: union } = withTop(
      parseQuery("SELECT source_id FROM stars.main UNION SELECT source_id FROM stars.bright"),
      5,
    );
    if (union === undefined) throw new Error("no TOP");
    expect(await queryDachs(print(union))).toHaveLength(5);
  });
});
