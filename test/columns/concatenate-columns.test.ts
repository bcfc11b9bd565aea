import {
  type CellValue,
  type Column,
  concatenateColumns,
  createColumnWriter,
  type Layout,
  valueAt,
} from "@armillary/columns";
import { describe, expect, test } from "vitest";

const int: Layout = { kind: "int", bits: 32, signed: true };

function columnOf(layout: Layout, values: readonly CellValue[]): Column {
  const writer = createColumnWriter(layout);
  for (const value of values) writer.append(value);
  return writer.take();
}

describe("concatenateColumns", () => {
  test.each<{ layout: Layout; parts: CellValue[][] }>([
    { layout: { kind: "bool" }, parts: [[true, null, false], [true], []] },
    { layout: int, parts: [[1, 2], [], [null, 4]] },
    { layout: { kind: "int", bits: 64, signed: true }, parts: [[1n], [2n ** 60n, null]] },
    { layout: { kind: "float", bits: 64 }, parts: [[Number.NaN, 1.5], [null]] },
    { layout: { kind: "utf8" }, parts: [["añb", ""], [null, "c"], ["d"]] },
    {
      layout: { kind: "list", item: int },
      parts: [
        [[1, 2], []],
        [null, [3]],
      ],
    },
    { layout: { kind: "fixed", size: 2, item: int }, parts: [[[1, 2]], [null, [3, 4]]] },
  ])("$layout.kind: the values one after the other", ({ layout, parts }) => {
    const column = concatenateColumns(parts.map((values) => columnOf(layout, values)));
    const due = parts.flat();
    expect(Array.from(due, (_, row) => valueAt(column, row))).toEqual(due);
    expect([column.length, column.nulls]).toEqual([due.length, due.filter((value) => value === null).length]);
  });

  test("more text than offsets reach is refused before memory is asked for", () => {
    const long: Column = {
      kind: "utf8",
      length: 1,
      nulls: 0,
      offsets: Int32Array.of(0, 2 ** 30),
      bytes: new Uint8Array(0),
    };
    expect(() => concatenateColumns([long, long])).toThrow(RangeError);
  });
});
