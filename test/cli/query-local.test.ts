import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseTableArgument } from "../../packages/cli/src/local/table-argument.ts";
import { parquetFile } from "../engine/node/files.ts";
import { namesIn, newFolder, ROWS, run, votable } from "./command.ts";

const STARS = "id,ra,dec,mag\n1,10,20,5.5\n2,10.001,20.001,\n3,200,-45,9.25\n";

async function folder(): Promise<{ readonly path: string; readonly stars: string; readonly notes: string }> {
  const path = await newFolder();
  const stars = join(path, "stars.csv");
  const notes = join(path, "notes.vot");
  await writeFile(stars, STARS);
  await writeFile(notes, votable(ROWS));
  return { path, stars, notes };
}

const local = (...args: string[]) => run(["query", "local", ...args]);

describe("query local", () => {
  test("joins files of two formats, by position and by number", async () => {
    const { stars, notes } = await folder();
    const query =
      "SELECT s.id, note, mag FROM stars AS s JOIN n ON s.id = n.id WHERE 1=CONTAINS(POINT(s.ra, s.dec), CIRCLE(10, 20, 1))";
    const { status, stdout, stderr } = await local(query, "--table", stars, "--table", `n=${notes}`);
    expect([status, stdout, stderr]).toEqual([0, "id,note,mag\n1,a,5.5\n", ""]);
  });

  test("a folder of Parquet files, a pattern, standard input", async () => {
    const { path, stars } = await folder();
    await mkdir(join(path, "parts"));
    await parquetFile(join(path, "parts", "1.parquet"), [1, 2]);
    await parquetFile(join(path, "parts", "2.parquet"), [3]);
    const query = "SELECT s.id FROM p JOIN q ON p.n = q.n JOIN s ON s.id = p.n ORDER BY 1 DESC";
    const tables = ["--table", `p=${join(path, "parts")}`, "--table", `q=${join(path, "parts", "*.parquet")}`];
    const outcome = await run(["query", "local", query, ...tables, "--table", "s=-"], {
      stdin: await readFile(stars),
    });
    expect(outcome).toEqual({ status: 0, stdout: "id\n3\n2\n1\n", stderr: "" });
  });

  test("a URL", async () => {
    const server = createServer((_request, response) => response.end(STARS));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/far.csv`;
    expect(await local("SELECT COUNT(*) AS n FROM far", "--table", url)).toMatchObject({ status: 0, stdout: "n\n3\n" });
  });

  test("writes every format by OUT's name, with units and UCDs", async () => {
    const { path, notes } = await folder();
    const out = join(path, "out.vot");
    const { status } = await local("SELECT ra FROM notes ORDER BY id", "--table", notes, "-o", out);
    expect(status).toBe(0);
    expect(await readFile(out, "utf8")).toMatch(/<FIELD[^>]*name="ra"[^>]*unit="deg"[^>]*ucd="pos.eq.ra"/);
  });

  test("--maxrec cuts, and warns", async () => {
    const { stars } = await folder();
    const { status, stdout, stderr } = await local(
      "SELECT id FROM stars ORDER BY id",
      "--table",
      stars,
      "--maxrec",
      "2",
    );
    expect([status, stdout]).toEqual([0, "id\n1\n2\n"]);
    expect(stderr).toBe(
      "warning: Incomplete: the result ends after 2 rows, as many as --maxrec asks for; there are more (OVERFLOW).\n",
    );
  });

  test("--explain prints SQL and plan, and --json both as JSON", async () => {
    const { stars } = await folder();
    const args = ["SELECT id FROM stars WHERE mag < 6", "--table", stars, "--explain"];
    expect((await local(...args)).stdout).toMatch(/^SELECT [\s\S]*Filters/);
    const told = JSON.parse((await local(...args, "--json")).stdout);
    expect(Object.keys(told)).toEqual(["sql", "plan", "fields", "problems"]);
  });

  test("errors of the query have pictures, and leave no OUT", async () => {
    const { path, stars } = await folder();
    const out = join(path, "out.csv");
    const { status, stderr } = await local("SELECT mga FROM stars", "--table", stars, "-o", out);
    expect(status).toBe(1);
    expect(stderr).toContain("mag");
    expect(stderr).toContain("^");
    expect(stderr).toContain("was not run");
    expect(await namesIn(path)).not.toContain("out.csv");
  });

  test.each([
    ["a function that the engine has not", "SELECT SIGN(mag) FROM stars", "ADQL_UNKNOWN_FUNCTION", "^^^^"],
    [
      "a frame that it does not compute in",
      "SELECT id FROM stars WHERE 1=CONTAINS(POINT('GALACTIC', ra, dec), CIRCLE('ICRS', 10, 20, 1))",
      "ADQL_FRAME",
      "^^^^^",
    ],
  ])("%s is pictured, too", async (_, query, code, carets) => {
    const { stars } = await folder();
    const { status, stderr } = await local(query, "--table", stars);
    expect(status).toBe(1);
    expect(stderr.split("\n").slice(0, 3).join("\n")).toMatch(new RegExp(`error: .*\\(${code}\\)\n.*SELECT.*\n`));
    expect(stderr).toContain(carets);
    expect(stderr).toMatch(/was not run\. \(ADQL_.*\)\n.*armillary tables local/);
    const json = JSON.parse((await local(query, "--table", stars, "--json")).stderr);
    expect(json.error).toMatchObject({ code, line: 1, hint: expect.stringContaining("armillary tables local") });
  });

  test("errors in a row leave no OUT either", async () => {
    const { path, stars } = await folder();
    const out = join(path, "out.csv");
    const { status, stderr } = await local("SELECT CAST('x' || id AS INTEGER) FROM stars", "--table", stars, "-o", out);
    expect([status, stderr]).toEqual([1, expect.stringContaining("ENGINE_QUERY")]);
    expect((await namesIn(path)).sort()).toEqual(["notes.vot", "stars.csv"]);
  });

  test.each<[string, string[], string]>([
    ["no table", ["SELECT 1 FROM t"], "--table NAME=FILE"],
    ["standard input twice", ["SELECT 1 FROM t", "--table", "a=-", "--table", "b=-"], "once"],
    ["standard input as query and table", ["-", "--table", "a=-"], "not both"],
    [
      "an address that is not read",
      ["SELECT 1 FROM t", "--table", "t=ftp://example.org/t.vot"],
      "ftp: addresses are not",
    ],
    ["a table without a name", ["SELECT 1 FROM t", "--table", "-"], "NAME=FILE"],
    ["two tables of a name", ["SELECT 1 FROM t", "--table", "a=STARS", "--table", "A=STARS"], "another name"],
  ])("%s is misuse", async (_what, args, words) => {
    const { stars } = await folder();
    const { status, stderr } = await local(...args.map((arg) => arg.replace("STARS", stars)));
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });

  test("a file that is not there is named", async () => {
    const { status, stderr } = await local("SELECT 1 FROM t", "--table", "t=/nowhere/t.vot");
    expect(status).toBe(1);
    expect(stderr).toContain("/nowhere/t.vot");
  });

  test("a name that wants quotes is known for one", async () => {
    const { stars } = await folder();
    const { status, stderr } = await local("SELECT 1 FROM t", "--table", `my stars=${stars}`);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`'"my stars"=${stars}'`)]);
    expect(await local('SELECT id FROM "my stars" WHERE id = 1', "--table", `"my stars"=${stars}`)).toMatchObject({
      stdout: "id\n1\n",
    });
  });

  test("a file of no known format is told with what may be done here", async () => {
    const { path } = await folder();
    await writeFile(join(path, "words"), "no table\n");
    const { stderr } = await local("SELECT 1 FROM t", "--table", `t=${join(path, "words")}`);
    expect(stderr).toMatch(/words: .*\(FORMAT_UNKNOWN\)\n.*the end of its name: \.vot, \.fits, \.csv/);
  });

  test("a service called local is asked for by its address alone", async () => {
    const { stdout } = await run(["query", "--help"]);
    expect(stdout).toContain("local");
    expect((await run(["query", "local", "--help"])).stdout).toContain("--table <name=file>");
  });
});

describe("tables local", () => {
  test("lists tables, and the columns of one", async () => {
    const { stars, notes } = await folder();
    const tables = ["--table", stars, "--table", `n=${notes}`];
    const list = await run(["tables", "local", ...tables]);
    expect(list.stdout).toMatch(/stars +3/);
    const one = await run(["tables", "local", "n", ...tables]);
    expect(one.stdout).toMatch(/id +long .*meta\.id;meta\.main +Source identifier/);
    const json = JSON.parse((await run(["tables", "local", ...tables, "--json"])).stdout);
    expect(json.tables.map(({ name }: { readonly name: string }) => name)).toEqual(["stars", "n"]);
  });
});

describe("NAME=FILE", () => {
  test.each([
    ["stars=gaia.vot", { name: "stars", isNamed: true, place: "gaia.vot" }],
    ["cat.stars=a=b.vot", { name: "cat.stars", isNamed: true, place: "a=b.vot" }],
    ['"my table"=x.csv', { name: '"my table"', isNamed: true, place: "x.csv" }],
    ["dir/gaia.vot.gz", { name: "gaia", isNamed: false, place: "dir/gaia.vot.gz" }],
    [
      "https://example.org/a/gaia.vot?x=1",
      { name: "gaia", isNamed: false, place: "https://example.org/a/gaia.vot?x=1" },
    ],
    ["parts/", { name: "parts", isNamed: false, place: "parts/" }],
    ["t=-", { name: "t", isNamed: true, place: "-" }],
    ["-", undefined],
    ["*.parquet", undefined],
    ["", undefined],
  ])("%s", (text, table) => {
    expect(parseTableArgument(text)).toEqual(table);
  });
});
