import {
  halfToNumber,
  numberToHalf,
  parseDate,
  parseDecimal,
  parseTimeOfDay,
  parseTimestamp,
  printDate,
  printDecimal,
  printTimeOfDay,
  printTimestamp,
} from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const digits = fc.constantFrom(0 as const, 3 as const, 6 as const, 9 as const);

describe("text made of numbers is read back", () => {
  test("days", () => {
    const days = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(BigInt),
      fc.bigInt(-(10n ** 9n), 10n ** 9n),
    );
    fc.assert(fc.property(days, (value) => void expect(parseDate(printDate(value))).toBe(value)));
  });
  test("timestamps", () => {
    fc.assert(
      fc.property(int64, digits, (value, n) => void expect(parseTimestamp(printTimestamp(value, n), n)).toBe(value)),
    );
  });
  test("times of day", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 86_399_999_999_999n), (value) => {
        expect(parseTimeOfDay(printTimeOfDay(value, 9), 9)).toBe(value);
      }),
    );
  });
  test("decimals", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 76n), 10n ** 76n), fc.integer({ min: -40, max: 40 }), (value, scale) => {
        expect(parseDecimal(printDecimal(value, scale), scale)).toBe(value);
      }),
    );
  });
  test("every half float", () => {
    for (let half = 0; half < 65_536; half++) {
      const value = halfToNumber(half);
      expect(numberToHalf(value)).toBe(Number.isNaN(value) ? 0x7e00 : half);
    }
  });
});

describe("decimals of seconds", () => {
  test.each<[string, 0 | 3 | 6 | 9, bigint | undefined]>([
    ["1970-01-01T00:00:01.5", 3, 1500n],
    ["1970-01-01T00:00:01", 6, 1_000_000n],
    ["1970-01-01T00:00:01.2500", 3, 1250n],
    ["1970-01-01T00:00:01.2501", 3, undefined],
    ["1970-01-01T00:00:01.5", 0, undefined],
  ])("%s", (text, n, ticks) => void expect(parseTimestamp(text, n)).toBe(ticks));
});

test.each([
  "",
  "2016",
  "2016-02-30",
  "2016-13-01",
  "2016-00-10",
  "16-01-01",
  "2016-01-01Z",
  "+2016-01-01",
  "02016-01-01",
])("no day: %j", (text) => void expect(parseDate(text)).toBeUndefined());
test.each([
  "2016-01-01",
  "2016-01-01 00:00:00",
  "2016-01-01T24:00:00",
  "2016-01-01T00:60:00",
  "2016-12-31T23:59:60",
  "x",
])("no timestamp: %j", (text) => void expect(parseTimestamp(text, 9)).toBeUndefined());
test.each<[string, number]>([
  ["", 2],
  ["1.", 2],
  [".5", 2],
  ["1e2", 2],
  ["+1", 2],
  ["1.234", 2],
  ["120", -3],
  ["NaN", 0],
])("no decimal: %j of scale %i", (text, scale) => void expect(parseDecimal(text, scale)).toBeUndefined());
test.each<[string, number, bigint]>([
  ["1.230", 2, 123n],
  ["-0.5", 2, -50n],
  ["7", 2, 700n],
  ["1200", -2, 12n],
  ["0", -3, 0n],
])("%j of scale %i", (text, scale, value) => void expect(parseDecimal(text, scale)).toBe(value));
test.each([1e-9, 65_505, 2049, 2 ** -25, 1.0001, 1e300])("%d is no half float", (value) => {
  expect(numberToHalf(value)).toBeUndefined();
});
