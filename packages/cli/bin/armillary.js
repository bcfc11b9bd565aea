#!/usr/bin/env node
// CommonJS (see package.json beside it): Node reads ES modules with its pool of threads, and how many threads that has is settled then.
const { readdirSync, statSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { setFlagsFromString } = require("node:v8");

// The space for young objects keeps its first size: rows are not in it, and to let it grow would only let memory grow
// while a long table goes through.
setFlagsFromString("--semi-space-growth-factor=1");

// DuckDB computes in the threads of the pool. With the usual four, so many long queries to `armillary serve` would leave none for short
// ones, nor for files: here are enough for all queries and jobs that it lets run at the same time.
if (process.argv.includes("serve")) process.env["UV_THREADPOOL_SIZE"] ??= "16";

const bundle = join(__dirname, "../dist/bundle/main.js");
const modules = join(__dirname, "../dist/main.js");

/**
 * When a file was written; 0 when there is none.
 * @param {string} path
 */
function writtenMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When a package of this checkout was last compiled; 0 where this is no checkout. */
function compiledMs() {
  const packages = join(__dirname, "../..");
  if (writtenMs(join(__dirname, "../tsconfig.tsbuildinfo")) === 0) return 0;
  return Math.max(...readdirSync(packages).map((name) => writtenMs(join(packages, name, "tsconfig.tsbuildinfo"))));
}

async function start() {
  // A bundle that is older than what it was made of is passed over.
  const bundled = writtenMs(bundle);
  const built = bundled > 0 && bundled >= compiledMs() ? bundle : modules;
  if (writtenMs(built) === 0) {
    process.stderr.write("error: armillary is not built yet. In its checkout, run: npm run build\n");
    process.exitCode = 1;
    return;
  }
  const { runProcess } = await import(pathToFileURL(built).href);
  await runProcess();
}

void start();
