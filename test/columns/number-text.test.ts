import { halfToNumber, printDate, printDecimal, printTimeOfDay, printTimestamp } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("printTimestamp", () => {
  test.each<[bigint, 0 | 3 | 6 | 9, string]>([
    [0n, 0, "1970-01-01T00:00:00"],
    [-1n, 3, "1969-12-31T23:59:59.999"],
    [951_782_400_000_000n, 6, "2000-02-29T00:00:00.000000"],
    [-(2n ** 63n), 9, "1677-09-21T00:12:43.145224192"],
    [2n ** 63n - 1n, 0, "+292277026596-12-04T15:30:07"],
    [-62_167_219_201n, 0, "-000001-12-31T23:59:59"],
  ])("%d with %i decimals", (ticks, digits, wanted) => {
    expect(printTimestamp(ticks, digits)).toBe(wanted);
  });

  test("agrees with Date where Date is exact", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(`${printTimestamp(BigInt(date.getTime()), 3)}Z`).toBe(date.toISOString());
      }),
    );
  });
});

test.each<[bigint, string]>([
  [0n, "1970-01-01"],
  [-719_162n, "0001-01-01"],
  [19_782n, "2024-02-29"],
  [100_000_001n, "+275760-09-14"],
])("printDate %d", (days, wanted) => {
  expect(printDate(days)).toBe(wanted);
});

test.each<[bigint, 0 | 3 | 6 | 9, string]>([
  [86_399n, 0, "23:59:59"],
  [1n, 9, "00:00:00.000000001"],
])("printTimeOfDay %d", (ticks, digits, wanted) => {
  expect(printTimeOfDay(ticks, digits)).toBe(wanted);
});

test.each<[bigint, number, string]>([
  [-50n, 3, "-0.050"],
  [0n, 2, "0.00"],
  [12n, 0, "12"],
  [12n, -2, "1200"],
  [-123_456n, 3, "-123.456"],
])("printDecimal %d × 10^-%i", (unscaled, scale, wanted) => {
  expect(printDecimal(unscaled, scale)).toBe(wanted);
});

test.each<[number, number]>([
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x3555, 0.333251953125],
  [0xfbff, -65504],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e01, Number.NaN],
])("halfToNumber %i", (half, wanted) => {
  expect(halfToNumber(half)).toBe(wanted);
});
