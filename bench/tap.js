// What the TAP client costs: processor time of a long result, memory, and what a small query takes beside the bare request.
import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { median } from "./measure.js";

/** @typedef {import("./properties.js").Property} Property */
/** @typedef {import("./run.js").Settings} Settings */

const ROWS = 1_200_000;
/**
 * The one that the transport uses.
 * @type {{
 *   Agent: new () => { close(): Promise<void> },
 *   request: (url: string, options: object) => Promise<{ body: { arrayBuffer(): Promise<ArrayBuffer> } }>,
 * }}
 */
const { Agent, request } = createRequire(new URL("../packages/dali/package.json", import.meta.url))("undici");

const QUERIES = 200;
/** Of our queries and pyvo's, in turns; of each the quietest counts. */
const ROUNDS = 7;
const FIRST = 200;
/** Turns before those that are compared: V8's compilers are done after some thousand. Python has none. */
const WARM_UP = 4000;

/**
 * The same small query, as often, by pyvo, and the bare request of it by requests, which pyvo sends it by: medians in
 * milliseconds. Turn by turn, as in \`smallQueries\`.
 */
const PYVO = `
import statistics, sys, time, warnings
warnings.simplefilter("ignore")
import pyvo, requests
url, count = sys.argv[1], int(sys.argv[2])
service, query = pyvo.dal.TAPService(url), "SELECT TOP 2 * FROM t"
session, form = requests.Session(), {"REQUEST": "doQuery", "LANG": "ADQL", "QUERY": query}
def timed(act, times):
    start = time.perf_counter()
    act()
    times.append((time.perf_counter() - start) * 1000)
for turns in 100, count:
    bare, asked = [], []
    for _ in range(turns):
        timed(lambda: session.post(url + "/sync", data=form).content, bare)
        timed(lambda: service.run_sync(query).to_table(), asked)
print(statistics.median(bare), statistics.median(asked))
`;

/**
 * @param {Settings} _settings @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
export async function* tap(_settings, { tap: budget }) {
  const { TapService } = await import("@armillary/tap");
  const { createNodeTransport } = await import("@armillary/dali/node");
  // A process of its own, so that its work is not taken for the client's.
  const child = spawn(process.execPath, [fileURLToPath(new URL("row-server.js", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const url = await new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  const transport = createNodeTransport();
  try {
    const service = new TapService(url, { transport });
    /** @param {string} query @param {number} maxrec */
    const read = async (query, maxrec) => {
      const result = await service.query(query, { mode: "sync", maxrec, lend: true });
      let rows = 0;
      for await (const batch of result.batches()) rows += batch.rows;
      if (rows !== maxrec) throw new Error(`${rows} rows where ${maxrec} were due`);
    };
    for (const serialization of ["TABLEDATA", "BINARY2"]) {
      await read(`SELECT ${serialization}`, 30_000);
      const before = process.memoryUsage().rss;
      const start = process.cpuUsage();
      await read(`SELECT ${serialization}`, ROWS);
      const { user, system } = process.cpuUsage(start);
      yield atMost(
        `client's processor time of ${ROWS / 1e6} M rows, ${serialization}`,
        (user + system) / 1e6,
        "s",
        budget.cpuSeconds,
      );
      const grown = (process.memoryUsage().rss - before) / 1e6;
      yield atMost(`memory that they took, ${serialization}`, Math.max(grown, 0.001), "MB", budget.grownMb);
    }

    const first = await smallQueries(service, url, FIRST);
    yield atMost(`a small query among the first ${FIRST}, answered at once`, first.askedMs, "ms", budget.queryMs);
    await smallQueries(service, url, WARM_UP);
    const ours = [];
    const pyvos = [];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await smallQueries(service, url, QUERIES));
      const pyvo = spawnSync("/usr/bin/python3", ["-c", PYVO, url, String(QUERIES)], { encoding: "utf8" });
      const [bareMs = 0, askedMs = 0] = pyvo.stdout.trim().split(" ").map(Number);
      if (pyvo.status === 0) pyvos.push({ bareMs, askedMs });
    }
    const own = quietest(ours);
    const ownBeyondMs = own.askedMs - own.bareMs;
    yield atMost("a small query after some thousand", own.askedMs, "ms", budget.queryMs);
    yield atMost("of that beyond the bare request (undici)", ownBeyondMs, "ms", budget.overheadMs);
    if (pyvos.length > 0) {
      const { askedMs, bareMs } = quietest(pyvos);
      yield atLeast("the same by pyvo, over ours", askedMs / own.askedMs, "×", budget.overPyvo);
      const name = "pyvo beyond its bare request (requests), over ours";
      yield atLeast(name, (askedMs - bareMs) / ownBeyondMs, "×", budget.overPyvo);
    }
  } finally {
    await transport.close();
    child.stdin.end();
  }
}

/**
 * A small query by the client, and the same request by undici alone, turn by turn: a server that is asked without a pause
 * answers sooner than one that had to wait for the client, and both must meet the same.
 * @param {import("@armillary/tap").TapService} service @param {string} url @param {number} turns
 */
async function smallQueries(service, url, turns) {
  const query = "SELECT TOP 2 * FROM t";
  const body = new URLSearchParams({ REQUEST: "doQuery", LANG: "ADQL", QUERY: query }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const dispatcher = new Agent();
  /** @type {number[]} */ const bare = [];
  /** @type {number[]} */ const asked = [];
  for (let turn = 0; turn < turns; turn++) {
    const start = performance.now();
    await (await request(`${url}/sync`, { method: "POST", dispatcher, headers, body })).body.arrayBuffer();
    const between = performance.now();
    await (await service.query(query, { mode: "sync" })).summary;
    bare.push(between - start);
    asked.push(performance.now() - between);
  }
  await dispatcher.close();
  return { bareMs: median(bare), askedMs: median(asked) };
}

/**
 * Of rounds, the one that other work on the machine disturbed least.
 * @param {readonly { readonly bareMs: number, readonly askedMs: number }[]} rounds
 */
const quietest = (rounds) => rounds.reduce((best, round) => (round.askedMs < best.askedMs ? round : best));

/** @param {string} name @param {number} value @param {string} unit @param {number} budget @returns {Property} */
const atMost = (name, value, unit, budget) => ({ name, value, unit, budget, atMost: true });

/** @param {string} name @param {number} value @param {string} unit @param {number} budget @returns {Property} */
const atLeast = (name, value, unit, budget) => ({ name, value, unit, budget, atMost: false });
