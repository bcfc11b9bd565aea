import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parquetMetadata } from "hyparquet";
import { describe, expect, test } from "vitest";
import { generator } from "../support/skies.ts";
import { namesIn, newFolder, run } from "./command.ts";

/** A table with a crowd in it, at a pole and across right ascension 0 as well. */
async function crowded(folder: string, rows: number): Promise<string> {
  const next = generator(11);
  const lines = Array.from({ length: rows }, (_, id) => {
    const kind = id % 4;
    const ra = kind === 0 ? 266 + next() * 3 : kind === 1 ? (359.5 + next()) % 360 : next() * 360;
    const dec =
      kind === 0 ? -30 + next() * 3 : kind === 1 ? 85 + next() * 5 : (Math.asin(2 * next() - 1) * 180) / Math.PI;
    return `${id},${ra},${dec},${id % 3 === 0 ? "" : 10 + next()},name ${id % 5}`;
  });
  const path = join(folder, "in.csv");
  await writeFile(path, `id,ra,dec,mag,name\n${lines.join("\n")}\n`);
  return path;
}

async function asked(sql: string): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe("armillary convert --to hats", () => {
  test("a folder that DuckDB reads as one table, each row in the cell that its file is named after", async () => {
    const folder = await newFolder();
    const input = await crowded(folder, 8000);
    const out = join(folder, "catalogue");
    const { status, stderr } = await run(["convert", input, out, "--to", "hats", "--rows-per-partition", "600", "-v"]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^8,000 rows .* → .*catalogue, \d+ partitions\n$/);
    expect((await namesIn(out)).sort()).toEqual(["dataset", "hats.properties", "partition_info.csv", "skymap.fits"]);
    const files = `read_parquet('${out}/dataset/**/*.parquet', hive_partitioning=true, filename=true)`;
    // Hive's partitions are folders: the last one of HATS is a file.
    const pixel = "regexp_extract(filename, 'Npix=([0-9]+)', 1)::BIGINT";

    const [whole] = await asked(
      `SELECT count(*) AS n, count(DISTINCT id) AS ids, sum(id) AS total, count(mag) AS mags FROM ${files}`,
    );
    expect(whole).toEqual({ n: "8000", ids: "8000", total: "31996000", mags: "5333" });
    const outside = await asked(
      `SELECT id FROM ${files} WHERE (_healpix_29 >> (2 * (29 - Norder::INT))) != ${pixel} OR Dir::BIGINT != (${pixel} // 10000) * 10000`,
    );
    expect(outside).toEqual([]);
    const sizes = await asked(
      `SELECT Norder::INT AS o, ${pixel} AS p, count(*) AS n FROM ${files} GROUP BY ALL ORDER BY 1, 2`,
    );
    expect(Math.max(...sizes.map(({ n }) => Number(n)))).toBeLessThanOrEqual(600);
    expect(new Set(sizes.map(({ o }) => o)).size).toBeGreaterThan(1);
    expect(await readFile(join(out, "partition_info.csv"), "utf8")).toBe(
      `Norder,Npix\n${sizes.map(({ o, p }) => `${o},${p}\n`).join("")}`,
    );
    const unsorted = await asked(
      `SELECT * FROM (SELECT _healpix_29 AS h, lag(_healpix_29) OVER (PARTITION BY filename ORDER BY file_row_number) AS b FROM read_parquet('${out}/dataset/**/*.parquet', filename=true, file_row_number=true)) WHERE h < b`,
    );
    expect(unsorted).toEqual([]);
    const same = await asked(
      `SELECT count(*) AS n FROM ${files} AS a JOIN read_csv('${input}') AS b USING (id) WHERE a.ra = b.ra AND a.dec = b.dec AND a.name = b.name AND a.mag IS NOT DISTINCT FROM b.mag`,
    );
    expect(same).toEqual([{ n: "8000" }]);
    const properties = await readFile(join(out, "hats.properties"), "utf8");
    expect(properties).toContain("\nobs_collection=catalogue\n");
    expect(properties).toContain("\nhats_nrows=8000\n");
    expect(properties).toContain(`\nhats_order=${Math.max(...sizes.map(({ o }) => Number(o)))}\n`);
  });

  test("_metadata has the row groups of all files, _common_metadata the columns alone", async () => {
    const folder = await newFolder();
    const input = await crowded(folder, 3000);
    const out = join(folder, "catalogue");
    await run(["convert", input, out, "--to", "hats", "--rows-per-partition", "500"]);
    const metadataOf = async (name: string) => {
      const bytes = await readFile(join(out, "dataset", name));
      return parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer);
    };
    const whole = await metadataOf("_metadata");
    expect(whole.num_rows).toBe(3000n);
    const paths = whole.row_groups.map(({ columns }) => [...new Set(columns.map(({ file_path }) => file_path))]);
    expect(paths.every(({ length }) => length === 1)).toBe(true);
    let groups = 0;
    for (const path of new Set(paths.flat())) {
      const file = await metadataOf(path ?? "");
      expect(whole.schema).toEqual(file.schema);
      const theirs = whole.row_groups.filter(({ columns }) => columns[0]?.file_path === path);
      expect(theirs.map(({ columns }) => columns.map(({ meta_data }) => meta_data))).toEqual(
        file.row_groups.map(({ columns }) => columns.map(({ meta_data }) => meta_data)),
      );
      groups += theirs.length;
    }
    expect(groups).toBe(whole.row_groups.length);
    const common = await metadataOf("_common_metadata");
    expect([common.num_rows, common.row_groups]).toEqual([0n, []]);
    expect(common.schema).toEqual(whole.schema);
    expect(common.key_value_metadata).toEqual(whole.key_value_metadata);
  });

  test("skymap.fits counts the rows of each cell of order 10", async () => {
    const folder = await newFolder();
    const input = await crowded(folder, 3000);
    const out = join(folder, "catalogue");
    await run(["convert", input, out, "--to", "hats", "--rows-per-partition", "500"]);
    expect(await readFile(join(out, "hats.properties"), "utf8")).toContain("\nhats_skymap_order=10\n");
    const { stdout } = await run(["convert", join(out, "skymap.fits")]);
    const files = `read_parquet('${out}/dataset/**/*.parquet')`;
    const due = await asked(`SELECT _healpix_29 >> 38 AS p, count(*) AS n FROM ${files} GROUP BY 1 ORDER BY 1`);
    expect(stdout).toBe(`PIXEL,VALUE\n${due.map(({ p, n }) => `${p},${n}\n`).join("")}`);
  });

  test("comes back: a folder is read as its files, all columns or some", async () => {
    const folder = await newFolder();
    const input = await crowded(folder, 2500);
    const out = join(folder, "catalogue");
    await run(["convert", input, out, "--to", "hats", "--rows-per-partition", "300"]);
    const { stdout } = await run(["convert", out, "--columns", "id,ra,dec,mag,name"]);
    const byId = (lines: readonly string[]) =>
      [...lines].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
    const read = stdout.trim().split("\n");
    const written = (await readFile(input, "utf8")).trim().split("\n");
    expect(byId(read.slice(1))).toEqual(byId(written.slice(1)));
    const some = await run(["convert", `${out}/`, "--columns", "name", "--limit", "2"]);
    expect(some.stdout.split("\n")).toHaveLength(4);
  });

  test("a catalogue of a catalogue has one index", async () => {
    const folder = await newFolder();
    const input = await crowded(folder, 600);
    await run(["convert", input, join(folder, "one"), "--to", "hats"]);
    await run(["convert", join(folder, "one"), join(folder, "two"), "--to", "hats", "--rows-per-partition", "100"]);
    const { stdout } = await run(["convert", join(folder, "two"), "--limit", "1"]);
    expect(stdout).toMatch(/^_healpix_29,id,ra,dec,mag,name\n/);
  });

  test("a table without rows is a catalogue without partitions", async () => {
    const folder = await newFolder();
    await writeFile(
      join(folder, "none.ecsv"),
      "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: ra, datatype: float64}\n# - {name: dec, datatype: float64}\nra dec\n",
    );
    const { status } = await run(["convert", join(folder, "none.ecsv"), join(folder, "out"), "--to", "hats"]);
    expect(status).toBe(0);
    expect(await readFile(join(folder, "out", "partition_info.csv"), "utf8")).toBe("Norder,Npix\n");
    expect((await namesIn(join(folder, "out", "dataset"))).sort()).toEqual(["_common_metadata", "_metadata"]);
    expect(await namesIn(join(folder, "out"))).not.toContain("skymap.fits");
    expect(await readFile(join(folder, "out", "hats.properties"), "utf8")).not.toContain("skymap");
  });

  test("a row without a position is an error, or left out and told", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "a.csv"), "ra,dec\n1,2\n,\n3,4\n");
    const strict = await run(["convert", join(folder, "a.csv"), join(folder, "out"), "--to", "hats", "--json"]);
    expect(strict.status).toBe(1);
    expect(JSON.parse(strict.stderr).error).toMatchObject({
      code: "FORMAT_HATS",
      message: expect.stringContaining("Row 1 "),
    });
    expect(await namesIn(folder)).toEqual(["a.csv"]);
    const lenient = await run(["convert", join(folder, "a.csv"), join(folder, "out"), "--to", "hats", "--lenient"]);
    expect([lenient.status, lenient.stderr]).toEqual([0, expect.stringContaining("1 row without a position left out")]);
    expect(await readFile(join(folder, "out", "hats.properties"), "utf8")).toContain("hats_nrows=2\n");
  });

  test.each([
    ["to standard output", ["--to", "hats"], "-", 2, "USAGE"],
    ["a serialization", ["--to", "hats", "--serialization", "binary"], "out", 2, "USAGE"],
    ["no partition may be empty", ["--to", "hats", "--rows-per-partition", "0"], "out", 2, "USAGE"],
    ["its options without it", ["--rows-per-partition", "5"], "out.csv", 2, "USAGE"],
    ["columns that are no positions", ["--to", "hats", "--ra", "name", "--dec", "dec"], "out", 1, "SKY_POSITION"],
    ["a folder with something in it", ["--to", "hats"], "full", 1, "FILE_EXISTS"],
    ["a place that is none", ["--to", "hats"], "nowhere/out", 1, "FILE_NOT_FOUND"],
  ])("%s: an error, and nothing is left", async (_, words, place, due, code) => {
    const folder = await newFolder();
    await writeFile(join(folder, "a.csv"), "ra,dec,name\n1,2,x\n");
    await mkdir(join(folder, "full"));
    await writeFile(join(folder, "full", "mine.txt"), "mine");
    const out = place === "-" ? place : join(folder, place);
    const { status, stderr } = await run(["convert", join(folder, "a.csv"), out, ...words, "--json"]);
    expect([status, JSON.parse(stderr).error.code]).toEqual([due, code]);
    expect((await namesIn(folder)).sort()).toEqual(["a.csv", "full"]);
    expect(await namesIn(join(folder, "full"))).toEqual(["mine.txt"]);
  });

  test("positions that are not in degrees are refused", async () => {
    const folder = await newFolder();
    await writeFile(
      join(folder, "a.ecsv"),
      "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: ra, unit: rad, datatype: float64}\n# - {name: dec, unit: rad, datatype: float64}\nra dec\n1 1\n",
    );
    const { status, stderr } = await run(["convert", join(folder, "a.ecsv"), join(folder, "out"), "--to", "hats"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining('Column "ra" is in rad')]);
  });

  test("a folder without tables is said to be one", async () => {
    const folder = await newFolder();
    const { status, stderr } = await run(["convert", folder]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("no Parquet file is in it")]);
  });
});
