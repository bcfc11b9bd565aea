// The local engine beside PostgreSQL with q3c, in one run, over the same rows: cones in ten million, and a match of a million with a
// million. ARMILLARY_BENCH_PSQL is the command that reaches a server where a database may be made (default: psql).
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { median } from "./measure.js";

/** @typedef {import("./properties.js").Property} Property */
/** @typedef {import("@armillary/engine/node").Engine} Engine */
/** @typedef {import("@armillary/columns").ColumnBatch} ColumnBatch */

const DATABASE = "armillary_bench";
/** Of each: a JavaScript engine compiles what it has run some hundred times. */
const WARM_UP = 400;
const CONES = 200;
const RADIUS_DEG = 0.1;

/**
 * @param {number} rows - of the table that cones are asked of
 * @param {(rows: number) => Iterable<ColumnBatch>} skyOf
 * @param {readonly import("@armillary/columns").Field[]} fields
 * @param {{ readonly fasterThanQ3c: number, readonly coneMs: number, readonly skyJoinSeconds: number }} budget
 * @returns {AsyncGenerator<Property>}
 */
export async function* besidePostgres(rows, skyOf, fields, budget) {
  const psql = (process.env["ARMILLARY_BENCH_PSQL"] ?? "psql").split(" ");
  if (ask(psql, "postgres", "SELECT 1") === undefined) {
    console.error("engine: no PostgreSQL answers (ARMILLARY_BENCH_PSQL): its figures are left out");
    return;
  }
  const { openEngine } = await import("@armillary/engine/node");
  const engine = await openEngine();
  ask(psql, "postgres", `DROP DATABASE IF EXISTS ${DATABASE}`);
  if (ask(psql, "postgres", `CREATE DATABASE ${DATABASE}`) === undefined) throw new Error("no database can be made");
  try {
    ask(psql, DATABASE, "CREATE EXTENSION q3c");
    const few = rows / 10;
    for (const [name, count] of /** @type {const} */ ([
      ["sky", rows],
      ["a", few],
      ["b", few],
    ])) {
      await engine.addTable(name, { fields, batches: moved(skyOf(count), name === "b" ? 1e-4 : 0) });
      await load(psql, name, moved(skyOf(count), name === "b" ? 1e-4 : 0));
    }
    yield* cones(psql, engine, rows, budget);
    yield* join(psql, engine, few, budget);
  } finally {
    await engine.close();
    ask(psql, "postgres", `DROP DATABASE IF EXISTS ${DATABASE}`);
  }
}

/**
 * @param {readonly string[]} psql @param {Engine} engine @param {number} rows
 * @param {{ readonly fasterThanQ3c: number, readonly coneMs: number }} budget @returns {AsyncGenerator<Property>}
 */
async function* cones(psql, engine, rows, { fasterThanQ3c, coneMs }) {
  const centres = Array.from({ length: WARM_UP + CONES }, (_, turn) => [
    (turn * 37.7) % 360,
    ((turn * 13.3) % 170) - 85,
  ]);
  const ours = [];
  let found = 0;
  for (const [ra, dec] of centres) {
    const start = performance.now();
    found += await rowsOf(
      engine,
      `SELECT id, ra, dec FROM sky WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(${ra}, ${dec}, ${RADIUS_DEG}))`,
    );
    ours.push(performance.now() - start);
  }
  const queries = centres.map(
    ([ra, dec]) =>
      `SELECT id, ra, dec FROM sky WHERE q3c_radial_query(ra, dec, ${ra}, ${dec}, ${RADIUS_DEG}) \\g /dev/null`,
  );
  const theirs = timesMs(psql, queries);
  const counted = ask(
    psql,
    DATABASE,
    centres
      .map(([ra, dec]) => `SELECT count(*) FROM sky WHERE q3c_radial_query(ra, dec, ${ra}, ${dec}, ${RADIUS_DEG});`)
      .join("\n"),
  );
  const expected = (counted ?? "")
    .trim()
    .split(/\s+/)
    .reduce((sum, count) => sum + Number(count), 0);
  if (found !== expected) throw new Error(`cones: ${found} rows here, ${expected} in PostgreSQL`);
  const [mine, other] = [median(ours.slice(WARM_UP)), median(theirs.slice(WARM_UP))];
  const what = `a cone in ${rows / 1e6} M rows, after ${WARM_UP} others`;
  yield { name: `engine: ${what}, beside q3c`, value: mine, unit: "ms", budget: coneMs, atMost: true };
  yield {
    name: `engine: ${what}: q3c takes ${other.toFixed(2)} ms, so many times as long`,
    value: other / mine,
    unit: "×",
    budget: fasterThanQ3c,
    atMost: false,
  };
}

/**
 * @param {readonly string[]} psql @param {Engine} engine @param {number} rows
 * @param {{ readonly fasterThanQ3c: number, readonly skyJoinSeconds: number }} budget @returns {AsyncGenerator<Property>}
 */
async function* join(psql, engine, rows, { fasterThanQ3c, skyJoinSeconds }) {
  const radius = 1 / 3600;
  const ours = [];
  let found = Number.NaN;
  for (let turn = 0; turn < 3; turn++) {
    const start = performance.now();
    const result = await engine.query(
      `SELECT COUNT(*) AS n FROM a JOIN b ON 1=CONTAINS(POINT(b.ra, b.dec), CIRCLE(a.ra, a.dec, ${radius}))`,
    );
    for await (const { columns } of result.batches()) found = Number(/** @type {any} */ (columns[0]).values[0]);
    ours.push((performance.now() - start) / 1000);
  }
  const query = `SELECT count(*) FROM a, b WHERE q3c_join(a.ra, a.dec, b.ra, b.dec, ${radius}::float8)`;
  const expected = Number(ask(psql, DATABASE, query));
  if (found !== expected) throw new Error(`pairs: ${found} here, ${expected} in PostgreSQL`);
  const theirs =
    median(
      timesMs(
        psql,
        [1, 2, 3].map(() => `${query} \\g /dev/null`),
      ),
    ) / 1000;
  const what = `a match of ${rows / 1e6} M × ${rows / 1e6} M within 1 arcsec`;
  yield { name: `engine: ${what}`, value: median(ours), unit: "s", budget: skyJoinSeconds, atMost: true };
  yield {
    name: `engine: ${what}: q3c takes ${theirs.toFixed(2)} s, so many times as long`,
    value: theirs / median(ours),
    unit: "×",
    budget: fasterThanQ3c,
    atMost: false,
  };
}

/**
 * Takes rows into PostgreSQL, sorted and indexed as its users do it.
 * @param {readonly string[]} psql @param {string} name @param {Iterable<ColumnBatch>} batches
 */
async function load([command = "psql", ...args], name, batches) {
  ask([command, ...args], DATABASE, `CREATE UNLOGGED TABLE ${name} (id int, ra float8, dec float8)`);
  const child = spawn(command, [...args, "-q", "-d", DATABASE, "-c", `COPY ${name} FROM STDIN`], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  for (const { rows, columns } of batches) {
    const [id, ra, dec] = columns.map((column) => /** @type {any} */ (column).values);
    const lines = Array.from({ length: rows }, (_, row) => `${id[row]}\t${ra[row]}\t${dec[row]}\n`);
    if (!child.stdin.write(lines.join(""))) await once(child.stdin, "drain");
  }
  child.stdin.end();
  const [status] = await once(child, "exit");
  if (status !== 0) throw new Error(`psql ended with status ${status}`);
  ask(
    [command, ...args],
    DATABASE,
    `CREATE INDEX ${name}_place ON ${name} (q3c_ang2ipix(ra, dec)); CLUSTER ${name} USING ${name}_place; ANALYZE ${name};`,
  );
}

/** The same places, each a little north. @param {Iterable<ColumnBatch>} batches @param {number} northDeg */
function* moved(batches, northDeg) {
  for (const { rows, columns } of batches) {
    const [id, ra, dec] = columns;
    if (id === undefined || ra === undefined || dec?.kind !== "float") throw new Error("no positions");
    const values = Float64Array.from(dec.values, (value) => Math.min(90, value + northDeg));
    yield { rows, columns: [id, ra, /** @type {const} */ ({ kind: "float", length: rows, nulls: 0, values })] };
  }
}

/** Times of statements, one session, as the server tells them. @param {readonly string[]} psql @param {readonly string[]} statements */
function timesMs(psql, statements) {
  const told = ask(psql, DATABASE, `\\timing on\n${statements.join("\n")}\n`) ?? "";
  return [...told.matchAll(/Time: ([\d.]+) ms/g)].map(([, ms]) => Number(ms));
}

/** What psql prints; undefined where it fails. @param {readonly string[]} psql @param {string} database @param {string} input */
function ask([command = "psql", ...args], database, input) {
  const { status, stdout } = spawnSync(command, [...args, "-qAt", "-v", "ON_ERROR_STOP=1", "-d", database], {
    input,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });
  return status === 0 ? stdout : undefined;
}

/** @param {Engine} engine @param {string} adql */
async function rowsOf(engine, adql) {
  const result = await engine.query(adql);
  for await (const _batch of result.batches());
  return (await result.summary).rows;
}
