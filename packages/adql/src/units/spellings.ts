/**
 * What archives write for units, in words that VOUnits does not have: read, and told as deviations.
 *
 * Only what can mean one thing is here. `A` stays the ampere and `as` the attosecond, though some columns mean
 * ångströms and seconds of arc by them: a guess could be wrong by ten orders of magnitude.
 */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  // Words, compared without case: symbol → what is written for it.
  deg: ["deg", "degs", "degree", "degrees", "dega"],
  arcmin: ["arcmin", "arcmins", "arcminute", "arcminutes", "amin"],
  arcsec: ["arcsec", "arcsecs", "arcsecond", "arcseconds", "asec"],
  rad: ["radian", "radians"],
  s: ["sec", "secs", "second", "seconds"],
  min: ["mins", "minute", "minutes"],
  h: ["hr", "hrs", "hour", "hours"],
  d: ["day", "days"],
  yr: ["yrs", "year", "years", "julianyear"],
  mag: ["mag", "mags", "magnitude", "magnitudes"],
  Angstrom: ["angstrom", "angstroms", "ang"],
  m: ["meter", "meters", "metre", "metres"],
  pc: ["parsec", "parsecs"],
  AU: ["au"],
  lyr: ["lightyear", "lightyears", "ly"],
  Hz: ["hertz"],
  K: ["kelvin", "kelvins", "degk"],
  Jy: ["jansky", "janskys", "janskies", "jy"],
  erg: ["ergs"],
  eV: ["electronvolt", "electronvolts", "ev"],
  count: ["counts", "cts"],
  photon: ["photons"],
  pixel: ["pixels", "pixs"],
  adu: ["adu", "adus"],
  g: ["gram", "grams", "gm"],
  W: ["watt", "watts"],
  J: ["joule", "joules"],
  G: ["gauss"],
  solMass: ["solmass", "msun", "m_sun", "msol", "m_sol", "solarmass", "solarmasses"],
  solLum: ["sollum", "lsun", "l_sun", "lsol", "l_sol", "solarluminosity", "solarluminosities"],
  solRad: ["solrad", "rsun", "r_sun", "rsol", "r_sol", "solarradius", "solarradii"],
  "%": ["percent", "pct"],
};

/** Words in lower case → the symbol that VOUnits has for them. */
export const SYMBOL_OF_WORD: ReadonlyMap<string, string> = new Map(
  Object.entries(SPELLINGS).flatMap(([symbol, words]) => words.map((word) => [word, symbol] as const)),
);

/** Units that VOUnits lacks and archives have, as text that VOUnits takes. Words in lower case. */
export const UNIT_OF_WORD: ReadonlyMap<string, string> = new Map([
  ["micron", "um"],
  ["microns", "um"],
  ["hourangle", "15deg"],
  ["cy", "hyr"],
  ["century", "hyr"],
  ["sqdeg", "deg**2"],
  ["sqarcmin", "arcmin**2"],
  ["sqarcsec", "arcsec**2"],
  ["uas", "uarcsec"],
  ["crab", "'Crab'"],
  ["dex", "'dex'"],
  ["dn", "'DN'"],
  ["electron", "'electron'"],
  ["electrons", "'electron'"],
  ["e-", "'electron'"],
]);

/** Prefixes as words: `microjansky`, `milliarcsec`. */
export const PREFIX_OF_WORD: ReadonlyMap<string, string> = new Map([
  ["nano", "n"],
  ["micro", "u"],
  ["milli", "m"],
  ["centi", "c"],
  ["kilo", "k"],
  ["mega", "M"],
  ["giga", "G"],
]);

/** Texts that say that there is no unit, and no more. */
export const NO_UNIT: ReadonlySet<string> = new Set([
  "",
  "-",
  "--",
  "---",
  "n/a",
  "none",
  "null",
  "unknown",
  "unitless",
  "dimensionless",
  "no unit",
]);
