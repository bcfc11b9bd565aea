import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Boundary,
  type BoundaryKind,
  boundaryOf,
  divideBounds,
} from "../../../packages/tap/src/complete/boundary.ts";
import { ordinalOf, ordinalValue } from "../../../packages/tap/src/complete/float-order.ts";
import { middleText } from "../../../packages/tap/src/complete/text-middle.ts";

const pairs = <Value extends Boundary>(values: fc.Arbitrary<Value>): fc.Arbitrary<readonly [Value, Value]> =>
  fc.tuple(values, values).map(([a, b]) => (a < b ? [a, b] : [b, a]));

/** What must hold of boundaries: upwards, above the lowest value, not above the highest; one at least where these differ. */
function holds(low: Boundary, high: Boundary, kind: BoundaryKind, count: number, byOrder: boolean): void {
  const values = divideBounds({ low, high }, kind, count, byOrder);
  expect(values.length).toBeLessThanOrEqual(count);
  let last = low;
  for (const value of values) {
    expect(value > last && value <= high).toBe(true);
    last = value;
  }
  const top = kind === "float" ? Math.min(Number(high), Number.MAX_VALUE) : high;
  if (low < top) expect(values.length).toBeGreaterThan(0);
}

describe("boundaries lie above the lowest value and not above the highest", () => {
  const counts = fc.integer({ min: 1, max: 40 });
  test("of floats", () => {
    const floats = fc.oneof(fc.double({ noNaN: true }), fc.double({ noNaN: true, min: -360, max: 360 }));
    fc.assert(
      fc.property(pairs(floats), counts, fc.boolean(), ([low, high], count, byOrder) =>
        holds(low, high, "float", count, byOrder),
      ),
    );
  });
  test.each([
    [-319.3225055877077, -319.3225055877074, 20],
    [213.861752906842, 213.8617529068422, 12],
  ])("of floats a few steps apart, %d and %d", (low, high, count) => {
    for (const byOrder of [true, false]) holds(low, high, "float", count, byOrder);
  });
  test("of integers", () => {
    const longs = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: 0n, max: 9n }));
    fc.assert(fc.property(pairs(longs), counts, ([low, high], count) => holds(low, high, "integer", count, false)));
  });
  test("of text", () => {
    fc.assert(
      fc.property(pairs(fc.oneof(fc.string(), fc.string({ unit: "grapheme" }))), ([low, high]) => {
        fc.pre(low !== high && inCodePoints(low, high));
        const middle = middleText(low, high);
        expect(inCodePoints(low, middle) && !inCodePoints(high, middle)).toBe(true);
        expect(middle.isWellFormed()).toBe(true);
      }),
    );
  });
  test("of text halve it: long names are told apart in a few steps", () => {
    let [low, high, steps] = ["Gaia DR3 0000000", "Gaia DR3 9999999", 0];
    const wanted = "Gaia DR3 4658123";
    while (low < high && steps < 200) {
      steps++;
      const middle = middleText(low, high);
      if (middle === high) break;
      if (wanted < middle) high = middle;
      else low = middle;
    }
    expect(steps).toBeLessThan(80);
  });
});

test.each<[low: string, high: string, values: readonly string[]]>([
  ["2020-01-01T00:00:00", "2020-01-05T00:00:00", ["2020-01-02T08:00:00.000", "2020-01-03T16:00:00.000"]],
  ["2020-01-01 00:00:00.0", "2020-01-04", ["2020-01-02T00:00:00.000", "2020-01-03T00:00:00.000"]],
  ["2020-01-01T00:00:00.0001", "2020-01-01T00:00:00.0002", ["2020-01-01T00:00:00.0002"]],
  ["yesterday", "tomorrow", ["tomorrow"]],
])("moments between %s and %s", (low, high, values) => {
  expect(divideBounds({ low, high }, "time", 2, false)).toEqual(values);
});

test.each<[value: Parameters<typeof boundaryOf>[0], kind: BoundaryKind, low: unknown, high: unknown]>([
  [null, "float", undefined, undefined],
  [5, "integer", 5n, 5n],
  [9_007_199_254_740_993n, "integer", 9_007_199_254_740_993n, 9_007_199_254_740_993n],
  ["12", "integer", 12n, 12n],
  [1e10, "integer", 10_000_000_000n, 10_000_000_000n],
  [2.5, "integer", 2n, 2n],
  ["", "integer", undefined, undefined],
  [Number.NaN, "float", Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  [3n, "float", 3, 3],
  [true, "integer", undefined, undefined],
  ["abc", "text", "abc", "abc"],
])("%s as a boundary of kind %s", (value, kind, low, high) => {
  expect([boundaryOf(value, kind, "low"), boundaryOf(value, kind, "high")]).toEqual([low, high]);
});

test("the number of a double in the order of all is in that order, and leads back", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      expect(ordinalValue(ordinalOf(a))).toBe(a === 0 ? ordinalValue(ordinalOf(a)) : a);
      if (a < b) expect(ordinalOf(a) < ordinalOf(b)).toBe(true);
    }),
  );
  expect(ordinalValue(ordinalOf(1) + 1n)).toBe(1 + Number.EPSILON);
});

/** In the order of code points, which JavaScript's own is not beyond U+FFFF. */
function inCodePoints(a: string, b: string): boolean {
  const [x, y] = [[...a], [...b]];
  const at = x.findIndex((character, index) => character !== y[index]);
  if (at < 0) return x.length < y.length;
  return at >= y.length ? false : (x[at]?.codePointAt(0) ?? 0) < (y[at]?.codePointAt(0) ?? 0);
}
