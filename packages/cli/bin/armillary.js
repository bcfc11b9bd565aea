#!/usr/bin/env node
import { readdirSync, statSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

// The space for young objects keeps its first size: rows are not in it, and to let it grow would only let memory grow
// while a long table goes through.
setFlagsFromString("--semi-space-growth-factor=1");

const bundle = new URL("../dist/bundle/main.js", import.meta.url);
const modules = new URL("../dist/main.js", import.meta.url);

/** When a file was written; 0 when there is none. */
function writtenMs(url) {
  return statSync(url, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When a package of this checkout was last compiled; 0 where this is no checkout. */
function compiledMs() {
  const packages = new URL("../../", import.meta.url);
  if (writtenMs(new URL("../tsconfig.tsbuildinfo", import.meta.url)) === 0) return 0;
  const records = readdirSync(packages).map((name) => new URL(`${name}/tsconfig.tsbuildinfo`, packages));
  return Math.max(...records.map(writtenMs));
}

// A bundle that is older than what it was made of is passed over.
const bundled = writtenMs(bundle);
if (bundled > 0 && bundled >= compiledMs()) {
  const { runProcess } = await import(bundle.href);
  await runProcess();
} else if (writtenMs(modules) > 0) {
  const { runProcess } = await import(modules.href);
  await runProcess();
} else {
  process.stderr.write("error: armillary is not built yet. In its checkout, run: npm run build\n");
  process.exitCode = 1;
}
