import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ARMILLARY, newFolder } from "./command.ts";

// Standard input as shells connect it. It runs what `npm run build` made.

const run = promisify(execFile);
const ROWS = Array.from({ length: 60_000 }, (_, row) => `${row},${Math.sqrt(row)}`).join("\n");
const CSV = `n,root\n${ROWS}\n`;

test.each([
  ["a pipe", "cat many.csv | $ARMILLARY convert - --from csv", CSV],
  [
    "a pipe that comes in pieces",
    "(head -c 70001 many.csv; sleep 0.2; tail -c +70002 many.csv) | $ARMILLARY convert -",
    CSV,
  ],
  ["a file", "$ARMILLARY convert - --from csv < many.csv", CSV],
  // What was read of a file before us is not read again.
  ["a file from where it stands", "(read first; $ARMILLARY convert - --from csv) < twice.csv", CSV],
])("%s", async (_name, script, expected) => {
  const folder = await newFolder();
  await writeFile(join(folder, "many.csv"), CSV);
  await writeFile(join(folder, "one.csv"), "n\n1\n");
  // `read` of a shell takes bytes one by one: the next reader finds the second line.
  await writeFile(join(folder, "twice.csv"), `a first line\n${CSV}`);
  const command = script.replaceAll("$ARMILLARY", `"${process.execPath}" "${ARMILLARY}"`);
  const { stdout, stderr } = await run("sh", ["-c", command], { cwd: folder, maxBuffer: 1 << 26 });
  expect(stderr).toBe("");
  expect(stdout === expected).toBe(true);
});

test.each([
  ["closed", "<&-"],
  ["empty", "</dev/null"],
])("%s, it is an empty document", async (_name, redirection) => {
  const folder = await newFolder();
  const command = `"${process.execPath}" "${ARMILLARY}" convert - ${redirection}`;
  await expect(run("sh", ["-c", command], { cwd: folder })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("(VOT_EMPTY)"),
  });
});
