import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { ARMILLARY, newFolder, run } from "../command.ts";

describe("adql check", () => {
  test("a right query: what it needs, and 0", async () => {
    expect(await run(["adql", "check", "SELECT POINT(ra, dec) FROM t ORDER BY 1 OFFSET 3"])).toEqual({
      status: 0,
      stdout: "valid ADQL 2.1; optional features: POINT, OFFSET\n",
      stderr: "",
    });
    expect((await run(["adql", "check", "SELECT ra FROM t"])).stdout).toBe("valid ADQL 2.0 and 2.1\n");
  });

  test("a wrong one: a picture of each fault, and 1", async () => {
    expect(await run(["adql", "check", "-"], { stdin: "SELECT ra\nFORM t" })).toEqual({
      status: 1,
      stdout: "",
      stderr: [
        "standard input:2:1: error: Expected FROM, found FORM. It looks like a misspelling. (ADQL_SYNTAX)",
        "  2 │ FORM t",
        "    │ ^^^^",
        "    = fix: Replace by FROM",
        "1 error.",
        "",
      ].join("\n"),
    });
  });

  test("from a file, as JSON", async () => {
    const file = join(await newFolder(), "q.adql");
    await writeFile(file, "SELECT a FROM t LIMIT 3");
    const { status, stdout, stderr } = await run(["adql", "check", `@${file}`, "--json"]);
    expect([status, stderr]).toEqual([1, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      version: "2.0",
      problems: [{ code: "ADQL_SYNTAX", line: 1, column: 17, fixes: [{ title: "Write TOP 3" }] }],
      features: [],
    });
  });

  test.each<[string, number, ...string[]]>([
    ["SELECT LOWER(a) FROM t", 0],
    ["SELECT LOWER(a) FROM t", 1, "--adql-version", "2.0"],
    ["SELECT CASE WHEN a = 1 THEN 2 END FROM t", 1],
    ["SELECT CASE WHEN a = 1 THEN 2 END FROM t", 0, "--extensions", "warn"],
    ["SELECT u.a FROM t", 0],
  ])("%s: %i %s %s", async (query, status, ...options) => {
    expect((await run(["adql", "check", query, ...options])).status).toBe(status);
  });

  test("what only tables could decide is a doubt without a schema, and an error with one", async () => {
    const schema = join(await newFolder(), "schema.json");
    await writeFile(schema, JSON.stringify({ tables: [{ name: "t", columns: [{ name: "ra", datatype: "double" }] }] }));
    const doubt = await run(["adql", "check", "SELECT u.ra FROM t"]);
    expect([doubt.status, doubt.stderr.split("\n")[0]]).toEqual([
      0,
      expect.stringContaining("warning: FROM has no table u"),
    ]);
    const wrong = await run(["adql", "check", "SELECT rah FROM t", "--schema", schema]);
    expect([wrong.status, wrong.stderr.split("\n")[0]]).toEqual([1, expect.stringContaining("ra")]);
    expect((await run(["adql", "check", "SELECT ra FROM t", "--schema", schema])).stdout).toContain(
      "right for this schema",
    );
  });

  test("a flood of faults is cut", async () => {
    const { stderr } = await run(["adql", "check", `SELECT ${"size, ".repeat(50)}a FROM t`]);
    expect(stderr).toContain("… and 30 more problems.\n50 errors.\n");
    expect(stderr.match(/ADQL_RESERVED/g)).toHaveLength(20);
  });

  test("control characters do not reach the terminal", async () => {
    const { stderr } = await run(["adql", "check", "SELECT '\u001b[31m' FORM t"]);
    expect(stderr).toContain("\\x1b[31m");
    expect(stderr).not.toContain("\u001b");
  });
});

describe("adql check --ndjson", () => {
  const check = async (lines: string | readonly string[], ...options: string[]) => {
    const { status, stdout, stderr } = await run(["adql", "check", "-", "--ndjson", ...options], {
      stdin: typeof lines === "string" ? lines : `${lines.join("\n")}\n`,
    });
    return {
      status,
      stderr,
      answers: stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { valid: boolean; errors: { code: string }[] }),
    };
  };

  test("a verdict a line, in order, each error with its place", async () => {
    const { status, stderr, answers } = await check([
      '{"query": "SELECT a FROM t"}',
      '{"query": "SELECT a\\nFROM t LIMIT 3", "version": "adql-2.0"}',
      '{"query": "SELECT POINT(1, 2) FROM t", "version": "ADQL-2.0"}',
      '{"query": "SELECT POINT(1, 2) FROM t", "version": "2.1"}',
      '{"query": "SELECT a FROM t;", "version": null}',
    ]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(answers).toEqual([
      { valid: true, errors: [] },
      {
        valid: false,
        errors: [
          {
            code: "ADQL_SYNTAX",
            message: "ADQL has no LIMIT. It has TOP 3 after SELECT.",
            line: 2,
            column: 8,
            offset: 16,
          },
        ],
      },
      {
        valid: false,
        errors: [
          {
            code: "ADQL_FRAME",
            message: "ADQL 2.0 wants the coordinate system first: POINT('ICRS', …).",
            line: 1,
            column: 8,
            offset: 7,
          },
        ],
      },
      { valid: true, errors: [] },
      { valid: true, errors: [] },
    ]);
  });

  test("functions that are declared forbid others", async () => {
    const functions = ["ivo_healpix_index(hpxOrder INTEGER, long REAL, lat REAL) -> BIGINT"];
    const { answers } = await check(
      ["SELECT ivo_healpix_index(6, ra, dec) FROM t", "SELECT other(ra) FROM t", "SELECT a FROM t GROUP BY b"].flatMap(
        (query) => [JSON.stringify({ query, functions }), JSON.stringify({ query })],
      ),
    );
    expect(answers.map(({ valid, errors }) => [valid, ...errors.map(({ code }) => code)])).toEqual([
      [true],
      [true],
      [false, "ADQL_UNKNOWN_FUNCTION"],
      [true],
      [true],
      [true],
    ]);
  });

  test.each([
    ["no JSON", "SELECT a FROM t", "LINE_NOT_JSON"],
    ["nothing", "", "LINE_NOT_JSON"],
    ["a list", "[1]", "LINE_NO_QUERY"],
    ["no query", '{"adql": "SELECT a FROM t"}', "LINE_NO_QUERY"],
    ["another version", '{"query": "SELECT a FROM t", "version": "3.0"}', "LINE_VERSION"],
    ["functions that are none", '{"query": "SELECT a FROM t", "functions": [1]}', "LINE_FUNCTIONS"],
  ])("a line with %s is answered in its place", async (_, line, code) => {
    const { status, answers } = await check(['{"query": "SELECT a FROM t"}', line, '{"query": "SELECT a FROM t"}']);
    expect(status).toBe(0);
    expect(answers.map(({ valid, errors }) => [valid, errors[0]?.code])).toEqual([
      [true, undefined],
      [false, code],
      [true, undefined],
    ]);
  });

  test("lines may be cut anywhere, and the last may have no end", async () => {
    const text = '{"query": "SELECT \'日本\' FROM t"}\r\n{"query": "SELECT a FROM t"}';
    const bytes = [...Buffer.from(text)].map((byte) => Uint8Array.of(byte));
    const { stdout } = await run(["adql", "check", "-", "--ndjson"], { stdin: bytes });
    expect(stdout).toBe('{"valid":true,"errors":[]}\n'.repeat(2));
  });

  test("each question is answered before the next has come", async () => {
    const child = spawn(process.execPath, [ARMILLARY, "adql", "check", "--ndjson"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (const [query, valid] of [
      ["SELECT a FROM t", true],
      ["SELECT", false],
    ] as const) {
      child.stdin.write(`${JSON.stringify({ query })}\n`);
      expect(JSON.parse(String((await answers.next()).value))).toMatchObject({ valid });
    }
    child.stdin.end();
    expect((await answers.next()).done).toBe(true);
  });

  test("a query on the command line is misuse", async () => {
    expect((await run(["adql", "check", "SELECT a FROM t", "--ndjson"])).status).toBe(2);
  });
});
