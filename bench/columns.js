// The columns of the generated tables: what each holds and how often it is null.
/** @import { Random } from "./random.js" */

/**
 * @typedef {object} BenchColumn
 * @property {string} name
 * @property {"long" | "double" | "float" | "int" | "short" | "boolean" | "char"} datatype
 * @property {string} [arraysize]
 * @property {string} [unit]
 * @property {string} [ucd]
 * @property {number} nulls - share of null cells, 0 to 1
 * @property {(random: Random) => bigint | number | boolean | string} make
 */

/** @param {Random} random */
const fine = (random) => random.next() + random.next() * 2 ** -32;

/**
 * A double in [low, high) with all its digits.
 * @param {string} name @param {number} low @param {number} high @param {string} unit @param {string} ucd
 * @returns {BenchColumn}
 */
function double(name, low, high, unit, ucd, nulls = 0) {
  return { name, datatype: "double", unit, ucd, nulls, make: (random) => low + (high - low) * fine(random) };
}

/**
 * A float in [low, high) of six digits, as catalogues print them.
 * @param {string} name @param {number} low @param {number} high @param {string} unit @param {string} ucd
 * @returns {BenchColumn}
 */
function float(name, low, high, unit, ucd, nulls = 0) {
  const make = (/** @type {Random} */ random) => Number((low + (high - low) * random.next()).toPrecision(6));
  return { name, datatype: "float", unit, ucd, nulls, make };
}

/**
 * @param {"int" | "short"} datatype @param {string} name @param {number} bound @param {string} ucd
 * @returns {BenchColumn}
 */
function whole(datatype, name, bound, ucd, nulls = 0) {
  return { name, datatype, ucd, nulls, make: (random) => random.below(bound) };
}

/**
 * @param {string} name
 * @returns {BenchColumn}
 */
function flag(name, nulls = 0) {
  return { name, datatype: "boolean", nulls, make: (random) => random.next() < 0.2 };
}

/** @type {BenchColumn} */
const sourceId = {
  name: "source_id",
  datatype: "long",
  ucd: "meta.id;meta.main",
  nulls: 0,
  make: (random) => (BigInt(random.below(2 ** 31)) << 32n) | BigInt(random.below(2 ** 32)),
};

/** @type {BenchColumn} */
const designation = {
  name: "designation",
  datatype: "char",
  arraysize: "*",
  ucd: "meta.id",
  nulls: 0.01,
  make: (random) => `Obj ${random.below(10 ** 9)}`,
};

const CLASSES = ["STAR", "GALAXY", "QSO", "UNKNOWN & <odd>"];

/** @type {BenchColumn} */
const classification = {
  name: "class",
  datatype: "char",
  arraysize: "*",
  ucd: "src.class",
  nulls: 0.1,
  make: (random) => random.pick(CLASSES),
};

const GAIA = [
  sourceId,
  double("ra", 0, 360, "deg", "pos.eq.ra;meta.main"),
  double("dec", -90, 90, "deg", "pos.eq.dec;meta.main"),
  double("ra_error", 0.01, 2, "mas", "stat.error;pos.eq.ra"),
  double("dec_error", 0.01, 2, "mas", "stat.error;pos.eq.dec"),
  double("parallax", -2, 20, "mas", "pos.parallax.trig", 0.15),
  double("pmra", -50, 50, "mas/yr", "pos.pm;pos.eq.ra", 0.15),
  double("pmdec", -50, 50, "mas/yr", "pos.pm;pos.eq.dec", 0.15),
  double("phot_g_mean_flux", 50, 1e6, "electron/s", "phot.flux;em.opt"),
  double("ref_epoch", 2015, 2017, "yr", "meta.ref;time.epoch"),
  float("phot_g_mean_mag", 5, 21, "mag", "phot.mag;em.opt"),
  float("bp_rp", -1, 5, "mag", "phot.color", 0.05),
  float("radial_velocity", -300, 300, "km/s", "spect.dopplerVeloc.opt", 0.9),
  float("teff", 2500, 40000, "K", "phys.temperature.effective", 0.4),
  whole("int", "random_index", 2 ** 31, "meta.code"),
  whole("int", "solution", 10 ** 6, "meta.version"),
  whole("short", "n_obs", 500, "meta.number"),
  whole("short", "n_good", 500, "meta.number"),
  whole("short", "matched", 30, "meta.number", 0.02),
  flag("duplicated"),
  flag("variable", 0.1),
  designation,
  classification,
];

const WIDE = Array.from({ length: 200 }, (_, index) => {
  const column = /** @type {BenchColumn} */ (GAIA[index % GAIA.length]);
  return { ...column, name: `${column.name}_${index}` };
});

/** Declinations as many at each as the sphere has room for. @type {BenchColumn} */
const evenDec = {
  ...double("dec", -90, 90, "deg", "pos.eq.dec;meta.main"),
  make: (random) => (Math.asin(2 * fine(random) - 1) * 180) / Math.PI,
};

const SKY = [sourceId, double("ra", 0, 360, "deg", "pos.eq.ra;meta.main"), evenDec, ...GAIA.slice(10, 12)];

/**
 * The same positions, each moved by up to an arcsecond along both axes, but for one of ten, which is elsewhere. The value says by
 * how much, so that the seed gives the same neighbours.
 * @param {BenchColumn} column
 * @returns {BenchColumn}
 */
function moved(column) {
  const make = (/** @type {Random} */ random) => {
    const degrees = Number(column.make(random));
    const share = Math.abs(degrees * 1e6) % 1;
    return degrees * (1 - 1e-9) + (share > 0.95 ? -0.5 * Math.sign(degrees) : (share - 0.5) / 1800);
  };
  return { ...column, make };
}

/** Tables by name; `rows` is their usual length. @type {Readonly<Record<string, { rows: number, columns: BenchColumn[] }>>} */
export const TABLES = {
  gaia: { rows: 1_000_000, columns: GAIA },
  twelve: {
    rows: 1_000_000,
    columns: [...GAIA.slice(0, 6), ...GAIA.slice(10, 12), ...GAIA.slice(15, 17), ...GAIA.slice(20, 22)],
  },
  narrow: { rows: 3_000_000, columns: GAIA.slice(0, 3) },
  wide: { rows: 100_000, columns: WIDE },
  sky: { rows: 1_000_000, columns: SKY },
  "sky-moved": {
    rows: 1_000_000,
    columns: SKY.map((column) => (/^(ra|dec)$/.test(column.name) ? moved(column) : column)),
  },
};
