import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ANGLE_UNITS, parseAngleDeg, printAngleDeg } from "../../../packages/dali/src/values/angle.ts";

describe("angles that are read", () => {
  test.each<[text: string, angleDeg: number]>([
    ["0.1deg", 0.1],
    ["0.1 deg", 0.1],
    ["0.1d", 0.1],
    ["0.1°", 0.1],
    ["1 degree", 1],
    ["5arcmin", 5 / 60],
    ["5'", 5 / 60],
    ["5′", 5 / 60],
    ["5 arcminutes", 5 / 60],
    ['10"', 10 / 3600],
    ["10″", 10 / 3600],
    ["10''", 10 / 3600],
    ["10arcsec", 10 / 3600],
    ["300mas", 300 / 3.6e6],
    ["25 uas", 25 / 3.6e9],
    ["25µas", 25 / 3.6e9],
    ["25μas", 25 / 3.6e9],
    ["1e-2rad", 1e-2 * (180 / Math.PI)],
    ["1h", 15],
    ["1.5 hours", 22.5],
    [".5Deg", 0.5],
    ["-3arcmin", -3 / 60],
    ["−3arcmin", -3 / 60],
    ["1°30′", 1.5],
    ["1d30'36\"", 1.51],
    ["1h 30arcmin", 15.5],
    ["0arcsec", 0],
  ])("%s", (text, angleDeg) => expect(parseAngleDeg(text)).toBeCloseTo(angleDeg, 13));

  test("a bare number in the unit that is given", () => {
    expect(parseAngleDeg("90", { bareUnit: "arcmin" })).toBe(1.5);
    expect(parseAngleDeg("90deg", { bareUnit: "arcmin" })).toBe(90);
  });
});

describe("angles that are refused, with words", () => {
  test.each<[text: string, words: RegExp]>([
    ["", /empty/],
    ["5", /it has no unit.*5arcmin/],
    ["arcmin", /no number/],
    ["5m", /"m" may mean time or arc/],
    ["5s", /may mean time or arc/],
    ["5 min", /may mean time or arc/],
    ["5parsec", /"parsec" is no unit of angles/],
    ["1.2.3deg", /"\.3deg"|no unit|no number/],
    ["NaNdeg", /no number/],
    ["Infinitydeg", /no number/],
    ["1e999deg", /too large/],
    ["30′1°", /large to small/],
    ["1deg1deg", /large to small/],
    ["1°90′", /too many/],
  ])("%s", (text, words) => {
    expect(() => parseAngleDeg(text)).toThrow(words);
    expect(() => parseAngleDeg(text)).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
  });
});

test.each<[angleDeg: number, unit: (typeof ANGLE_UNITS)[number], text: string]>([
  [5 / 60, "arcmin", "5arcmin"],
  [0.1, "deg", "0.1deg"],
  [1 / 3600, "arcsec", "1arcsec"],
  [-15, "hourangle", "-1hourangle"],
  [180, "rad", "3.14159265358979rad"],
])("%f degrees print as %s: %s", (angleDeg, unit, text) => {
  expect(parseAngleDeg(printAngleDeg(angleDeg, unit))).toBeCloseTo(angleDeg, 12);
  if (unit !== "rad") expect(printAngleDeg(angleDeg, unit)).toBe(text);
});

test("what is not finite is not printed", () => {
  expect(() => printAngleDeg(Number.NaN)).toThrow(/not finite/);
  expect(() => printAngleDeg(Number.POSITIVE_INFINITY)).toThrow(/not finite/);
});

test("printed angles read back, in every unit, to the last bit or two", () => {
  const angles = fc
    .double({ min: -360, max: 360, noNaN: true })
    .filter((value) => value === 0 || Math.abs(value) > 1e-300);
  fc.assert(
    fc.property(angles, fc.constantFrom(...ANGLE_UNITS), (angleDeg, unit) => {
      const read = parseAngleDeg(printAngleDeg(angleDeg, unit));
      expect(Math.abs(read - angleDeg)).toBeLessThanOrEqual(Math.abs(angleDeg) * 4.5e-16);
    }),
  );
});
