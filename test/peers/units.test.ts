import { conversionFactor, parseUnit } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { hasAstropy, python } from "../support/peers.ts";

// astropy's reader of VOUnits as a second opinion.

const SYMBOLS =
  "A a adu Angstrom arcmin arcsec AU barn beam bin bit byte C cd chan ct d deg D erg eV F g G h H Hz J Jy K lm lx lyr m mag mas min mol N Ohm Pa pc ph pix R rad Ry s S solLum solMass solRad sr T u V voxel W Wb yr".split(
    " ",
  );
const PREFIXED = [
  "km",
  "mJy",
  "uJy",
  "keV",
  "GHz",
  "kpc",
  "Mpc",
  "mmag",
  "uarcsec",
  "Gyr",
  "nm",
  "um",
  "ks",
  "hPa",
  "Mpix",
  "kg",
  "mas",
];
const PRODUCTS = [
  "km/s",
  "m.s**-2",
  "mas/yr",
  "erg.cm**-2.s**-1.Angstrom**-1",
  "W.m**-2.Hz**-1",
  "kg.m**2.s**-2",
  "mag/arcsec**2",
  "m**(3/2)",
  "Jy/beam",
  "ct/s",
  "10**3m",
  "km.s**-1.Mpc**-1",
  "deg**2",
  "J/(kg.K)",
];
const TEXTS = [...SYMBOLS, ...PREFIXED, ...PRODUCTS];

/** Factor to SI base units by astropy, and its base units. */
const PROGRAM = `
import json, sys, warnings
from astropy import units as u
warnings.simplefilter("ignore")
answers = []
for text in json.load(sys.stdin):
    unit = u.Unit(text, format="vounit").decompose()
    answers.append([unit.scale, sorted([base.name, float(power)] for base, power in zip(unit.bases, unit.powers))])
json.dump(answers, sys.stdout)
`;

/** Factors from one unit to another where astropy has one, else null. */
const PAIRS = `
import json, sys, warnings
from astropy import units as u
warnings.simplefilter("ignore")
answers = []
for one, other in json.load(sys.stdin):
    try:
        answers.append(u.Unit(one, format="vounit").to(u.Unit(other, format="vounit")))
    except u.UnitConversionError:
        answers.append(None)
json.dump(answers, sys.stdout)
`;

describe.skipIf(!hasAstropy)(`astropy${hasAstropy ? "" : " (skipped: not installed)"}`, () => {
  test("the same units are readable", () => {
    const answers = JSON.parse(python(PROGRAM, JSON.stringify(TEXTS))) as unknown[];
    expect(answers).toHaveLength(TEXTS.length);
    for (const text of TEXTS) expect(parseUnit(text), text).toBeDefined();
  });

  test("any two convert alike, or neither does", () => {
    // mag and dB are logarithms of one another to astropy, and no factor leads from one to the other here.
    const texts = TEXTS.filter((text) => !text.includes("mag"));
    const pairs = texts.flatMap((one) => texts.map((other) => [one, other] as const));
    const answers = JSON.parse(python(PAIRS, JSON.stringify(pairs))) as (number | null)[];
    const differences: string[] = [];
    for (const [index, [one, other]] of pairs.entries()) {
      const theirs = answers[index] ?? undefined;
      const ours = conversionFactor(one, other);
      const alike =
        theirs === undefined ? ours === undefined : ours !== undefined && Math.abs(ours / theirs - 1) < 1e-12;
      if (!alike) differences.push(`${one} to ${other}: ${ours} here, ${theirs} in astropy`);
    }
    expect(differences).toEqual([]);
    expect(pairs.length).toBeGreaterThan(5000);
  });
});
