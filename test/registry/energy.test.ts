import { energiesOf, type SpectralRange } from "@armillary/registry";
import { describe, expect, test } from "vitest";

describe("a part of the spectrum in joules", () => {
  // 5 eV and 500 nm as CODATA has them; 2.4797 eV is 500 nm.
  test.each<[SpectralRange | string, number, number]>([
    [{ energyJ: 1e-19 }, 1e-19, 1e-19],
    [{ energyJ: [2e-19, 1e-19] }, 1e-19, 2e-19],
    [{ wavelengthM: 500e-9 }, 3.9728917142978e-19, 3.9728917142978e-19],
    [{ wavelengthM: [400e-9, 800e-9] }, 2.4830573214361e-19, 4.9661146428723e-19],
    [{ frequencyHz: 1e9 }, 6.62607015e-25, 6.62607015e-25],
    ["5 eV", 8.01088317e-19, 8.01088317e-19],
    ["500nm", 3.9728917142978e-19, 3.9728917142978e-19],
    ["5 µm", 3.9728917142978e-20, 3.9728917142978e-20],
    ["5 micron", 3.9728917142978e-20, 3.9728917142978e-20],
    ["2-10 keV", 3.204353268e-16, 1.602176634e-15],
    ["88 102 MHz", 5.830941732e-26, 6.758591553e-26],
    ["5000..6000 Angstrom", 3.3107430952482e-19, 3.9728917142978e-19],
    ["1e-6 m", 1.9864458571489e-19, 1.9864458571489e-19],
    ["1.4e3/1.5e3 MHz", 9.27649821e-25, 9.939105225e-25],
  ])("%j", (range, fromJ, toJ) => {
    const energies = energiesOf(range);
    expect(energies.fromJ / fromJ).toBeCloseTo(1, 11);
    expect(energies.toJ / toJ).toBeCloseTo(1, 11);
  });

  test.each(["", "5", "red", "5 kg", "5 mag", "-5 um", "0 nm", "5-6-7 um"])("%j is refused", (text) => {
    expect(() => energiesOf(text)).toThrow(expect.objectContaining({ code: "REG_USAGE" }));
  });

  test.each<SpectralRange>([{ wavelengthM: 0 }, { energyJ: -1 }, { frequencyHz: Number.NaN }])(
    "%j is refused",
    (range) => {
      expect(() => energiesOf(range)).toThrow(expect.objectContaining({ code: "REG_USAGE" }));
    },
  );
});
