// What is measured without a peer: memory that does not grow, the first batch, projection, size and start-up.
import { createWriteStream, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { ARMILLARY, armillary } from "./contenders.js";
import { DATA_FOLDER, generated } from "./generate.js";
import { median, run } from "./measure.js";
import { repeated } from "./repeat.js";

/** @typedef {{ name: string, value: number, unit: string, budget: number, atMost: boolean }} Property */
/** @typedef {import("./run.js").Settings} Settings */

/**
 * Peak memory of each output, and how it grows when the table is ten times as long.
 * @param {Settings} settings @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
export async function* memory({ rows, runs }, budgets) {
  const input = await generated("gaia", "tabledata", rows);
  const long = join(DATA_FOLDER, "memory-tenfold.vot");
  await pipeline(repeated(input, 10), createWriteStream(long));
  const output = join(DATA_FOLDER, "memory.out");
  try {
    yield* growth(
      async (format, file) => {
        const { command } = armillary(format, ["--to", format]);
        const peaks = [];
        for (let turn = 0; turn < Math.min(runs, 3); turn++) {
          peaks.push((await run(command(file, output))).peakMb ?? Number.NaN);
        }
        return median(peaks);
      },
      [input, long],
      budgets,
    );
  } finally {
    for (const file of [long, output]) rmSync(file, { force: true });
  }
}

/**
 * @param {(format: string, file: string) => Promise<number>} peakMb @param {readonly [string, string]} files
 * @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
async function* growth(peakMb, [short, long], budgets) {
  for (const extension of ["csv", "ndjson", "arrow", "parquet"]) {
    const once = await peakMb(extension, short);
    const tenfold = await peakMb(extension, long);
    yield atMost(`peak memory to ${extension}`, once, "MB", budgets.peakMb);
    yield atMost(`peak memory to ${extension}, ten times the rows`, tenfold, "MB", budgets.peakMb);
    yield atMost(`growth of memory to ${extension}`, tenfold / once, "×", budgets.peakGrowth);
  }
}

/**
 * Bytes of input taken when the first batch is there.
 * @param {Settings} settings @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
export async function* firstBatch({ rows }, budgets) {
  const { openVotable } = await import("@armillary/votable");
  for (const serialization of /** @type {const} */ (["tabledata", "binary2"])) {
    const file = await open(await generated("gaia", serialization, rows));
    let taken = 0;
    const counted = (async function* () {
      for await (const chunk of file.createReadStream({ autoClose: false })) {
        taken += chunk.length;
        yield/** @type {Uint8Array} */ (chunk);
      }
    })();
    const reader = await openVotable(counted);
    for await (const batch of reader.table?.batches() ?? []) if (batch.rows > 0) break;
    yield atMost(`input before the first batch, ${serialization}`, taken, "bytes", budgets.firstBatchBytes);
    await reader.close();
    await file.close();
  }
}

/**
 * How much faster three of twelve columns are than all.
 * @param {Settings} settings @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
export async function* projection({ rows, runs }, budgets) {
  for (const serialization of /** @type {const} */ (["tabledata", "binary2"])) {
    const input = await generated("twelve", serialization, rows);
    const seconds = [];
    for (const options of [[], ["--columns", "source_id,ra,dec"]]) {
      const output = join(DATA_FOLDER, "projection.arrow");
      const measured = [];
      for (let turn = 0; turn < runs; turn++) {
        measured.push((await run(armillary("arrow", options).command(input, output))).seconds);
        rmSync(output);
      }
      seconds.push(median(measured));
    }
    const [all = Number.NaN, three = Number.NaN] = seconds;
    yield atLeast(`3 of 12 columns to Arrow, ${serialization}`, all / three, "×", budgets.projectionSpeedup);
  }
}

/**
 * The reader with its kernel, as a browser loads it: all that comes at once. What is loaded on demand comes on top.
 * @param {Settings} _settings @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
export async function* bundle(_settings, budgets) {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    root: fileURLToPath(new URL("..", import.meta.url)),
    build: {
      write: false,
      lib: { entry: fileURLToPath(import.meta.resolve("@armillary/votable")), formats: ["es"], fileName: "entry" },
      rolldownOptions: { external: [/^apache-arrow/], output: { minify: true } },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((part) => ("output" in part ? part.output : []));
  const chunks = new Map(outputs.flatMap((part) => (part.type === "chunk" ? [[part.fileName, part]] : [])));
  const atOnce = new Set([...chunks.values()].filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of atOnce) for (const imported of chunks.get(name)?.imports ?? []) atOnce.add(imported);
  const code = [...atOnce].map((name) => chunks.get(name)?.code ?? "").join("");
  const bytes = gzipSync(code, { level: 9 }).length;
  yield atMost("votable with kernel, minified and gzipped", bytes, "bytes", budgets.bundleGzipBytes);
}

/**
 * Start of the command until its help is printed.
 * @param {Settings} settings @param {typeof import("./budgets.json")} budgets
 * @returns {AsyncGenerator<Property>}
 */
export async function* startup({ runs }, budgets) {
  const seconds = [];
  for (let turn = 0; turn < Math.max(runs, 5); turn++)
    seconds.push((await run([process.execPath, ARMILLARY, "--help"])).seconds);
  yield atMost("armillary --help", median(seconds) * 1000, "ms", budgets.helpMilliseconds);
}

/** @param {string} name @param {number} value @param {string} unit @param {number} budget @returns {Property} */
const atMost = (name, value, unit, budget) => ({ name, value, unit, budget, atMost: true });

/** @param {string} name @param {number} value @param {string} unit @param {number} budget @returns {Property} */
const atLeast = (name, value, unit, budget) => ({ name, value, unit, budget, atMost: false });
