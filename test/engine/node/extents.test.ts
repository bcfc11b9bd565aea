import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ColumnBatch, type Field, valueAt } from "@armillary/columns";
import { type Engine, openEngine } from "@armillary/engine/node";
import { writeHats } from "@armillary/formats/node";
import { healpixBigIndex } from "@armillary/sky";
import { afterAll, beforeAll, expect, test } from "vitest";
import { streamOf } from "../../support/column-arbitraries.ts";
import { rowsOf } from "./database.ts";

// In a large table rows are sorted by place, and which of them can be in a region is known before the query. What is found must be what is
// found in the same rows without an index.

const degrees = { datatype: "double", unit: "deg", layout: { kind: "float", bits: 64 } } as const;
const FIELDS: readonly Field[] = [
  { name: "id", datatype: "int", layout: { kind: "int", bits: 32, signed: true } },
  { name: "ra", ucd: "pos.eq.ra;meta.main", ...degrees },
  { name: "dec", ucd: "pos.eq.dec;meta.main", ...degrees },
];
const ROWS = 150_000;

/** A spiral over the whole sky, with a knot at each pole and at right ascension 0, and some rows that are nowhere. */
function rows(): ColumnBatch {
  const ra = new Float64Array(ROWS);
  const dec = new Float64Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    ra[row] = (row * 137.507_764) % 360;
    dec[row] = (Math.asin((2 * row + 1) / ROWS - 1) * 180) / Math.PI;
    const [turn, height] = [(row * 0.618_033_988_7) % 1, (row * 0.414_213_562_4) % 1];
    if (row % 100 === 1) [ra[row], dec[row]] = [360 * turn, 90 - 0.1 * height];
    if (row % 100 === 2) [ra[row], dec[row]] = [360 * turn, 0.1 * height - 90];
    if (row % 100 === 3) [ra[row], dec[row]] = [(359.9 + 0.2 * turn) % 360, 0.1 * height];
    if (row % 100 === 4) dec[row] = Number.NaN;
  }
  const id = Int32Array.from({ length: ROWS }, (_, row) => row);
  return {
    rows: ROWS,
    columns: [
      { kind: "int", length: ROWS, nulls: 0, values: id },
      { kind: "float", length: ROWS, nulls: 0, values: ra },
      { kind: "float", length: ROWS, nulls: 0, values: dec },
    ],
  };
}

let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await openEngine({ threads: 2 });
  const renamed = FIELDS.map((field, index) => (index === 0 ? { ...field, name: "RowID" } : field));
  await engine.addTable("sorted", { fields: FIELDS, batches: [rows()] });
  await engine.addTable("plain", { fields: FIELDS, batches: [rows()] }, { position: false });
  await engine.addTable("rowids", { fields: renamed, batches: [rows()] });
  folder = await mkdtemp(join(tmpdir(), "armillary-extents-"));
  const table = streamOf({ fields: FIELDS, batches: [rows()] });
  await writeHats(table, folder, {
    name: "cells",
    raColumn: "ra",
    decColumn: "dec",
    indexesOf: ({ rows: count, columns }) =>
      BigInt64Array.from({ length: count }, (_, row) => {
        const [ra, dec] = [columns[1], columns[2]].map((column) => Number(column && valueAt(column, row)));
        return Number.isNaN(dec) ? -1n : healpixBigIndex(29, ra as number, dec as number);
      }),
    lenient: true,
    mostRows: 10_000,
    builder: "test",
  });
  await engine.addTable("cells", { path: folder });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

async function ask(adql: string): Promise<unknown[][]> {
  return rowsOf(await engine.query(adql));
}

const REGIONS: readonly [what: string, region: string][] = [
  ["a cone", "CIRCLE(120.5, 33.3, 1)"],
  ["a cone so small that it is empty", "CIRCLE(120.5, 33.3, 0.000001)"],
  ["the north pole", "CIRCLE(17, 90, 0.05)"],
  ["the south pole, from its side", "CIRCLE(200, -89.98, 0.06)"],
  ["right ascension 0", "CIRCLE(0.01, 0.05, 0.05)"],
  ["a corner of four base cells", "CIRCLE(45, 0, 2)"],
  ["a corner of three base cells", "CIRCLE(90, 41.81, 1.5)"],
  ["half of the sky", "CIRCLE(10, 20, 90)"],
  ["all but a hole", "CIRCLE(10, 20, 178)"],
  ["a polygon over right ascension 0", "POLYGON(359.5, -0.5, 0.5, -0.5, 0.5, 0.5, 359.5, 0.5)"],
  ["a polygon around a pole", "POLYGON(0, 89.9, 90, 89.92, 180, 89.9, 270, 89.93)"],
];

test.each(REGIONS)("%s", async (_what, region) => {
  const of = (table: string, id = "id") =>
    ask(`SELECT ${id}, ra, dec FROM ${table} AS t WHERE 1=CONTAINS(POINT(t.ra, t.dec), ${region}) ORDER BY ${id}`);
  const expected = await of("plain");
  expect(await of("sorted")).toEqual(expected);
  expect(await of("rowids", "rowid")).toEqual(expected);
  expect(await of("cells")).toEqual(expected);
});

test("cones are read by the numbers of their rows, where no column is called so", async () => {
  const of = async (table: string) =>
    (await engine.explain(`SELECT ra FROM ${table} WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(120.5, 33.3, 1))`)).sql;
  expect(await of("sorted")).toMatch(/\.rowid BETWEEN \d+ AND \d+/);
  expect(await of("rowids")).not.toMatch(/\.rowid/);
  expect(await of("plain")).not.toMatch(/\.rowid/);
  expect(await of("cells")).toMatch(/"_healpix_29" BETWEEN \d+ AND \d+/);
});

const KNOT = "CIRCLE(0, 0.05, 0.05)";

test.each<[what: string, adql: string, least: number, most: number]>([
  ["a cone", `SELECT id FROM sorted WHERE 1=CONTAINS(POINT(ra, dec), ${KNOT}) AND id > 3`, 300, 8 * 2048],
  ["the circle in front", `SELECT id FROM sorted WHERE 1=INTERSECTS(${KNOT}, POINT(ra, dec))`, 300, 8 * 2048],
  ["TOP", "SELECT TOP 7 id FROM plain", 7, 7],
  ["a count", `SELECT COUNT(*) FROM sorted WHERE 1=CONTAINS(POINT(ra, dec), ${KNOT})`, 1, 8 * 2048],
])("how many rows there are at most is known of %s", async (_what, adql, least, most) => {
  const { mostRows } = await engine.explain(adql);
  const { length } = await ask(adql);
  expect(length).toBeGreaterThanOrEqual(least);
  expect(mostRows).toBeGreaterThanOrEqual(length);
  expect(mostRows).toBeLessThanOrEqual(most);
});

test("a cone is no other's that shares its right ascension, declination or radius", async () => {
  for (const circle of ["0, 0.05, 0.05", "0, 45, 0.05", "0, 45, 2", "90, 45, 2", "90, -45, 2", "0, 0.05, 0.05"]) {
    const [own, expected] = await Promise.all(
      ["sorted", "plain"].map((table) =>
        ask(`SELECT id FROM ${table} WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(${circle})) ORDER BY id`),
      ),
    );
    expect(own, circle).toEqual(expected);
  }
});

test.each([
  "SELECT id FROM sorted WHERE 0=CONTAINS(POINT(ra, dec), CIRCLE(120.5, 33.3, 0.1))",
  "SELECT id FROM sorted WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(120.5, 33.3, 0.1)) OR id > 3",
  "SELECT id FROM sorted WHERE NOT (1=CONTAINS(POINT(ra, dec), CIRCLE(120.5, 33.3, 0.1)))",
  "SELECT t.id FROM sorted AS t, plain AS p WHERE 1=CONTAINS(POINT(t.ra, t.dec), CIRCLE(120.5, 33.3, 0.1))",
  "SELECT id FROM plain WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(120.5, 33.3, 0.1))",
  "SELECT id FROM sorted WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(120.5, 33.3, 0.1)) UNION ALL SELECT id FROM plain",
])("and not of %s", async (adql) => {
  expect((await engine.explain(adql)).mostRows).toBe(Number.POSITIVE_INFINITY);
});

const NEAR = "1=CONTAINS(POINT(t.ra, t.dec), CIRCLE(0, 0.05, 0.05))";
const PAIRS = "1=CONTAINS(POINT(t.ra, t.dec), CIRCLE(u.ra, u.dec, 0.005))";

// Tables that are joined by place, or that stand behind others, have no numbers of rows of their own.
const QUERIES: readonly [what: string, adql: (table: string) => string][] = [
  [
    "a join",
    (table) => `SELECT t.id, u.id FROM ${table} AS t JOIN ${table} AS u ON ${PAIRS} WHERE ${NEAR} ORDER BY 1, 2`,
  ],
  [
    "a join with both sides in a cone",
    (table) =>
      `SELECT t.id, u.id FROM ${table} AS t, ${table} AS u WHERE ${PAIRS} AND ${NEAR} AND ${NEAR.replaceAll("t.", "u.")} ORDER BY 1, 2`,
  ],
  [
    "an outer join",
    (table) =>
      `SELECT t.id, u.id FROM ${table} AS t LEFT OUTER JOIN ${table} AS u ON ${PAIRS} WHERE ${NEAR} ORDER BY 1, 2`,
  ],
  ["a table of FROM", (table) => `SELECT t.id FROM (SELECT id, ra, dec FROM ${table}) AS t WHERE ${NEAR} ORDER BY 1`],
  ["WITH", (table) => `WITH t AS (SELECT id, ra, dec FROM ${table}) SELECT t.id FROM t WHERE ${NEAR} ORDER BY 1`],
  [
    "EXISTS",
    (table) =>
      `SELECT u.id FROM ${table} AS u WHERE u.id < 2000 AND EXISTS (SELECT t.id FROM ${table} AS t WHERE ${NEAR} AND t.id = u.id) ORDER BY 1`,
  ],
  [
    "a subquery that is joined by place",
    (table) =>
      `SELECT t.id FROM ${table} AS t WHERE EXISTS (SELECT u.ra FROM ${table} AS u WHERE ${PAIRS} AND u.id <> t.id AND u.id > 9) ORDER BY 1`,
  ],
  [
    "a subquery that finds nothing near",
    (table) =>
      `SELECT t.id FROM ${table} AS t WHERE ${NEAR} AND NOT EXISTS (SELECT u.ra FROM ${table} AS u WHERE DISTANCE(u.ra, u.dec, t.ra, t.dec) < 0.0003 AND u.id <> t.id) ORDER BY 1`,
  ],
  [
    "a subquery that counts what is near",
    (table) =>
      `SELECT t.id, (SELECT COUNT(*) FROM ${table} AS u WHERE ${PAIRS}) AS n FROM ${table} AS t WHERE ${NEAR} ORDER BY 1`,
  ],
  [
    "a subquery within a subquery",
    (table) =>
      `SELECT t.id FROM ${table} AS t WHERE ${NEAR} AND t.id IN (SELECT v.id FROM ${table} AS v WHERE EXISTS (SELECT u.ra FROM ${table} AS u WHERE ${PAIRS.replace("POINT(t.ra, t.dec)", "POINT(v.ra, v.dec)")} AND u.id <> v.id)) ORDER BY 1`,
  ],
  [
    "two cones",
    (table) =>
      `SELECT t.id FROM ${table} AS t WHERE ${NEAR} OR 1=CONTAINS(POINT(t.ra, t.dec), CIRCLE(120.5, 33.3, 1)) ORDER BY 1`,
  ],
  [
    "not in a cone",
    (table) => `SELECT t.id FROM ${table} AS t WHERE 0=CONTAINS(POINT(t.ra, t.dec), CIRCLE(0, 0, 179)) ORDER BY 1`,
  ],
];

// Of every hundredth row the declination is NaN: it is nowhere, neither in a region nor outside.
const NOWHERE: readonly [what: string, condition: string, isTold: boolean][] = [
  ["outside of a cone", "0=CONTAINS(POINT(ra, dec), CIRCLE(200, 10, 1))", false],
  ["not in a cone", "NOT (1=CONTAINS(POINT(ra, dec), CIRCLE(200, 10, 1)))", false],
  ["not near", "NOT (DISTANCE(ra, dec, 200, 10) < 1)", false],
  ["outside of a cone, or anything", "NOT (1=CONTAINS(POINT(ra, dec), CIRCLE(200, 10, 1)) AND id > 0)", false],
  ["outside of a polygon", "0=CONTAINS(POINT(ra, dec), POLYGON(10, 10, 11, 10, 11, 11))", false],
  ["in the whole sky", "1=CONTAINS(POINT(ra, dec), CIRCLE(200, 10, 181))", false],
  ["outside of nothing", "0=CONTAINS(POINT(ra, dec), CIRCLE(200, 10, -1))", false],
  ["outside of a circle without a radius", "0=CONTAINS(POINT(ra, ra / 5), CIRCLE(ra, ra / 5, dec))", false],
  ["in a circle without a radius", "1=CONTAINS(POINT(ra, ra / 5), CIRCLE(ra, ra / 5, ABS(dec)))", false],
  ["circles without a radius meet", "1=INTERSECTS(CIRCLE(ra, 10, ABS(dec)), POLYGON(0, 0, 120, 80, 240, 0))", false],
  ["a polygon without a corner", "1=CONTAINS(POINT(ra, 1), POLYGON(ra, dec, ra + 9, 0, ra, 9))", false],
  ["neither", "CONTAINS(POINT(ra, dec), CIRCLE(200, 10, 1)) IS NULL", true],
];

test.each(NOWHERE)("rows without a position: %s", async (_what, condition, isTold) => {
  const lost = ROWS / 100;
  for (const table of ["sorted", "plain"]) {
    const of = (where: string) => ask(`SELECT COUNT(*) FROM ${table} WHERE ${where} AND MOD(id, 100) = 4`);
    expect(await of(condition), table).toEqual([[isTold ? BigInt(lost) : 0n]]);
  }
});

test("rows without a position or a radius are joined to nothing, in no time", async () => {
  for (const table of ["sorted", "plain"]) {
    const joined = (radius: string) =>
      `SELECT COUNT(*) FROM ${table} AS t JOIN ${table} AS u ON 1=CONTAINS(POINT(t.ra, t.dec), CIRCLE(u.ra, u.dec, ${radius})) WHERE MOD(u.id, 100) = 4`;
    expect(await ask(joined("0.01"))).toEqual([[0n]]);
    expect(await ask(joined("0.01 + 0.0 * u.dec"))).toEqual([[0n]]);
  }
});

test.each(QUERIES)("within %s", async (_what, adql) => {
  const expected = await ask(adql("plain"));
  expect(expected.length).toBeGreaterThan(0);
  expect(await ask(adql("sorted"))).toEqual(expected);
});
