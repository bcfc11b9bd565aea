import type { CellValue, Column, Datatype, Field, Layout } from "@armillary/columns";
import { uniqueNames } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeNdjson } from "../../../packages/formats/src/ndjson/encode.ts";
import { batchOf, bytesFrom, rowsIn, type SampleTable, streamOf, tables } from "../../support/column-arbitraries.ts";

const KERNELS = ["auto", "off"] as const;
const DOUBLE: Layout = { kind: "float", bits: 64 };
const LONG: Layout = { kind: "int", bits: 64, signed: true };
const TEXT: Layout = { kind: "utf8" };

async function linesOf(sample: SampleTable, kernel: "auto" | "off"): Promise<string[]> {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    await bytesFrom(encodeNdjson(streamOf(sample), { kernel })),
  );
  expect(text === "" || text.endsWith("\n")).toBe(true);
  return text.split("\n").slice(0, -1);
}

describe.each(KERNELS)("kernel %s", (kernel) => {
  const cells: [what: string, datatype: Datatype, layout: Layout, value: CellValue, json: string][] = [
    ["null", "double", DOUBLE, null, "null"],
    ["NaN", "double", DOUBLE, Number.NaN, '"NaN"'],
    ["infinity", "double", DOUBLE, Number.POSITIVE_INFINITY, '"Infinity"'],
    ["minus infinity", "double", DOUBLE, Number.NEGATIVE_INFINITY, '"-Infinity"'],
    ["double", "double", DOUBLE, 266.41683, "266.41683"],
    ["float", "float", { kind: "float", bits: 32 }, Math.fround(20.15), "20.15"],
    ["long beyond doubles", "long", LONG, 4_295_806_720_123_456_789n, "4295806720123456789"],
    ["truth", "boolean", { kind: "bool" }, false, "false"],
    ["bit", "bit", { kind: "bool" }, false, "0"],
    ["empty text", "char", TEXT, "", '""'],
    [
      "text with all that is escaped",
      "char",
      TEXT,
      '"\\/\b\f\n\r\t\u0001\u001f\u007f\u2028',
      '"\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\u2028"',
    ],
    ["complex", "floatComplex", { kind: "fixed", size: 2, item: DOUBLE }, [1.5, Number.NaN], '[1.5,"NaN"]'],
    ["array", "long", { kind: "list", item: LONG }, [1n, null], "[1,null]"],
    ["empty array", "long", { kind: "list", item: LONG }, [], "[]"],
    ["strings", "char", { kind: "list", item: TEXT }, ["a", null, "ü"], '["a",null,"ü"]'],
  ];
  test.each(cells)("%s", async (_what, datatype, layout, value, json) => {
    const fields: Field[] = [{ name: "the x", datatype, layout }];
    expect(await linesOf({ fields, batches: [batchOf(fields, [[value]])] }, kernel)).toEqual([`{"the x":${json}}`]);
  });
});

test("what is printed is JSON of the values", async () => {
  await fc.assert(
    fc.asyncProperty(tables, async (sample) => {
      const lines = await linesOf(sample, "auto");
      const rows = rowsIn(sample.batches);
      expect(lines.length).toBe(rows.length);
      for (const [index, line] of lines.entries()) {
        const object = JSON.parse(line) as Record<string, unknown>;
        const values = (rows[index] ?? []).map((value, column) => plain(value, sample.fields[column]));
        // A key `__proto__` or a number would move to another place among the properties: compare by key.
        const keys = uniqueNames(sample.fields.map(({ name }) => name));
        for (const [column, key] of keys.entries()) {
          if (key === "__proto__") continue;
          expect(object[key]).toEqual(values[column]);
        }
      }
    }),
    { numRuns: 200 },
  );
});

/** A value as JSON.parse gives it; floats are widened as their shortest text is. */
function plain(value: CellValue, field: Field | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, field));
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return field?.datatype === "bit" ? Number(value) : value;
  if (typeof value !== "number") return value;
  if (!Number.isFinite(value)) return String(value);
  return isFloat32(field?.layout) ? nearestShort(value) : value;
}

function isFloat32(layout: Layout | undefined): boolean {
  if (layout === undefined) return false;
  if (layout.kind === "list" || layout.kind === "fixed") return isFloat32(layout.item);
  return layout.kind === "float" && layout.bits === 32;
}

function nearestShort(value: number): unknown {
  const at = { asymmetricMatch: (other: unknown) => typeof other === "number" && Object.is(Math.fround(other), value) };
  return Object.assign(at, { toString: () => `a decimal of the float ${value}` });
}

const repeats: [names: string[], keys: string[]][] = [
  [
    ["a", "b"],
    ["a", "b"],
  ],
  [
    ["a", "a", "a"],
    ["a", "a_2", "a_3"],
  ],
  [
    ["a", "a", "a_2"],
    ["a", "a_3", "a_2"],
  ],
  [
    ["a_2", "a", "a", "a"],
    ["a_2", "a", "a_3", "a_4"],
  ],
  [
    ["", ""],
    ["", "_2"],
  ],
  [
    ["a", "a_2", "a_2", "a"],
    ["a", "a_2", "a_2_2", "a_3"],
  ],
];
test.each(repeats)("columns %j are keyed %j", (names, keys) => {
  expect(uniqueNames(names)).toEqual(keys);
});

test("no two columns have one key", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "a_2", "a_3", "a_2_2", "b")), (names) => {
      const keys = uniqueNames(names);
      expect(new Set(keys).size).toBe(names.length);
      // The first of a name keeps it.
      for (const [index, name] of names.entries()) if (names.indexOf(name) === index) expect(keys[index]).toBe(name);
      expect(keys.length).toBe(names.length);
    }),
  );
});

test("a table without columns has an object a row", async () => {
  const columns: Column[] = [];
  expect(await linesOf({ fields: [], batches: [{ rows: 2, columns }] }, "auto")).toEqual(["{}", "{}"]);
});
