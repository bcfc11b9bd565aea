import { converterTo } from "@armillary/dali/dataset";
import { usageError } from "../failure.ts";

/** Wavelengths in vacuum, metres; an open side is infinite. */
export interface Band {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Effective wavelengths of broad bands, nm: what is meant by images "in V". Bessell, Castelli and Plez 1998 (UBVRI, K), Cohen
 * et al. 2003 (J, H, Ks of 2MASS), Fukugita et al. 1996 (ugriz of SDSS), Wright et al. 2010 (WISE).
 */
const BANDS_NM: Readonly<Record<string, number>> = {
  U: 366,
  B: 438,
  V: 545,
  R: 641,
  I: 798,
  J: 1235,
  H: 1662,
  K: 2190,
  Ks: 2159,
  u: 356,
  g: 483,
  r: 626,
  i: 767,
  z: 910,
  W1: 3350,
  W2: 4600,
  W3: 11_560,
  W4: 22_090,
};

const HINT = `Write a wavelength, a frequency or an energy, or two: 550nm, 500nm..600nm, 1.4GHz, 0.5keV..2keV, ..1um; or one of ${Object.keys(BANDS_NM).join(" ")}.`;

/**
 * Reads what --band says: one value with its unit, two with `..` between, of which one may be left out (open), or the name of
 * a broad band, which stands for its effective wavelength.
 * @throws CommandError
 */
export function parseBand(text: string): Band {
  const named = BANDS_NM[text.trim()];
  if (named !== undefined) return { lower: named / 1e9, upper: named / 1e9 };
  const [first = "", second, third] = text.split("..").map((part) => part.trim());
  if (third !== undefined || (first === "" && (second ?? "") === "")) throw usageError(`"${text}" is no band.`, HINT);
  if (second === undefined) {
    const wavelength = wavelengthOf(first, text);
    return { lower: wavelength, upper: wavelength };
  }
  // 500..600nm: the unit of the second is that of both.
  const unit = /[^\d\s.+-]+$/.exec(second)?.[0] ?? "";
  const isBare = /^[\d.]+(?:e[+-]?\d+)?$/i.test(first);
  // An open side is open in the unit that is written: above 2keV is below some wavelength.
  const [one, two] = [
    first === "" ? undefined : wavelengthOf(isBare ? `${first}${unit}` : first, text),
    second === "" ? undefined : wavelengthOf(second, text),
  ];
  if (one !== undefined && two !== undefined) return { lower: Math.min(one, two), upper: Math.max(one, two) };
  const given = (one ?? two) as number;
  const isLength = isWavelength(first === "" ? second : first);
  const isUpper = (one === undefined) === isLength;
  return isUpper
    ? { lower: Number.NEGATIVE_INFINITY, upper: given }
    : { lower: given, upper: Number.POSITIVE_INFINITY };
}

const VALUE = /^((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([^\d\s]\S*)$/;

function wavelengthOf(text: string, whole: string): number {
  const [, digits = "", unit = ""] = VALUE.exec(text) ?? [];
  const wavelengthM = unit === "" ? undefined : converterTo("m", unit, "")?.(Number(digits));
  if (wavelengthM !== undefined && wavelengthM > 0 && Number.isFinite(wavelengthM)) return wavelengthM;
  throw usageError(`"${whole}" is no band: "${text}" is no wavelength, frequency or energy with its unit.`, HINT);
}

/** Whether a value grows with the wavelength: lengths do, frequencies and energies do not. */
function isWavelength(text: string): boolean {
  return (
    wavelengthOf(text.replace(/^[\d.eE+-]+\s*/, "2"), text) > wavelengthOf(text.replace(/^[\d.eE+-]+\s*/, "1"), text)
  );
}
