import {
  type CellValue,
  commonLayout,
  createColumnWriter,
  type Layout,
  valueAt,
  widenColumn,
} from "@armillary/columns";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columnOf, layouts, valuesIn } from "../support/column-arbitraries.ts";

const int = (bits: 8 | 16 | 32 | 64, signed = true): Layout => ({ kind: "int", bits, signed });
const float = (bits: 32 | 64): Layout => ({ kind: "float", bits });
const list = (item: Layout): Layout => ({ kind: "list", item });
const fixed = (size: number, item: Layout): Layout => ({ kind: "fixed", size, item });
const UTF8: Layout = { kind: "utf8" };
const BOOL: Layout = { kind: "bool" };

test.each<[string, Layout, Layout, Layout | undefined]>([
  ["short and long", int(16), int(64), int(64)],
  ["a byte and a signed byte", int(8, false), int(8), int(16)],
  ["unsigned and signed 16 bits", int(16, false), int(16), int(32)],
  ["unsigned 16 and signed 64 bits", int(16, false), int(64), int(64)],
  ["unsigned and signed 32 bits", int(32, false), int(8), int(64)],
  ["unsigned and signed 64 bits", int(64, false), int(64), undefined],
  ["float and double", float(32), float(64), float(64)],
  ["short and float", int(16), float(32), float(32)],
  ["int and float", int(32), float(32), float(64)],
  ["int and double", int(32), float(64), float(64)],
  ["long and double", int(64), float(64), undefined],
  ["arrays of one length", fixed(3, int(16)), fixed(3, float(32)), fixed(3, float(32))],
  ["arrays of two lengths", fixed(3, int(16)), fixed(4, int(32)), list(int(32))],
  ["an array of any length", list(int(8)), fixed(4, int(8)), list(int(8))],
  ["a scalar and an array", int(8), list(int(8)), undefined],
  ["text and a number", UTF8, int(8), undefined],
  ["text and truth", UTF8, BOOL, undefined],
  ["truth and a number", BOOL, int(8), undefined],
])("the common layout of %s", (_what, a, b, common) => {
  expect(commonLayout(a, b)).toEqual(common);
  expect(commonLayout(b, a)).toEqual(common);
});

test("values are the same in every layout that has those of both", () => {
  const pairs = fc.tuple(layouts, layouts).filter(([a, b]) => commonLayout(a, b) !== undefined);
  const samples = pairs.chain(([a, b]) =>
    fc.tuple(fc.constant([a, b] as const), fc.array(valuesIn(a), { maxLength: 9 })),
  );
  fc.assert(
    fc.property(samples, ([[a, b], values]) => {
      const column = columnOf(a, values);
      const wide = widenColumn(column, commonLayout(a, b) as Layout);
      const plain = (value: CellValue): unknown =>
        Array.isArray(value) ? value.map(plain) : typeof value === "bigint" ? Number(value) : value;
      for (let row = 0; row < values.length; row++) {
        expect(plain(valueAt(wide, row))).toEqual(plain(valueAt(column, row)));
      }
    }),
  );
});

test("integers of 64 bits are exact", () => {
  const column = columnOf(int(32), [-1, -(2 ** 31), 2 ** 31 - 1, null, 0]);
  const wide = widenColumn(column, int(64));
  expect([0, 1, 2, 3, 4].map((row) => valueAt(wide, row))).toEqual([-1n, -2147483648n, 2147483647n, null, 0n]);
  const unsigned = widenColumn(columnOf(int(32, false), [2 ** 32 - 1]), int(64));
  expect(valueAt(unsigned, 0)).toBe(4294967295n);
});

test("what has no room for the values is refused", () => {
  expect(() => widenColumn(createColumnWriter(int(64)).take(), int(32))).toThrow(TypeError);
  expect(() => widenColumn(createColumnWriter(int(64)).take(), float(64))).toThrow(TypeError);
  expect(() => widenColumn(createColumnWriter(UTF8).take(), int(32))).toThrow(TypeError);
});
