import { takeValues, valueAt } from "@armillary/columns";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columnOf, layouts, valuesIn } from "../support/column-arbitraries.ts";

const columns = layouts.chain((layout) =>
  fc.array(valuesIn(layout), { minLength: 1, maxLength: 20 }).map((values) => columnOf(layout, values)),
);

test("any rows in any order, any number of times, and none", () => {
  fc.assert(
    fc.property(columns, fc.array(fc.integer({ min: -1, max: 1000 }), { maxLength: 40 }), (column, wanted) => {
      const rows = Int32Array.from(wanted, (row) => (row < 0 ? -1 : row % column.length));
      const taken = takeValues(column, rows);
      const due = Array.from(rows, (row) => (row < 0 ? null : valueAt(column, row)));
      expect(Array.from(rows, (_, index) => valueAt(taken, index))).toEqual(due);
      expect([taken.length, taken.nulls]).toEqual([rows.length, due.filter((value) => value === null).length]);
    }),
  );
});

test("numbers keep all of their bits", () => {
  const bits = BigUint64Array.of(0x7ff8_0000_0000_0001n, 0x7ff4_0000_0000_0002n, 1n);
  const column = { kind: "float" as const, length: 3, nulls: 0, values: new Float64Array(bits.buffer) };
  const taken = takeValues(column, Int32Array.of(2, 1, 0));
  const values = taken.kind === "float" ? taken.values : new Float64Array(0);
  expect(new BigUint64Array(values.buffer)).toEqual(BigUint64Array.from(bits).reverse());
});
