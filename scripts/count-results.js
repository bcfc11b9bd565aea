// Adds up what .ci/run left in a folder: vitest's JSON reports, one a lane, and the lines of `checks`. Prints what was
// skipped, what failed and, last, "N passed, N failed". Exit status 1 when anything failed or a lane left no report.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";

/** @typedef {{ status: string, title: string, ancestorTitles: string[], failureMessages?: string[] }} Test */
/**
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { name?: string, status: string, message?: string, assertionResults: Test[] }[] }} Report
 */

const folder = process.argv[2] ?? ".";
const names = readdirSync(folder);
let passed = 0;
let failed = 0;

/** @type {string[]} */
const failures = [];

for (const name of names.filter((name) => name.endsWith(".json")).sort()) {
  /** @type {Report} */
  const report = JSON.parse(readFileSync(join(folder, name), "utf8"));
  const skipped = report.numPendingTests + report.numTodoTests;
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  // A file that does not load has no tests to fail.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  failed += broken.length;
  const lane = basename(name, ".json");
  console.log(
    `${lane}: ${report.numPassedTests} passed, ${report.numFailedTests + broken.length} failed, ${skipped} skipped`,
  );
  for (const suite of skippedSuites(report)) console.log(`  skipped: ${suite}`);
  failures.push(...failuresOf(report).map((failure) => `${lane}: ${failure}`));
}

// A lane that failed otherwise than by its tests: a crash, an unhandled rejection, no report at all.
for (const name of names.filter((name) => name.endsWith(".failed"))) {
  const report = join(folder, `${basename(name, ".failed")}.json`);
  if (existsSync(report) && JSON.parse(readFileSync(report, "utf8")).numFailedTests > 0) continue;
  failed++;
  failures.push(
    `${basename(name, ".failed")}: the lane itself, ${existsSync(report) ? "after its tests" : "without a report"}`,
  );
}

if (existsSync(join(folder, "checks"))) {
  const checks = readFileSync(join(folder, "checks"), "utf8").trim().split("\n");
  passed += checks.filter((check) => check === "passed").length;
  const broken = checks.filter((check) => check.startsWith("failed"));
  failed += broken.length;
  failures.push(...broken.map((check) => check.slice("failed ".length)));
}

// Behind all else, for whoever sees only the end of what was printed.
for (const failure of failures) console.log(`failed: ${failure}`);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/**
 * Names of the suites that have skipped tests, each once.
 * @param {Report} report
 */
function skippedSuites(report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const skipped = tests.filter(({ status }) => status === "pending" || status === "skipped");
  return new Set(
    skipped.map(({ ancestorTitles, title }) => (ancestorTitles.length === 0 ? title : ancestorTitles.join(" > "))),
  );
}

/**
 * What failed: its file, its name, and how.
 * @param {Report} report
 */
function failuresOf(report) {
  return report.testResults.flatMap((file) => {
    const path = relative(".", file.name ?? "");
    if (file.status === "failed" && file.assertionResults.length === 0) return [`${path}: ${firstLine(file.message)}`];
    return file.assertionResults
      .filter(({ status }) => status === "failed")
      .map(
        (test) =>
          `${path} > ${[...test.ancestorTitles, test.title].join(" > ")}: ${firstLine(test.failureMessages?.[0])}`,
      );
  });
}

function firstLine(text = "") {
  return text.split("\n", 1)[0];
}
