import { basename } from "node:path";

/** @import { Measurement } from "./run.js" */
/** @import { Property } from "./properties.js" */

/** @typedef {{ name: string, value: number, unit: string, budget: number, passed: boolean }} Verdict */

/**
 * Holds what was measured against the budgets; what was not measured has no verdict.
 * @param {readonly Measurement[]} measurements @param {readonly Property[]} properties
 * @param {typeof import("./budgets.json")} budgets
 * @returns {Verdict[]}
 */
export function verdicts(measurements, properties, budgets) {
  const speeds = Object.entries(budgets.speed).flatMap(([name, peers]) => {
    const [serialization, format] = name.split(" to ");
    return Object.entries(peers).flatMap(([peer, budget]) => {
      const ratios = [...new Set(measurements.map(({ input }) => input))].flatMap((input) => {
        const here = measurements.filter((one) => one.input === input && one.serialization === serialization);
        const ours = here.find(({ contender }) => contender === `armillary to ${format}`);
        const theirs = here.find(({ contender }) => contender === peer);
        return ours === undefined || theirs === undefined || here.length < 4 ? [] : [theirs.seconds / ours.seconds];
      });
      return ratios.map((value) => ({
        name: `${name}, against ${peer}`,
        value,
        unit: "× faster",
        budget,
        passed: value >= budget,
      }));
    });
  });
  const others = properties.map(({ name, value, unit, budget, atMost }) => ({
    name,
    value,
    unit,
    budget,
    passed: atMost ? value <= budget : value >= budget,
  }));
  return [...speeds, ...others];
}

/**
 * @param {{ machine: object, versions: object, measurements: readonly Measurement[],
 *   verdicts: readonly Verdict[], runs: number, shortened: boolean }} report
 */
export function printReport({ machine, versions, measurements, verdicts, runs, shortened }) {
  const facts = { ...versions, ...machine };
  console.log(
    `\n${Object.entries(facts)
      .map(([key, value]) => `${key} ${value ?? "not installed"}`)
      .join(" · ")}`,
  );
  console.log(`Whole processes, medians of ${runs}; memory is the largest resident set.\n`);
  if (measurements.length > 0) {
    printTable(
      ["input", "MB", "contender", "s", "MB/s", "peak MB"],
      measurements.map(({ input, serialization, bytes, contender, seconds, peakMb }) => [
        `${basename(input)} (${serialization})`,
        (bytes / 1e6).toFixed(0),
        contender,
        seconds.toFixed(2),
        (bytes / 1e6 / seconds).toFixed(0),
        peakMb?.toFixed(0) ?? "?",
      ]),
    );
  }
  if (verdicts.length > 0) {
    if (shortened) console.log("The budgets are for tables of full length: start-up weighs more in short ones.\n");
    printTable(
      ["budget", "measured", "due", ""],
      verdicts.map(({ name, value, unit, budget, passed }) => [
        name,
        `${Number(value.toPrecision(4))} ${unit}`,
        String(budget),
        passed ? "ok" : "MISSED",
      ]),
    );
  }
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function printTable(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  console.log(line(head));
  console.log(`| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  for (const row of rows) console.log(line(row));
  console.log();
}
