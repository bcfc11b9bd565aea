/**
 * The units that VOUnits knows (VOUnits 1.1, appendix B, "Known units") and its prefixes (section 2.5).
 *
 * Each is defined by a factor and by others, down to the base units, which have no definition. Constants: CODATA 2018,
 * IAU 2012 (astronomical unit) and IAU 2015 (nominal solar values).
 */
export interface KnownUnit {
  readonly meaning: string;
  /** What one of it is: a decimal factor, a power of π, and a product of other symbols; absent for base units. */
  readonly is?: Definition;
  /** Which prefixes it takes: decimal ones, or binary ones too. Absent: none. */
  readonly prefixes?: "decimal" | "binary";
  readonly deprecated?: true;
  /** The symbol that means the same and is preferred. */
  readonly preferred?: string;
}

export interface Definition {
  readonly factor?: string;
  /** Divides `factor`: kept apart so that 1/648000 is exact. */
  readonly divisor?: string;
  readonly pi?: number;
  readonly of: Readonly<Record<string, number>>;
}

type Extras = Omit<KnownUnit, "meaning" | "is">;

const SI: Extras = { prefixes: "decimal" };
const OLD: Extras = { prefixes: "decimal", deprecated: true };

const unit = (meaning: string, is?: Definition, extras: Extras = {}): KnownUnit => ({
  meaning,
  ...(is === undefined ? {} : { is }),
  ...extras,
});
const times = (factor: string, of: Readonly<Record<string, number>>): Definition => ({ factor, of });
const alike = (preferred: string): Definition => ({ of: { [preferred]: 1 } });

const UNITS: Readonly<Record<string, KnownUnit>> = {
  // Base units. Angles, counts and magnitudes are kept apart from plain numbers: deg + mag is a mistake.
  m: unit("metre", undefined, SI),
  g: unit("gram", undefined, SI),
  s: unit("second", undefined, SI),
  A: unit("ampere", undefined, SI),
  K: unit("kelvin", undefined, SI),
  mol: unit("mole", undefined, SI),
  cd: unit("candela", undefined, SI),
  rad: unit("radian", undefined, SI),
  mag: unit("magnitude", undefined, SI),
  count: unit("count", undefined, SI),
  photon: unit("photon", undefined, SI),
  pixel: unit("pixel", undefined, SI),
  voxel: unit("voxel", undefined, SI),
  bin: unit("bin of a distribution", undefined, SI),
  chan: unit("detector channel", undefined, SI),
  beam: unit("beam", undefined, SI),
  adu: unit("analogue-to-digital unit", undefined, SI),
  bit: unit("bit", undefined, { prefixes: "binary" }),
  Sun: unit("relative to the Sun", undefined, SI),
  dB: unit("decibel"),

  // Derived units of the SI.
  sr: unit("steradian", { of: { rad: 2 } }, SI),
  Hz: unit("hertz", { of: { s: -1 } }, SI),
  N: unit("newton", times("1000", { g: 1, m: 1, s: -2 }), SI),
  Pa: unit("pascal", { of: { N: 1, m: -2 } }, SI),
  J: unit("joule", { of: { N: 1, m: 1 } }, SI),
  W: unit("watt", { of: { J: 1, s: -1 } }, SI),
  C: unit("coulomb", { of: { A: 1, s: 1 } }, SI),
  V: unit("volt", { of: { W: 1, A: -1 } }, SI),
  S: unit("siemens", { of: { A: 1, V: -1 } }, SI),
  F: unit("farad", { of: { C: 1, V: -1 } }, SI),
  Wb: unit("weber", { of: { V: 1, s: 1 } }, SI),
  T: unit("tesla", { of: { Wb: 1, m: -2 } }, SI),
  H: unit("henry", { of: { Wb: 1, A: -1 } }, SI),
  lm: unit("lumen", { of: { cd: 1, sr: 1 } }, SI),
  lx: unit("lux", { of: { lm: 1, m: -2 } }, SI),
  Ohm: unit("ohm", { of: { V: 1, A: -1 } }, SI),

  // Time.
  min: unit("minute of time", times("60", { s: 1 }), SI),
  h: unit("hour of time", times("3600", { s: 1 }), SI),
  d: unit("day", times("86400", { s: 1 }), SI),
  yr: unit("Julian year", times("31557600", { s: 1 }), SI),
  a: unit("Julian year", alike("yr"), { ...SI, preferred: "yr" }),
  ta: unit("tropical year", times("31556925.1", { s: 1 }), { deprecated: true }),
  Ba: unit("Besselian year", times("31556925.9747", { s: 1 }), { deprecated: true }),

  // Angles.
  deg: unit("degree", { divisor: "180", pi: 1, of: { rad: 1 } }, SI),
  arcmin: unit("minute of arc", { divisor: "10800", pi: 1, of: { rad: 1 } }, SI),
  arcsec: unit("second of arc", { divisor: "648000", pi: 1, of: { rad: 1 } }, SI),
  mas: unit("milliarcsecond", { divisor: "648000000", pi: 1, of: { rad: 1 } }),

  // Lengths, masses, energies of astronomy.
  Angstrom: unit("ångström", times("1e-10", { m: 1 }), { deprecated: true }),
  angstrom: unit("ångström", alike("Angstrom"), { deprecated: true, preferred: "Angstrom" }),
  AU: unit("astronomical unit", times("149597870700", { m: 1 })),
  au: unit("astronomical unit", alike("AU"), { preferred: "AU" }),
  pc: unit("parsec", { factor: "648000", pi: -1, of: { AU: 1 } }, SI),
  lyr: unit("light year", times("9460730472580800", { m: 1 }), SI),
  barn: unit("barn", times("1e-28", { m: 2 }), OLD),
  u: unit("unified atomic mass unit", times("1.66053906660e-24", { g: 1 }), SI),
  erg: unit("erg", times("1e-7", { J: 1 }), OLD),
  eV: unit("electronvolt", times("1.602176634e-19", { J: 1 }), SI),
  Ry: unit("rydberg", times("2.1798723611035e-18", { J: 1 }), SI),
  D: unit("debye", { factor: "1e-29", divisor: "3", of: { C: 1, m: 1 } }, SI),
  G: unit("gauss", times("1e-4", { T: 1 }), OLD),
  Jy: unit("jansky", times("1e-26", { W: 1, m: -2, Hz: -1 }), SI),
  R: unit("rayleigh", { factor: "1e10", divisor: "4", pi: -1, of: { photon: 1, m: -2, s: -1, sr: -1 } }, SI),
  solMass: unit("solar mass", times("1.988409870698051e33", { g: 1 }), SI),
  solLum: unit("solar luminosity", times("3.828e26", { W: 1 }), SI),
  solRad: unit("solar radius", times("695700000", { m: 1 }), SI),

  // Numbers.
  ct: unit("count", alike("count"), { ...SI, preferred: "count" }),
  ph: unit("photon", alike("photon"), { ...SI, preferred: "photon" }),
  pix: unit("pixel", alike("pixel"), { ...SI, preferred: "pixel" }),
  byte: unit("byte", times("8", { bit: 1 }), { prefixes: "binary" }),
  B: unit("byte", alike("byte"), { prefixes: "binary", preferred: "byte" }),
  "%": unit("per cent", times("0.01", {})),
};

export const KNOWN_UNITS: ReadonlyMap<string, KnownUnit> = new Map(Object.entries(UNITS));

/** Powers of ten. `da` comes last: before a known unit with a, `d` is meant (section 2.7 leaves it open). */
export const DECIMAL_PREFIXES: ReadonlyMap<string, number> = new Map([
  ["d", -1],
  ["c", -2],
  ["m", -3],
  ["u", -6],
  ["n", -9],
  ["p", -12],
  ["f", -15],
  ["a", -18],
  ["z", -21],
  ["y", -24],
  ["r", -27],
  ["q", -30],
  ["h", 2],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
  ["Z", 21],
  ["Y", 24],
  ["R", 27],
  ["Q", 30],
  ["da", 1],
]);

/** Powers of two, for bits and bytes alone. */
export const BINARY_PREFIXES: ReadonlyMap<string, number> = new Map(
  ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"].map((prefix, index) => [prefix, 10 * (index + 1)]),
);
