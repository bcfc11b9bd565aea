import type { CellValue, Field } from "@armillary/columns";
import { type Engine, openEngine } from "@armillary/engine/node";
import { skyPolygon } from "@armillary/sky";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { batchOf, streamOf } from "../../support/column-arbitraries.ts";
import { rowsOf } from "./database.ts";

// Conditions that filter look at the caps of regions first; a value that is selected does not. Both must say the same of every row.

const FIELDS: readonly Field[] = [
  { name: "id", datatype: "int", layout: { kind: "int", bits: 32, signed: true } },
  { name: "s_region", datatype: "char", arraysize: "*", xtype: "adql:REGION", layout: { kind: "utf8" } },
  {
    name: "outline",
    datatype: "double",
    arraysize: "*",
    xtype: "polygon",
    unit: "deg",
    layout: { kind: "list", item: { kind: "float", bits: 64 } },
  },
];

const decDeg = fc.oneof(fc.double({ min: -88, max: 88, noNaN: true }), fc.constantFrom(-90, 90, 89.9, -89.9, 0));
const raDeg = fc.oneof(fc.double({ min: 0, max: 360, noNaN: true }), fc.constantFrom(0, 359.99, 0.01, 180));
const smallDeg = fc.double({ min: 0.01, max: 5, noNaN: true });
const sizeDeg = fc.oneof(smallDeg, fc.constantFrom(0, 30, 100, 180));

/** Corners around a place, one way round, as far as poles allow. The mean of a polygon's corners must be a direction within. */
const outlineDeg = fc.oneof(smallDeg, fc.constantFrom(0, 30));
const outline = fc.tuple(raDeg, decDeg, fc.integer({ min: 3, max: 6 }), outlineDeg).map(([ra, dec, corners, size]) =>
  Array.from({ length: corners }, (_, corner) => {
    const angle = (corner * 2 * Math.PI) / corners;
    const width = size / Math.max(0.02, Math.cos((dec * Math.PI) / 180));
    return [ra + width * Math.cos(angle), Math.max(-90, Math.min(90, dec + size * Math.sin(angle)))];
  }).flat(),
);

const text = (numbers: readonly number[]): string => numbers.map((number) => number.toFixed(7)).join(" ");
const circle = fc.tuple(raDeg, decDeg, sizeDeg);
const piece = fc.oneof(
  outline.map((numbers) => `POLYGON ICRS ${text(numbers)}`),
  circle.map((numbers) => `Circle ICRS TOPOCENTER ${text(numbers)}`),
  fc.tuple(raDeg, decDeg).map((numbers) => `Position FK5 ${text(numbers)}`),
  circle.map(([ra, dec, size]) => `Box ICRS ${text([ra, dec, size, Math.min(size, 90 - Math.abs(dec)) / 2])}`),
);
const region = fc.oneof(
  { weight: 4, arbitrary: piece },
  {
    weight: 2,
    arbitrary: fc.array(piece, { minLength: 2, maxLength: 3 }).map((pieces) => `Union ICRS (${pieces.join(" ")})`),
  },
  { weight: 1, arbitrary: fc.tuple(piece, piece).map((pieces) => pieces.join(" ")) },
  { weight: 1, arbitrary: outline.map((numbers) => `polygon ${text(numbers)}`) },
  fc.constantFrom(
    "",
    "nothing",
    "Circle GALACTIC 1 2 3",
    "POLYGON ICRS 1 2 3",
    "Not (Circle ICRS 1 2 3)",
    "Circle ICRS 1 2 NaN",
  ),
);
const row = fc.tuple(
  fc.option(region, { freq: 8 }),
  fc.option(
    fc.oneof({ weight: 8, arbitrary: outline }, { weight: 1, arbitrary: fc.constant([1, 2, Number.NaN, 4, 5, 6]) }),
    { freq: 8 },
  ),
);
const rows = fc
  .array(row, { minLength: 1, maxLength: 25 })
  .map((given): CellValue[][] => given.map(([area, corners], id) => [id, area, corners]));

const listed = (numbers: readonly number[]): string => numbers.map((number) => number.toFixed(7)).join(", ");

/** A query with a polygon that bounds nothing is refused. */
function boundsRegion(numbers: readonly number[]): boolean {
  const places = numbers.map((number) => Number(number.toFixed(7)));
  try {
    skyPolygon(places.flatMap((ra, at) => (at % 2 === 0 ? [{ raDeg: ra, decDeg: places[at + 1] ?? 0 }] : [])));
    return true;
  } catch {
    return false;
  }
}

const asked = fc.oneof(
  circle.map((numbers) => `CIRCLE(${listed(numbers)})`),
  outline.filter(boundsRegion).map((numbers) => `POLYGON(${listed(numbers)})`),
  fc.tuple(raDeg, decDeg).map((numbers) => `POINT(${listed(numbers)})`),
);

const POINT_FIELDS: readonly Field[] = ["id", "ra", "dec"].map((name, index) =>
  index === 0
    ? { name, datatype: "int", layout: { kind: "int", bits: 32, signed: true } }
    : { name, datatype: "double", unit: "deg", ucd: `pos.eq.${name};meta.main`, layout: { kind: "float", bits: 64 } },
);

/** Near the corners of the polygons, nowhere, and at the poles. */
function pointsAround(given: CellValue[][]): CellValue[][] {
  const corners = given.flatMap(([, , polygon]) => (Array.isArray(polygon) ? [polygon.slice(0, 2).map(Number)] : []));
  const points = corners.flatMap(([ra = 0, dec = 0]) => [
    [ra, dec],
    [ra - 0.3, dec * 0.999],
    [ra - 2, dec - 0.1],
  ]);
  return [...points, [0, 90], [7, -90], [Number.NaN, 4], [null, null]].map(
    ([ra, dec], id) => [id, ra, dec] as CellValue[],
  );
}

async function engineWith(given: CellValue[][]): Promise<Engine> {
  const engine = await openEngine({ threads: 1 });
  const points = [batchOf(POINT_FIELDS, pointsAround(given))];
  await engine.addTable("points", { stream: streamOf({ fields: POINT_FIELDS, batches: points }) });
  await engine.addTable("regions", { stream: streamOf({ fields: FIELDS, batches: [batchOf(FIELDS, given)] }) });
  return engine;
}

async function agree(engine: Engine, relation: string, from: string, ids: string): Promise<void> {
  const all = await rowsOf(await engine.query(`SELECT ${ids}, ${relation} AS told FROM ${from}`));
  const yes = all.filter((values) => values.at(-1) === 1).map((values) => values.slice(0, -1));
  const found = await rowsOf(await engine.query(`SELECT ${ids} FROM ${from} WHERE 1=${relation}`));
  const inOrder = (values: CellValue[][]) => values.map((value) => value.join(" ")).toSorted();
  expect(inOrder(found), relation).toEqual(inOrder(yes));
}

test("regions are found with their caps as without", async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(asked, { minLength: 1, maxLength: 4 }), async (given, questions) => {
      const engine = await engineWith(given);
      try {
        for (const shape of questions) {
          for (const column of ["s_region", "outline"]) {
            await agree(engine, `INTERSECTS(${column}, ${shape})`, "regions", "id");
            await agree(engine, `CONTAINS(${shape}, ${column})`, "regions", "id");
            if (!shape.startsWith("POINT")) await agree(engine, `CONTAINS(${column}, ${shape})`, "regions", "id");
          }
        }
        for (const column of ["s_region", "outline"]) {
          const inside = `CONTAINS(POINT(p.ra, p.dec), a.${column})`;
          await agree(engine, inside, "points AS p, regions AS a", "p.id AS one, a.id AS other");
          const any = `SELECT DISTINCT p.id FROM points AS p, regions AS a WHERE 1=${inside} ORDER BY 1`;
          const exists = `SELECT p.id FROM points AS p WHERE EXISTS (SELECT a.id FROM regions AS a WHERE 1=${inside}) ORDER BY 1`;
          expect(await rowsOf(await engine.query(exists))).toEqual(await rowsOf(await engine.query(any)));
          const counts = `SELECT p.id FROM points AS p WHERE (SELECT SUM(${inside}) FROM regions AS a) > 0 ORDER BY 1`;
          expect(await rowsOf(await engine.query(counts))).toEqual(await rowsOf(await engine.query(any)));
        }
        const pairs = "regions AS a, regions AS b";
        await agree(engine, "INTERSECTS(a.s_region, b.outline)", pairs, "a.id AS one, b.id AS other");
        await agree(engine, "INTERSECTS(a.outline, b.outline)", pairs, "a.id AS one, b.id AS other");
        await agree(engine, "CONTAINS(a.outline, b.s_region)", pairs, "a.id AS one, b.id AS other");
      } finally {
        await engine.close();
      }
    }),
    { numRuns: 2 },
  );
});

test("caps are asked for where rows are filtered, and of tables that have them", async () => {
  const engine = await engineWith([[1, "CIRCLE ICRS 1 2 3", null]]);
  onTestFinished(() => engine.close());
  const sqlOf = async (adql: string) => (await engine.explain(adql)).sql;
  const far = "INTERSECTS(s_region, CIRCLE(10, 20, 1))";
  expect(await sqlOf(`SELECT id FROM regions WHERE 1=${far}`)).toContain("armillary cap");
  expect(await sqlOf(`SELECT id FROM regions WHERE 0=${far}`)).not.toContain("armillary cap");
  expect(await sqlOf(`SELECT ${far} AS told FROM regions`)).not.toContain("armillary cap");
  expect(await sqlOf("SELECT * FROM regions")).not.toContain("armillary cap");
});

test("columns may be called as those of caps are", async () => {
  const name = "armillary cap 2 x";
  const fields = FIELDS.map((field, index) => (index === 0 ? { ...field, name } : field));
  const engine = await openEngine({ threads: 1 });
  onTestFinished(() => engine.close());
  const batches = [batchOf(fields, [[7, "CIRCLE ICRS 1 2 3", null]])];
  await engine.addTable("regions", { stream: streamOf({ fields, batches }) });
  const found = await engine.query("SELECT * FROM regions WHERE 1=CONTAINS(POINT(1, 2), s_region)");
  expect(await rowsOf(found)).toEqual([[7, "CIRCLE ICRS 1 2 3", null]]);
});
