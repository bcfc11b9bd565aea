import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder, run } from "./command.ts";

const LEFT = "id,ra,dec\na,10,0\nb,20,0\nc,,0\nd,359.9999,0\n";
const RIGHT = "RAJ2000,DEJ2000,id\n10,0.0002,1\n10,0.0001,2\n0,0,3\n";

async function tables(contents: Readonly<Record<string, string>> = {}): Promise<(name: string) => string> {
  const folder = await newFolder();
  for (const [name, content] of Object.entries({ "left.csv": LEFT, "right.csv": RIGHT, ...contents })) {
    await writeFile(join(folder, name), content);
  }
  return (name) => join(folder, name);
}

const votable = (unit: string, system: string, rows: string): string => `<?xml version="1.0"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">
<COOSYS ID="frame" system="${system}"/>
<INFO name="QUERY_STATUS" value="OK"/>
<TABLE><FIELD ID="r" name="a" datatype="double" unit="${unit}" ucd="pos.eq.ra;meta.main" ref="frame"/>
<FIELD ID="d" name="b" datatype="double" unit="${unit}" ucd="pos.eq.dec;meta.main" ref="frame"/>
<DATA><TABLEDATA>${rows}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;

describe("match", () => {
  test.each([
    {
      what: "the best of both, side by side",
      options: [],
      due: ["a,10,0,10,0.0001,2,0.36", "d,359.9999,0,0,0,3,0.36"],
    },
    {
      what: "all, nearest first",
      options: ["--find", "all"],
      due: ["a,10,0,10,0.0001,2,0.36", "a,10,0,10,0.0002,1,0.72", "d,359.9999,0,0,0,3,0.36"],
    },
    {
      what: "each row of LEFT",
      options: ["--find", "each"],
      due: ["a,10,0,10,0.0001,2,0.36", "b,20,0,,,,", "c,,0,,,,", "d,359.9999,0,0,0,3,0.36"],
    },
    { what: "what RIGHT does not have", options: ["--join", "1not2"], due: ["b,20,0", "c,,0"] },
    { what: "what LEFT does not have", options: ["--join", "2not1"], due: ["10,0.0002,1"] },
  ])("$what", async ({ options, due }) => {
    const at = await tables();
    const args = ["match", at("left.csv"), at("right.csv"), "--radius", "1arcsec", ...options];
    const { status, stdout, stderr } = await run(args);
    expect(status).toBe(0);
    const [, ...lines] = stdout.trimEnd().split("\n");
    const rounded = lines.map((line) =>
      line.replace(/0\.\d{5,}$/, (number) => `${Math.round(Number(number) * 1e4) / 1e4}`),
    );
    expect(rounded).toEqual(due);
    expect(stderr).toContain("left.csv: ra, dec (by name)");
    expect(stderr).toContain("right.csv: RAJ2000, DEJ2000 (by name)");
    expect(stderr).toContain("left.csv: 1 row without a position");
  });

  test("names that both tables have get a suffix", async () => {
    const at = await tables();
    const args = ["match", at("left.csv"), at("right.csv"), "--radius", "1arcsec"];
    expect((await run(args)).stdout.split("\n")[0]).toBe("id_1,ra,dec,RAJ2000,DEJ2000,id_2,separation_arcsec");
    const named = await run([...args, "--suffix1", "", "--suffix2", "_right"]);
    expect(named.stdout.split("\n")[0]).toBe("id,ra,dec,RAJ2000,DEJ2000,id_right,separation_arcsec");
  });

  test("positions by UCD, radians read as such, frames kept and told where they differ", async () => {
    const at = await tables({
      "one.vot": votable("rad", "ICRS", "<TR><TD>0.5</TD><TD>0.25</TD></TR>"),
      "two.vot": votable("deg", "FK5", `<TR><TD>${(0.5 * 180) / Math.PI}</TD><TD>${(0.25 * 180) / Math.PI}</TD></TR>`),
    });
    const { status, stderr } = await run([
      "match",
      at("one.vot"),
      at("two.vot"),
      "--radius",
      "1mas",
      "-o",
      at("out.vot"),
    ]);
    expect(status).toBe(0);
    expect(stderr).toContain("one.vot: a, b (by UCD)");
    expect(stderr).toMatch(/warning: Positions of .*one\.vot are in ICRS, those of .*two\.vot in FK5/);
    const written = await readFile(at("out.vot"), "utf8");
    expect(written.match(/<TR>/g)).toHaveLength(1);
    expect(written).toMatch(/<COOSYS ID="frame" system="ICRS"\/>\s*<COOSYS ID="frame_2" system="FK5"\/>/);
    expect(written).toMatch(/<FIELD ID="r" name="a_1"[^>]* ref="frame"/);
    expect(written).toMatch(/<FIELD ID="r_2" name="a_2"[^>]* ref="frame_2"/);
  });

  test("by errors", async () => {
    const at = await tables({ "l.csv": "ra,dec,e\n5,5,0.4\n", "r.csv": "ra,dec,e\n5,5.0002,0.3\n" });
    const args = ["match", at("l.csv"), at("r.csv"), "--error1", "e", "--error2", "e"];
    expect((await run(args)).stdout.trim().split("\n")).toHaveLength(1);
    expect((await run([...args, "--scale", "2"])).stdout.trim().split("\n")).toHaveLength(2);
    expect((await run([...args, "--scale", "2", "--combine", "hypot"])).stdout.trim().split("\n")).toHaveLength(2);
    expect((await run([...args, "--scale", "1.3", "--combine", "hypot"])).stdout.trim().split("\n")).toHaveLength(1);
  });

  test("one of the tables from standard input, the other of another format", async () => {
    const at = await tables();
    await run(["convert", at("right.csv"), at("right.parquet")]);
    const args = [
      "match",
      "-",
      at("right.parquet"),
      "--from1",
      "csv",
      "--radius",
      '1"',
      "--find",
      "best2",
      "--to",
      "ndjson",
    ];
    const { status, stdout } = await run(args, { stdin: LEFT });
    expect(status).toBe(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { id_2: number }).id_2),
    ).toEqual([2, 1, 3]);
  });

  test("OUT may be one of the tables, and is left alone by a failure", async () => {
    const at = await tables({ "broken.csv": "ra,dec\n1,2,3,4\n" });
    const failed = await run(["match", at("left.csv"), at("broken.csv"), "--radius", "1arcsec", "-o", at("left.csv")]);
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain("broken.csv");
    expect(await readFile(at("left.csv"), "utf8")).toBe(LEFT);
    expect(
      (await run(["match", at("left.csv"), at("right.csv"), "--radius", "1arcsec", "-o", at("left.csv")])).status,
    ).toBe(0);
    expect((await readFile(at("left.csv"), "utf8")).split("\n")).toHaveLength(4);
    expect((await readdir(at(""))).sort()).toEqual(["broken.csv", "left.csv", "right.csv"]);
  });

  test("a large table that must be read twice leaves no temporary file", async () => {
    const rows = Array.from({ length: 3000 }, (_, row) => `${row / 10},${(row % 90) - 45},${"x".repeat(50)}`);
    const at = await tables({ "many.csv": `ra,dec,text\n${rows.join("\n")}\n` });
    const { status, stderr } = await run([
      "match",
      at("many.csv"),
      at("many.csv"),
      "--radius",
      "1arcsec",
      "-v",
      "-o",
      at("out.csv"),
    ]);
    expect(status).toBe(0);
    expect(stderr).toContain("3,000 pairs · 3,000 rows");
    expect((await readFile(at("out.csv"), "utf8")).trim().split("\n")).toHaveLength(3001);
  });

  test.each([
    { why: "no radius", options: [], status: 2, words: "--radius 1arcsec" },
    { why: "a radius without a unit", options: ["--radius", "1"], status: 2, words: "no unit" },
    { why: "a radius beyond the sphere", options: ["--radius", "200deg"], status: 2, words: "180deg" },
    { why: "radius and errors", options: ["--radius", "1deg", "--error1", "ra"], status: 2, words: "contradict" },
    { why: "one error", options: ["--error1", "ra"], status: 2, words: "both tables" },
    { why: "no such mode", options: ["--radius", "1deg", "--find", "worst"], status: 2, words: "best-each-way" },
    {
      why: "no such scale",
      options: ["--error1", "ra", "--error2", "id", "--scale", "0"],
      status: 2,
      words: "above 0",
    },
    {
      why: "no such column",
      options: ["--radius", "1deg", "--ra2", "x"],
      status: 1,
      words: 'right.csv: There is no column "x"',
    },
    { why: "text for an angle", options: ["--radius", "1deg", "--ra1", "id"], status: 1, words: "--ra1 and --dec1" },
  ])("refused: $why", async ({ options, status, words }) => {
    const at = await tables();
    const outcome = await run(["match", at("left.csv"), at("right.csv"), ...options]);
    expect([outcome.status, outcome.stdout]).toEqual([status, ""]);
    expect(outcome.stderr).toContain(words);
  });

  test.each([
    { what: "marked", options: [], due: ["1,10,0,1,2", "2,10,0.0001,1,2", "3,20,0,,", "4,,,,"] },
    { what: "only those that match none", options: ["--group", "keep0"], due: ["3,20,0", "4,,"] },
    { what: "without duplicates", options: ["--group", "keep1"], due: ["1,10,0", "3,20,0", "4,,"] },
  ])("one table: rows that match each other $what", async ({ options, due }) => {
    const at = await tables({ "own.csv": "id,ra,dec\n1,10,0\n2,10,0.0001\n3,20,0\n4,,\n" });
    const { status, stdout, stderr } = await run(["match", at("own.csv"), "--radius", "1arcsec", ...options, "-v"]);
    expect([status, stdout.trim().split("\n").slice(1)]).toEqual([0, due]);
    expect(stderr).toContain("own.csv: ra, dec (by name)");
    expect(stderr).toContain("1 group of 2 rows");
    expect(stderr).toContain("1 row without a position");
  });

  test.each([
    { args: ["left.csv", "--radius", "1deg", "--find", "all"], words: "--find is about two tables" },
    { args: ["left.csv", "right.csv", "--radius", "1deg", "--group", "keep0"], words: "--group is about one table" },
    { args: ["left.csv"], words: "--error1 COLUMN" },
  ])("refused: $args", async ({ args, words }) => {
    const at = await tables();
    const outcome = await run(["match", ...args.map((arg) => (arg.endsWith(".csv") ? at(arg) : arg))]);
    expect([outcome.status, outcome.stdout]).toEqual([2, ""]);
    expect(outcome.stderr).toContain(words);
  });

  test("standard input is read once", async () => {
    expect(await run(["match", "-", "-", "--radius", "1deg"])).toMatchObject({ status: 2, stdout: "" });
  });
});
