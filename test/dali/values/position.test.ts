import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  looksLikePosition,
  parsePosition,
  printPosition,
  printSexagesimal,
} from "../../../packages/dali/src/values/position.ts";

const M31 = [(42 * 60 + 44.3) / 240, 41 + 16 / 60 + 9 / 3600] as const;

describe("positions that are read", () => {
  test.each<[text: string, raDeg: number, decDeg: number]>([
    ["10.68 41.27", 10.68, 41.27],
    ["10.68,41.27", 10.68, 41.27],
    ["10.68, +41.27", 10.68, 41.27],
    ["  +10.68\t-41.27 ", 10.68, -41.27],
    ["10.68-41.27", 10.68, -41.27],
    ["10.68 \u221241.27", 10.68, -41.27],
    ["0 0", 0, 0],
    [".5 -.5", 0.5, -0.5],
    ["12.5d 3d", 12.5, 3],
    ["12.5° −3°", 12.5, -3],
    ["0.7h +41.2d", 10.5, 41.2],
    ["00:42:44.3 +41:16:09", ...M31],
    ["00:42:44.3 41:16:09", ...M31],
    ["0:42:44.3+41:16:9", ...M31],
    ["00:42:44.3,41:16:09", ...M31],
    ["0h42m44.3s +41d16m9s", ...M31],
    ["0h42m44.3s+41d16m9s", ...M31],
    ["0H 42M 44.3S +41D 16M 9S", ...M31],
    ["0h42m44.3 41d16m9", ...M31],
    ["0h42m44.3s +41°16′9″", ...M31],
    [`0h42'44.3" +41°16'09"`, ...M31],
    ["0h42m44.3s 41°16’9”", ...M31],
    ["0h42m44.3s +41d16'09''", ...M31],
    ["00 42 44.3 +41 16 09", ...M31],
    ["00 42 44.3 41 16 09", ...M31],
    ["00 42 44.3, 41 16 09", ...M31],
    ["12:30 -45:30", 187.5, -45.5],
    ["12 30 -45 30", 187.5, -45.5],
    ["187d30m0s -45d30m", 187.5, -45.5],
    ["00 00 00 -00 30 00", 0, -0.5],
    ["00:00:00 -00:00:01", 0, -1 / 3600],
    ["0h0m0s -0d30m", 0, -0.5],
    ["00 00 00 - 00 30 00", 0, -0.5],
    ["00:00:00 +90:00:00", 0, 90],
    ["0 -90", 0, -90],
    ["360 0", 0, 0],
    ["24:00:00 00:00:00", 0, 0],
    ["23:59:59.999 -89:59:59.999", (86_399.999 / 86_400) * 360, -(90 - 0.001 / 3600)],
  ])("%s", (text, raDeg, decDeg) => {
    const position = parsePosition(text);
    expect(position.raDeg).toBeCloseTo(raDeg, 11);
    expect(position.decDeg).toBeCloseTo(decDeg, 11);
    expect(looksLikePosition(text)).toBe(true);
  });
});

describe("positions that are refused, with words", () => {
  test.each<[text: string, words: RegExp]>([
    ["", /empty/],
    ["M31", /"m31" is no coordinate/],
    ["10.68", /one coordinate, and two are due/],
    ["00:42:44.3", /two are due|several ways/],
    ["1 2 3", /several ways/],
    ["10 20 30 40", /put a sign before the declination/],
    ["1 2 3 4 5", /several ways/],
    ["1 2 3 4 5 6 7", /several ways/],
    ["1 +2 +3", /more than two/],
    ["1 2, 3 4, 5 6", /more than two/],
    ["00:42:44.3 41.27", /different ways/],
    ["10.68d 41.27", /units not in the order|several ways|different ways/],
    ["12 30 +45", /one half is decimal/],
    ["10.68 91", /declination 91 is above 90/],
    ["10.68 -90.0001", /above 90/],
    ["00:00:00 +90:00:01", /above 90/],
    ["361 0", /above 360/],
    ["-1 0", /negative/],
    ["120:30:00 +10:00:00", /above 24 hours.*120d30m0s/],
    ["24:00:01 00:00:00", /above 24 hours/],
    ["00:60:00 +00:00:00", /60 minutes or seconds/],
    ["00:00:60 +00:00:00", /60 minutes or seconds/],
    ["00:00:00 +10:00:61", /60 minutes or seconds/],
    ["00:42.5:10 +00:00:00", /fraction before its last part/],
    ["00:00:00:00 +00:00:00", /more than three/],
    ["0h42m44.3s +3h", /hours/],
    ["0m42h +3d", /units not in the order|more than two/],
    ["0h1s2m +3d", /units not in the order/],
    ["1e2 20", /no coordinate/],
    ["10.68 41.27 ICRS", /"icrs" is no coordinate/],
    ["NaN 0", /no coordinate/],
  ])("%s", (text, words) => {
    expect(() => parsePosition(text)).toThrow(words);
    expect(() => parsePosition(text)).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
  });
});

test.each(["M31", "3C 273", "47 Tuc", "4U 1700-37", "J004244.3+411609", "HD 1", "", "BD+41 2"])(
  "%j is a name, not a position",
  (text) => expect(looksLikePosition(text)).toBe(false),
);

describe("printing", () => {
  test.each<[raDeg: number, decDeg: number, decimal: string, sexagesimal: string]>([
    [10.68471, 41.26875, "10.68471 +41.26875", "00:42:44.330 +41:16:07.50"],
    [0, -0.5, "0 -0.5", "00:00:00.000 -00:30:00.00"],
    [359.99999999, 89.9999999, "359.99999999 +89.9999999", "00:00:00.000 +90:00:00.00"],
    [14.99999999, -0.00000001, "14.99999999 -0.00000001", "01:00:00.000 -00:00:00.00"],
    [360, 0, "360 +0", "00:00:00.000 +00:00:00.00"],
  ])("%f %f", (raDeg, decDeg, decimal, sexagesimal) => {
    expect(printPosition({ raDeg, decDeg })).toBe(decimal);
    expect(printSexagesimal({ raDeg, decDeg })).toBe(sexagesimal);
  });

  test("of what is no position is refused", () => {
    for (const position of [
      { raDeg: Number.NaN, decDeg: 0 },
      { raDeg: 0, decDeg: 90.1 },
      { raDeg: -1, decDeg: 0 },
    ]) {
      expect(() => printPosition(position)).toThrow(/outside/);
      expect(() => printSexagesimal(position)).toThrow(/outside/);
    }
  });
});

const positions = fc.record({
  raDeg: fc
    .double({ min: 0, max: 360, maxExcluded: true, noNaN: true })
    .filter((value) => value === 0 || value > 1e-12),
  decDeg: fc.double({ min: -90, max: 90, noNaN: true }).filter((value) => Math.abs(value) > 1e-12),
});

test("decimal text reads back to the same place, sexagesimal text to within half its last digit", () => {
  fc.assert(
    fc.property(positions, fc.integer({ min: 0, max: 6 }), (position, secondDigits) => {
      const decimal = parsePosition(printPosition(position));
      expect(Math.abs(decimal.raDeg - position.raDeg)).toBeLessThanOrEqual(1e-13);
      expect(Math.abs(decimal.decDeg - position.decDeg)).toBeLessThanOrEqual(1e-13);
      const text = printSexagesimal(position, { secondDigits });
      expect(text).not.toMatch(/:60/);
      const read = parsePosition(text);
      const step = 10 ** -secondDigits / 3600;
      const apart = Math.abs(read.raDeg - position.raDeg);
      expect(Math.min(apart, 360 - apart)).toBeLessThanOrEqual(step * 0.75 + 1e-12);
      expect(Math.abs(read.decDeg - position.decDeg)).toBeLessThanOrEqual(step / 2 + 1e-12);
      // What was printed prints the same.
      expect(printSexagesimal(read, { secondDigits })).toBe(text);
    }),
  );
});

test("any text is read or refused in the same voice", () => {
  const soup = fc.string({ unit: fc.constantFrom(..."0123456789.+-:hdms ,°′″'\""), maxLength: 24 });
  fc.assert(
    fc.property(soup, (text) => {
      try {
        const { raDeg, decDeg } = parsePosition(text);
        expect(raDeg >= 0 && raDeg < 360 && Math.abs(decDeg) <= 90).toBe(true);
      } catch (failure) {
        expect(failure).toMatchObject({ name: "DalError", code: "DAL_USAGE" });
      }
    }),
  );
});
