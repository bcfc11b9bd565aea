// The inside of the fuzz lane, in a worker thread: the thread outside watches the clock and the memory, and ends a
// document that hangs.
import { parentPort, workerData } from "node:worker_threads";
import { gunzipSync } from "node:zlib";
import { VotableError } from "@armillary/votable";
import { Random } from "../../bench/random.js";
import { chunksOf, randomLengths } from "../support/chunks.ts";
import { alikeReading, endInOneRow, exactReading, readDocument } from "../support/reading.ts";
import { mutate } from "./mutations.ts";

export interface LoopSettings {
  readonly documents: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly seed: number;
  readonly first: number;
  /** Milliseconds since 1970 at which no new document is begun. */
  readonly until: number;
  /** [0]: the iteration under way; [1]: 1 once all is done. */
  readonly progress: Int32Array;
}

/** A document that did what none may do. */
export interface Offence {
  readonly iteration: number;
  readonly path: string;
  readonly what: string;
  readonly bytes: Uint8Array;
}

const { documents, seed, first, until, progress } = workerData as LoopSettings;

/** Plain and gzipped documents alike are mutated as text, and one in eight as the bytes they are. */
function plain(bytes: Uint8Array, random: Random): Uint8Array {
  return isGzip(bytes) && random.below(8) > 0 ? gunzipOr(bytes) : bytes;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function gunzipOr(bytes: Uint8Array): Uint8Array {
  try {
    return new Uint8Array(gunzipSync(bytes));
  } catch {
    return bytes;
  }
}

async function offenceOf(bytes: Uint8Array, random: Random): Promise<string | undefined> {
  const options = { strict: random.below(8) === 0, lenient: random.below(4) === 0 };
  const whole = await readDocument(bytes, { ...options, kernel: "auto" });
  if (whole.error !== undefined && !(whole.error instanceof VotableError))
    return `not a VotableError: ${stackOf(whole.error)}`;
  const lengths = randomLengths(random, 20_000);
  const cut = await readDocument(chunksOf(bytes, lengths), { ...options, kernel: "auto" });
  const plainly = await readDocument(chunksOf(bytes, lengths), { ...options, kernel: "off" });
  // How much of a damaged gzip stream comes out before its error is a matter of chance: that it is refused is not.
  const refused = [whole, cut, plainly].filter(({ error }) => error !== undefined).length;
  if (isGzip(bytes) && refused > 0) return refused === 3 ? undefined : `gzip refused ${refused} times of 3`;
  const inChunks = firstDifference("", exactReading(whole), exactReading(cut));
  if (inChunks !== undefined) return `otherwise in chunks, ${JSON.stringify(options)}: ${inChunks}`;
  const alike = endInOneRow(whole, plainly, bytes) ? { ...plainly, error: whole.error } : plainly;
  const withoutKernel = firstDifference("", alikeReading(whole), alikeReading(alike));
  return withoutKernel === undefined
    ? undefined
    : `otherwise without the kernel, ${JSON.stringify(options)}: ${withoutKernel}`;
}

/** Where two readings part: the path, and both values. */
function firstDifference(at: string, one: unknown, other: unknown): string | undefined {
  if (Object.is(one, other)) return undefined;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) {
    return `${at}: ${brief(one)} and ${brief(other)}`;
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const different = firstDifference(`${at}.${key}`, Reflect.get(one, key), Reflect.get(other, key));
    if (different !== undefined) return different;
  }
  return undefined;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function brief(value: unknown): string {
  return (JSON.stringify(value, (_, item) => (typeof item === "bigint" ? String(item) : item)) ?? "nothing").slice(
    0,
    300,
  );
}

/** Offences of one kind are told once: what is left of the words without their numbers. */
const told = new Set<string>();

for (let iteration = first; Date.now() < until; iteration++) {
  Atomics.store(progress, 0, iteration);
  const random = new Random(seed ^ Math.imul(iteration + 1, 0x9e3779b1));
  const { path, bytes } = random.pick(documents);
  const mutated = mutate(plain(bytes, random), random, plain(random.pick(documents).bytes, random));
  const what = await offenceOf(mutated, random);
  const kind = what?.replace(/\d+|"[^"]*"/g, "");
  if (what === undefined || kind === undefined || told.has(kind)) continue;
  told.add(kind);
  parentPort?.postMessage({ iteration, path, what, bytes: mutated } satisfies Offence);
}
Atomics.store(progress, 1, 1);
