import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder, ROWS, run, votable } from "./command.ts";

const CSV = "id,name\n1,a\n2,\n";

describe("info --json", () => {
  const document = votable(ROWS, {
    before: '<INFO name="QUERY_STATUS" value="OK"/><PARAM name="epoch" datatype="double" unit="yr" value="2016.0"/>',
    fields:
      '<DESCRIPTION>Some stars</DESCRIPTION><PARAM name="band" datatype="char" arraysize="*" value="V"/>' +
      '<FIELD name="id" ID="col_id" datatype="long" ucd="meta.id"><DESCRIPTION>Source</DESCRIPTION><VALUES null="-1"/></FIELD>' +
      '<FIELD name="ra" datatype="double" unit="deg" utype="pos.ra"/>' +
      '<FIELD name="note" datatype="char" arraysize="*" xtype="timestamp"/>',
    after:
      '<TABLE ID="empty"><FIELD name="x" datatype="int"/></TABLE>' +
      '<RESOURCE name="inner"><TABLE><FIELD name="y" datatype="int"/><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE>' +
      '<INFO name="QUERY_STATUS" value="OVERFLOW">more</INFO>',
  });

  test("a VOTable: everything the contract names, absent attributes left out", async () => {
    const { status, stdout, stderr } = await run(["info", "-", "--json"], { stdin: document });
    expect([status, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual({
      format: "votable",
      version: "1.4",
      status: "OVERFLOW",
      message: "more",
      tables: [
        {
          name: "stars",
          resource: "answer",
          rows: 3,
          serialization: "TABLEDATA",
          description: "Some stars",
          fields: [
            { name: "id", ID: "col_id", datatype: "long", ucd: "meta.id", description: "Source", null: "-1" },
            { name: "ra", datatype: "double", unit: "deg", utype: "pos.ra" },
            { name: "note", datatype: "char", arraysize: "*", xtype: "timestamp" },
          ],
          params: [{ name: "band", datatype: "char", arraysize: "*", value: "V" }],
          infos: [],
        },
        { name: "empty", resource: "answer", fields: [{ name: "x", datatype: "int" }], params: [], infos: [] },
        {
          resource: "inner",
          rows: 1,
          serialization: "TABLEDATA",
          fields: [{ name: "y", datatype: "int" }],
          params: [],
          infos: [],
        },
      ],
      params: [{ name: "epoch", datatype: "double", unit: "yr", value: "2016.0" }],
      infos: [
        { name: "QUERY_STATUS", value: "OK" },
        { name: "QUERY_STATUS", value: "OVERFLOW", text: "more" },
      ],
      diagnostics: [],
    });
  });

  test("departures, without their section", async () => {
    const { stdout } = await run(["info", "-", "--json"], { stdin: document.replace(' version="1.4"', "") });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Record<string, unknown>[] };
    expect(diagnostics).not.toEqual([]);
    for (const diagnostic of diagnostics) {
      expect(diagnostic).toMatchObject({ code: expect.stringMatching(/^[WE]-/), count: expect.any(Number) });
      expect(diagnostic).not.toHaveProperty("section");
    }
  });

  test("another format answers the same shape", async () => {
    const { status, stdout } = await run(["info", "-", "--json"], { stdin: CSV });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      format: "csv",
      status: "OK",
      tables: [
        {
          rows: 2,
          fields: [{ name: "id" }, { name: "name", datatype: "char", arraysize: "*" }],
          params: [],
          infos: [],
        },
      ],
      params: [],
      infos: [],
      diagnostics: [],
    });
  });

  test("a report of an error is described, not failed at", async () => {
    const stdin =
      '<VOTABLE version="1.4"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no</INFO></RESOURCE></VOTABLE>';
    const { status, stdout } = await run(["info", "-", "--json"], { stdin });
    expect(JSON.parse(stdout)).toMatchObject({ status: "ERROR", message: "no", tables: [] });
    expect(status).toBe(0);
  });

  test("a document that breaks off fails", async () => {
    const { status, stdout, stderr } = await run(["info", "-", "--json"], { stdin: document.slice(0, 400) });
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "VOT_TRUNCATED", where: "standard input" } });
    expect([status, stdout]).toEqual([1, ""]);
  });
});

describe("info for people", () => {
  test("the answer first", async () => {
    const file = join(await newFolder(), "stars.vot");
    await writeFile(file, votable(ROWS));
    const { status, stdout } = await run(["info", file]);
    expect(stdout).toMatch(/stars\.vot {3}VOTable 1\.4 · \d+ B · TABLEDATA · status OK\n/);
    expect(stdout).toContain("RESOURCE answer\n  TABLE stars   3 columns · 3 rows\n");
    expect(stdout).toMatch(/^ {4}id {4}long {10}meta\.id;meta\.main {2}Source identifier$/m);
    expect(status).toBe(0);
  });

  test("control characters of the document do not reach the terminal", async () => {
    const stdin = votable(ROWS).replace('name="note"', 'name="no&#x9b;31mte"').replace("Source identifier", "a\u202eb");
    const { stdout } = await run(["info", "-"], { stdin, terminal: ["stdout"] });
    expect(stdout).toContain("no\\x9b31mte");
    expect(stdout).toContain("a\\u202eb");
  });
});

describe("show", () => {
  test("the first rows, and how many more", async () => {
    const file = join(await newFolder(), "stars.vot");
    await writeFile(file, votable(ROWS));
    const { status, stdout, stderr } = await run(["show", file, "--rows", "2", "--columns", "ra,id"]);
    expect(stdout).toMatch(/^\s*ra\s+id/);
    expect(stdout).toContain("9007199254740993");
    expect(stdout).not.toContain("-3");
    expect(stdout).toMatch(/1 more row/);
    expect([status, stderr]).toEqual([0, ""]);
  });

  test("of a pipe no more is taken than is shown", async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<string> {
      yield "a,b\n";
      for (; ; taken++) yield "1,2\n".repeat(10_000);
    }
    const { status, stdout } = await run(["show", "-", "--rows", "1"], { stdin: endless() });
    expect(stdout).toMatch(/more/);
    expect(status).toBe(0);
    expect(taken).toBeLessThan(300);
  });

  test("lines are as long as the terminal is wide", async () => {
    const stdin = `a,b\n${"x".repeat(200)},${"y".repeat(200)}\n`;
    const wide = await run(["show", "-"], { stdin });
    const narrow = await run(["show", "-"], { stdin, terminal: ["stdout"], env: { NO_COLOR: "1" } });
    expect(Math.max(...wide.stdout.split("\n").map((line) => line.length))).toBeGreaterThan(400);
    expect(Math.max(...narrow.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe("lint", () => {
  test("nothing to say: status 0", async () => {
    const { status, stdout } = await run(["lint", "-"], { stdin: votable(ROWS) });
    expect(stdout).toBe("standard input: no departure from the standard (VOTable 1.4 · 1 table · 3 rows)\n");
    expect(status).toBe(0);
    const json = await run(["lint", "-", "--json"], { stdin: votable(ROWS) });
    expect(JSON.parse(json.stdout)).toEqual({ diagnostics: [] });
    expect(json.status).toBe(0);
  });

  const odd = votable(ROWS.replace("10.5", "oops").replace("NaN", "worse"));

  test("each kind with place, code, count; status 1", async () => {
    const { status, stdout, stderr } = await run(["lint", "-"], { stdin: odd });
    expect(stdout).toMatch(/^standard input:\d+:\d+ {2}E-CELL {2}"oops".* {2}×2\n1 kind, 2 places\.\n$/);
    expect([status, stderr]).toEqual([1, ""]);
  });

  test("the same as JSON", async () => {
    const { status, stdout } = await run(["lint", "-", "--json"], { stdin: odd });
    expect(JSON.parse(stdout)).toMatchObject({
      diagnostics: [
        { code: "E-CELL", count: 2, line: expect.any(Number), column: expect.any(Number), section: expect.any(String) },
      ],
    });
    expect(status).toBe(1);
  });

  test("where reading stopped is the last finding", async () => {
    const stdin = odd.slice(0, odd.indexOf("</DATA>"));
    const { status, stdout } = await run(["lint", "-"], { stdin });
    expect(stdout).toMatch(/E-CELL[\s\S]*VOT_TRUNCATED[\s\S]*reading stopped here\n2 kinds, 3 places\.\n$/);
    expect(status).toBe(1);
    const json = await run(["lint", "-", "--json"], { stdin });
    expect(JSON.parse(json.stdout)).toMatchObject({
      diagnostics: [{ code: "E-CELL" }],
      error: { code: "VOT_TRUNCATED" },
    });
  });

  test("what is no VOTable is a finding; what cannot be read at all is an error", async () => {
    expect((await run(["lint", "-", "--json"], { stdin: "<html><body>Oops</body></html>" })).stdout).toContain(
      "VOT_NOT_VOTABLE",
    );
    const gone = await run(["lint", "/nowhere/x.vot"]);
    expect([gone.status, gone.stdout]).toEqual([1, ""]);
    expect(gone.stderr).toContain("FILE_NOT_FOUND");
  });
});
