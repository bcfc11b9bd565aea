import { sliceColumn, valueAt } from "@armillary/columns";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tables } from "../support/column-arbitraries.ts";

test("a slice has the values of its rows, and counts their nulls", () => {
  fc.assert(
    fc.property(tables, fc.nat(12), fc.nat(12), (sample, from, count) => {
      for (const column of sample.batches.flatMap((batch) => batch.columns)) {
        const start = Math.min(from, column.length);
        const length = Math.min(count, column.length - start);
        const slice = sliceColumn(column, start, length);
        const values = Array.from({ length }, (_, row) => valueAt(slice, row));
        expect(values).toStrictEqual(Array.from({ length }, (_, row) => valueAt(column, start + row)));
        expect([slice.length, slice.nulls]).toEqual([length, values.filter((value) => value === null).length]);
      }
      expect(sample.fields.length).toBeGreaterThan(0);
    }),
  );
});
