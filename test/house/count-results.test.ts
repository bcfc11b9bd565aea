import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

// The last line of .ci/run.

const script = fileURLToPath(new URL("../../scripts/count-results.js", import.meta.url));

const report = (passed: number, failed: number, files: readonly object[] = []): string =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: files,
  });

test.each([
  [
    "lanes and checks add up",
    { "unit.json": report(3, 0), "peers.json": report(4, 0), checks: "passed\npassed\n" },
    "9 passed, 0 failed",
    0,
  ],
  ["a failed test fails all", { "unit.json": report(3, 1) }, "3 passed, 1 failed", 1],
  ["a failed check fails all", { "unit.json": report(3, 0), checks: "failed check:types\n" }, "3 passed, 1 failed", 1],
  [
    "a file that does not load counts",
    { "unit.json": report(3, 0, [{ status: "failed", assertionResults: [] }]) },
    "3 passed, 1 failed",
    1,
  ],
  ["a lane without a report counts", { "unit.json": report(3, 0), "fuzz.failed": "" }, "3 passed, 1 failed", 1],
  [
    "a lane that broke although its tests passed counts",
    { "unit.json": report(3, 0), "unit.failed": "" },
    "3 passed, 1 failed",
    1,
  ],
  ["a lane whose tests failed counts once", { "unit.json": report(3, 1), "unit.failed": "" }, "3 passed, 1 failed", 1],
  ["nothing at all is no success", {}, "0 passed, 0 failed", 1],
])("%s", (_, files, line, status) => {
  const folder = reportsFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const result = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
  expect(result.stdout.trim().split("\n").at(-1)).toBe(line);
  expect(result.status).toBe(status);
});

test("what was skipped is said", () => {
  const folder = reportsFolder();
  const skipped = { status: "skipped", title: "reads", ancestorTitles: ["STILTS (skipped: no STILTS)"] };
  writeFileSync(join(folder, "peers.json"), report(1, 0, [{ status: "passed", assertionResults: [skipped, skipped] }]));
  const { stdout } = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
  expect(stdout.match(/skipped: STILTS/g)).toHaveLength(1);
});

/** A folder that is gone when the test is over. */
function reportsFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "armillary-count-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("what failed is said by name at the end", () => {
  const folder = reportsFolder();
  const failed = {
    status: "failed",
    title: "reads",
    ancestorTitles: ["STILTS"],
    failureMessages: ["AssertionError: 3\n at"],
  };
  const files = [
    { name: join(process.cwd(), "test/a.test.ts"), status: "failed", assertionResults: [failed] },
    { name: join(process.cwd(), "test/b.test.ts"), status: "failed", message: "SyntaxError: b", assertionResults: [] },
  ];
  writeFileSync(join(folder, "peers.json"), report(1, 1, files));
  writeFileSync(join(folder, "fuzz.failed"), "");
  writeFileSync(join(folder, "checks"), "failed check:types\n");
  const { stdout } = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
  expect(stdout.trim().split("\n").slice(-5)).toEqual([
    "failed: peers: test/a.test.ts > STILTS > reads: AssertionError: 3",
    "failed: peers: test/b.test.ts: SyntaxError: b",
    "failed: fuzz: the lane itself, without a report",
    "failed: check:types",
    "1 passed, 4 failed",
  ]);
});
