import {
  describeLayout,
  type Field,
  fieldFromMetadata,
  fieldToMetadata,
  fitsLayout,
  type Layout,
} from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fields } from "../support/column-arbitraries.ts";

const INT32: Layout = { kind: "int", bits: 32, signed: true };
const FLOAT64: Layout = { kind: "float", bits: 64 };

test("any field comes back from its metadata", () => {
  fc.assert(
    fc.property(fields, ({ layout, ...meta }) => {
      expect(fieldFromMetadata(meta.name, layout, fieldToMetadata(meta))).toStrictEqual(meta);
    }),
  );
});

test("attributes stand under their own names", () => {
  const metadata = fieldToMetadata({
    name: "ra",
    datatype: "double",
    ID: "col_1",
    ucd: "pos.eq.ra",
    unit: "deg",
    values: [{ null: "-999", type: "legal" }],
  });
  expect(Object.fromEntries(metadata)).toStrictEqual({
    "vo:datatype": "double",
    "vo:ID": "col_1",
    "vo:ucd": "pos.eq.ra",
    "vo:unit": "deg",
    "vo:null": "-999",
    "vo:values": '[{"null":"-999","type":"legal"}]',
  });
});

test.each<[string, Record<string, string>, Layout, Partial<Field>]>([
  ["no metadata", {}, INT32, { datatype: "int" }],
  [
    "a datatype that the column has left",
    { "vo:datatype": "int", "vo:unit": "s" },
    FLOAT64,
    { datatype: "double", unit: "s" },
  ],
  ["a datatype that nobody knows", { "vo:datatype": "decimal" }, INT32, { datatype: "int" }],
  ["an arraysize that the column has left", { "vo:datatype": "int", "vo:arraysize": "3" }, INT32, { datatype: "int" }],
  ["a null without VALUES", { "vo:null": "-1" }, INT32, { datatype: "int", values: [{ null: "-1" }] }],
  [
    "JSON that does not parse",
    { "vo:values": "[{", "vo:links": "7", "vo:extra": '{"a":1}' },
    INT32,
    { datatype: "int" },
  ],
])("%s", (_what, metadata, layout, wanted) => {
  expect(fieldFromMetadata("x", layout, new Map(Object.entries(metadata)))).toStrictEqual({ name: "x", ...wanted });
});

const list = (item: Layout): Layout => ({ kind: "list", item });
const fixed = (size: number, item: Layout): Layout => ({ kind: "fixed", size, item });

describe("describeLayout", () => {
  test.each<[Layout, string, string | undefined]>([
    [{ kind: "bool" }, "boolean", undefined],
    [{ kind: "int", bits: 8, signed: false }, "unsignedByte", undefined],
    [{ kind: "int", bits: 8, signed: true }, "short", undefined],
    [{ kind: "int", bits: 16, signed: true }, "short", undefined],
    [{ kind: "int", bits: 16, signed: false }, "int", undefined],
    [{ kind: "int", bits: 32, signed: false }, "long", undefined],
    [{ kind: "int", bits: 64, signed: false }, "long", undefined],
    [{ kind: "float", bits: 32 }, "float", undefined],
    [{ kind: "utf8" }, "char", "*"],
    [list(FLOAT64), "double", "*"],
    [fixed(3, FLOAT64), "double", "3"],
    [list(fixed(3, FLOAT64)), "double", "3x*"],
    [fixed(2, fixed(3, INT32)), "int", "3x2"],
    [list({ kind: "utf8" }), "char", "*x*"],
  ])("%j is %s of %s", (layout, datatype, arraysize) => {
    expect(describeLayout(layout)).toStrictEqual(arraysize === undefined ? { datatype } : { datatype, arraysize });
    expect(fitsLayout(datatype as Field["datatype"], arraysize, layout)).toBe(true);
  });
});

describe("fitsLayout", () => {
  test.each<[Field["datatype"], string | undefined, Layout, boolean]>([
    ["bit", undefined, { kind: "bool" }, true],
    ["unicodeChar", "16", { kind: "utf8" }, true],
    ["char", undefined, { kind: "utf8" }, true],
    ["char", "8x*", list({ kind: "utf8" }), true],
    ["char", "8x*", { kind: "utf8" }, false],
    ["int", "1", INT32, true],
    ["int", "1", fixed(1, INT32), true],
    ["int", "10*", list(INT32), true],
    ["int", "4", fixed(3, INT32), false],
    ["int", "*", fixed(3, INT32), false],
    ["floatComplex", undefined, fixed(2, { kind: "float", bits: 32 }), true],
    ["doubleComplex", "*", list(fixed(2, FLOAT64)), true],
    ["doubleComplex", undefined, FLOAT64, false],
    ["float", undefined, FLOAT64, false],
  ])("%s of %s in %j: %s", (datatype, arraysize, layout, wanted) => {
    expect(fitsLayout(datatype, arraysize, layout)).toBe(wanted);
  });
});
