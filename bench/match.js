// Cross-matching: two tables of a million positions, whole processes beside STILTS, and the match alone.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ARMILLARY } from "./contenders.js";
import { DATA_FOLDER, generated } from "./generate.js";
import { outputOf, run, summarise } from "./measure.js";

/** @typedef {import("./properties.js").Property} Property */
/** @typedef {import("./run.js").Settings} Settings */

const RADIUS_ARCSEC = 2;

/**
 * @param {Settings} settings @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
export async function* match({ rows, runs }, { match: budget }) {
  const hasStilts = (await outputOf(["stilts", "-version"])) !== undefined;
  for (const serialization of /** @type {const} */ (["tabledata", "binary2"])) {
    const left = await generated("sky", serialization, rows);
    const right = await generated("sky-moved", serialization, rows);
    const output = join(DATA_FOLDER, "matched.fits");
    const ours = [
      process.execPath,
      ARMILLARY,
      "match",
      left,
      right,
      "--radius",
      `${RADIUS_ARCSEC}arcsec`,
      "-o",
      output,
    ];
    const columns = ["ra1=ra", "dec1=dec", "ra2=ra", "dec2=dec", `error=${RADIUS_ARCSEC}`, "find=best", "join=1and2"];
    const files = [`in1=${left}`, `in2=${right}`, "ifmt1=votable", "ifmt2=votable", `out=${output}`, "ofmt=fits"];
    const theirs = ["stilts", "tskymatch2", ...files, ...columns, "omode=out"];
    const ourRuns = [];
    const theirRuns = [];
    for (let turn = 0; turn < runs; turn++) {
      ourRuns.push(await run(ours));
      if (hasStilts) theirRuns.push(await run(theirs));
    }
    rmSync(output, { force: true });
    const name = `match, ${serialization.toUpperCase()} to FITS`;
    const [our, their] = [summarise(ourRuns), theirRuns.length === 0 ? undefined : summarise(theirRuns)];
    yield atMost(name, our.seconds, "s", budget.seconds);
    if (our.peakMb !== undefined) yield atMost(`${name}, peak memory`, our.peakMb, "MB", budget.peakMb);
    if (their === undefined) continue;
    yield atLeast(`${name}: STILTS' time over ours`, their.seconds / our.seconds, "×", budget.overStilts);
    if (our.peakMb === undefined || their.peakMb === undefined) continue;
    yield atLeast(`${name}: STILTS' memory over ours`, their.peakMb / our.peakMb, "×", budget.memoryOverStilts);
  }
  yield* inMemory(rows ?? 1_000_000, budget);
}

/**
 * The match alone, of positions that are in memory: processor time.
 * @param {number} rows @param {typeof import("./budgets.json")["match"]} budget
 * @returns {AsyncGenerator<Property>}
 */
async function* inMemory(rows, budget) {
  const { matchPositions } = await import("@armillary/sky");
  const { TABLES } = await import("./columns.js");
  const { Random } = await import("./random.js");
  const [left, right] = ["sky", "sky-moved"].map((name) => {
    const random = new Random(1);
    const columns = (TABLES[name]?.columns ?? []).filter((column) => /^(ra|dec)$/.test(column.name));
    const [raDeg, decDeg] = [new Float64Array(rows), new Float64Array(rows)];
    for (let row = 0; row < rows; row++) {
      raDeg[row] = Number(columns[0]?.make(random));
      decDeg[row] = Number(columns[1]?.make(random));
    }
    return { raDeg, decDeg };
  });
  if (left === undefined || right === undefined) throw new Error("two tables are wanted");
  for (const find of /** @type {const} */ (["all", "best"])) {
    const start = process.cpuUsage();
    const { left: pairs } = matchPositions(left, right, { radiusDeg: RADIUS_ARCSEC / 3600, find });
    const { user, system } = process.cpuUsage(start);
    if (pairs.length < rows / 2) throw new Error(`${pairs.length} pairs of ${rows} rows`);
    const cpuSeconds = (user + system) / 1e6;
    yield atMost(
      `match of ${rows / 1e6} M × ${rows / 1e6} M positions in memory, ${find}`,
      cpuSeconds,
      "s",
      budget.cpuSeconds,
    );
  }
}

/** @param {string} name @param {number} value @param {string} unit @param {number} budget @returns {Property} */
const atMost = (name, value, unit, budget) => ({ name, value, unit, budget, atMost: true });

/** @param {string} name @param {number} value @param {string} unit @param {number} budget @returns {Property} */
const atLeast = (name, value, unit, budget) => ({ name, value, unit, budget, atMost: false });
