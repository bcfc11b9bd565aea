// Queries to tables of this machine: how fast files are taken in, and cones in ten million rows.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ARMILLARY } from "./contenders.js";
import { besidePostgres } from "./engine-postgres.js";
import { DATA_FOLDER, generated } from "./generate.js";
import { outputOf } from "./measure.js";
import { Random } from "./random.js";

/** @typedef {import("./properties.js").Property} Property */
/** @typedef {import("./run.js").Settings} Settings */
/** @typedef {import("@armillary/engine/node").Engine} Engine */

const BATCH_ROWS = 65_536;
/** Queries that warm up, and queries that count. */
const WARM_UP = 10;
const CONES = 40;

/**
 * @param {Settings} settings @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
export async function* engine({ rows = 1_000_000 }, { engine: budget }) {
  for (const serialization of /** @type {const} */ (["tabledata", "binary2"])) {
    const path = await generated("gaia", serialization, rows);
    const perSecond = await withEngine(async (opened) => {
      const cpuSeconds = await cpuSecondsOf(() => opened.addTable("gaia", { path }));
      return rows / cpuSeconds;
    });
    const name = `engine: ${serialization.toUpperCase()} taken in and sorted by place, rows a second of processor time`;
    yield atLeast(name, perSecond, "rows", budget.rowsPerCpuSecond);
  }
  yield* parquet(rows, budget);
  yield* cones(rows * 10, budget);
  yield* besidePostgres(rows * 10, skyOf, SKY_FIELDS, budget);
}

/**
 * Parquet in place: a sum over one column of 23.
 * @param {number} rows @param {typeof import("./budgets.json")["engine"]} budget
 * @returns {AsyncGenerator<Property>}
 */
async function* parquet(rows, budget) {
  const path = join(DATA_FOLDER, "gaia.parquet");
  await outputOf([process.execPath, ARMILLARY, "convert", await generated("gaia", "binary2", rows), path]);
  if (readFileSync(path).length === 0) throw new Error(`${path} is empty`);
  const cpuMs = await withEngine(async (opened) => {
    const all = await cpuSecondsOf(async () => {
      await opened.addTable("gaia", { path });
      await rowsOf(opened, "SELECT COUNT(*), AVG(parallax) FROM gaia WHERE parallax > 0");
    });
    return all * 1000;
  });
  rmSync(path);
  yield atMost(
    "engine: Parquet in place, opened and one column of it averaged, processor time",
    cpuMs,
    "ms",
    budget.parquetMs,
  );
}

/**
 * Cones of 0.1 degrees, when the engine is warm.
 * @param {number} rows @param {typeof import("./budgets.json")["engine"]} budget
 * @returns {AsyncGenerator<Property>}
 */
async function* cones(rows, budget) {
  /** @type {number[]} */
  const times = [];
  let found = 0;
  await withEngine(async (opened) => {
    await opened.addTable("sky", { fields: SKY_FIELDS, batches: skyOf(rows) });
    for (let turn = 0; turn < WARM_UP + CONES; turn++) {
      const centre = `${(turn * 37.7) % 360}, ${((turn * 13.3) % 170) - 85}`;
      const start = performance.now();
      found += await rowsOf(
        opened,
        `SELECT id, ra, dec FROM sky WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(${centre}, 0.1))`,
      );
      if (turn >= WARM_UP) times.push(performance.now() - start);
    }
  });
  if (found === 0) throw new Error("no cone has found anything");
  const median = times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
  yield atMost(`engine: a cone in ${rows / 1e6} M rows, after ${WARM_UP} others`, median, "ms", budget.coneMs);
}

/** @template Result @param {(engine: Engine) => Promise<Result>} use @returns {Promise<Result>} */
async function withEngine(use) {
  const { openEngine } = await import("@armillary/engine/node");
  const opened = await openEngine();
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}

/** @param {Engine} opened @param {string} adql */
async function rowsOf(opened, adql) {
  const result = await opened.query(adql);
  for await (const _batch of result.batches());
  return (await result.summary).rows;
}

/** @param {() => Promise<unknown>} work */
async function cpuSecondsOf(work) {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** @type {import("@armillary/columns").Field[]} */
const SKY_FIELDS = [
  { name: "id", datatype: "int", layout: { kind: "int", bits: 32, signed: true } },
  { name: "ra", datatype: "double", unit: "deg", ucd: "pos.eq.ra;meta.main", layout: { kind: "float", bits: 64 } },
  { name: "dec", datatype: "double", unit: "deg", ucd: "pos.eq.dec;meta.main", layout: { kind: "float", bits: 64 } },
];

/** Positions all over the sky. @param {number} rows @returns {Generator<import("@armillary/columns").ColumnBatch>} */
function* skyOf(rows) {
  const random = new Random(7);
  for (let first = 0; first < rows; first += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, rows - first);
    const [ra, dec] = [new Float64Array(length), new Float64Array(length)];
    for (let row = 0; row < length; row++) {
      ra[row] = random.next() * 360;
      dec[row] = (Math.asin(2 * random.next() - 1) * 180) / Math.PI;
    }
    const id = Int32Array.from({ length }, (_, row) => first + row);
    yield {
      rows: length,
      columns: [
        { kind: "int", length, nulls: 0, values: id },
        { kind: "float", length, nulls: 0, values: ra },
        { kind: "float", length, nulls: 0, values: dec },
      ],
    };
  }
}

/** @param {string} name @param {number} value @param {string} unit @param {number} budget @returns {Property} */
const atMost = (name, value, unit, budget) => ({ name, value, unit, budget, atMost: true });

/** @param {string} name @param {number} value @param {string} unit @param {number} budget @returns {Property} */
const atLeast = (name, value, unit, budget) => ({ name, value, unit, budget, atMost: false });
