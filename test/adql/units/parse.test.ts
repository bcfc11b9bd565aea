import { parseUnit } from "@armillary/adql";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("what VOUnits has", () => {
  // VOUnits 1.1: section 1.2 (examples), 2.2 (symbols), 2.5 (prefixes), 2.8 (ambiguous ones), 2.9, 2.10, 2.11.
  test.each([
    ["deg", "deg"],
    ["km/s", "km/s"],
    ["m/s**2", "m/s**2"],
    ["m.s**-2", "m/s**2"],
    ["mJy", "mJy"],
    ["log(GHz)", "log(GHz)"],
    ["log(10**6Hz)", "log(10**6Hz)"],
    ["sqrt(m.s)", "m**(1/2).s**(1/2)"],
    ["m**(3/2)", "m**(3/2)"],
    ["m**(1.5)", "m**(3/2)"],
    ["kg.m**2.s**-2", "kg.m**2/s**2"],
    ["(m/s)**2", "m**2/s**2"],
    ["25.4mm", "25.4mm"],
    ["1.898E27kg", "1.898e+27kg"],
    ["10**3m", "10**3m"],
    ["1", "1"],
    ["%", "%"],
    ["Pa", "Pa"],
    ["ha", "hyr"],
    ["cd", "cd"],
    ["dB", "dB"],
    ["dadu", "dadu"],
    ["Pyr", "Pyr"],
    ["KiB", "Kibyte"],
    ["au", "AU"],
    ["ct/s", "count/s"],
    ["marcsec/a", "mas/yr"],
    ["s.s", "s**2"],
    ["m/m", "1"],
  ])("%s is %s", (text, canonical) => {
    expect(parseUnit(text)).toMatchObject({ canonical, unknown: [], deviations: [] });
  });

  test.each([
    ["'jupiterMass'", "'jupiterMass'", ["'jupiterMass'"]],
    ["M'jupiterMass'", "M'jupiterMass'", ["'jupiterMass'"]],
    ["m'm'", "m'm'", ["'m'"]],
    ["'m'/s", "'m'/s", ["'m'"]],
  ])("%s is quoted, and unknown", (text, canonical, unknown) => {
    expect(parseUnit(text)).toMatchObject({ canonical, unknown, deviations: [] });
  });

  test.each([
    ["erg", "erg"],
    ["Angstrom", "Angstrom"],
    ["angstrom", "Angstrom"],
    ["G", "G"],
    ["barn", "barn"],
  ])("%s is deprecated", (text, canonical) => {
    expect(parseUnit(text)).toMatchObject({ canonical, deviations: [`"${text}" is deprecated`] });
  });
});

describe("what archives have", () => {
  test.each([
    ["degrees", "deg"],
    ["Degrees", "deg"],
    ["sec", "s"],
    ["days", "d"],
    ["Kelvin", "K"],
    ["micron", "um"],
    ["µm", "um"],
    ["Å", "Angstrom"],
    ["uas", "uarcsec"],
    ["microJy", "uJy"],
    ["milliarcsec", "mas"],
    ["Msun/yr", "solMass/yr"],
    ["counts/sec", "count/s"],
    ["e-/s", "'electron'/s"],
    ["hourangle", "15deg"],
    ["sq deg", "deg**2"],
    ["km s-1", "km/s"],
    ["ms-1", "ms**-1"],
    ["m s^-2", "m/s**2"],
    ["cm^{-2}", "cm**-2"],
    ["mag/arcsec2", "mag/arcsec**2"],
    ["mas*yr**-1", "mas/yr"],
    ["erg/cm**2/s", "erg.cm**-2.s**-1"],
    ["erg / (s cm2)", "erg.cm**-2.s**-1"],
    ["1e-17 erg/cm^2/s/Angstrom", "10**-17erg.Angstrom**-1.cm**-2.s**-1"],
    ["10-3Jy", "10**-3Jy"],
    ["10+3J/m/s/kpc2", "10**3J.m**-1.kpc**-2.s**-1"],
    ["[cm/s2]", "log(cm/s**2)"],
    ["Angle[deg]", "deg"],
    ["Angular Velocity[mas/year]", "mas/yr"],
    ["Time[Julian Years]", "yr"],
    ["Dimensionless[see description]", "1"],
    ["log[cm/s2]", "log(cm/s**2)"],
    ["per sq. deg", "deg**-2"],
    ["1/s", "s**-1"],
    ["/yr", "yr**-1"],
    ["km/s/Mpc", "km.Mpc**-1.s**-1"],
    [" deg ", "deg"],
  ])("%s is %s, and a deviation", (text, canonical) => {
    const unit = parseUnit(text);
    expect(unit?.canonical).toBe(canonical);
    expect(unit?.deviations).not.toEqual([]);
  });

  test.each(["furlong", "Quokka/s", "mag(AB)", "deg.foo"])("%s has a symbol that nobody knows", (text) => {
    expect(parseUnit(text)?.unknown).toHaveLength(1);
  });
});

test.each([
  "",
  " ",
  "-",
  "---",
  "unknown",
  "UNKNOWN",
  "none",
  "HH:MM:SS",
  '"h:m:s"',
  "erg/(s",
  "m**",
  "m**x",
  "**2",
  "m..s",
  "0m",
  "m**(1/0)",
  "J/m.s",
  "J/m s",
  "m**99999",
  "a**b",
  "'unclosed",
  "m'",
  "10**9999m",
  "1.5e310m",
  "10**-399m",
  `${"(".repeat(30)}m${")".repeat(30)}`,
  "m".repeat(501),
])("no unit, or two, case %#", (text) => {
  expect(parseUnit(text)).toBeUndefined();
});

test("nothing makes it throw, and what it gives reads back", () => {
  const pieces = fc.constantFrom(
    "m",
    "s",
    "k",
    "deg",
    "mag",
    ".",
    "/",
    "*",
    "**",
    "^",
    "(",
    ")",
    "2",
    "-1",
    "10",
    " ",
    "log",
    "'x'",
    "%",
    "e-",
    "[",
    "]",
    "µ",
    "1.5e3",
    "e200",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
      ),
      (text) => {
        const unit = parseUnit(text);
        if (unit === undefined || unit.unknown.length > 0) return;
        const again = parseUnit(unit.canonical);
        expect(again?.canonical).toBe(unit.canonical);
        // A deprecated unit and one that takes no such prefix have no better spelling: the word stays, and so does its deviation.
        const mendable = again?.deviations.filter((deviation) => !/deprecated|^prefix /.test(deviation));
        expect(mendable).toEqual([]);
      },
    ),
    { numRuns: 2000 },
  );
});
