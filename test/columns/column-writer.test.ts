import { type CellValue, createColumnWriter, type Layout, leafOf, valueAt } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const INT32: Layout = { kind: "int", bits: 32, signed: true };
const UTF8: Layout = { kind: "utf8" };

function taken(layout: Layout, values: readonly CellValue[]): CellValue[] {
  const writer = createColumnWriter(layout);
  for (const value of values) writer.append(value);
  const column = writer.take();
  expect(column.length).toBe(values.length);
  expect(column.nulls).toBe(values.filter((value) => value === null).length);
  return Array.from({ length: column.length }, (_, row) => valueAt(column, row));
}

describe("what is appended is what is there", () => {
  test.each<[Layout, fc.Arbitrary<CellValue>]>([
    [{ kind: "bool" }, fc.boolean()],
    [{ kind: "int", bits: 8, signed: true }, fc.integer({ min: -128, max: 127 })],
    [{ kind: "int", bits: 8, signed: false }, fc.integer({ min: 0, max: 255 })],
    [{ kind: "int", bits: 16, signed: true }, fc.integer({ min: -32768, max: 32767 })],
    [{ kind: "int", bits: 16, signed: false }, fc.integer({ min: 0, max: 65535 })],
    [INT32, fc.integer()],
    [{ kind: "int", bits: 32, signed: false }, fc.integer({ min: 0, max: 2 ** 32 - 1 })],
    [{ kind: "int", bits: 64, signed: true }, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
    [{ kind: "int", bits: 64, signed: false }, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })],
    [{ kind: "float", bits: 32 }, fc.float()],
    [{ kind: "float", bits: 64 }, fc.double()],
    [UTF8, fc.string({ unit: "grapheme" })],
    [{ kind: "list", item: INT32 }, fc.array(fc.option(fc.integer()))],
    [{ kind: "fixed", size: 3, item: UTF8 }, fc.array(fc.option(fc.string()), { minLength: 3, maxLength: 3 })],
  ])("%j", (layout, values) => {
    fc.assert(
      fc.property(fc.array(fc.option(values, { freq: 4 }), { maxLength: 200 }), (column) => {
        expect(taken(layout, column)).toStrictEqual(column);
      }),
      { numRuns: 40 },
    );
  });
});

test.each<[string, Layout, CellValue[], CellValue[]]>([
  [
    "3x2, the fastest axis first",
    { kind: "fixed", size: 2, item: { kind: "fixed", size: 3, item: INT32 } },
    [[1, 2, 3, 4, 5, 6], null],
    [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      null,
    ],
  ],
  [
    "3x*",
    { kind: "list", item: { kind: "fixed", size: 3, item: INT32 } },
    [[1, 2, 3, 4, null, 6], [], null],
    [
      [
        [1, 2, 3],
        [4, null, 6],
      ],
      [],
      null,
    ],
  ],
])("lists are given flat: %s", (_what, layout, values, wanted) => {
  expect(taken(layout, values)).toStrictEqual(wanted);
});

test("a writer starts again after take, and what it gave stays", () => {
  const writer = createColumnWriter({ kind: "list", item: UTF8 });
  writer.append(["a", null]);
  writer.append(null);
  const first = writer.take();
  expect(writer.length).toBe(0);
  writer.append(["b"]);
  const second = writer.take();
  expect([valueAt(first, 0), valueAt(first, 1)]).toStrictEqual([["a", null], null]);
  expect([second.length, second.nulls, valueAt(second, 0)]).toStrictEqual([1, 0, ["b"]]);
});

test.each<[Layout, CellValue]>([
  [{ kind: "bool" }, 1],
  [INT32, "1"],
  [INT32, 1n],
  [{ kind: "int", bits: 64, signed: true }, 1],
  [{ kind: "float", bits: 64 }, "1"],
  [UTF8, 1],
  [{ kind: "list", item: INT32 }, 1],
  [{ kind: "list", item: { kind: "fixed", size: 2, item: INT32 } }, [1, 2, 3]],
  [{ kind: "fixed", size: 2, item: INT32 }, [1]],
])("$0.kind $0.bits takes no $1", (layout, value) => {
  expect(() => createColumnWriter(layout).append(value)).toThrow(TypeError);
});

test.each<[Layout, Layout, number]>([
  [UTF8, UTF8, 1],
  [{ kind: "list", item: { kind: "fixed", size: 3, item: INT32 } }, INT32, 3],
  [{ kind: "fixed", size: 2, item: { kind: "fixed", size: 3, item: INT32 } }, INT32, 6],
])("leafOf %j", (layout, leaf, fixedItems) => {
  expect(leafOf(layout)).toStrictEqual({ leaf, fixedItems });
});
