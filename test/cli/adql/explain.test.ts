import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newFolder, run } from "../command.ts";

const TABLES = [
  {
    name: "gaia.source",
    columns: [
      { name: "ra", datatype: "double", unit: "deg", ucd: "pos.eq.ra" },
      { name: "name", datatype: "VARCHAR(32)" },
    ],
  },
];

const COLUMNS_CSV = `Table_Name,column_name,datatype,size,unit,ucd,principal
gaia.source,ra,DOUBLE,,deg,pos.eq.ra,1
gaia.source,name,VARCHAR,32,,,0
`;

const TABLESET = `<?xml version="1.0"?><!-- of a service -->
<vosi:tableset xmlns:vosi="http://www.ivoa.net/xml/VOSITables/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<schema><name>gaia</name><table><name>gaia.source</name>
<column><name>ra</name><unit>deg</unit><ucd>pos.eq.ra</ucd><dataType xsi:type="vs:VOTableType">double</dataType></column>
<column><name>name</name><dataType xsi:type="vs:VOTableType" arraysize="32*">char</dataType></column>
</table></schema></vosi:tableset>`;

const CAPABILITIES = `<vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:tr="http://www.ivoa.net/xml/TAPRegExt/v1.0">
<capability standardID="ivo://ivoa.net/std/TAP" xsi:type="tr:TableAccess"><language><name>ADQL</name><version>2.0</version>
<languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-udf"><feature><form>twice(x DOUBLE) -> DOUBLE</form></feature></languageFeatures>
</language></capability></vosi:capabilities>`;

async function fileWith(name: string, text: string): Promise<string> {
  const path = join(await newFolder(), name);
  await writeFile(path, text);
  return path;
}

test("a query in words", async () => {
  const { status, stdout, stderr } = await run(["adql", "explain", "SELECT TOP 5 ra FROM t WHERE ra > 1"]);
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(
    "Takes rows of t\nKeeps those where\n  - ra is greater than 1\nGives at most 5 rows.\nGives 1 column:\n  name\n  ra\n",
  );
});

test.each([["-"], []])("from standard input %j", async (...argument) => {
  const { status, stdout } = await run(["adql", "explain", ...argument], { stdin: "SELECT a FROM b" });
  expect([status, stdout.split("\n")[0]]).toEqual([0, "Takes rows of b"]);
});

test("from a file, with what is wrong on stderr", async () => {
  const path = await fileWith("q.adql", "SELECT raa\nFROM gaia.source");
  const schema = await fileWith("schema.json", JSON.stringify({ tables: TABLES }));
  const { status, stdout, stderr } = await run(["adql", "explain", `@${path}`, "--schema", schema]);
  expect(status).toBe(1);
  expect(stdout).toContain("Takes rows of gaia.source");
  expect(stderr).toContain(`${path}:1:8: error: There is no column raa`);
  expect(stderr).toContain("fix: Replace by ra");
});

describe("schemas", () => {
  test.each([
    ["schema.json", JSON.stringify({ tables: TABLES })],
    ["tables.json", JSON.stringify(TABLES)],
    ["columns.csv", COLUMNS_CSV],
    ["tables.xml", TABLESET],
  ])("%s", async (name, text) => {
    const schema = await fileWith(name, text);
    const { status, stdout, stderr } = await run([
      "adql",
      "explain",
      "SELECT ra, name FROM gaia.source",
      "--schema",
      schema,
    ]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      / {2}ra +DOUBLE PRECISION +deg +pos\.eq\.ra +gaia\.source\.ra\n {2}name +VARCHAR\(32\) +gaia\.source\.name\n/,
    );
  });

  test("several add up: tables, and what capabilities declare", async () => {
    const files = [
      await fileWith("schema.json", JSON.stringify(TABLES)),
      await fileWith("capabilities.xml", CAPABILITIES),
    ];
    const args = [
      "adql",
      "explain",
      "SELECT twice(ra), thrice(ra) FROM gaia.source",
      ...files.flatMap((file) => ["--schema", file]),
    ];
    const { status, stderr } = await run(args);
    expect(status).toBe(1);
    expect(stderr).toContain("thrice is neither a function of ADQL nor one that the service declares");
    expect(stderr).not.toContain("twice is");
  });

  test.each([
    ["bad.json", "{", "SCHEMA_FORMAT"],
    ["bad.json", '{"tables": 5}', "tables is not a list"],
    ["bad.json", '{"tables": [{"name": "t"}]}', "tables[0] has no list of columns"],
    ["bad.json", '[{"name": "t", "columns": [{"name": 5}]}]', "tables[0].columns[0] has no name"],
    ["bad.json", '[{"name": "t", "columns": [{"name": "a", "unit": 5}]}]', "tables[0].columns[0].unit is not a string"],
    ["bad.json", '{"functions": [{}]}', "functions[0] has no signature"],
    ["other.csv", "a,b\n1,2\n", "SCHEMA_FORMAT"],
    ["other.xml", "<nothing/>", "DAL_FORMAT"],
  ])("%s that is none: %s", async (name, text, words) => {
    const schema = await fileWith(name, text);
    const { status, stderr } = await run(["adql", "explain", "SELECT a FROM b", "--schema", schema]);
    expect(status).toBe(1);
    expect(stderr).toContain(schema);
    expect(stderr).toContain(words);
  });
});

test("as JSON", async () => {
  const schema = await fileWith("schema.json", JSON.stringify(TABLES));
  const { status, stdout } = await run([
    "adql",
    "explain",
    "SELECT ra, x FROM gaia.source",
    "--schema",
    schema,
    "--json",
  ]);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    valid: false,
    explanation: expect.stringContaining("Takes rows"),
    columns: [{ name: "ra", unit: "deg", origin: { table: "gaia.source", column: "ra" } }, { name: "x" }],
    problems: [{ code: "ADQL_UNKNOWN_COLUMN", line: 1, column: 12 }],
  });
});

test.each([
  [["adql", "explain", "@"], 2, "USAGE"],
  [["adql", "explain", "@/nowhere/q.adql"], 1, "FILE_NOT_FOUND"],
  [["adql", "explain", "SELECT a FROM b", "--schema", "/nowhere"], 1, "FILE_NOT_FOUND"],
  [["adql", "explain", "SELECT a FROM b", "--adql-version", "3"], 2, "USAGE"],
])("%j fails with %d", async (args, status, code) => {
  const outcome = await run([...args, "--json"]);
  expect(outcome.status).toBe(status);
  expect(JSON.parse(outcome.stderr)).toMatchObject({ error: { code } });
});

test("text that is not UTF-8", async () => {
  const { status, stderr } = await run(["adql", "explain"], { stdin: Uint8Array.of(0x53, 0xff) });
  expect(status).toBe(1);
  expect(stderr).toContain("FILE_ENCODING");
});
