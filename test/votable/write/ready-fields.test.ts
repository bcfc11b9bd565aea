import {
  type ColumnStatistics,
  type Field,
  type FieldMeta,
  type Layout,
  StatisticsCollector,
} from "@armillary/columns";
import { needsStatistics, type ReadyOptions, readyFields } from "@armillary/votable/write";
import { describe, expect, test } from "vitest";
import { columnOf } from "../../support/column-arbitraries.ts";

const INT16: Layout = { kind: "int", bits: 16, signed: true };
const UINT8: Layout = { kind: "int", bits: 8, signed: false };
const STRING: Layout = { kind: "utf8" };
const list = (item: Layout): Layout => ({ kind: "list", item });
const fixed = (size: number, item: Layout): Layout => ({ kind: "fixed", size, item });
const uint = (bits: 16 | 32 | 64): Layout => ({ kind: "int", bits, signed: false });

function seen(field: Field, values: Parameters<typeof columnOf>[1]): ColumnStatistics {
  const collector = new StatisticsCollector(field);
  collector.add(columnOf(field.layout, values));
  return collector.finish();
}

type Meta = Partial<Omit<FieldMeta, "name">>;

function ready(
  meta: Meta,
  layout: Layout,
  options: Omit<ReadyOptions, "statistics">,
  values?: Parameters<typeof columnOf>[1],
) {
  const field: Field = { name: "x", datatype: "short", ...meta, layout };
  const statistics = values === undefined ? {} : { statistics: [seen(field, values)] };
  const { fields, diagnostics } = readyFields([field], { ...options, ...statistics });
  const { name: _, layout: __, ...rest } = fields[0] as Field;
  return { ...rest, codes: diagnostics.map(({ code }) => code) };
}

const BINARY = { serialization: "binary", version: "1.4" } as const;
const BINARY2 = { serialization: "binary2", version: "1.4" } as const;
const TEXT = { serialization: "tabledata", version: "1.4" } as const;
const OLD_TEXT = { serialization: "tabledata", version: "1.2" } as const;

describe("datatype and arraysize (VOTable 1.5, section 2.2)", () => {
  test.each<[string, Meta, Layout, object]>([
    ["those that fit stay", { arraysize: "5*" }, list(INT16), { datatype: "short", arraysize: "5*", codes: [] }],
    [
      "in the form of the standard",
      { arraysize: " 3 " },
      fixed(3, INT16),
      { datatype: "short", arraysize: "3", codes: [] },
    ],
    [
      "also where a long array lies as a list",
      { arraysize: "2000" },
      list(INT16),
      { datatype: "short", arraysize: "2000", codes: [] },
    ],
    ["a scalar that calls itself an array", { arraysize: "*" }, INT16, { datatype: "short", codes: ["W-WRITE-SHAPE"] }],
    [
      "an array that calls itself a scalar",
      {},
      list(INT16),
      { datatype: "short", arraysize: "*", codes: ["W-WRITE-SHAPE"] },
    ],
    ["unsigned 16 bits", {}, uint(16), { datatype: "int", codes: ["W-WRITE-SHAPE"] }],
    ["unsigned 32 bits that say so", { datatype: "long" }, uint(32), { datatype: "long", codes: [] }],
    ["unsigned 64 bits", { datatype: "long" }, uint(64), { datatype: "long", codes: [] }],
    ["signed bytes", { datatype: "short" }, { kind: "int", bits: 8, signed: true }, { datatype: "short", codes: [] }],
    [
      "bits stay bits",
      { datatype: "bit", arraysize: "8" },
      list({ kind: "bool" }),
      { datatype: "bit", arraysize: "*", codes: ["W-WRITE-SHAPE"] },
    ],
    ["text of any kind", { datatype: "unicodeChar" }, STRING, { datatype: "unicodeChar", codes: [] }],
  ])("%s", (_what, meta, layout, wanted) => {
    expect(ready(meta, layout, TEXT)).toEqual(wanted);
  });

  test("a list of strings gets the width of the longest, in bytes", () => {
    const tags: Meta = { datatype: "char", arraysize: "*x*" };
    expect(needsStatistics([{ name: "x", datatype: "char", arraysize: "*x*", layout: list(STRING) }], TEXT)).toBe(true);
    const result = ready(tags, list(STRING), TEXT, [["ab", "größe"], null, []]);
    expect(result).toEqual({ datatype: "char", arraysize: "7x*", codes: ["W-WRITE-SHAPE"] });
  });

  test("lists of lists of no fixed length have no arraysize", () => {
    expect(() => ready({}, list(list(INT16)), TEXT)).toThrow(/Column "x" holds lists whose items differ in length/);
  });

  test("what is known of strings decides how binary data has them", () => {
    const meta: Meta = { datatype: "char", arraysize: "4" };
    expect(ready(meta, STRING, BINARY2, ["abcd"])).toEqual({ datatype: "char", arraysize: "4", codes: [] });
    expect(ready(meta, STRING, BINARY2, ["abcde"])).toMatchObject({ datatype: "char", arraysize: "*" });
    expect(ready(meta, STRING, BINARY2, ["größe"])).toMatchObject({ datatype: "unicodeChar", arraysize: "4" });
    expect(ready(meta, STRING, TEXT, ["größe"])).toEqual({ datatype: "char", arraysize: "4", codes: [] });
  });
});

describe("VALUES null (VOTable 1.5, section 5.5)", () => {
  const none = { datatype: "short" };
  const least = { datatype: "short", values: [{ null: "-32768" }] };
  test.each<[string, Meta, Layout, Omit<ReadyOptions, "statistics">, Parameters<typeof columnOf>[1], object]>([
    ["no nulls, no need", {}, INT16, BINARY, [1, 2], none],
    ["BINARY has no other null", {}, INT16, BINARY, [1, null], least],
    ["BINARY2 has flags", {}, INT16, BINARY2, [1, null], none],
    ["TABLEDATA has empty cells", {}, INT16, TEXT, [1, null], none],
    ["which it had not before 1.3", {}, INT16, OLD_TEXT, [1, null], least],
    ["the least value may be in use", {}, INT16, BINARY, [-32768, null], { values: [{ null: "32767" }] }],
    [
      "one that is declared stays",
      { values: [{ null: "7" }] },
      INT16,
      BINARY,
      [1, null],
      { values: [{ null: "7" }], codes: [] },
    ],
    [
      "unless a value has it",
      { values: [{ type: "legal", null: "1" }] },
      INT16,
      BINARY,
      [1, null],
      { values: [{ type: "legal", null: "-32768" }], codes: ["W-WRITE-NULL-VALUE"] },
    ],
    [
      "then it goes where none is needed",
      { values: [{ null: "1" }] },
      INT16,
      BINARY2,
      [1, null],
      { codes: ["W-WRITE-NULL-VALUE"] },
    ],
    [
      "one that is no value of the datatype goes",
      { values: [{ null: "N/A" }] },
      INT16,
      BINARY,
      [1, null],
      { values: [{ null: "-32768" }], codes: ["W-WRITE-NULL-VALUE"] },
    ],
    [
      "a null that came by reference is said here",
      { values: [{ ref: "v", null: "1" }] },
      INT16,
      BINARY,
      [1, null],
      { values: [{ null: "-32768" }] },
    ],
    [
      "items of arrays have no other null anywhere",
      { arraysize: "*" },
      list(INT16),
      BINARY2,
      [[1, null]],
      { arraysize: "*", values: [{ null: "-32768" }] },
    ],
    [
      "a null array of fixed length is one of nulls in BINARY",
      { arraysize: "2" },
      fixed(2, INT16),
      BINARY,
      [[1, 2], null],
      { arraysize: "2", values: [{ null: "-32768" }] },
    ],
    ["but not in BINARY2", { arraysize: "2" }, fixed(2, INT16), BINARY2, [[1, 2], null], { arraysize: "2" }],
    [
      "a null array of any length is empty",
      { arraysize: "*" },
      list(INT16),
      BINARY,
      [[1, 2], null],
      { arraysize: "*" },
    ],
    [
      "unsigned bytes begin at the other end",
      { datatype: "unsignedByte" },
      UINT8,
      BINARY,
      [0, null],
      { datatype: "unsignedByte", values: [{ null: "255" }] },
    ],
    [
      "what the wider datatype has besides is free",
      {},
      uint(16),
      BINARY,
      [0, 65535, null],
      { datatype: "int", values: [{ null: "-1" }] },
    ],
    ["of 64 bits as well", {}, uint(64), BINARY, [0n, null], { datatype: "long", values: [{ null: "-1" }] }],
  ])("%s", (_what, meta, layout, options, values, wanted) => {
    const result = ready(meta, layout, options, values);
    expect(result).toMatchObject(wanted);
    if (!("values" in wanted)) expect(result).not.toHaveProperty("values");
  });

  test("a column whose every value is in use cannot be written where a null needs one", () => {
    const values = [...Array.from({ length: 256 }, (_, value) => value), null];
    expect(() => ready({ datatype: "unsignedByte" }, UINT8, BINARY, values)).toThrow(
      /all values of unsignedByte are in use/,
    );
    expect(ready({ datatype: "unsignedByte" }, UINT8, BINARY2, values).codes).toEqual([]);
  });

  test.each<[string, Layout, Meta, Omit<ReadyOptions, "statistics">, boolean]>([
    ["integers in BINARY", INT16, {}, BINARY, true],
    ["that have a VALUES null", INT16, { values: [{ null: "0" }] }, BINARY, false],
    ["integers in BINARY2", INT16, {}, BINARY2, false],
    ["integers in TABLEDATA", INT16, {}, TEXT, false],
    ["integers in TABLEDATA of old", INT16, {}, OLD_TEXT, true],
    ["arrays of integers", list(INT16), { arraysize: "*" }, TEXT, true],
    ["floats", { kind: "float", bits: 32 }, { datatype: "float" }, BINARY, false],
    [
      "all in FITS",
      { kind: "float", bits: 32 },
      { datatype: "float" },
      { serialization: "fits", version: "1.4" },
      true,
    ],
  ])("statistics are needed: %s", (_what, layout, meta, options, wanted) => {
    expect(needsStatistics([{ name: "x", datatype: "short", ...meta, layout }], options)).toBe(wanted);
  });
});
