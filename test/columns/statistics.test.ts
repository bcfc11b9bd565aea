import {
  type CellValue,
  type ColumnStatistics,
  type Field,
  type Layout,
  leafOf,
  StatisticsCollector,
} from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnOf, rowsIn, tables } from "../support/column-arbitraries.ts";

/** The same by looking at every value as JavaScript has it. */
function naive(field: Field, values: readonly CellValue[]): Omit<ColumnStatistics, "unusedInteger"> {
  const isNested = field.layout.kind === "list" || field.layout.kind === "fixed";
  const sizes = values.map((value) =>
    typeof value === "string" ? Buffer.byteLength(value) : isNested ? leafItems(field.layout, value) : 0,
  );
  const strings = leavesOf(values).filter((leaf) => typeof leaf === "string");
  return {
    rows: values.length,
    nulls: values.filter((value) => value === null).length,
    nullItems: values.reduce<number>((sum, value) => sum + (Array.isArray(value) ? nullsIn(value) : 0), 0),
    empties: values.filter((value) => value === "" || (Array.isArray(value) && value.length === 0)).length,
    maxItems: Math.max(0, ...sizes),
    totalItems: sizes.reduce((sum, size) => sum + size, 0),
    maxItemBytes: field.layout.kind === "utf8" ? 0 : Math.max(0, ...strings.map((text) => Buffer.byteLength(text))),
    ascii: strings.every((text) => /^\p{ASCII}*$/u.test(text)),
  };
}

function leavesOf(value: CellValue): CellValue[] {
  return Array.isArray(value) ? value.flatMap(leavesOf) : [value];
}

/** Leaf items of a value; a fixed list that is null takes the room of its items. */
function leafItems(layout: Layout, value: CellValue): number {
  if (layout.kind !== "list" && layout.kind !== "fixed") return 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + leafItems(layout.item, item), 0);
  return layout.kind === "fixed" ? layout.size * leafItems(layout.item, null) : 0;
}

function nullsIn(value: readonly CellValue[]): number {
  return value.reduce<number>((sum, item) => sum + (item === null ? 1 : Array.isArray(item) ? nullsIn(item) : 0), 0);
}

describe("statistics of a column", () => {
  test("are those of its values", () => {
    fc.assert(
      fc.property(tables, ({ fields, batches }) => {
        fields.forEach((field, index) => {
          const collector = new StatisticsCollector(field);
          for (const { columns } of batches) collector.add(columns[index] as never);
          const { unusedInteger, ...rest } = collector.finish();
          const values = rowsIn(batches).map((row) => row[index] as CellValue);
          expect(rest).toEqual(naive(field, values));
          expect(leafOf(field.layout).leaf.kind === "int").toBe(unusedInteger !== undefined);
          expect(leavesOf(values).map((leaf) => (leaf === null ? leaf : String(leaf)))).not.toContain(
            String(unusedInteger),
          );
        });
      }),
    );
  });

  const int = (bits: 8 | 16 | 32 | 64, signed: boolean) => ({ kind: "int", bits, signed }) as const;
  const upTo = (count: number, first = 0): number[] => Array.from({ length: count }, (_, index) => first + index);

  test.each<[string, Field["layout"], readonly CellValue[], string | undefined, bigint | undefined]>([
    ["nothing in use: the minimum", int(16, true), [], undefined, -32768n],
    ["of unsigned ones the maximum", int(8, false), [0, 1], undefined, 255n],
    ["VALUES null first", int(16, true), [1, 2], "-99", -99n],
    ["VALUES null in hexadecimal", int(16, true), [1, 2], "0x10", 16n],
    ["VALUES null in use", int(16, true), [1, -99], "-99", -32768n],
    ["VALUES null that the type has not", int(8, false), [1], "-1", 255n],
    ["VALUES null that is no integer", int(32, true), [1], "N/A", -(2n ** 31n)],
    ["the minimum in use: the maximum", int(32, true), [-(2 ** 31)], undefined, 2n ** 31n - 1n],
    ["both ends in use", int(32, true), [-(2 ** 31), 2 ** 31 - 1, 1 - 2 ** 31], undefined, 2n - 2n ** 31n],
    ["both ends of 64 bits in use", int(64, true), [-(2n ** 63n), 2n ** 63n - 1n], undefined, 1n - 2n ** 63n],
    ["both ends of unsigned 64 bits in use", int(64, false), [0n, 2n ** 64n - 1n], undefined, 2n ** 64n - 2n],
    ["VALUES null of 64 bits", int(64, true), [0n, 1n, -2n], "-1", -1n],
    ["VALUES null of 64 bits in use", int(64, true), [0n, 1n, -1n], "-1", -(2n ** 63n)],
    ["the one byte left", int(8, false), [...upTo(100), ...upTo(155, 101)], undefined, 100n],
    ["no byte left", int(8, true), upTo(256, -128), undefined, undefined],
    ["a byte under a null is none in use", int(8, false), [null, ...upTo(255, 1)], undefined, 0n],
    ["the one short left", int(16, false), [...upTo(7000), ...upTo(58_535, 7001)], undefined, 7000n],
    ["in lists", { kind: "list", item: int(8, true) }, [[-128, null], [127]], undefined, -127n],
  ])("an unused integer: %s", (_name, layout, values, nullText, expected) => {
    const field: Field = {
      name: "n",
      datatype: "long",
      layout,
      ...(nullText === undefined ? {} : { values: [{ null: nullText }] }),
    };
    const collector = new StatisticsCollector(field);
    collector.add(columnOf(layout, values));
    expect(collector.finish().unusedInteger).toBe(expected);
  });
});
