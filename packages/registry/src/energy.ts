import { convertUnit } from "@armillary/adql";
import { RegistryError } from "./errors.ts";

/** A value, or a range of values. */
export type OneOrRange = number | readonly [from: number, to: number];

/** Where in the spectrum: in one of three ways, each by its unit. */
export type SpectralRange =
  | { readonly energyJ: OneOrRange }
  | { readonly wavelengthM: OneOrRange }
  | { readonly frequencyHz: OneOrRange };

// Exact, by the definition of the SI (2019).
const PLANCK_JS = 6.626_070_15e-34;
const LIGHT_MS = 299_792_458;

/**
 * The energies of a part of the spectrum, lower one first, as RegTAP has them: joules of the messenger (RegTAP 1.2, section
 * 8.17).
 * @param range - or a text with a unit of VOUnits: `5 um`, `2-10 keV`, `88 102 MHz`, `5000..6000 Angstrom`
 * @throws RegistryError code REG_USAGE for what is no wavelength, frequency or energy, or not above zero
 */
export function energiesOf(range: SpectralRange | string): { readonly fromJ: number; readonly toJ: number } {
  const [values, toJoule] = typeof range === "string" ? parseText(range) : partsOf(range);
  const pair = typeof values === "number" ? [values, values] : values;
  const energies = pair.map(toJoule).sort((a, b) => a - b);
  const [fromJ = Number.NaN, toJ = Number.NaN] = energies;
  if (fromJ > 0 && toJ < Number.POSITIVE_INFINITY) return { fromJ, toJ };
  throw new RegistryError("REG_USAGE", `${pair.join(" to ")} is no part of the spectrum: numbers above 0 are due.`);
}

type ToJoule = (value: number) => number;

const ofWavelength: ToJoule = (metres) => (PLANCK_JS * LIGHT_MS) / metres;
const ofFrequency: ToJoule = (hertz) => PLANCK_JS * hertz;

function partsOf(range: SpectralRange): readonly [OneOrRange, ToJoule] {
  if ("energyJ" in range) return [range.energyJ, (joules) => joules];
  if ("wavelengthM" in range) return [range.wavelengthM, ofWavelength];
  return [range.frequencyHz, ofFrequency];
}

const NUMBER = String.raw`[+]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const RANGE = new RegExp(String.raw`^\s*(${NUMBER})(?:\s*(?:\.\.|[-–/:,]|\s)\s*(${NUMBER}))?\s*([A-Za-zµμ]\S*)\s*$`);

function parseText(text: string): readonly [OneOrRange, ToJoule] {
  const [, first, second, unit = ""] = RANGE.exec(text) ?? [];
  if (first === undefined) {
    throw new RegistryError("REG_USAGE", `"${text}" is no part of the spectrum: "5 um", "2-10 keV", "88-102 MHz".`);
  }
  const values: OneOrRange = second === undefined ? Number(first) : [Number(first), Number(second)];
  const written = unit
    .replace(/[µμ]/, "u")
    .replace(/^(?:micron|microns)$/, "um")
    .replace(/^(?:A|AA|angstroms?)$/i, "Angstrom");
  for (const [base, toJoule] of [
    ["J", (joules: number) => joules],
    ["m", ofWavelength],
    ["Hz", ofFrequency],
  ] as const) {
    if (convertUnit(1, written, base) === undefined) continue;
    return [values, (value) => toJoule(convertUnit(value, written, base) ?? Number.NaN)];
  }
  throw new RegistryError("REG_USAGE", `"${unit}" is no unit of wavelength, frequency or energy: um, GHz, keV.`);
}
