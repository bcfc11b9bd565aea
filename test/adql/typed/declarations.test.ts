import { readFileSync, writeFileSync } from "node:fs";
import { declareSchema, type TableMetadata } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { archive } from "../../types/archive.ts";

const COLUMN = { name: "a", datatype: "int" };

function declared(table: Partial<TableMetadata>): string {
  return declareSchema({ tables: [{ name: "t", columns: [COLUMN], ...table }] });
}

describe("declareSchema", () => {
  test("declares the archive that the type tests compile against", () => {
    const file = new URL("../../types/archive-schema.d.ts", import.meta.url);
    const text = declareSchema(archive, { source: "the archive of the type tests" });
    if (process.env["UPDATE_DECLARATIONS"] !== undefined) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, "utf8"));
  });

  test("gives an empty schema where nothing is known", () => {
    expect(declareSchema({})).toContain("export interface Schema {}\n");
    expect(declareSchema({ tables: [] })).toBe(declareSchema({}));
  });

  test("names the schema, and says what it is of in its first line", () => {
    const text = declareSchema({ tables: [{ name: "t", columns: [] }] }, { schemaName: "Gaia", source: "a\n*/ b" });
    expect(text.split("\n")[0]).toBe("// Tables of a */ b, as armillary found them declared.");
    expect(text).toContain("export interface Gaia {\n  readonly t: T;\n}");
  });

  test.each([
    ["ends its comment", "x */ export const evil = 1; /* y", " * x *\\/ export"],
    ["is a tag", "@deprecated", " * \\@deprecated"],
    ["has line ends of every kind", "a\r\nb\u2028c\u2029d\u0085e", " a b c d e"],
    ["has control characters", "a\u0000\u001b[31mb", "a [31mb"],
  ])("keeps a description inside that %s", (_, description, expected) => {
    const text = declared({ columns: [{ ...COLUMN, description }] });
    expect(text).toContain(expected);
    expect(text.match(/\*\//g)).toHaveLength(3);
  });

  test.each([
    ["plain", "plain"],
    ['"RA(ICRS)"', '"RA(ICRS)"'],
    ['"a""b"', `'a"b'`],
    [`"it's ""x"""`, `"it's \\"x\\""`],
    ["2mass", '"2mass"'],
    ["a\nb; evil", '"a\\nb; evil"'],
    ["constructor", "constructor"],
  ])("gives the column %j the property %s", (name, property) => {
    expect(declared({ columns: [{ name, datatype: "int" }] })).toContain(`  readonly ${property}: number | null;\n`);
  });

  test("numbers interfaces that would have the same name, and takes what is listed twice once", () => {
    const tables = ["a.b", "a_b", "a.b", "2mass.psc", "Schema", "ñ"].map((name) => ({
      name,
      columns: [COLUMN, COLUMN],
    }));
    const text = declareSchema({ tables });
    expect([...text.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name)).toEqual([
      "AB",
      "AB_2",
      "Table2massPsc",
      "Schema_2",
      "Table",
      "Schema",
    ]);
    expect(text.match(/readonly a: /g)).toHaveLength(5);
  });

  test("breaks long descriptions between words", () => {
    const text = declared({ description: "word ".repeat(60) });
    const lines = text.split("\n").filter((line) => line.startsWith(" * word"));
    expect(lines).toHaveLength(3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(113);
  });
});
