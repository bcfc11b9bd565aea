import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { bundle } from "../support/bundle.ts";
import { badDocuments, votableDocuments } from "../support/corpus.ts";
import type { LoopSettings, Offence } from "./loop.ts";

// Documents of the corpus and of fixtures/, damaged at random but repeatably: whatever comes of it is a table or a
// VotableError, soon, in little memory, and the same with the kernel and without, whole and in chunks.
// ARMILLARY_FUZZ_SECONDS (60), ARMILLARY_FUZZ_SEED (1) and ARMILLARY_FUZZ_FIRST (0) choose how long and which.

const seconds = Number(process.env["ARMILLARY_FUZZ_SECONDS"] ?? 60);
const seed = Number(process.env["ARMILLARY_FUZZ_SEED"] ?? 1);
const first = Number(process.env["ARMILLARY_FUZZ_FIRST"] ?? 0);

const LONGEST_DOCUMENT = 100_000;
const MOST_SECONDS_EACH = 120;
const MOST_RESIDENT_BYTES = 1.5 * 1024 ** 3;
const MOST_OFFENCES = 10;

test(`no damage hurts (${seconds} s, seed ${seed})`, { timeout: (seconds + 600) * 1000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "armillary-fuzz-"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const [name, code] of await bundle("test/fuzz/loop.ts", "node")) writeFileSync(join(folder, name), code);
  const offences = await watched(join(folder, "entry.js"));
  for (const { iteration, path, what, bytes } of offences) {
    const kept = join(folder, `${iteration}.vot`);
    writeFileSync(kept, bytes);
    console.error(`iteration ${iteration}, from ${path}, kept as ${kept}: ${what}`);
  }
  expect(offences.map(({ iteration, path }) => `${path}, iteration ${iteration}`)).toEqual([]);
});

async function watched(script: string): Promise<Offence[]> {
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const offences: Offence[] = [];
  const settings: LoopSettings = { documents: documents(), seed, first, until: Date.now() + seconds * 1000, progress };
  const worker = new Worker(script, { workerData: settings, resourceLimits: { maxOldGenerationSizeMb: 1024 } });
  const accuse = (what: string): void => {
    offences.push({ iteration: progress[0] ?? 0, path: "?", what, bytes: new Uint8Array() });
  };

  worker.on("message", (offence: Offence) => {
    offences.push(offence);
    if (offences.length >= MOST_OFFENCES) void worker.terminate();
  });
  worker.on("error", (error) => accuse(`not handled, or out of memory: ${error.stack ?? error.message}`));

  let iteration = -1;
  let since = Date.now();
  const watch = setInterval(() => {
    if (progress[0] !== iteration) {
      iteration = progress[0] ?? 0;
      since = Date.now();
    }
    const hangs = Date.now() - since > MOST_SECONDS_EACH * 1000;
    const grows = process.memoryUsage.rss() > MOST_RESIDENT_BYTES;
    if (hangs || grows) {
      accuse(hangs ? `takes more than ${MOST_SECONDS_EACH} s` : "takes too much memory");
      void worker.terminate();
    }
  }, 100);
  await new Promise((resolve) => worker.once("exit", resolve));
  clearInterval(watch);
  if (progress[1] !== 1 && offences.length === 0) accuse("the worker ended before its time");
  console.info(`${(progress[0] ?? 0) + 1 - first} documents read`);
  return offences;
}

function documents(): LoopSettings["documents"] {
  const fixtures = fileURLToPath(new URL("../../fixtures/votable", import.meta.url));
  const ours = readdirSync(fixtures)
    .filter((name) => !name.endsWith(".md"))
    .sort()
    .map((name) => ({ path: `fixtures/votable/${name}`, bytes: new Uint8Array(readFileSync(join(fixtures, name))) }));
  const theirs = [...votableDocuments(), ...badDocuments()].map(({ path, bytes }) => ({ path, bytes }));
  return [...ours, ...theirs].filter(({ bytes }) => bytes.length <= LONGEST_DOCUMENT);
}
