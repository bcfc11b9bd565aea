import { createEngineCatalog, type PhysicalTable, translate } from "@armillary/engine";
import { type Position, separationDeg } from "@armillary/sky";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columnOf, duckDBOfFile, rowsOf } from "../support/translated.ts";

// A join that keeps the rows of both tables, by position: every pair once, and every row without a partner once.

const duckdb = duckDBOfFile();

/** A position, or what is none. */
type Row = Position | "NULL" | "NaN";

const COLUMNS = ["id int", "ra double deg", "dec double deg", "r double deg"].map(columnOf);

/** @param radiusDeg - of every row */
function tableOf(name: string, rows: readonly Row[], radiusDeg: number, isIndexed: boolean): PhysicalTable {
  const values = rows.map((row, id) => {
    const [ra, dec] = typeof row === "string" ? [row, row] : [row.raDeg, row.decDeg];
    const texts = [ra, dec].map((value) => (value === "NULL" ? "NULL" : `'${value}'`));
    return `(${id}, ${texts[0]}::DOUBLE, ${texts[1]}::DOUBLE, '${radiusDeg}'::DOUBLE)`;
  });
  const none = `(SELECT 0, 0.0::DOUBLE, 0.0::DOUBLE, 0.0::DOUBLE LIMIT 0)`;
  const given = `${values.length === 0 ? none : `(VALUES ${values.join(", ")})`} AS v("id", "ra", "dec", "r")`;
  const metadata = { name, columns: COLUMNS.map((column) => column.metadata) };
  if (!isIndexed) return { metadata, relation: `(SELECT * FROM ${given})`, columns: COLUMNS };
  const vectors = ["x", "y", "z"].map((axis) => `sky_${axis}("ra", "dec") AS "${axis}_"`).join(", ");
  const position = { ra: 1, dec: 2, x: '"x_"', y: '"y_"', z: '"z_"' };
  return { metadata, relation: `(SELECT *, ${vectors} FROM ${given})`, columns: COLUMNS, position };
}

/** @param mayPair - whether a row of the left table may have partners at all */
function expectedOf(
  left: readonly Row[],
  right: readonly Row[],
  radiusDeg: number,
  mayPair: (id: number) => boolean,
): (number | null)[][] {
  const pairs: (number | null)[][] = [];
  const [leftFound, rightFound] = [new Set<number>(), new Set<number>()];
  for (const [i, a] of left.entries()) {
    for (const [j, b] of right.entries()) {
      if (typeof a === "string" || typeof b === "string") continue;
      const separation = separationDeg(a.raDeg, a.decDeg, b.raDeg, b.decDeg);
      // What rounding could put on either side is left out.
      fc.pre(Math.abs(separation - radiusDeg) > 1e-9);
      if (separation > radiusDeg || !mayPair(i)) continue;
      pairs.push([i, j]);
      leftFound.add(i);
      rightFound.add(j);
    }
  }
  for (const i of left.keys()) if (!leftFound.has(i)) pairs.push([i, null]);
  for (const j of right.keys()) if (!rightFound.has(j)) pairs.push([null, j]);
  return pairs.sort(([a = null, b = null], [c = null, d = null]) => order(a, c) || order(b, d));
}

/** Nulls last. */
function order(a: number | null, b: number | null): number {
  return (a ?? Number.MAX_SAFE_INTEGER) - (b ?? Number.MAX_SAFE_INTEGER);
}

const place = fc.record({
  raDeg: fc.constantFrom(0, 0.2, 359.9, 0.004, 120),
  decDeg: fc.constantFrom(0, 0.1, -0.003, 89.99, -90),
});
const rows = fc.array(fc.oneof({ weight: 8, arbitrary: place }, fc.constantFrom<Row>("NULL", "NaN")), {
  minLength: 1,
  maxLength: 15,
});

const FORMS = (r: string): readonly string[] => [
  `a FULL JOIN b ON 1=CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, ${r}))`,
  `a FULL OUTER JOIN b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < ${r}`,
  "a FULL JOIN b ON 1=CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, b.r))",
  "a FULL JOIN b ON 1=CONTAINS(POINT(b.ra, b.dec), CIRCLE(a.ra, a.dec, a.r))",
  `(SELECT * FROM a) AS a FULL JOIN (SELECT id, ra, dec FROM b) AS b ON DISTANCE(POINT(b.ra, b.dec), POINT(a.ra, a.dec)) <= ${r}`,
];

test("rows of both tables are kept, whether or not they have a partner", async () => {
  const check = async (left: readonly Row[], right: readonly Row[], radiusDeg: number, areIndexed: boolean) => {
    const tables = [tableOf("a", left, radiusDeg, areIndexed), tableOf("b", right, radiusDeg, !areIndexed)];
    const expected = expectedOf(left, right, radiusDeg, () => true);
    const even = expectedOf(left, right, radiusDeg, (id) => id % 2 === 0);
    const [plain] = FORMS(String(radiusDeg));
    // Compared one by one: what is joined by more than the position.
    const forms = [...FORMS(String(radiusDeg)), `${plain} AND MOD(a.id, 2) = 0`];
    for (const from of forms) {
      const query = `SELECT a.id, b.id AS other FROM ${from} ORDER BY 1, 2`;
      expect(await rowsOf(duckdb(), createEngineCatalog(tables), query), from).toEqual(
        from.includes("MOD") ? even : expected,
      );
    }
  };
  const radius = fc.constantFrom(0.01, 0.25, 3, 50);
  await fc.assert(fc.asyncProperty(rows, rows, radius, fc.boolean(), check), { numRuns: 40 });
});

test("and are not compared one by one", async () => {
  const tables = createEngineCatalog([tableOf("a", [], 0, false), tableOf("b", [], 0, true)]);
  const query = "SELECT a.id FROM a FULL JOIN b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.01";
  const plan = async (adql: string) =>
    JSON.stringify((await duckdb().runAndReadAll(`EXPLAIN ${translate(adql, tables).sql}`)).getRows());
  expect(await plan(query)).not.toMatch(/NESTED_LOOP|NL_JOIN/);
  expect(await plan(`${query} AND a.id > -1`)).toMatch(/NESTED_LOOP|NL_JOIN/);
});

test("and joined on to others", async () => {
  const at = (raDeg: number): Position => ({ raDeg, decDeg: 10 });
  const tables = [
    tableOf("a", [at(1), at(2), at(3)], 0.1, false),
    tableOf("b", [at(2), at(2.05), at(4)], 0.1, true),
    tableOf("c", [at(4), at(3)], 0.1, false),
  ];
  const near = (one: string, other: string) => `DISTANCE(${one}.ra, ${one}.dec, ${other}.ra, ${other}.dec) < 0.1`;
  const of = (from: string) =>
    rowsOf(duckdb(), createEngineCatalog(tables), `SELECT a.id, b.id AS b, c.id AS c FROM ${from} ORDER BY 1, 2, 3`);
  expect(await of(`a FULL JOIN b ON ${near("a", "b")} JOIN c ON ${near("b", "c")}`)).toEqual([[null, 2, 0]]);
  expect(await of(`a FULL JOIN b ON ${near("a", "b")} LEFT JOIN c ON ${near("a", "c")}`)).toEqual([
    [0, null, null],
    [1, 0, null],
    [1, 1, null],
    [2, null, 1],
    [null, 2, null],
  ]);
  expect(await of(`a FULL JOIN b ON ${near("a", "b")} FULL JOIN c ON ${near("b", "c")}`)).toEqual([
    [0, null, null],
    [1, 0, null],
    [1, 1, null],
    [2, null, null],
    [null, 2, 0],
    [null, null, 1],
  ]);
});
