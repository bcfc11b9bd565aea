import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ARMILLARY, newFolder } from "../command.ts";
import { newMastWorld, rewriteOf } from "./world.ts";

// The pages about MAST run as they stand there, against the simulation. They run what `npm run build` made.

const folder = fileURLToPath(new URL("../../../docs/mast", import.meta.url));
const pages = readdirSync(folder).filter((name) => name.endsWith(".md"));

test.each(pages)("%s", async (page) => {
  const text = readFileSync(join(folder, page), "utf8");
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  expect(blocks.length).toBeGreaterThan(1);
  const { archive, home } = await newMastWorld();
  // Every command must end well, and say what it says on stderr to nobody but us.
  const script = `set -eu\narmillary() { "${process.execPath}" "${ARMILLARY}" "$@"; }\n${blocks.join("\n")}`;
  const env = { PATH: process.env["PATH"], ...home.env, ...rewriteOf(archive) };
  const { stderr } = await promisify(execFile)("sh", ["-c", script], {
    cwd: await newFolder(),
    env,
    maxBuffer: 1 << 28,
  });
  for (const line of stderr.split("\n")) expect(line).toMatch(/^$|^(?:warning|note): .*(?:exclusive|not for you)/);
});
