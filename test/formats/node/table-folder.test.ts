import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { CellValue, Field } from "@armillary/columns";
import { findTableFolder, openTableFile, openTableFolder, PartitionColumns, writeHats } from "@armillary/formats/node";
import { describe, expect, test } from "vitest";
import { newFolder } from "../../cli/command.ts";
import { tableFile } from "../../engine/node/files.ts";
import { batchOf, gather, rowsIn, streamOf } from "../../support/column-arbitraries.ts";

const FIELDS: readonly Field[] = [
  { name: "id", datatype: "int", layout: { kind: "int", bits: 32, signed: true } },
  { name: "x", datatype: "double", unit: "deg", layout: { kind: "float", bits: 64 } },
  { name: "y", datatype: "double", unit: "deg", layout: { kind: "float", bits: 64 } },
];
const TEXT: Field = { name: "note", datatype: "char", arraysize: "*", layout: { kind: "utf8" } };

const ROWS: readonly CellValue[][] = Array.from({ length: 12 }, (_, id) => [id, id * 30, id * 10 - 60]);

async function parquet(path: string, fields: readonly Field[] = FIELDS, rows = ROWS): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await tableFile(path, "parquet", { fields, batches: [batchOf(fields, rows)] });
}

/** A catalogue with a row in each cell of order 0. */
async function hats(folder: string, rows = ROWS): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeHats(streamOf({ fields: FIELDS, batches: [batchOf(FIELDS, rows)] }), folder, {
    name: "stars",
    raColumn: "x",
    decColumn: "y",
    indexesOf: (batch) => BigInt64Array.from({ length: batch.rows }, (_, row) => BigInt(row % 12) << 58n),
    mostRows: 1,
    builder: "test",
  });
  return folder;
}

describe("columns that are the names of folders", () => {
  const NULL = "__HIVE_DEFAULT_PARTITION__";

  async function valuesOf(
    folders: readonly string[],
    columns?: readonly string[],
  ): Promise<{ readonly names: readonly string[]; readonly rows: readonly (readonly CellValue[])[] }> {
    const base = await newFolder();
    const files = folders.map((folder) => join(base, folder, "a.parquet"));
    for (const file of files) await parquet(file, FIELDS.slice(0, 1), [[5]]);
    const partitions = PartitionColumns.of(files, base);
    const rows: (readonly CellValue[])[] = [];
    let names: readonly string[] = [];
    for (const file of files) {
      const table = await partitions.open(file, columns, (own) => openTableFile(file, own && { columns: own }));
      names = table.fields.map(({ name, datatype }) => `${name}:${datatype}`);
      rows.push(...rowsIn(await gather(table.batches())));
    }
    return { names, rows };
  }

  test.each<[what: string, folders: string[], names: string[], rows: CellValue[][]]>([
    [
      "whole numbers",
      ["y=1", "y=-02"],
      ["id:int", "y:long"],
      [
        [5, 1n],
        [5, -2n],
      ],
    ],
    [
      "text where one is none",
      ["y=1", "y=x"],
      ["id:int", "y:char"],
      [
        [5, "1"],
        [5, "x"],
      ],
    ],
    ["text beyond 64 bits", ["y=12345678901234567890"], ["id:int", "y:char"], [[5, "12345678901234567890"]]],
    [
      "nulls",
      ["y=1", `y=${NULL}`],
      ["id:int", "y:long"],
      [
        [5, 1n],
        [5, null],
      ],
    ],
    ["nulls alone", [`y=${NULL}`], ["id:int", "y:char"], [[5, null]]],
    [
      "what no folder can be called",
      ["t=a%2Fb", "t=50%"],
      ["id:int", "t:char"],
      [
        [5, "a/b"],
        [5, "50%"],
      ],
    ],
    ["several, with others between", ["a=1/x/b=c=d"], ["id:int", "a:long", "b:char"], [[5, 1n, "c=d"]]],
    ["a column that the file has, too", ["id=1"], ["id:int"], [[5]]],
    ["other keys", ["a=1", "b=1"], ["id:int"], [[5], [5]]],
    ["not all in folders", ["a=1", ""], ["id:int"], [[5], [5]]],
    ["a key twice", ["a=1/a=2"], ["id:int"], [[5]]],
  ])("%s", async (_, folders, due, rows) => {
    expect(await valuesOf(folders)).toEqual({ names: due, rows });
  });

  test.each<[columns: string[], names: string[], rows: CellValue[][]]>([
    [["y", "id"], ["y:long", "id:int"], [[1n, 5]]],
    [["y"], ["y:long"], [[1n]]],
    [["id"], ["id:int"], [[5]]],
  ])("%j are chosen", async (columns, due, rows) => {
    expect(await valuesOf(["y=1"], columns)).toEqual({ names: due, rows });
  });

  test("a choice that is not there is an error", async () => {
    for (const columns of [["z"], ["y", "z"]]) {
      await expect(valuesOf(["y=1"], columns)).rejects.toMatchObject({ code: "FORMAT_NO_COLUMN" });
    }
  });
});

const names = (folder: string, files: readonly string[] = []): string[] => files.map((file) => relative(folder, file));

describe("a HATS catalogue", () => {
  test("is its partitions, with its name and its columns of position", async () => {
    const folder = await hats(join(await newFolder(), "out"));
    const found = await findTableFolder(folder);
    expect(found).toMatchObject({ kind: "hats", name: "stars", position: { ra: "x", dec: "y" } });
    expect(found?.properties.get("hats_nrows")).toBe("12");
    const cells = Array.from({ length: 12 }, (_, cell) => `dataset/Norder=0/Dir=0/Npix=${cell}.parquet`);
    expect(names(folder, found?.files)).toEqual(cells);
    expect(await openTableFolder(folder)).toEqual(found);
  });

  test("is not what tells of its rows, or repeats some", async () => {
    const folder = await hats(join(await newFolder(), "out"));
    await parquet(join(folder, "dataset", "data_thumbnail.parquet"));
    await parquet(join(folder, "per_partition_statistics.parquet"));
    expect((await openTableFolder(folder)).files.length).toBe(12);
    await rm(join(folder, "partition_info.csv"));
    expect((await openTableFolder(folder)).files.length).toBe(12);
  });

  test("misses a partition that was lost", async () => {
    const folder = await hats(join(await newFolder(), "out"));
    const lost = join(folder, "dataset", "Norder=0", "Dir=0", "Npix=3.parquet");
    await rm(lost);
    const { files } = await openTableFolder(folder);
    expect(files).toContain(lost);
    await expect(openTableFile(lost)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test.each([
    [".snappy.parquet", (path: string) => rename(path, path.replace(".parquet", ".snappy.parquet"))],
    [
      "/",
      async (path: string) => {
        const cell = path.replace(".parquet", "");
        await mkdir(cell);
        await rename(path, join(cell, "part0.parquet"));
      },
    ],
  ])("with partitions called otherwise (%s)", async (suffix, move) => {
    const folder = await hats(join(await newFolder(), "out"));
    for (const path of (await openTableFolder(folder)).files) await move(path);
    await writeFile(join(folder, "hats.properties"), `obs_collection=a\nhats_npix_suffix=${suffix}\n`);
    const { files } = await openTableFolder(folder);
    expect(files.length).toBe(12);
    for (const file of files) await (await openTableFile(file)).close();
  });

  test("of the first versions, whose properties have another name", async () => {
    const folder = await hats(join(await newFolder(), "out"));
    await rename(join(folder, "hats.properties"), join(folder, "properties"));
    expect(await findTableFolder(folder)).toMatchObject({ kind: "hats", name: "stars" });
  });

  test("without rows is a file of its columns", async () => {
    const folder = await hats(join(await newFolder(), "out"), []);
    const { files } = await openTableFolder(folder);
    expect(names(folder, files)).toEqual(["dataset/_common_metadata"]);
    const table = await openTableFile(files[0] ?? "");
    expect(table.fields.map(({ name }) => name)).toEqual(["_healpix_29", "id", "x", "y"]);
    expect((await table.summary).rows).toBe(0);
  });

  test("of a collection: the primary one, under the collection's name", async () => {
    const folder = await newFolder();
    await hats(join(folder, "stars"));
    await hats(join(folder, "stars_margin"));
    const properties = join(folder, "collection.properties");
    await writeFile(properties, "obs_collection=all\nhats_primary_table_url=stars\nall_margins=stars_margin\n");
    const found = await openTableFolder(folder);
    expect(found).toMatchObject({ kind: "hats", name: "all", position: { ra: "x", dec: "y" } });
    expect(new Set(names(folder, found.files).map((name) => name.split("/")[0]))).toEqual(new Set(["stars"]));
  });

  test.each([
    ["a collection of a catalogue elsewhere", "collection.properties", "hats_primary_table_url=../stars\n"],
    ["a collection of a catalogue on the network", "collection.properties", "hats_primary_table_url=s3://a/stars\n"],
    ["a collection without its catalogue", "collection.properties", "hats_primary_table_url=stars\n"],
    ["a catalogue without files", "hats.properties", "obs_collection=a\n"],
    ["a list of partitions without cells", "partition_info.csv", "a,b\n1,2\n"],
    ["a list with a line that is none", "partition_info.csv", "Norder,Npix\n0,x\n"],
  ])("%s is an error", async (_, name, text) => {
    const folder = await newFolder();
    if (name === "partition_info.csv") await writeFile(join(folder, "hats.properties"), "obs_collection=a\n");
    await writeFile(join(folder, name), text);
    await expect(findTableFolder(folder)).rejects.toMatchObject({ code: "FORMAT_HATS" });
  });
});

describe("a folder of Parquet", () => {
  test("is one table: files of the same columns, in the order of their numbers, those of folders too", async () => {
    const folder = await newFolder();
    for (const name of ["part-2", "part-10", "year=2024/part-1"]) await parquet(join(folder, `${name}.parquet`));
    for (const name of ["_metadata", ".hidden.parquet", "_delta_log/1.parquet"]) await parquet(join(folder, name));
    await writeFile(join(folder, "_SUCCESS"), "");
    const found = await findTableFolder(folder);
    const due = ["part-2.parquet", "part-10.parquet", "year=2024/part-1.parquet"];
    expect([found?.kind, names(folder, found?.files)]).toEqual(["parquet", due]);
    expect([found?.name, found?.position, found?.properties.size]).toEqual([undefined, undefined, 0]);
    expect(found?.partitions.fields).toEqual([]);
  });

  test("has the keys of the folders that all its files are in, not those of folders around it", async () => {
    const folder = join(await newFolder(), "run=1");
    for (const name of ["year=1/day=2/a", "year=3/x/day=4/b"]) await parquet(join(folder, `${name}.parquet`));
    expect((await openTableFolder(folder)).partitions.fields.map(({ name }) => name)).toEqual(["year", "day"]);
  });

  test("has files behind links, and no folders behind them", async () => {
    const [folder, other] = [await newFolder(), await newFolder()];
    await parquet(join(other, "a.parquet"));
    await symlink(join(other, "a.parquet"), join(folder, "b.parquet"));
    await symlink(folder, join(folder, "again"));
    expect(names(folder, (await openTableFolder(folder)).files)).toEqual(["b.parquet"]);
  });

  test.each<[what: string, add: (folder: string) => Promise<void>]>([
    ["with a file of another kind", (folder) => writeFile(join(folder, "readme.txt"), "")],
    ["with other columns", (folder) => parquet(join(folder, "b.parquet"), FIELDS.slice(0, 2), [[1, 2]])],
    ["with other types", (folder) => parquet(join(folder, "b.parquet"), [TEXT, ...FIELDS.slice(1)], [["a", 2, 3]])],
  ])("%s is one table where it is named as one, and otherwise none", async (_, add) => {
    const folder = await newFolder();
    await parquet(join(folder, "a.parquet"));
    await add(folder);
    expect(await findTableFolder(folder)).toBeUndefined();
    expect((await openTableFolder(folder)).files).toContain(join(folder, "a.parquet"));
  });

  test("columns may come in another order, and texts have other lengths", async () => {
    const folder = await newFolder();
    await parquet(join(folder, "a.parquet"), [TEXT, ...FIELDS.slice(1)], [["a", 1, 2]]);
    const [, x, y] = FIELDS as [Field, Field, Field];
    await parquet(join(folder, "b.parquet"), [x, { ...TEXT, arraysize: "8*" }, y], [[1, "b", 2]]);
    expect((await findTableFolder(folder))?.files.length).toBe(2);
  });

  test("without any is none", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "a.csv"), "a\n1\n");
    expect(await findTableFolder(folder)).toBeUndefined();
    await expect(openTableFolder(folder)).rejects.toMatchObject({ code: "FORMAT_FOLDER" });
    await expect(openTableFolder(join(folder, "none"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
