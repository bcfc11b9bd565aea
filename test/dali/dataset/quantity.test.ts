import { converterTo, type Quantity } from "@armillary/dali/dataset";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("converterTo", () => {
  test.each<[Quantity, string | undefined, string, number, number]>([
    ["deg", undefined, "deg", 10, 10],
    ["deg", "n.n", "deg", 10, 10],
    ["m", "--", "nm", 10, 1e-8],
    ["deg", "arcmin", "deg", 60, 1],
    ["deg", "hourangle", "deg", 2, 30],
    ["arcsec", "deg/pix", "arcsec", 0.001, 3.6],
    ["arcsec", "deg pix-1", "arcsec", 0.001, 3.6],
    ["arcsec", "arcsec/pixel", "arcsec", 0.2, 0.2],
    ["m", "Angstrom", "m", 5000, 5e-7],
    ["m", "meters", "m", 21, 21],
    ["m", "micron", "m", 3.4, 3.4e-6],
    ["m", "Hz", "m", 299_792_458, 1],
    ["m", "GHz", "m", 299.792458, 1e-3],
    ["m", "keV", "m", 1, 1.239841984e-9],
    ["m", "MeV", "m", 1, 1.239841984e-12],
    ["m", "meV", "m", 1, 1.239841984e-3],
    ["s", "d", "s", 2, 172_800],
    ["byte", undefined, "kbyte", 3, 3000],
    ["byte", "MB", "byte", 3, 3e6],
    ["mjd", "s", "d", 51_544, 51_544],
    ["mjd", "JD", "d", 2_451_544.5, 51_544],
  ])("%s in %s (or else %s): %d is %d", (quantity, unit, assumed, value, expected) => {
    const found = converterTo(quantity, unit, assumed)?.(value) ?? Number.NaN;
    expect(Math.abs(found / expected - 1)).toBeLessThan(1e-9);
  });

  test.each<[Quantity, string]>([
    ["m", "furlong"],
    ["deg", "m"],
    ["byte", "pix"],
    ["s", "deg"],
  ])("guesses nothing: %s in %s", (quantity, unit) => {
    expect(converterTo(quantity, unit, unit)).toBeUndefined();
  });

  test("frequencies and energies of one wavelength agree", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e3, noNaN: true }), (wavelengthM) => {
        const hertz = 299_792_458 / wavelengthM;
        const fromHertz = converterTo("m", "Hz", "m")?.(hertz) ?? Number.NaN;
        const fromMegahertz = converterTo("m", "MHz", "m")?.(hertz / 1e6) ?? Number.NaN;
        expect(Math.abs(fromHertz / wavelengthM - 1)).toBeLessThan(1e-14);
        expect(Math.abs(fromMegahertz / wavelengthM - 1)).toBeLessThan(1e-14);
      }),
    );
  });
});
