import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * @typedef {object} Run - one whole process, from its start to its end
 * @property {number} seconds
 * @property {number | undefined} peakMb - largest resident memory of it and its children; unknown without GNU time
 */

/** GNU time tells a process' peak memory; not every machine has it. */
const TIME = "/usr/bin/time";
const timed = existsSync(TIME);

/**
 * Runs a command to its end, its output thrown away.
 * @param {readonly string[]} command
 * @returns {Promise<Run>}
 */
export async function run(command) {
  const report = join(tmpdir(), `armillary-bench-${process.pid}.time`);
  const [program = "", ...rest] = timed ? [TIME, "-f", "%M", "-o", report, ...command] : command;
  const started = performance.now();
  const child = spawn(program, rest, { stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr?.on("data", (text) => {
    complaint = (complaint + text).slice(-2000);
  });
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const status = await ended;
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${command.join(" ")}: status ${status}\n${complaint}`);
  const peakMb = timed ? Number(readFileSync(report, "utf8").trim()) / 1000 : undefined;
  rmSync(report, { force: true });
  return { seconds, peakMb };
}

/**
 * The median in time and the largest in memory of several runs.
 * @param {readonly Run[]} runs
 * @returns {Run}
 */
export function summarise(runs) {
  const peaks = runs.flatMap(({ peakMb }) => peakMb ?? []);
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    peakMb: peaks.length === 0 ? undefined : Math.max(...peaks),
  };
}

/** @param {readonly number[]} numbers - at least one */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = /** @type {number} */ (sorted[middle]);
  return sorted.length % 2 === 1 ? upper : (upper + /** @type {number} */ (sorted[middle - 1])) / 2;
}

/**
 * What a command prints on stdout; undefined when it is not installed or fails.
 * @param {readonly string[]} command
 * @returns {Promise<string | undefined>}
 */
export async function outputOf([program = "", ...rest]) {
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  child.stdout.on("data", (more) => {
    text += more;
  });
  const status = await new Promise((resolve) => {
    child.once("error", () => resolve(undefined));
    child.once("close", resolve);
  });
  return status === 0 ? text.trim() : undefined;
}
