import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { newFolder, run } from "./command.ts";
import { serving } from "./serving.ts";

const MESSIER = fileURLToPath(new URL("../../fixtures/votable/messier.vot", import.meta.url));
const XY = "id,x,y\n1,10,20\n2,10.001,20.001\n3,200,-45\n";

/** Folders of all kinds, in one. */
async function folders(): Promise<{ readonly path: string; readonly messier: string }> {
  const path = await newFolder();
  const messier = join(path, "a-catalogue");
  await writeFile(join(path, "xy.csv"), XY);
  await run(["convert", MESSIER, messier, "--to", "hats", "--rows-per-partition", "20"]);
  for (const year of ["2023", "2024"]) {
    await mkdir(join(path, "hive", `year=${year}`), { recursive: true });
    await run(["convert", join(path, "xy.csv"), join(path, "hive", `year=${year}`, "part.parquet")]);
  }
  await mkdir(join(path, "various"));
  await run(["convert", join(path, "xy.csv"), join(path, "various", "a.parquet")]);
  await run(["convert", MESSIER, join(path, "various", "b.parquet")]);
  return { path, messier };
}

describe("a folder is an input", () => {
  test("info: one table, its files, and what a HATS catalogue says of itself", async () => {
    const { messier, path } = await folders();
    const told = JSON.parse((await run(["info", messier, "--json"])).stdout);
    expect(told).toMatchObject({
      format: "parquet",
      status: "OK",
      files: 10,
      tables: [{ name: "a-catalogue", rows: 56, description: expect.stringContaining("One row an object") }],
      diagnostics: [],
    });
    expect(told.infos).toContainEqual({ name: "hats_col_ra", value: "ra" });
    expect(told.tables[0].fields).toContainEqual(
      expect.objectContaining({ name: "ra", unit: "deg", ucd: "pos.eq.ra;meta.main" }),
    );
    const { stdout } = await run(["info", join(path, "hive")]);
    expect(stdout).toMatch(/hive {3}Parquet · 2 files · [\d.,]+ kB · status OK\nTABLE {3}4 columns · 6 rows\n/);
    expect(stdout).toMatch(/\n {2}year {2}long\n/);
  });

  test("show: its first rows, without reading them all", async () => {
    const { messier } = await folders();
    const { status, stdout } = await run(["show", messier, "--rows", "3", "--columns", "messier,ra"]);
    expect([status, stdout.trim().split("\n").length]).toEqual([0, 7]);
    expect(stdout).toMatch(/… more rows/);
    expect((await run(["show", messier, "--rows", "56"])).stdout).not.toContain("more rows");
  });

  test("convert: what folders are called is a column, chosen or not", async () => {
    const { path } = await folders();
    const hive = join(path, "hive");
    const whole = await run(["convert", hive, "--limit", "4", "--skip", "1"]);
    expect(whole.stdout).toBe(
      "id,x,y,year\n2,10.001,20.001,2023\n3,200,-45,2023\n1,10,20,2024\n2,10.001,20.001,2024\n",
    );
    expect((await run(["convert", hive, "--columns", "year,id", "--limit", "1"])).stdout).toBe("year,id\n2023,1\n");
    const parquet = join(path, "hive.parquet");
    await run(["convert", hive, parquet]);
    expect((await run(["show", parquet, "--columns", "year", "--rows", "1"])).stdout).toContain("2023");
  });

  test("match: either side, or both", async () => {
    const { messier } = await folders();
    for (const sides of [
      [messier, MESSIER],
      [MESSIER, messier],
      [messier, messier],
    ]) {
      const { status, stdout, stderr } = await run(["match", ...sides, "--radius", "1arcsec", "--to", "csv"]);
      expect([status, stdout.trim().split("\n").length]).toEqual([0, 57]);
      for (const side of sides) expect(stderr).toContain(`${side}: ra, dec (by UCD)`);
    }
  });

  test.each([["info"], ["show"], ["match", MESSIER, "--radius", "1arcsec"]])(
    "%s: one without tables is an error that names it",
    async (verb, ...rest) => {
      const folder = await newFolder();
      const { status, stderr } = await run([verb, ...rest, folder]);
      expect(status).toBe(1);
      expect(stderr).toContain(folder);
      expect(stderr).toContain("FILE_IS_FOLDER");
    },
  );

  test("columns that differ are an error that names the file", async () => {
    const { path } = await folders();
    const { status, stderr } = await run(["info", join(path, "various")]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("b.parquet has no column")]);
  });
});

describe("a folder is a table of a local query", () => {
  test("HATS under its own name, or the one that is given; values of folders are columns", async () => {
    const { path, messier } = await folders();
    const hats = await run(["query", "local", 'SELECT COUNT(*) AS n FROM "a-catalogue"', "--table", messier]);
    expect(hats).toEqual({ status: 0, stdout: "n\n56\n", stderr: "" });
    const hive = ["--table", `h=${join(path, "hive")}`, "--table", `m=${messier}`];
    const query = 'SELECT "year", COUNT(*) AS n FROM h GROUP BY "year" ORDER BY 1';
    expect((await run(["query", "local", query, ...hive])).stdout).toBe("year,n\n2023,3\n2024,3\n");
  });
});

describe("serve DIR", () => {
  const tablesOf = async (...args: string[]): Promise<{ readonly tables: string[]; readonly stderr: string }> => {
    const server = await serving(...args, "--json");
    const { tables } = JSON.parse(server.ready);
    await server.stop();
    return { tables, stderr: server.stderr() };
  };

  test("files and folders that are a table each, and a word of those that are not", async () => {
    const { path } = await folders();
    const { tables, stderr } = await tablesOf(path);
    expect(tables).toEqual(["a_catalogue", "hive", "xy"]);
    expect(stderr).toContain(`${join(path, "various")} is left out`);
  });

  test("Parquet files with different columns are tables of their own", async () => {
    const { path } = await folders();
    expect((await tablesOf(join(path, "various"))).tables).toEqual(["a", "b"]);
    await copyFile(join(path, "various", "a.parquet"), join(path, "hive", "another.parquet"));
    expect((await tablesOf(join(path, "hive"))).tables).toEqual(["hive"]);
  });

  test("a damaged file is named, and what is about the data is no table", async () => {
    const { path } = await folders();
    const hive = join(path, "hive");
    await mkdir(join(path, "_delta_log"));
    await copyFile(join(path, "various", "a.parquet"), join(path, "_delta_log", "a.parquet"));
    expect((await tablesOf(path)).tables).toEqual(["a_catalogue", "hive", "xy"]);
    await writeFile(join(hive, "damaged.parquet"), "PAR1");
    const { status, stderr } = await run(["serve", hive]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("damaged.parquet")]);
  });

  test("a HATS catalogue is one table with a cone search", async () => {
    const { messier } = await folders();
    const server = await serving(messier);
    const url = server.ready.trim();
    const answer = await fetch(`${url}/scs/a_catalogue?RA=10.68&DEC=41.27&SR=0.5&RESPONSEFORMAT=csv`);
    const lines = (await answer.text()).trim().split("\n");
    expect(lines[0]).toMatch(/^messier,ra,dec,/);
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(expect.arrayContaining(["31"]));
    await server.stop();
  });
});

describe("--ra and --dec of local tables", () => {
  const local = (path: string, ...args: string[]) => run(["tables", "local", "--json", "--table", path, ...args]);

  test("name the columns of positions: of the only table, or of one of several", async () => {
    const { path, messier } = await folders();
    const file = join(path, "xy.csv");
    const indexed = async (...args: string[]): Promise<string[]> => {
      const { tables } = JSON.parse((await local(file, ...args)).stdout);
      const { columns } = tables.find(({ name }: { readonly name: string }) => name === "xy");
      return columns.flatMap((column: { name: string; indexed: boolean }) => (column.indexed ? [column.name] : []));
    };
    expect(await indexed()).toEqual([]);
    expect(await indexed("--ra", "x", "--dec", "y")).toEqual(["x", "y"]);
    const both = ["--table", `m=${messier}`];
    expect(await indexed(...both, "--ra", "xy=x", "--dec", "XY=y")).toEqual(["x", "y"]);
    expect(await indexed("--ra", "xy=x", "--dec", "xy=y")).toEqual(["x", "y"]);
  });

  test("serve: a cone search of a table that says nothing of its positions", async () => {
    const { path } = await folders();
    const server = await serving(join(path, "xy.csv"), join(path, "hive"), ...["--ra", "xy=x", "--dec", "xy=y"]);
    const search = (table: string) =>
      fetch(`${server.ready.trim()}/scs/${table}?RA=10&DEC=20&SR=0.1&RESPONSEFORMAT=csv`);
    expect(await (await search("xy")).text()).toBe("id,x,y\n1,10,20\n2,10.001,20.001\n");
    expect((await search("hive")).status).toBe(404);
    await server.stop();
  });

  test.each<[what: string, args: string[], status: number, words: string]>([
    ["of a table that is not said", ["--table", "b=XY", "--ra", "x"], 2, "--ra TABLE=COLUMN: --ra a=x"],
    ["of a table that is not there", ["--table", "b=XY", "--dec", "c=y"], 2, "no table called c. The tables are: a, b"],
    ["said twice", ["--ra", "x", "--ra", "y"], 2, "twice"],
    ["a column that is not there", ["--ra", "z", "--dec", "y"], 1, "There is no column"],
    ["a column of text", ["--ra", "name", "--dec", "y"], 1, "--ra and --dec name columns"],
  ])("%s is refused", async (_, args, due, words) => {
    const file = join(await newFolder(), "xy.csv");
    await writeFile(file, "name,x,y\na,1,2\n");
    const { status, stderr } = await local(`a=${file}`, ...args.map((word) => word.replace("XY", file)));
    expect([status, stderr]).toEqual([due, expect.stringContaining(words)]);
  });
});
