import { createEngineCatalog, type PhysicalTable } from "@armillary/engine";
import {
  healpixBigIndex,
  healpixCentre,
  isInCone,
  offsetPosition,
  type Position,
  SkyError,
  separationDeg,
  skyPolygon,
} from "@armillary/sky";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columnOf, duckDBOfFile, rowsOf } from "../support/translated.ts";

// Geometry in SQL gives what @armillary/sky gives, wherever on the sky, known before the query or row by row, with an index and without.

const duckdb = duckDBOfFile();

/** Poles and right ascension 0 come up as often as everything else. */
const decDeg = fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 90, 89.9999, -89.9999, 0));
const raDeg = fc.oneof(fc.double({ min: 0, max: 360, noNaN: true }), fc.constantFrom(0, 359.9999, 0.0001, 180, 90));
const position = fc.record({ raDeg, decDeg });

/** Positions near another, mostly. */
const around = ({ raDeg: ra, decDeg: dec }: Position, sizeDeg: number) =>
  fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })).map(([x, y]) => ({
    raDeg: ra + (x * sizeDeg) / Math.max(0.01, Math.cos((dec * Math.PI) / 180)),
    decDeg: Math.max(-90, Math.min(90, dec + y * sizeDeg)),
  }));

const number = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** A table of positions, `plain` and `indexed`, each with a radius that another table's rows can have. */
function tablesOf(positions: readonly Position[], radiusDeg: number) {
  const rows = positions.map(
    ({ raDeg: ra, decDeg: dec }, id) => `(${id}, '${ra}'::DOUBLE, '${dec}'::DOUBLE, '${radiusDeg}'::DOUBLE)`,
  );
  const values = `(VALUES ${rows.join(", ")}) AS v("id", "ra", "dec", "r")`;
  const columns = ["id int", "ra double deg", "dec double deg", "r double deg"].map(columnOf);
  const describe = (name: string) => ({ name, columns: columns.map(({ metadata }) => metadata) });
  const plain: PhysicalTable = { metadata: describe("plain"), relation: `(SELECT * FROM ${values})`, columns };
  const vectors = ["x", "y", "z"].map((axis) => `sky_${axis}("ra", "dec") AS "${axis}_"`).join(", ");
  const indexed: PhysicalTable = {
    metadata: describe("indexed"),
    relation: `(SELECT *, ${vectors} FROM ${values})`,
    columns,
    position: { ra: 1, dec: 2, x: '"x_"', y: '"y_"', z: '"z_"' },
  };
  return createEngineCatalog([plain, indexed]);
}

const cone = position.chain((centre) =>
  fc.record({
    centre: fc.constant(centre),
    radiusDeg: fc.oneof(fc.double({ min: 1e-4, max: 5, noNaN: true }), fc.double({ min: 5, max: 179.9, noNaN: true })),
    near: fc.array(around(centre, 6), { minLength: 5, maxLength: 15 }),
    far: fc.array(position, { minLength: 5, maxLength: 10 }),
  }),
);

test("cones have the positions that are in them", async () => {
  const check = async ({
    centre,
    radiusDeg,
    near,
    far,
  }: typeof cone extends fc.Arbitrary<infer Value> ? Value : never) => {
    // What rounding could put on either side is left out.
    const clear = [...near, ...far].filter(
      (at) => Math.abs(separationDeg(at.raDeg, at.decDeg, centre.raDeg, centre.decDeg) - radiusDeg) > 1e-9,
    );
    fc.pre(clear.length > 0);
    const catalog = tablesOf(clear, radiusDeg);
    const expected = clear.flatMap((at, id) =>
      isInCone(at.raDeg, at.decDeg, centre.raDeg, centre.decDeg, radiusDeg) ? [[id]] : [],
    );
    const at = `${number(centre.raDeg)}, ${number(centre.decDeg)}`;
    for (const condition of [
      `1=CONTAINS(POINT(ra, dec), CIRCLE(${at}, ${number(radiusDeg)}))`,
      `1=CONTAINS(POINT(ra, dec), CIRCLE(${at}, r))`,
      `1=CONTAINS(POINT(${at}), CIRCLE(ra, dec, ${number(radiusDeg)}))`,
      `DISTANCE(POINT(${at}), POINT(ra, dec)) < ${number(radiusDeg)}`,
      `DISTANCE(ra, dec, ${at}) <= r + 0`,
    ]) {
      for (const table of ["plain", "indexed"]) {
        const found = await rowsOf(duckdb(), catalog, `SELECT id FROM ${table} WHERE ${condition} ORDER BY id`);
        expect(found, `${table}: ${condition}`).toEqual(expected);
      }
    }
  };
  await fc.assert(fc.asyncProperty(cone, check), { numRuns: 25 });
});

const polygon = position.chain((centre) =>
  fc.record({
    vertices: fc
      .array(fc.double({ min: 0.3, max: 1, noNaN: true }), { minLength: 3, maxLength: 8 })
      .map((lengths) =>
        lengths.map((length, index) =>
          offsetPosition(centre.raDeg, centre.decDeg, 35 * length, (360 * index) / lengths.length + 7),
        ),
      ),
    points: fc.array(around(centre, 20), { minLength: 15, maxLength: 25 }),
  }),
);

test("polygons have the positions that are in them", async () => {
  await fc.assert(
    fc.asyncProperty(polygon, async ({ vertices, points }) => {
      let known: ReturnType<typeof skyPolygon>;
      try {
        known = skyPolygon(vertices);
      } catch (error) {
        if (error instanceof SkyError) return;
        throw error;
      }
      const catalog = tablesOf(points, 1);
      const expected = points.flatMap((at, id) => (known.contains(at.raDeg, at.decDeg) ? [[id]] : []));
      const list = vertices.map((at) => `${number(at.raDeg)}, ${number(at.decDeg)}`).join(", ");
      const queries = ["plain", "indexed"].map(
        (table) => `SELECT id FROM ${table} WHERE 1=CONTAINS(POINT(ra, dec), POLYGON(${list})) ORDER BY id`,
      );
      const moving = list.replace(",", " + 0 * r,");
      queries.push(`SELECT id FROM plain WHERE 1=CONTAINS(POINT(ra, dec), POLYGON(${moving})) ORDER BY id`);
      for (const query of queries) expect(await rowsOf(duckdb(), catalog, query), query).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

test("joins by position find every pair, and none twice", async () => {
  const pair = position.chain((centre) =>
    fc.record({
      positions: fc.array(fc.oneof(around(centre, 0.5), position), { minLength: 2, maxLength: 25 }),
      radiusDeg: fc.constantFrom(1 / 3600, 0.02, 0.3, 3, 50),
    }),
  );
  await fc.assert(
    fc.asyncProperty(pair, async ({ positions, radiusDeg }) => {
      const catalog = tablesOf(positions, radiusDeg);
      const expected: number[][] = [];
      for (const [i, a] of positions.entries()) {
        for (const [j, b] of positions.entries()) {
          const separation = separationDeg(a.raDeg, a.decDeg, b.raDeg, b.decDeg);
          fc.pre(Math.abs(separation - radiusDeg) > 1e-9);
          if (separation < radiusDeg) expected.push([i, j]);
        }
      }
      const r = number(radiusDeg);
      for (const from of [
        `plain AS a JOIN indexed AS b ON 1=CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, ${r}))`,
        `plain AS a LEFT JOIN indexed AS b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < ${r}`,
        `plain AS a RIGHT JOIN indexed AS b ON 1=CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, b.r))`,
        `plain AS a, indexed AS b WHERE 1=CONTAINS(POINT(b.ra, b.dec), CIRCLE(a.ra, a.dec, a.r))`,
        `plain AS a, (SELECT * FROM plain) AS b WHERE DISTANCE(POINT(b.ra, b.dec), POINT(a.ra, a.dec)) <= b.r`,
      ]) {
        const found = await rowsOf(duckdb(), catalog, `SELECT a.id, b.id AS other FROM ${from} ORDER BY 1, 2`);
        expect(found, from).toEqual(expected);
      }
    }),
    { numRuns: 12 },
  );
});

test("cells of HEALPix are those of sky, at every order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 29 }),
      fc.array(position, { minLength: 5, maxLength: 10 }),
      async (order, at) => {
        const query = `SELECT ivo_healpix_index(${order}, ra, dec) AS h, ivo_healpix_center(${order}, ivo_healpix_index(${order}, ra, dec)) AS c FROM plain ORDER BY id`;
        const found = await rowsOf(duckdb(), tablesOf(at, 1), query);
        for (const [index, { raDeg: ra, decDeg: dec }] of at.entries()) {
          const cell = healpixBigIndex(order, ra, dec);
          const [own, centre] = found[index] as [string, [number, number]];
          expect(own).toBe(String(cell));
          const expected = healpixCentre(order, cell);
          expect(separationDeg(...centre, expected.raDeg, expected.decDeg)).toBeLessThan(1e-12);
        }
      },
    ),
    { numRuns: 40 },
  );
});
