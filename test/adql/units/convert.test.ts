import { conversionFactor, convertUnit, parseUnit, relateUnits } from "@armillary/adql";
import fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  ["deg", "arcsec", 3600],
  ["arcsec", "mas", 1000],
  ["arcmin", "deg", 1 / 60],
  ["hourangle", "deg", 15],
  ["deg", "rad", Math.PI / 180],
  ["rad", "deg", 180 / Math.PI],
  ["sr", "deg**2", (180 / Math.PI) ** 2],
  ["h", "s", 3600],
  ["yr", "d", 365.25],
  ["km/s", "m/s", 1000],
  ["mas/yr", "deg/yr", 1 / 3600000],
  ["Jy", "erg/s/cm2/Hz", 1e-23],
  ["mJy", "W.m**-2.Hz**-1", 1e-29],
  ["Angstrom", "nm", 0.1],
  ["eV", "J", 1.602176634e-19],
  ["pc", "AU", 648000 / Math.PI],
  ["kpc", "lyr", 3261.5637771674333],
  ["Hz", "s**-1", 1],
  ["GHz", "MHz", 1000],
  ["KiB", "bit", 8192],
  ["%", "1", 0.01],
  ["10**-17erg/s", "erg/s", 1e-17],
  ["sqrt(km)", "sqrt(m)", Math.sqrt(1000)],
  ["'furlong'/s", "'furlong'/min", 60],
  ["log(Hz)", "log(Hz)", 1],
])("a factor leads from %j to %j", (from, to, factor) => {
  expect(Math.abs((conversionFactor(from, to) ?? 0) / factor - 1)).toBeLessThan(1e-15);
});

test.each([
  ["deg", "arcsec", 3600],
  ["arcsec", "deg", 1 / 3600],
  ["km", "pm", 1e15],
  ["d", "min", 1440],
])("%s to %s is exact", (from, to, factor) => {
  expect(conversionFactor(from, to)).toBe(factor);
});

test("a value is rounded once", () => {
  expect(convertUnit(0.5, "arcmin", "arcsec")).toBe(30);
  expect(convertUnit(7, "arcsec", "arcmin")).toBe(7 / 60);
  expect(convertUnit(0, "m", "km")).toBe(0);
  expect(convertUnit(Number.NaN, "m", "km")).toBeNaN();
});

test.each([
  ["mag", "Jy"],
  ["deg", "mag"],
  ["Angstrom", "eV"],
  ["Hz", "m"],
  ["log(Hz)", "log(MHz)"],
  ["log(m)", "m"],
  ["'furlong'", "m"],
  ["count", "photon"],
  ["1", "deg"],
  ["deg", ""],
  ["foo(", "deg"],
])("no factor leads from %s to %s", (from, to) => {
  expect(conversionFactor(from, to)).toBeUndefined();
  expect(convertUnit(1, from, to)).toBeUndefined();
});

test.each([
  ["deg", "degrees", "same"],
  ["m.s**-1", "m/s", "same"],
  ["Hz", "1/s", "same"],
  ["deg", "rad", "convertible"],
  ["deg", "Jy", "different"],
  ["'x'", "deg", "unknown"],
  ["'x'", "'x'", "same"],
  ["log(Hz)", "Hz", "unknown"],
] as const)("%s and %s: %s", (a, b, relation) => {
  const [one, other] = [parseUnit(a), parseUnit(b)];
  if (one === undefined || other === undefined) throw new Error("no unit");
  expect(relateUnits(one, other)).toBe(relation);
  expect(relateUnits(other, one)).toBe(relation);
});

test("there and back again", () => {
  const angle = fc.constantFrom("deg", "rad", "arcmin", "arcsec", "mas", "uarcsec", "hourangle");
  const time = fc.constantFrom("s", "min", "h", "d", "yr", "ks", "Gyr", "ta", "Ba");
  const pair = fc.tuple(angle, angle, time, time).map(([a, b, c, d]) => [`${a}/${c}`, `${b}/${d}`] as const);
  fc.assert(
    fc.property(pair, ([from, to]) => {
      const there = conversionFactor(from, to) ?? Number.NaN;
      const back = conversionFactor(to, from) ?? Number.NaN;
      expect(Math.abs(there * back - 1)).toBeLessThan(1e-15);
    }),
  );
});
