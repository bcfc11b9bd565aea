import { describe, expect, test } from "vitest";
import { run } from "./command.ts";

describe("misuse ends with status 2 and says what was meant", () => {
  test.each([
    ["an unknown verb", ["conver", "a.vot"], /unknown command 'conver'\nDid you mean convert\?/],
    [
      "an unknown option",
      ["convert", "a.vot", "--colums", "ra"],
      /unknown option '--colums'\nDid you mean --columns\?/,
    ],
    ["a missing argument", ["convert"], /missing required argument 'in'/],
    ["too many arguments", ["info", "a.vot", "b.vot"], /too many arguments/],
    [
      "an unknown format",
      ["convert", "a.vot", "--to", "cvs"],
      /'cvs' is invalid\. Allowed choices are .*csv, tsv, ecsv/,
    ],
    ["a format that is not read", ["convert", "a.vot", "--from", "ndjson"], /'ndjson' is invalid/],
    ["a table that is no number", ["convert", "a.vot", "--table", "x"], /A whole number from 0 is wanted/],
    ["a negative limit", ["convert", "a.vot", "--limit", "-1"], /A whole number from 0 is wanted/],
    ["an empty name", ["convert", "a.vot", "--columns", "a,,b"], /is empty/],
    ["an unknown type", ["convert", "a.csv", "--types", "a=text"], /"a=text" is not name=type/],
    ["a type without a name", ["convert", "a.csv", "--types", "=char"], /"=char" is not name=type/],
    ["an unknown codec", ["convert", "a.csv", "--compression", "lz4"], /zstd, snappy, none/],
    ["strict and lenient", ["convert", "a.vot", "--strict", "--lenient"], /cannot be used with option '--strict'/],
    ["a duration without sense", ["info", "a.vot", "--timeout", "soon"], /30s, 500ms, 5min, 1h/],
    ["an unknown shell", ["completion", "tcsh"], /bash, zsh, fish/],
  ])("%s", async (_name, args, words) => {
    const { status, stdout, stderr } = await run(args);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([status, stdout]).toEqual([2, ""]);
  });
});

describe("--json tells errors as JSON on stderr", () => {
  test.each([
    ["misuse", ["convert", "x.vot", "--limit", "x", "--json"], 2, { code: "USAGE" }],
    ["an unknown option", ["info", "--jason", "--json"], 2, { code: "USAGE" }],
    ["a missing file", ["info", "/nowhere/x.vot", "--json"], 1, { code: "FILE_NOT_FOUND", where: "/nowhere/x.vot" }],
    ["a broken document", ["convert", "-", "--json"], 1, { code: "VOT_SYNTAX", where: "standard input", line: 2 }],
  ])("%s", async (_name, args, expectedStatus, expected) => {
    const { status, stdout, stderr } = await run(args, { stdin: '<?xml version="1.0"?>\n<VOTABLE><a b=c/></VOTABLE>' });
    const { error } = JSON.parse(stderr) as { error: Record<string, unknown> };
    expect(error).toMatchObject(expected);
    expect(typeof error["message"]).toBe("string");
    expect([status, stdout]).toEqual([expectedStatus, ""]);
  });
});

test("a stack only with --debug", async () => {
  const args = ["convert", "/nowhere/x.vot"];
  expect((await run(args)).stderr).not.toMatch(/^\s+at /m);
  expect((await run([...args, "--debug"])).stderr).toMatch(/^\s+at /m);
  expect((await run([...args, "--debug"])).stderr).toContain("caused by: ");
});

describe("help", () => {
  const VERBS = ["convert", "info", "show", "lint", "query", "tables", "download", "completion"];

  test.each([[[]], [["--help"]], [["help"]]])("%j lists the verbs, beginning with three examples", async (args) => {
    const { status, stdout, stderr } = await run(args);
    expect(stdout).toMatch(/^Examples:\n( {2}armillary .*\n){3}\n/);
    for (const verb of VERBS) expect(stdout).toMatch(new RegExp(`^ {2}${verb}\\b`, "m"));
    expect([status, stderr]).toEqual([0, ""]);
  });

  test.each(VERBS.map((verb) => [verb]))("%s --help begins with examples and says every default", async (verb) => {
    const { status, stdout } = await run([verb, "--help"]);
    expect(stdout).toMatch(/^Examples:\n {2}\S/);
    const options = stdout.split(/^Options:\n/m)[1] ?? "";
    // An option's description begins with its flags and goes on to the next one's.
    const described = options.split(/\n(?= {2}-)/).filter((text) => !text.includes("--help"));
    for (const text of described) expect(text.replace(/\s+/g, " ")).toMatch(/\(default: /);
    expect(status).toBe(0);
  });

  test("--version names Node and the standards", async () => {
    const { status, stdout } = await run(["--version"]);
    expect(stdout).toMatch(/^armillary +\d+\.\d+\.\d+$/m);
    expect(stdout).toContain(process.versions.node);
    expect(stdout).toMatch(/^VOTable +1\.5/m);
    expect(status).toBe(0);
  });
});
