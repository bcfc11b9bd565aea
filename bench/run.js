// `npm run bench`: this project beside STILTS and astropy, whole processes on the same input, and its budgets.
// `-- --help` lists the options.
import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { arch, cpus, platform, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { adql } from "./adql.js";
import budgets from "./budgets.json" with { type: "json" };
import { completion } from "./completion.js";
import {
  ARMILLARY,
  ASTROPY_READS,
  armillary,
  armillaryRewrites,
  STILTS_COUNTS,
  STILTS_TO_CSV,
  STILTS_TO_FITS,
  stiltsRewrites,
  versions,
} from "./contenders.js";
import { engine } from "./engine.js";
import { DATA_FOLDER, generated } from "./generate.js";
import { match } from "./match.js";
import { run, summarise } from "./measure.js";
import * as properties from "./properties.js";
import { printReport, verdicts } from "./report.js";
import { tap } from "./tap.js";

/** @import { Contender } from "./contenders.js" */
/** @import { Run } from "./measure.js" */

/** @typedef {{ rows: number | undefined, runs: number }} Settings */
/** @typedef {{ input: string, serialization: string, bytes: number, contender: string } & Run} Measurement */

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    runs: { type: "string", default: "3" },
    rows: { type: "string" },
    input: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  console.log(`npm run bench -- [OPTIONS]
  --json          one JSON object on stdout instead of tables
  --runs N        runs of each process; medians are shown (default 3)
  --rows N        rows of the generated tables (default each table's own: 1 000 000 and more)
  --input FILE    a VOTable of yours instead of the generated ones; repeat for several
  --only PART     speed, shapes, memory, first, projection, bundle, startup, adql, completion, tap, match or engine; repeat for several (default all)
Generated inputs are kept in bench/data, or in $ARMILLARY_BENCH_DATA. Budgets: bench/budgets.json.`);
  process.exit(0);
}
if (!existsSync(ARMILLARY)) throw new Error("the command is not built: npm run build");

/** @type {Settings} */
const settings = { rows: options.rows === undefined ? undefined : Number(options.rows), runs: Number(options.runs) };
const parts = options.only ?? [
  "speed",
  "shapes",
  "memory",
  "first",
  "projection",
  "bundle",
  "startup",
  "adql",
  "completion",
  "tap",
  "match",
  "engine",
];
mkdirSync(DATA_FOLDER, { recursive: true });

const taking = await versions();
/** @type {Measurement[]} */
const measurements = [];
/** @type {properties.Property[]} */
const measured = [];

if (parts.includes("speed")) {
  const inputs = options.input ?? [
    await generated("gaia", "tabledata", settings.rows),
    await generated("gaia", "binary2", settings.rows),
  ];
  const contenders = [
    armillary("arrow"),
    armillary("csv"),
    armillary("ndjson"),
    armillary("parquet"),
    armillary("fits"),
    STILTS_TO_FITS,
    STILTS_TO_CSV,
    STILTS_COUNTS,
    ASTROPY_READS,
  ];
  for (const input of inputs) {
    const other = (await serializationOf(input)) === "BINARY2" ? "tabledata" : "binary2";
    await race(input, [...contenders, armillaryRewrites(other), stiltsRewrites(other)]);
  }
}
if (parts.includes("shapes")) {
  for (const table of ["narrow", "wide"]) {
    for (const serialization of /** @type {const} */ (["tabledata", "binary2"])) {
      const input = await generated(table, serialization, settings.rows);
      await race(input, [armillary("arrow"), STILTS_TO_FITS]);
    }
  }
}
const wanted = [
  { part: "memory", measure: properties.memory },
  { part: "first", measure: properties.firstBatch },
  { part: "projection", measure: properties.projection },
  { part: "bundle", measure: properties.bundle },
  { part: "startup", measure: properties.startup },
  { part: "adql", measure: adql },
  { part: "completion", measure: completion },
  { part: "tap", measure: tap },
  { part: "match", measure: match },
  { part: "engine", measure: engine },
];
for (const { part, measure } of wanted) {
  if (!parts.includes(part)) continue;
  for await (const property of measure(settings, budgets)) {
    progress(`${property.name}: ${property.value.toPrecision(4)} ${property.unit}`);
    measured.push(property);
  }
}

const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1e9),
  platform: platform(),
  arch: arch(),
};
const judged = verdicts(measurements, measured, budgets);
if (options.json) {
  console.log(
    JSON.stringify(
      { date: new Date().toISOString(), machine, versions: taking, measurements, verdicts: judged },
      null,
      2,
    ),
  );
} else {
  printReport({
    machine,
    versions: taking,
    measurements,
    verdicts: judged,
    runs: settings.runs,
    shortened: settings.rows !== undefined,
  });
}
process.exitCode = judged.every(({ passed }) => passed) ? 0 : 1;

/**
 * Measures every contender on one input, in turns, so that a busy minute of the machine is shared.
 * @param {string} input @param {readonly Contender[]} contenders
 */
async function race(input, contenders) {
  const present = contenders.filter(({ peer }) => peer === undefined || taking[peer] !== undefined);
  const absent = contenders.filter((contender) => !present.includes(contender));
  for (const { name } of absent) progress(`${name}: not installed, left out`);
  /** @type {Map<Contender, Run[]>} */
  const runs = new Map(present.map((contender) => [contender, []]));
  for (let turn = 0; turn < settings.runs; turn++) {
    for (const contender of present) {
      const output = join(DATA_FOLDER, `out.${contender.extension ?? "none"}`);
      const result = await run(contender.command(input, output));
      rmSync(output, { force: true });
      progress(`${input}: ${contender.name}: ${result.seconds.toFixed(2)} s`);
      runs.get(contender)?.push(result);
    }
  }
  const bytes = statSync(input).size;
  const serialization = await serializationOf(input);
  for (const [contender, results] of runs) {
    measurements.push({ input, serialization, bytes, contender: contender.name, ...summarise(results) });
  }
}

/** @param {string} path */
async function serializationOf(path) {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(1 << 18), position: 0 });
  await file.close();
  return /<(TABLEDATA|BINARY2|BINARY|FITS)\b/.exec(buffer.toString("latin1", 0, bytesRead))?.[1] ?? "VOTable";
}

/** @param {string} text */
function progress(text) {
  process.stderr.write(`${text}\n`);
}
