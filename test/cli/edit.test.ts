import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { namesIn, newFolder, ROWS, run, votable } from "./command.ts";

const DOCUMENT = votable(ROWS, {
  before: '\n<INFO name="QUERY_STATUS" value="OK"/><!-- kept -->',
  after: '\n<TABLE name="more"><FIELD name="x" datatype="int"/></TABLE>',
});

/** The document with this in place of that. */
function changed(...replacements: readonly (readonly [before: string, after: string])[]): string {
  let text = DOCUMENT;
  for (const [before, after] of replacements) {
    expect(text).toContain(before);
    text = text.replace(before, () => after);
  }
  return text;
}

describe("edits", () => {
  test.each<[what: string, options: readonly string[], ...replacements: (readonly [string, string])[]]>([
    ["a unit", ["--set", "ra:unit=arcsec"], ['unit="deg"', 'unit="arcsec"']],
    [
      "a value with colons and equals signs",
      ["--set", "ra:utype=a:b=c"],
      ['ucd="pos.eq.ra"/>', 'ucd="pos.eq.ra" utype="a:b=c"/>'],
    ],
    ["a column by its place", ["--set", "#2:unit=m"], ['arraysize="*"/>', 'arraysize="*" unit="m"/>']],
    ["a description", ["--set", "id:description=An id"], ["Source identifier", "An id"]],
    [
      "what goes",
      ["--unset", "ra:ucd", "--unset", "id:description"],
      [' ucd="pos.eq.ra"', ""],
      ["<DESCRIPTION>Source identifier</DESCRIPTION>", ""],
    ],
    ["the TABLE itself", ["--set", "name=suns", "--set", "ucd=src"], ['name="stars"', 'name="suns" ucd="src"']],
    [
      "another TABLE",
      ["--table", "1", "--set", "x:unit=s"],
      ['<FIELD name="x" datatype="int"/>', '<FIELD name="x" datatype="int" unit="s"/>'],
    ],
    [
      "in the order of the command line",
      ["--set", "ra:name=RA", "--unset", "RA:unit", "--set", "RA:unit=rad"],
      ['name="ra" ID', 'name="RA" ID'],
      ['unit="deg"', 'unit="rad"'],
    ],
    [
      "PARAMs",
      ["--param", "a=1=2", "--param", "b:double=1.5", "--param", "c:float[2]=1 2", "--set", "b:unit=yr"],
      [
        'name="stars">\n',
        'name="stars">\n<PARAM name="a" value="1=2" datatype="char" arraysize="*"/>\n<PARAM name="b" datatype="double" value="1.5" unit="yr"/>\n<PARAM name="c" datatype="float" arraysize="2" value="1 2"/>\n',
      ],
    ],
    [
      "an INFO",
      ["--info", "creator=me & you"],
      ['name="stars">\n', 'name="stars">\n<INFO name="creator" value="me &amp; you"/>\n'],
    ],
    [
      "a TABLE's description",
      ["--description", "Stars"],
      ['name="stars">\n', 'name="stars">\n<DESCRIPTION>Stars</DESCRIPTION>\n'],
    ],
    [
      "the RESOURCE",
      ["--in", "resource", "--set", "name=x", "--remove-info", "QUERY_STATUS"],
      ['name="answer"', 'name="x"'],
      ['\n<INFO name="QUERY_STATUS" value="OK"/>', ""],
    ],
    ["the document", ["--in", "document", "--set", "ID=doc"], ['VOTable/v1.3">', 'VOTable/v1.3" ID="doc">']],
  ])("%s", async (_what, options, ...replacements) => {
    const outcome = await run(["edit", "-", ...options], { stdin: DOCUMENT });
    expect(outcome).toEqual({ status: 0, stdout: changed(...replacements), stderr: "" });
  });

  test("the serialization of every TABLE, or of one", async () => {
    const binary2 = await run(["edit", "-", "--serialization", "binary2"], { stdin: DOCUMENT });
    expect(binary2.status).toBe(0);
    expect(binary2.stdout).toContain("<!-- kept -->");
    expect(binary2.stdout.split("<DATA>")[0]).toBe(DOCUMENT.split("<DATA>")[0]);
    expect(binary2.stdout).toContain("<DATA><BINARY2>");
    const other = await run(["edit", "-", "--serialization", "binary2", "--table", "1"], { stdin: DOCUMENT });
    expect(other).toEqual({ status: 0, stdout: DOCUMENT, stderr: "" });
  });

  test("integers that are null get a VALUES null in BINARY", async () => {
    const stdin = DOCUMENT.replace("<TD>1</TD>", "<TD/>");
    const { status, stdout } = await run(["edit", "-", "--serialization", "binary"], { stdin });
    expect(status).toBe(0);
    expect(stdout).toContain('</DESCRIPTION><VALUES null="-9223372036854775808"/></FIELD>');
    const { stdout: rows } = await run(["convert", "-", "--to", "csv"], { stdin: stdout });
    expect(rows.split("\n")[1]).toBe(",10.5,a");
  });

  test("in place, whole or not at all", async () => {
    const folder = await newFolder();
    const file = join(folder, "a.vot");
    await writeFile(file, gzipSync(DOCUMENT));
    expect(await run(["edit", file, file, "--set", "ra:unit=rad"])).toEqual({ status: 0, stdout: "", stderr: "" });
    const expected = changed(['unit="deg"', 'unit="rad"']);
    expect(await readFile(file, "utf8")).toBe(expected);
    const failed = await run(["edit", file, file, "--in", "resource", "--remove-info", "none"]);
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain(
      'There is no INFO "none" of RESOURCE 0 to edit. There is: INFO QUERY_STATUS. (VOT_EDIT)',
    );
    expect(await readFile(file, "utf8")).toBe(expected);
    expect(await namesIn(folder)).toEqual(["a.vot"]);
  });

  test("what was done otherwise is told", async () => {
    const stdin = DOCUMENT.replace('version="1.4"', 'version="1.2"');
    const { status, stderr } = await run(["edit", "-", "--serialization", "binary2"], { stdin });
    expect(status).toBe(0);
    expect(stderr).toContain("warning: standard output: The document was of version 1.2: it was raised to 1.3");
  });

  test("--verbose says what was written", async () => {
    const output = join(await newFolder(), "a.vot");
    const copied = await run(["edit", "-", output, "--set", "name=x", "-v"], { stdin: DOCUMENT });
    expect(copied.stderr).toMatch(/^\d+ B · .* → .*a\.vot\n$/);
    const anew = await run(["edit", "-", output, "--serialization", "binary2", "-v"], { stdin: DOCUMENT });
    expect(anew.stderr).toMatch(/^3 rows · /);
  });

  test("an error document can be edited", async () => {
    const stdin = DOCUMENT.replace('value="OK"', 'value="ERROR"');
    expect((await run(["edit", "-", "--set", "name=x"], { stdin })).status).toBe(0);
  });
});

test.each<[what: string, options: readonly string[], words: string]>([
  ["no edit", [], "No edit is given"],
  ["no attribute", ["--set", "ra"], "is not COLUMN:ATTRIBUTE=VALUE"],
  ["an attribute that is none", ["--set", "ra:color=red"], "is not COLUMN:ATTRIBUTE=VALUE"],
  ["no attribute to remove", ["--unset", "ra:color"], "is not COLUMN:ATTRIBUTE with one of"],
  ["a PARAM without a value", ["--param", "a"], "is not NAME=VALUE"],
  ["an INFO without a name", ["--info", "=a"], "is not NAME=VALUE"],
  ["a place that is none", ["--in", "field", "--set", "name=x"], "Allowed choices are table, resource, document"],
  ["a gzip file", ["--set", "name=x", "out.vot.gz"], "Output is not compressed"],
])("misused: %s", async (_what, options, words) => {
  const { status, stderr } = await run(["edit", "-", ...options], { stdin: DOCUMENT });
  expect(stderr).toContain(words);
  expect(status).toBe(2);
});

describe("convert from VOTable to VOTable", () => {
  test("keeps the whole document", async () => {
    const same = await run(["convert", "-", "--to", "votable"], { stdin: DOCUMENT });
    expect(same).toEqual({ status: 0, stdout: DOCUMENT, stderr: "" });
    const there = await run(["convert", "-", "--to", "votable", "--serialization", "binary2"], { stdin: DOCUMENT });
    expect(there.stdout).toContain("<!-- kept -->");
    expect(there.stdout).toContain('<TABLE name="more">');
    expect(there.stdout).toContain("<BINARY2>");
  });

  test.each([
    ["--table", "0"],
    ["--columns", "ra"],
    ["--limit", "9"],
    ["--lenient"],
    ["--strict"],
    ["--votable-version", "1.3"],
  ])("with %s it is one table of a new document", async (...options) => {
    const { status, stdout } = await run(["convert", "-", "--to", "votable", ...options], { stdin: DOCUMENT });
    expect(status).toBe(0);
    expect(stdout).toContain('<TABLE name="stars"');
    expect(stdout).not.toContain("<!-- kept -->");
    expect(stdout).not.toContain('<TABLE name="more"');
  });

  test("OVERFLOW is a warning, ERROR a failure that leaves no file", async () => {
    const overflow = DOCUMENT.replace('value="OK"', 'value="OVERFLOW"');
    const warned = await run(["convert", "-", "--to", "votable"], { stdin: overflow });
    expect(warned.stderr).toBe("warning: Incomplete: the service stopped at its limit; there are more (OVERFLOW).\n");
    expect(warned.stdout).toBe(overflow);
    const folder = await newFolder();
    const stdin = DOCUMENT.replace('value="OK"/>', 'value="ERROR">no luck</INFO>');
    const failed = await run(["convert", "-", join(folder, "a.vot")], { stdin });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain("no luck");
    expect(await namesIn(folder)).toEqual([]);
  });
});
