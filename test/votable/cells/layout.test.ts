import type { Datatype, Layout } from "@armillary/columns";
import { createColumnWriter } from "@armillary/columns";
import { describe, expect, test } from "vitest";
import { SCALAR } from "../../../packages/votable/src/cells/arraysize.ts";
import { type BinaryShape, binaryShape, layoutOf, rowBytes } from "../../../packages/votable/src/cells/layout.ts";
import { shape } from "./shape.ts";

const bool: Layout = { kind: "bool" };
const utf8: Layout = { kind: "utf8" };
const float: Layout = { kind: "float", bits: 32 };
const double: Layout = { kind: "float", bits: 64 };
const int: Layout = { kind: "int", bits: 32, signed: true };
const list = (item: Layout): Layout => ({ kind: "list", item });
const fixed = (size: number, item: Layout): Layout => ({ kind: "fixed", size, item });

describe("layoutOf", () => {
  test.each<[Datatype, Layout]>([
    ["boolean", bool],
    ["bit", bool],
    ["unsignedByte", { kind: "int", bits: 8, signed: false }],
    ["short", { kind: "int", bits: 16, signed: true }],
    ["int", int],
    ["long", { kind: "int", bits: 64, signed: true }],
    ["char", utf8],
    ["unicodeChar", utf8],
    ["float", float],
    ["double", double],
    ["floatComplex", fixed(2, float)],
    ["doubleComplex", fixed(2, double)],
  ])("scalar %s", (datatype, layout) => {
    expect(layoutOf(datatype, SCALAR)).toEqual(layout);
  });

  test.each<[Datatype, string, Layout]>([
    ["int", "1", fixed(1, int)],
    ["int", "3", fixed(3, int)],
    ["int", "*", list(int)],
    ["int", "9*", list(int)],
    ["int", "2x3", fixed(3, fixed(2, int))],
    ["int", "2x3x*", list(fixed(3, fixed(2, int)))],
    ["int", "0", list(int)],
    ["int", "0x*", list(int)],
    ["bit", "8", fixed(8, bool)],
    ["floatComplex", "2", fixed(2, fixed(2, float))],
    ["doubleComplex", "*", list(fixed(2, double))],
    ["char", "1", utf8],
    ["char", "12*", utf8],
    ["char", "0", utf8],
    ["char", "8x*", list(utf8)],
    ["unicodeChar", "3x2", fixed(2, utf8)],
    ["char", "8x3x*", list(fixed(3, utf8))],
    ["double", "1000000000", list(double)],
    ["double", "64x64", list(fixed(64, double))],
    ["doubleComplex", "1000", list(fixed(2, double))],
    ["double", "1024", fixed(1024, double)],
  ])("%s %s", (datatype, arraysize, layout) => {
    expect(layoutOf(datatype, shape(arraysize))).toEqual(layout);
  });

  test.each<[Datatype, string, number]>([
    ["double", "3", 24],
    ["doubleComplex", "2x2", 64],
    ["double", "1000000000", 4],
    ["bit", "16", 2],
    ["char", "30", 4],
  ])("a row of %s %s takes %d bytes, null or not", (datatype, arraysize, bytes) => {
    const layout = layoutOf(datatype, shape(arraysize));
    const writer = createColumnWriter(layout);
    writer.append(null);
    expect(writer.take().nulls).toBe(1);
    expect(rowBytes(layout)).toBe(bytes);
  });
});

describe("binaryShape", () => {
  test.each<[Datatype, string | undefined, BinaryShape]>([
    ["boolean", undefined, { kind: "fixed", bytes: 1, items: 1 }],
    ["bit", undefined, { kind: "fixed", bytes: 1, items: 1 }],
    ["bit", "9", { kind: "fixed", bytes: 2, items: 9 }],
    ["bit", "3x3x2", { kind: "fixed", bytes: 3, items: 18 }],
    ["bit", "*", { kind: "variable", itemBits: 1 }],
    ["short", "2x*", { kind: "variable", itemBits: 16 }],
    ["long", "2x3", { kind: "fixed", bytes: 48, items: 6 }],
    ["char", "12", { kind: "fixed", bytes: 12, items: 12 }],
    ["char", "0", { kind: "fixed", bytes: 0, items: 0 }],
    ["unicodeChar", "12", { kind: "fixed", bytes: 24, items: 12 }],
    ["floatComplex", undefined, { kind: "fixed", bytes: 8, items: 1 }],
    ["doubleComplex", "3", { kind: "fixed", bytes: 48, items: 3 }],
    ["doubleComplex", "4*", { kind: "variable", itemBits: 128 }],
  ])("%s %s", (datatype, arraysize, expected) => {
    expect(binaryShape(datatype, shape(arraysize))).toEqual(expected);
  });
});
