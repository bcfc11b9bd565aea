// Adds to package-lock.json the builds of tools for other platforms that npm left out: a registry that does not carry
// them makes npm write a lock file which `npm ci` then refuses, here and everywhere. Run it after `npm install`;
// it changes nothing where nothing is missing.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   engines?: Record<string, string>, optionalDependencies?: Record<string, string> }} Entry
 */

const path = fileURLToPath(new URL("../package-lock.json", import.meta.url));
/** @type {{ packages: Record<string, Entry> }} */
const lock = JSON.parse(readFileSync(path, "utf8"));

for (const [parentPath, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const own = `${parentPath}/node_modules/${name}`;
    if (`node_modules/${name}` in lock.packages || own in lock.packages) continue;
    // A range would have to be resolved, and only exact versions are those of a build.
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) throw new Error(`${name}@${version}: not a build of one version`);
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(parent.dev === true ? { dev: true } : {}),
      optional: true,
      ...(parent.engines === undefined ? {} : { engines: parent.engines }),
    };
    console.log(`added ${name}@${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);

/**
 * What such packages are called after: `…-linux-x64-musl`, `…-darwin-arm64`, `…-win32-x64-msvc`.
 * @param {string} name
 * @returns {Pick<Entry, "os" | "cpu" | "libc">}
 */
function platformOf(name) {
  const [, os, cpu, abi] =
    /-(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name) ?? [];
  if (os === undefined || cpu === undefined) throw new Error(`${name}: for which platform?`);
  const libc =
    os !== "linux" ? undefined : abi?.startsWith("musl") ? "musl" : abi?.startsWith("gnu") ? "glibc" : undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }) };
}
