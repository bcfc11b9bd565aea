// Queries as people write them, made from a seed, and how many of them are parsed in a second.
import { parse } from "@armillary/adql";
import { median } from "./measure.js";
import { Random } from "./random.js";

/** @typedef {import("./properties.js").Property} Property */
/** @typedef {import("./run.js").Settings} Settings */

const COLUMNS = ["ra", "dec", "parallax", "pmra", "pmdec", "phot_g_mean_mag", "bp_rp", "source_id", "radial_velocity"];
const TABLES = ["gaiadr3.gaia_source", "ivoa.obscore", '"J/A+A/585/A107/table1"', "twomass.data", "tap_upload.mine"];

/** @param {Random} random */
function columns(random) {
  const taken = Array.from({ length: 2 + random.below(7) }, () => random.pick(COLUMNS));
  return taken
    .map((name) => (random.below(4) === 0 ? `t.${name} AS ${name}_${random.below(9)}` : `t.${name}`))
    .join(", ");
}

/** @param {Random} random */
function number(random) {
  return (random.next() * 360 - 90).toFixed(random.below(7));
}

/** @param {Random} random */
function cone(random) {
  return `1 = CONTAINS(POINT('ICRS', t.ra, t.dec), CIRCLE('ICRS', ${number(random)}, ${number(random)}, 0.${random.below(99)}1))`;
}

/** @type {((random: Random) => string)[]} */
const KINDS = [
  (random) =>
    `SELECT TOP ${random.below(1e6)} ${columns(random)}\nFROM ${random.pick(TABLES)} AS t\nWHERE ${cone(random)}\n  AND t.phot_g_mean_mag < ${number(random)}`,
  (random) =>
    `SELECT ${columns(random)}, u.w1mpro\nFROM ${random.pick(TABLES)} AS t\nJOIN allwise AS u ON t.source_id = u.source_id\nLEFT OUTER JOIN ${random.pick(TABLES)} AS v USING (source_id, obs_id)\nWHERE t.parallax / t.parallax_error > ${number(random)} AND u.w1mpro BETWEEN ${number(random)} AND ${number(random)}\nORDER BY ${random.pick(COLUMNS)} DESC`,
  (random) =>
    `SELECT COUNT(*) AS n, ROUND(t.phot_g_mean_mag, 1) AS bin, AVG(SQRT(POWER(t.pmra, 2) + POWER(t.pmdec, 2))) AS pm\nFROM ${random.pick(TABLES)} AS t\nWHERE ${cone(random)}\nGROUP BY bin\nHAVING COUNT(*) > ${random.below(100)}\nORDER BY bin`,
  (random) =>
    `-- what there is near a target\nSELECT DISTINCT obs_id, access_url, t_exptime, em_min * 1e9 AS nm\nFROM ivoa.obscore\nWHERE obs_collection IN ('JWST', 'HST', 'TESS') AND dataproduct_type = 'image' -- no spectra\n  AND (t_min > ${number(random)} OR calib_level >= 2) AND NOT target_name LIKE 'M%'\n  AND INTERSECTS(s_region, CIRCLE(${number(random)}, ${number(random)}, 0.2)) = 1`,
  (random) =>
    `SELECT q.ra, q.dec, q.n FROM (SELECT t.ra, t.dec, COUNT(*) AS n FROM ${random.pick(TABLES)} AS t WHERE t.ra > ${number(random)} GROUP BY t.ra, t.dec) AS q WHERE q.n > 1 AND EXISTS (SELECT u.ra FROM other AS u WHERE DISTANCE(POINT('ICRS', q.ra, q.dec), POINT('ICRS', u.ra, u.dec)) < 0.001)`,
];

/**
 * Queries per second: 10 MB of text, each query parsed by itself, medians after one turn to warm up.
 * @param {Settings} settings @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
export async function* adql({ runs }, budgets) {
  const random = new Random(1);
  const queries = [];
  for (let length = 0; length < 10_000_000; ) {
    const query = random.pick(KINDS)(random);
    length += query.length;
    queries.push(query);
  }
  const seconds = [];
  for (let turn = 0; turn < runs + 1; turn++) {
    const begun = performance.now();
    for (const query of queries) if (!parse(query).valid) throw new Error(`this should be right: ${query}`);
    if (turn > 0) seconds.push((performance.now() - begun) / 1000);
  }
  const value = queries.length / median(seconds);
  yield { name: "queries parsed", value, unit: "/s", budget: budgets.queriesParsedPerSecond, atMost: false };
}
