// What the TAP client costs: processor time of a long result, memory, and what a small query takes beside the bare request.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { median } from "./measure.js";

/** @typedef {import("./properties.js").Property} Property */
/** @typedef {import("./run.js").Settings} Settings */

const ROWS = 1_200_000;
const QUERIES = 200;

/** The same small query, as often, by pyvo; the median in milliseconds. */
const PYVO = `
import statistics, sys, time, warnings
warnings.simplefilter("ignore")
import pyvo
url, count = sys.argv[1], int(sys.argv[2])
service, query = pyvo.dal.TAPService(url), "SELECT TOP 2 * FROM t"
def timed(act):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
timed(lambda: service.run_sync(query))
print(timed(lambda: service.run_sync(query).to_table()))
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

    const query = "SELECT TOP 2 * FROM t";
    const form = [
      ["REQUEST", "doQuery"],
      ["LANG", "ADQL"],
      ["QUERY", query],
    ];
    const ask = async () => (await service.query(query, { mode: "sync" })).summary;
    const bare = async () =>
      (
        await transport.request({
          url: `${url}/sync`,
          method: "POST",
          idempotent: true,
          parameters: /** @type {[string, string][]} */ (form),
        })
      ).bytes();
    for (let turn = 0; turn < QUERIES; turn++) await ask();
    const ours = await timed(ask);
    yield atMost("a small query, answered at once", ours, "ms", budget.queryMs);
    yield atMost("of that beyond the bare request", ours - (await timed(bare)), "ms", budget.overheadMs);
    const pyvo = spawnSync("/usr/bin/python3", ["-c", PYVO, url, String(QUERIES)], { encoding: "utf8" });
    if (pyvo.status === 0)
      yield atLeast("the same by pyvo, over ours", Number(pyvo.stdout) / ours, "×", budget.overPyvo);
  } finally {
    await transport.close();
    child.stdin.end();
  }
}

/** @param {() => Promise<unknown>} act */
async function timed(act) {
  const times = [];
  for (let turn = 0; turn < QUERIES; turn++) {
    const start = performance.now();
    await act();
    times.push(performance.now() - start);
  }
  return median(times);
}

/** @param {string} name @param {number} value @param {string} unit @param {number} budget @returns {Property} */
const atMost = (name, value, unit, budget) => ({ name, value, unit, budget, atMost: true });

/** @param {string} name @param {number} value @param {string} unit @param {number} budget @returns {Property} */
const atLeast = (name, value, unit, budget) => ({ name, value, unit, budget, atMost: false });
