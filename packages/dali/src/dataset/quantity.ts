import { mjdOfEpochMs, mjdOfJd, readServiceTime } from "../values/timestamp.ts";

/** What numbers of a record are, by the unit that they have there. */
export type Quantity = "deg" | "arcsec" | "m" | "s" | "mjd" | "byte";

const RAD_PER_DEG = Math.PI / 180;
/** m/s, and J s times m/s over J per eV: exact by the SI of 2019. */
const LIGHT_M_PER_S = 299_792_458;
const EV_M = (6.626_070_15e-34 * LIGHT_M_PER_S) / 1.602_176_634e-19;

/** How many make a degree. Tables of this kind are divided by, which keeps decimals as short as they were. */
const ANGLES: Readonly<Record<string, number>> = {
  deg: 1,
  degree: 1,
  degrees: 1,
  arcmin: 60,
  arcminute: 60,
  arcminutes: 60,
  arcsec: 3600,
  arcsecond: 3600,
  arcseconds: 3600,
  mas: 3_600_000,
  rad: RAD_PER_DEG,
  hourangle: 1 / 15,
};

/** How many make a metre. */
const LENGTHS: Readonly<Record<string, number>> = {
  m: 1,
  meter: 1,
  meters: 1,
  metre: 1,
  metres: 1,
  cm: 1e2,
  mm: 1e3,
  um: 1e6,
  µm: 1e6,
  μm: 1e6,
  micron: 1e6,
  microns: 1e6,
  nm: 1e9,
  pm: 1e12,
  angstrom: 1e10,
  angstroms: 1e10,
  Å: 1e10,
  Mm: 1e-6,
};

/** One unit in hertz. */
const FREQUENCIES: Readonly<Record<string, number>> = {
  hz: 1,
  khz: 1e3,
  mhz: 1e6,
  ghz: 1e9,
  thz: 1e12,
  mHz: 1e-3,
};

/** One unit in electronvolts. */
const ENERGIES: Readonly<Record<string, number>> = {
  ev: 1,
  kev: 1e3,
  mev: 1e6,
  gev: 1e9,
  tev: 1e12,
  meV: 1e-3,
};

/** One unit in seconds. */
const DURATIONS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  ms: 1e-3,
  min: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  a: 31_557_600,
  yr: 31_557_600,
};

/** One unit in bytes. ObsCore's kbyte is taken as VOUnits has it, a thousand: sizes are estimates. */
const SIZES: Readonly<Record<string, number>> = {
  byte: 1,
  bytes: 1,
  b: 1,
  kbyte: 1e3,
  kbytes: 1e3,
  kb: 1e3,
  kilobytes: 1e3,
  mbyte: 1e6,
  mbytes: 1e6,
  mb: 1e6,
  gbyte: 1e9,
  gb: 1e9,
};

/** Text that stands for no unit: MAST writes `n.n` on columns that have none, VO-Paris `--`. */
const NO_UNIT: ReadonlySet<string> = new Set(["", "n.n", "--", "none", "unitless"]);

/**
 * How a number in a unit becomes one of a record; undefined for a unit that is not known, so that nothing is guessed.
 *
 * @param unit - as a FIELD has it, in the spellings of VOUnits and those that SIA 1 services use (`meters`, `deg/pix`)
 * @param assumed - the unit that the standard has for the column, where the FIELD says none
 */
export function converterTo(
  quantity: Quantity,
  unit: string | undefined,
  assumed: string,
): ((value: number) => number) | undefined {
  const said = unit?.trim() ?? "";
  const word = NO_UNIT.has(said.toLowerCase()) ? assumed : said;
  switch (quantity) {
    case "deg": {
      const perDegree = factorOf(ANGLES, perPixel(word));
      return perDegree === undefined ? undefined : (value) => value / perDegree;
    }
    case "arcsec": {
      const perDegree = factorOf(ANGLES, perPixel(word));
      return perDegree === undefined ? undefined : (value) => value * (3600 / perDegree);
    }
    case "m":
      return wavelengthOf(word);
    case "s":
      return byFactor(factorOf(DURATIONS, word));
    case "byte":
      return byFactor(factorOf(SIZES, word));
    case "mjd":
      return dateOf(word);
  }
}

/** A time as a record has it, of text: an ISO timestamp, or a number of days. Undefined for what is neither. */
export function mjdOfText(text: string): number | undefined {
  const { epochMs } = readServiceTime(text.trim());
  if (epochMs !== undefined) return mjdOfEpochMs(epochMs);
  return /^\d+(?:\.\d*)?$/.test(text.trim()) ? Number(text) : undefined;
}

/**
 * A band's limit in metres, of a number in any spectral unit: lengths, frequencies, energies.
 * Energies and frequencies are those of light in vacuum.
 */
function wavelengthOf(word: string): ((value: number) => number) | undefined {
  const perMetre = factorOf(LENGTHS, word);
  if (perMetre !== undefined) return (value) => value / perMetre;
  const frequency = factorOf(FREQUENCIES, word);
  if (frequency !== undefined) return (value) => LIGHT_M_PER_S / (value * frequency);
  const energy = factorOf(ENERGIES, word);
  return energy === undefined ? undefined : (value) => EV_M / (value * energy);
}

/** Days, whatever unit is said: the example in SIA 2.0 itself has `s` on t_min, and services copied it. */
function dateOf(word: string): (value: number) => number {
  return word.toLowerCase() === "jd" ? mjdOfJd : (value) => value;
}

function byFactor(factor: number | undefined): ((value: number) => number) | undefined {
  return factor === undefined ? undefined : (value) => value * factor;
}

function perPixel(word: string): string {
  return word.replace(/\s*(?:\/\s*pix(?:el)?s?|[. ]pix(?:el)?-1)$/i, "");
}

/** As spelt; else in small letters, which stand for the unit that archives mean: `MHz`, `MeV`, `mm`. */
function factorOf(units: Readonly<Record<string, number>>, word: string): number | undefined {
  return units[word] ?? units[word.toLowerCase()];
}
