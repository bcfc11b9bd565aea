import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { serviceTable, starTable, tapService } from "../support/tap-service/index.ts";
import { newHome } from "./home.ts";

const TABLES = [
  starTable(50),
  serviceTable(
    "survey.spectra",
    {
      obs_id: { datatype: "char", arraysize: "*" },
      snr: { datatype: "float", ucd: "stat.snr", description: "Signal to noise" },
    },
    [["a", 1.5]],
    { description: "One spectrum a row" },
  ),
  serviceTable("other.notes", { text: { datatype: "char", arraysize: "*" } }, [["x"]], { description: "Remarks" }),
];

describe("armillary tables", () => {
  test("lists the tables, with rows and descriptions", async () => {
    const { url } = await tapService({ tables: TABLES });
    const { run } = await newHome();
    const { status, stdout, stderr } = await run(["tables", url]);
    expect(stdout).toMatch(/^TABLE +ROWS +DESCRIPTION\n/);
    expect(stdout).toMatch(/^survey\.stars .*Stars of the test$/m);
    expect(stdout).toMatch(/^other\.notes .*Remarks$/m);
    expect([status, stderr]).toEqual([0, ""]);
  });

  test("tells one table's columns in full", async () => {
    const { url } = await tapService({ tables: TABLES });
    const { run } = await newHome();
    for (const name of ["survey.stars", "SURVEY.Stars", "stars"]) {
      const { stdout } = await run(["tables", url, name]);
      expect(stdout).toMatch(
        /^survey\.stars \(table.*\)\nStars of the test\n\nCOLUMN +TYPE +UNIT +UCD +FLAGS +DESCRIPTION\n/,
      );
      expect(stdout).toMatch(/^ra +double +deg +pos\.eq\.ra;meta\.main +indexed$/m);
      expect(stdout).toMatch(/^label +unicodeChar\(\*\)/m);
    }
  });

  test.each([
    ["a glob", "survey.*", ["survey.stars", "survey.spectra"]],
    ["a word of a description", "remarks", ["other.notes"]],
    ["a UCD of a column", "stat.snr", ["survey.spectra"]],
    ["words of a column's description", "noise signal", ["survey.spectra"]],
  ])("finds tables by %s", async (_what, pattern, names) => {
    const { url } = await tapService({ tables: TABLES });
    const { run } = await newHome();
    const { tables } = JSON.parse((await run(["tables", url, pattern, "--json"])).stdout);
    expect(tables.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  test("that there are none of is a failure with the next step", async () => {
    const { url } = await tapService({ tables: TABLES });
    const { run } = await newHome();
    const { status, stderr } = await run(["tables", url, "quasars"]);
    expect(stderr).toMatch(/No table of .* is called quasars.*\(TABLES_NONE\)/);
    expect(status).toBe(1);
  });

  test("as JSON, with all columns", async () => {
    const { url } = await tapService({ tables: TABLES });
    const { run } = await newHome();
    const { stdout } = await run(["tables", url, "--json"]);
    const { service, tables } = JSON.parse(stdout);
    expect(service).toBe(url);
    expect(tables[0]).toMatchObject({
      name: "survey.stars",
      columns: expect.arrayContaining([
        expect.objectContaining({ name: "ra", unit: "deg", ucd: "pos.eq.ra;meta.main" }),
      ]),
    });
  });

  test("as TypeScript, into a file", async () => {
    const { url } = await tapService({ tables: TABLES });
    const { run, folder } = await newHome();
    const out = join(folder, "survey.d.ts");
    expect(await run(["tables", url, "survey.*", "--types", "-o", out])).toEqual({ status: 0, stdout: "", stderr: "" });
    const text = await readFile(out, "utf8");
    expect(text).toContain("export interface Schema");
    expect(text).toContain('"survey.stars"');
    expect(text).not.toContain("other.notes");
    expect(await run(["tables", url, "--types", "--json"])).toMatchObject({ status: 2 });
  });

  test("is kept for a day; --refresh asks anew", async () => {
    const { url, received } = await tapService({ tables: TABLES });
    const { run } = await newHome();
    const first = await run(["tables", url, "survey.stars"]);
    const asked = received.length;
    expect(await run(["tables", url, "survey.stars"])).toEqual(first);
    expect(received.length).toBe(asked);
    expect(await run(["tables", url, "survey.stars", "--refresh"])).toEqual(first);
    expect(received.length).toBeGreaterThan(asked);
  });

  test("where the service has gone, what was kept is told with a warning", async () => {
    const { url, close } = await tapService({ tables: TABLES });
    const { run } = await newHome();
    const first = await run(["tables", url]);
    await close();
    const later = await run(["tables", url, "--refresh", "--retries", "0"]);
    expect(later).toMatchObject({ status: 0, stdout: first.stdout, stderr: expect.stringMatching(/^warning: /) });
    const { run: elsewhere } = await newHome();
    expect(await elsewhere(["tables", url, "--retries", "0"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("(DAL_NETWORK)"),
    });
  });

  test("--user and --timeout", async () => {
    const { url } = await tapService({ tables: TABLES, quirks: { login: { user: "ada", password: "s3cret" } } });
    const { run } = await newHome();
    expect(await run(["tables", url])).toMatchObject({ status: 1, stderr: expect.stringContaining("(DAL_AUTH)") });
    expect(await run(["tables", url, "--user", "ada:s3cret"])).toMatchObject({ status: 0 });
    const slow = await tapService({ tables: TABLES, quirks: { delayMs: 2000 } });
    expect(await run(["tables", slow.url, "--timeout", "200ms", "--retries", "0"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("(DAL_TIMEOUT)"),
    });
  });
});

describe("what is known of the tables", () => {
  const WRONG = "SELECT raa FROM survey.stars";

  test("finds errors of a query before it is sent", async () => {
    const { url, queries } = await tapService({ tables: TABLES });
    const { run } = await newHome();
    // Nothing is known yet: the service says it.
    expect(await run(["query", url, WRONG])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("(DAL_QUERY_ERROR)"),
    });
    await run(["tables", url, "survey.stars"]);
    const asked = queries.length;
    const told = await run(["query", url, WRONG]);
    expect(told).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/1:8: error: .*raa[\s\S]*\(ADQL_UNKNOWN_COLUMN\)/),
    });
    expect(told.stderr).toContain("--refresh");
    expect(queries.length).toBe(asked);
    expect(await run(["query", url, WRONG, "--no-check"])).toMatchObject({
      stderr: expect.stringContaining("(DAL_QUERY_ERROR)"),
    });
    expect(await run(["query", url, "SELECT TOP 1 ra FROM survey.stars"])).toMatchObject({ status: 0, stderr: "" });
  });

  test.each([
    ["check", ["check", WRONG], { status: 1, stderr: expect.stringContaining("(ADQL_UNKNOWN_COLUMN)") }],
    [
      "check, of many",
      ["check", "-", "--ndjson"],
      { status: 0, stdout: expect.stringContaining("ADQL_UNKNOWN_COLUMN") },
    ],
    [
      "complete",
      ["complete", "SELECT  FROM survey.stars", "--offset", "7"],
      { status: 0, stdout: expect.stringMatching(/^column +source_id/m) },
    ],
    ["explain", ["explain", "SELECT ra FROM survey.stars"], { status: 0, stdout: expect.stringContaining("deg") }],
  ])("serves adql %s --service", async (_name, args, outcome) => {
    const { url } = await tapService({ tables: TABLES });
    const { run } = await newHome();
    const stdin = `${JSON.stringify({ query: WRONG })}\n`;
    expect(await run(["adql", ...args, "--service", url], { stdin })).toMatchObject(outcome);
    expect(await run(["adql", ...args], { stdin })).not.toMatchObject(outcome);
  });
});

test("--complete gives all rows past the service's limit, and says how that is known", async () => {
  const limits = { sync: { hard: 20 }, async: { hard: 20 } };
  const { url } = await tapService({ tables: TABLES, limits });
  const { run } = await newHome();
  const query = ["query", url, "SELECT source_id FROM survey.stars"];
  const cut = await run(query);
  expect(cut.stderr).toContain("--complete");
  const whole = await run([...query, "--complete", "--verbose", "--strict-overflow"]);
  expect(whole.stderr).toMatch(/note: Complete: 50 rows, as many as COUNT\(\*\) says, in \d+ parts by .*source_id/);
  const rows = whole.stdout.trim().split("\n").slice(1);
  expect(new Set(rows).size).toBe(50);
  expect(rows).toHaveLength(50);
  expect((await run([...query, "--complete"])).stderr).toBe("");
  expect(await run([...query, "--complete", "--maxrec", "5"])).toMatchObject({ status: 2 });
  const refused = await run(["query", url, "SELECT source_id FROM survey.stars OFFSET 3", "--complete", "--json"]);
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('"code":"TAP_') });
});
