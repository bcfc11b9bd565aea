import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CellValue, Field } from "@armillary/columns";
import { type AddTableOptions, type Engine, type EngineTable, openEngine } from "@armillary/engine/node";
import { writeHats } from "@armillary/formats/node";
import { healpixBigIndex } from "@armillary/sky";
import { afterEach, describe, expect, test } from "vitest";
import { newFolder } from "../../cli/command.ts";
import { batchOf, streamOf } from "../../support/column-arbitraries.ts";
import { parquetFile, tableFile } from "./files.ts";

/** Columns whose names tell nothing, and two that tell the wrong thing. */
const FIELDS: readonly Field[] = [
  { name: "id", datatype: "int", ucd: "meta.id;meta.main", layout: { kind: "int", bits: 32, signed: true } },
  { name: "x", datatype: "double", unit: "deg", layout: { kind: "float", bits: 64 } },
  { name: "y", datatype: "double", unit: "deg", layout: { kind: "float", bits: 64 } },
  { name: "ra", datatype: "double", unit: "deg", layout: { kind: "float", bits: 64 } },
  { name: "dec", datatype: "double", unit: "deg", layout: { kind: "float", bits: 64 } },
];
const ROWS: readonly CellValue[][] = Array.from({ length: 200 }, (_, id) => [id, id * 1.8, id * 0.9 - 90, 0, 0]);

const engines: Engine[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});

async function catalogue(decColumn = "y", rows = ROWS): Promise<string> {
  const folder = join(await newFolder(), "year=2024");
  await mkdir(folder);
  const table = streamOf({ fields: FIELDS, batches: [batchOf(FIELDS, rows)] });
  await writeHats(table, folder, {
    name: "stars",
    raColumn: "x",
    decColumn,
    indexesOf: ({ rows: count }) =>
      BigInt64Array.from({ length: count }, (_, row) =>
        healpixBigIndex(29, Number(rows[row]?.[1]), Number(rows[row]?.[2])),
      ),
    mostRows: 30,
    builder: "test",
  });
  return folder;
}

async function added(path: string, options: AddTableOptions = {}): Promise<{ engine: Engine; table: EngineTable }> {
  const engine = await openEngine({ threads: 1, memoryLimitBytes: 256 << 20 });
  engines.push(engine);
  return { engine, table: await engine.addTable("stars", { path }, options) };
}

async function ask(engine: Engine, adql: string): Promise<readonly CellValue[]> {
  const values: CellValue[] = [];
  for await (const { columns } of (await engine.query(adql)).batches()) {
    const [column] = columns;
    if (column?.kind === "int") values.push(...column.values.subarray(0, column.length));
  }
  return values;
}

const CONE = "SELECT id FROM stars WHERE 1 = CONTAINS(POINT(x, y), CIRCLE(180, 0, 2.1)) ORDER BY id";

describe("a HATS catalogue", () => {
  test.each([
    ["read in place", {}, "parquet"],
    ["taken in", { index: true }, "rows"],
  ] as const)("%s: one table, with the positions that it says", async (_, options, storage) => {
    const { engine, table } = await added(await catalogue(), options);
    expect(table).toMatchObject({ storage, rows: 200, position: { ra: "x", dec: "y" } });
    // Cells of HEALPix, which folders are called after, are no columns, and folders around it not either.
    expect(table.fields.map(({ name }) => name)).toEqual(["_healpix_29", "id", "x", "y", "ra", "dec"]);
    expect(table.fields[1]).toMatchObject({ ucd: "meta.id;meta.main" });
    expect(await ask(engine, CONE)).toEqual([99, 100, 101]);
    expect(await ask(engine, "SELECT COUNT(*) AS n FROM stars")).toEqual([200n]);
  });

  test.each<[what: string, options: AddTableOptions, position: EngineTable["position"]]>([
    ["columns that the caller names go before", { position: { ra: "ra", dec: "dec" } }, { ra: "ra", dec: "dec" }],
    ["one that is not named is found", { position: { ra: "x" } }, { ra: "x", dec: "dec" }],
    ["none is wanted", { position: false }, undefined],
  ])("%s", async (_, options, position) => {
    expect((await added(await catalogue(), options)).table.position).toEqual(position);
  });

  test("whose columns of position are not there has those that names tell", async () => {
    expect((await added(await catalogue("delta"))).table.position).toEqual({ ra: "ra", dec: "dec" });
  });

  test("is described as it describes itself, unless the caller does", async () => {
    const path = await catalogue();
    await writeFile(join(path, "hats.properties"), "obs_collection=stars\nobs_description=Stars of ours\n");
    expect((await added(path)).table.metadata.description).toBe("Stars of ours");
    expect((await added(path, { description: "mine" })).table.metadata.description).toBe("mine");
  });

  test("without rows has its columns", async () => {
    const { engine, table } = await added(await catalogue("y", []));
    expect(table).toMatchObject({ storage: "parquet", rows: 0, position: { ra: "x", dec: "y" } });
    expect(await ask(engine, CONE)).toEqual([]);
  });
});

describe("a folder", () => {
  test("of one file in a folder of a value has that value", async () => {
    const folder = join(await newFolder(), "run=5");
    await mkdir(join(folder, "year=2020"), { recursive: true });
    await parquetFile(join(folder, "year=2020", "a.pq"), [1, 2]);
    const { engine, table } = await added(folder);
    expect(table.fields.map(({ name }) => name)).toEqual(["n", "year"]);
    expect(await ask(engine, 'SELECT n + "year" AS s FROM stars ORDER BY n')).toEqual([2021n, 2022n]);
    const taken = await added(folder, { index: true });
    expect(await ask(taken.engine, 'SELECT n + "year" AS s FROM stars ORDER BY n')).toEqual([2021n, 2022n]);
  });

  test("has columns of folders among those that are chosen", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "night=2024-01-31"));
    await parquetFile(join(folder, "night=2024-01-31", "a.parquet"), [1]);
    for (const index of [false, true]) {
      const engine = await openEngine({ threads: 1, memoryLimitBytes: 256 << 20 });
      engines.push(engine);
      const source = { path: folder, read: { columns: ["night"] } };
      const { fields, storage } = await engine.addTable("stars", source, { index });
      expect([storage, fields]).toMatchObject([index ? "rows" : "parquet", [{ name: "night", datatype: "char" }]]);
      const result = await engine.query("SELECT COUNT(*) AS n FROM stars WHERE night = '2024-01-31'");
      for await (const { columns } of result.batches())
        expect(columns[0]).toMatchObject({ values: BigInt64Array.of(1n) });
    }
  });

  test("of files that are not all in such a folder has no value of it", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "year=2020"));
    await parquetFile(join(folder, "year=2020", "a.parquet"), [1, 2]);
    await parquetFile(join(folder, "b.parquet"), [3]);
    const { engine, table } = await added(folder);
    expect(table.fields.map(({ name }) => name)).toEqual(["n"]);
    expect(await ask(engine, "SELECT n FROM stars ORDER BY n")).toEqual([1, 2, 3]);
  });

  test("of files with other columns is no table, also to a query that reads none of them", async () => {
    const folder = await newFolder();
    await parquetFile(join(folder, "a.parquet"), [1, 2]);
    await parquetFile(join(folder, "b.parquet"), [3]);
    const fields = FIELDS.slice(1, 2);
    await tableFile(join(folder, "c.parquet"), "parquet", { fields, batches: [batchOf(fields, [[1.5]])] });
    await expect(added(folder)).rejects.toMatchObject({
      code: "ENGINE_SOURCE",
      message: expect.stringMatching(/c\.parquet has no column "n", which .*a\.parquet has/),
    });
  });

  test("without tables is said to be one", async () => {
    await expect(added(await newFolder())).rejects.toMatchObject({ code: "FORMAT_FOLDER" });
  });
});

test("positions that the caller names in Parquet in place must be there, in degrees", async () => {
  const folder = await catalogue();
  await expect(added(folder, { position: { ra: "alpha", dec: "y" } })).rejects.toMatchObject({
    code: "ENGINE_POSITION",
  });
});
