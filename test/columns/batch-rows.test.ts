import { type ColumnBatch, concatenateBatches, filterRows, rebatch, sliceBatch, takeRows } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchOf, gather, rowsIn, tables } from "../support/column-arbitraries.ts";

const FIELDS = [
  { name: "n", datatype: "int", layout: { kind: "int", bits: 32, signed: true } },
  { name: "t", datatype: "char", arraysize: "*", layout: { kind: "utf8" } },
] as const;
const batch = (...numbers: number[]): ColumnBatch =>
  batchOf(
    FIELDS,
    numbers.map((n) => [n, `row ${n}`]),
  );

describe("some rows of a batch", () => {
  test("are those rows, whatever the columns", () => {
    fc.assert(
      fc.property(tables, fc.nat(12), fc.nat(12), fc.array(fc.nat(11)), (sample, from, count, picks) => {
        for (const one of sample.batches) {
          const values = rowsIn([one]);
          const start = Math.min(from, one.rows);
          const rows = Math.min(count, one.rows - start);
          expect(rowsIn([sliceBatch(one, start, rows)])).toEqual(values.slice(start, start + rows));
          const places = picks.filter((place) => place < one.rows);
          expect(rowsIn([takeRows(one, Int32Array.from(places))])).toEqual(places.map((place) => values[place]));
          const wanted = new Set(places);
          const kept = filterRows(one, (given, row) => given === one && wanted.has(row));
          expect(rowsIn([kept])).toEqual(values.filter((_, row) => wanted.has(row)));
        }
        expect(sample.fields.length).toBeGreaterThan(0);
      }),
    );
  });

  test("all of them are the batch itself", () => {
    const whole = batch(1, 2, 3);
    expect(sliceBatch(whole, 0, 3)).toBe(whole);
    expect(filterRows(whole, () => true)).toBe(whole);
  });

  test("-1 is a row of nulls", () => {
    expect(rowsIn([takeRows(batch(1, 2), Int32Array.of(1, -1))])).toEqual([
      [2, "row 2"],
      [null, null],
    ]);
  });
});

describe("batches together", () => {
  test.each<[string, readonly ColumnBatch[], readonly number[]]>([
    ["none", [], []],
    ["one", [batch(1, 2)], [1, 2]],
    ["several", [batch(1, 2), batch(), batch(3)], [1, 2, 3]],
  ])("%s", (_what, parts, wanted) => {
    const whole = concatenateBatches(parts);
    expect(whole.rows).toBe(wanted.length);
    expect(rowsIn([whole])).toEqual(wanted.map((n) => [n, `row ${n}`]));
  });

  test("one is itself", () => {
    const one = batch(1);
    expect(concatenateBatches([one])).toBe(one);
  });
});

describe("rebatch", () => {
  test("gives the same rows, so many at a time, and the rest last", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 13 }), async ({ batches }, rows) => {
        const pieces = await gather(rebatch(from(batches), rows));
        expect(rowsIn(pieces)).toEqual(rowsIn(batches));
        const sizes = pieces.map((piece) => piece.rows);
        expect(sizes.slice(0, -1).every((size) => size === rows)).toBe(true);
        expect(sizes.every((size) => size > 0 && size <= rows)).toBe(true);
      }),
    );
  });

  test("reads no further than the rows that are wanted, and lets go of the source", async () => {
    let given = 0;
    let isLeft = false;
    async function* source(): AsyncGenerator<ColumnBatch, void, void> {
      try {
        for (; given < 9; given++) yield batch(given);
      } finally {
        isLeft = true;
      }
    }
    for await (const piece of rebatch(source(), 2)) {
      expect(rowsIn([piece]).map(([n]) => n)).toEqual([0, 1]);
      break;
    }
    expect({ given, isLeft }).toEqual({ given: 1, isLeft: true });
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("%s rows are none", async (rows) => {
    await expect(gather(rebatch(from([batch(1)]), rows))).rejects.toThrow(RangeError);
  });
});

async function* from(batches: readonly ColumnBatch[]): AsyncGenerator<ColumnBatch, void, void> {
  yield* batches;
}
