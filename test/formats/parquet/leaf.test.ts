import { type Layout, printTimestamps, valueAt } from "@armillary/columns";
import type { SchemaElement } from "hyparquet";
import { describe, expect, test } from "vitest";
import { leafOfElement, type RawValue } from "../../../packages/formats/src/parquet/leaf.ts";

const element = (rest: Partial<SchemaElement>): SchemaElement => ({ name: "x", ...rest });
const UTF8: Layout = { kind: "utf8" };
const int = (bits: 8 | 16 | 32 | 64, signed: boolean): Layout => ({ kind: "int", bits, signed });
const BYTE = int(8, false);

describe("types (Parquet format, Logical Types)", () => {
  test.each<[Partial<SchemaElement>, Layout]>([
    [{ type: "BOOLEAN" }, { kind: "bool" }],
    [{ type: "INT32" }, int(32, true)],
    [{ type: "INT64" }, int(64, true)],
    [{ type: "FLOAT" }, { kind: "float", bits: 32 }],
    [{ type: "DOUBLE" }, { kind: "float", bits: 64 }],
    [{ type: "BYTE_ARRAY" }, { kind: "list", item: BYTE }],
    [
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 5 },
      { kind: "fixed", size: 5, item: BYTE },
    ],
    [{ type: "BYTE_ARRAY", converted_type: "UTF8" }, UTF8],
    [{ type: "BYTE_ARRAY", logical_type: { type: "STRING" } }, UTF8],
    [{ type: "BYTE_ARRAY", logical_type: { type: "JSON" } }, UTF8],
    [{ type: "INT32", converted_type: "INT_8" }, int(8, true)],
    [{ type: "INT32", converted_type: "UINT_16" }, int(16, false)],
    [{ type: "INT64", logical_type: { type: "INTEGER", bitWidth: 64, isSigned: false } }, int(64, false)],
    [
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 2, logical_type: { type: "FLOAT16" } },
      { kind: "float", bits: 32 },
    ],
    [{ type: "INT32", logical_type: { type: "NULL" } }, UTF8],
  ])("%j", (rest, layout) => {
    expect(leafOfElement(element(rest))?.layout).toStrictEqual(layout);
  });

  test("a type that nobody knows has no place", () => {
    expect(leafOfElement(element({}))).toBeUndefined();
  });
});

describe("values", () => {
  test.each<[string, Partial<SchemaElement>, RawValue, string]>([
    ["decimal in 32 bits", { type: "INT32", converted_type: "DECIMAL", scale: 2 }, -5, "-0.05"],
    [
      "decimal in 64 bits",
      { type: "INT64", logical_type: { type: "DECIMAL", precision: 18, scale: 3 } },
      2n ** 62n,
      "4611686018427387.904",
    ],
    [
      "decimal in bytes",
      { type: "BYTE_ARRAY", logical_type: { type: "DECIMAL", precision: 9, scale: 1 } },
      Uint8Array.of(0xff, 0x38),
      "-20.0",
    ],
    ["date", { type: "INT32", converted_type: "DATE" }, 59, "1970-03-01"],
    [
      "time",
      { type: "INT64", logical_type: { type: "TIME", isAdjustedToUTC: false, unit: "MICROS" } },
      1n,
      "00:00:00.000001",
    ],
    ["old time", { type: "INT32", converted_type: "TIME_MILLIS" }, 86_399_999, "23:59:59.999"],
    [
      "old timestamp, which is UTC",
      { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
      -1n,
      "1969-12-31T23:59:59.999Z",
    ],
    [
      "timestamp on no clock",
      { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "NANOS" } },
      1n,
      "1970-01-01T00:00:00.000000001",
    ],
    [
      "96 bits",
      { type: "INT96" },
      Uint8Array.of(0xff, 0xff, 0x4e, 0x91, 0x94, 0x4e, 0, 0, 0x8b, 0x3d, 0x25, 0),
      "1969-12-31T23:59:59.999999999",
    ],
    [
      "UUID",
      { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } },
      Uint8Array.from({ length: 16 }, (_, index) => index),
      "00010203-0405-0607-0809-0a0b0c0d0e0f",
    ],
  ])("%s", (_what, rest, raw, wanted) => {
    const { convert, ticks } = leafOfElement(element(rest)) ?? {};
    const one = { length: 1, nulls: 0 };
    const text =
      ticks === undefined
        ? convert?.(raw)
        : valueAt(printTimestamps(BigInt64Array.of(raw as bigint), one, ticks.digits, ticks.mark), 0);
    expect(text).toBe(wanted);
  });
});
