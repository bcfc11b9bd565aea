/** What a spectral coordinate measures. */
export const SPECTRAL_KINDS = ["wavelength", "frequency", "energy", "wavenumber", "velocity"] as const;
export type SpectralKind = (typeof SPECTRAL_KINDS)[number];

/** A unit of a spectral coordinate: so many metres, hertz, joules, 1/m or m/s. */
export interface SpectralUnit {
  readonly kind: SpectralKind;
  readonly factor: number;
}

/** Speed of light in vacuum, m/s; exact. */
const LIGHT_M_PER_S = 299_792_458;
/** Planck constant, J s; exact (SI 2019). */
const PLANCK_J_S = 6.626_070_15e-34;
const EV_J = 1.602_176_634e-19;
const ERG_J = 1e-7;

const PREFIXES: readonly (readonly [prefix: string, factor: number])[] = [
  ["", 1],
  ["T", 1e12],
  ["G", 1e9],
  ["M", 1e6],
  ["k", 1e3],
  ["c", 1e-2],
  ["m", 1e-3],
  ["u", 1e-6],
  ["n", 1e-9],
  ["p", 1e-12],
  ["f", 1e-15],
];

const BASES: readonly (readonly [symbol: string, kind: SpectralKind, factor: number])[] = [
  ["m", "wavelength", 1],
  ["Hz", "frequency", 1],
  ["eV", "energy", EV_J],
  ["J", "energy", 1],
];

/** As VOUnits writes them, with its prefixes: `nm`, `GHz`, `keV`. The case counts: `mHz` is no `MHz`. */
const SYMBOLS: ReadonlyMap<string, SpectralUnit> = new Map(
  BASES.flatMap(([symbol, kind, base]) =>
    PREFIXES.map(([prefix, factor]): [string, SpectralUnit] => [prefix + symbol, { kind, factor: base * factor }]),
  ),
);

const ANGSTROM: SpectralUnit = { kind: "wavelength", factor: 1e-10 };
const MICROMETRE: SpectralUnit = { kind: "wavelength", factor: 1e-6 };

/** Other spellings, in small letters: those of FITS headers and of services, where the case does not count. */
const SPELLINGS: ReadonlyMap<string, SpectralUnit> = new Map([
  ["angstrom", ANGSTROM],
  ["angstroms", ANGSTROM],
  ["ångström", ANGSTROM],
  ["ångströms", ANGSTROM],
  // An ampere on a spectral axis is an angstrom: SDSS, JHU and IUE write so.
  ["a", ANGSTROM],
  ["aa", ANGSTROM],
  ["å", ANGSTROM],
  ["ang", ANGSTROM],
  ["0.1nm", ANGSTROM],
  ["micron", MICROMETRE],
  ["microns", MICROMETRE],
  ["micrometer", MICROMETRE],
  ["micrometers", MICROMETRE],
  ["micrometre", MICROMETRE],
  ["micrometres", MICROMETRE],
  ["μm", MICROMETRE],
  ["µm", MICROMETRE],
  ["meter", { kind: "wavelength", factor: 1 }],
  ["meters", { kind: "wavelength", factor: 1 }],
  ["metre", { kind: "wavelength", factor: 1 }],
  ["nanometer", { kind: "wavelength", factor: 1e-9 }],
  ["nanometers", { kind: "wavelength", factor: 1e-9 }],
  ["nanometre", { kind: "wavelength", factor: 1e-9 }],
  ["nanometres", { kind: "wavelength", factor: 1e-9 }],
  // In capitals, as old FITS headers have all; MHZ could be either, and is not read.
  ["nm", { kind: "wavelength", factor: 1e-9 }],
  ["um", MICROMETRE],
  ["hz", { kind: "frequency", factor: 1 }],
  ["thz", { kind: "frequency", factor: 1e12 }],
  ["hertz", { kind: "frequency", factor: 1 }],
  ["khz", { kind: "frequency", factor: 1e3 }],
  ["ghz", { kind: "frequency", factor: 1e9 }],
  ["erg", { kind: "energy", factor: ERG_J }],
  ["kev", { kind: "energy", factor: 1e3 * EV_J }],
  ["ev", { kind: "energy", factor: EV_J }],
  ["km/s", { kind: "velocity", factor: 1e3 }],
  ["kms-1", { kind: "velocity", factor: 1e3 }],
  ["m/s", { kind: "velocity", factor: 1 }],
  ["ms-1", { kind: "velocity", factor: 1 }],
]);

/** Lengths of which there can be so many in a unit: `cm-1`, `1/cm`, `cm**-1`, `cm^-1`, `/cm`. */
const PER_LENGTH = /^(?:1?\/(?<under>[a-zA-Zµμ]+)|(?<base>[a-zA-Zµμ]+?)(?:\*\*|\^)?\(?-1\)?)$/;

/**
 * The unit of a spectral coordinate. A table, not a parser: such units are few, and this package does not rest on the one that
 * has the grammar of all units.
 * @returns undefined for what is no such unit
 */
export function parseSpectralUnit(text: string): SpectralUnit | undefined {
  const unit = text.trim().replace(/[\s.]+/g, "");
  const spelt = text.trim().replace(/\s+/g, "");
  const known = SYMBOLS.get(unit) ?? SPELLINGS.get(spelt.toLowerCase()) ?? SPELLINGS.get(unit.toLowerCase());
  if (known !== undefined) return known;
  const { under, base } = PER_LENGTH.exec(unit)?.groups ?? {};
  const length = under ?? base;
  const inner = length === undefined ? undefined : parseSpectralUnit(length);
  return inner?.kind === "wavelength" ? { kind: "wavenumber", factor: 1 / inner.factor } : undefined;
}

/**
 * A value of a spectral coordinate as a wavelength in metres; infinite for a frequency, energy or wavenumber of 0.
 * @returns undefined for a velocity, which has none without a line
 */
export function wavelengthM(value: number, { kind, factor }: SpectralUnit): number | undefined {
  const si = scaled(value, factor);
  switch (kind) {
    case "wavelength":
      return si;
    case "frequency":
      return LIGHT_M_PER_S / si;
    case "energy":
      return (PLANCK_J_S * LIGHT_M_PER_S) / si;
    case "wavenumber":
      return 1 / si;
    case "velocity":
      return undefined;
  }
}

/**
 * The value times a factor, by the whole number that the factor or its inverse is where it is one: that keeps decimals as short as
 * they were, and 3810 angstroms are 3.81e-7 m.
 */
export function scaled(value: number, factor: number): number {
  const times = Math.round(factor);
  if (times >= 1 && Math.abs(factor / times - 1) < 1e-15) return value * times;
  const parts = Math.round(1 / factor);
  return parts > 1 && Math.abs(parts * factor - 1) < 1e-15 ? value / parts : value * factor;
}
