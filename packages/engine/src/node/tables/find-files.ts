import { readdir, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { openTableFolder } from "@armillary/formats/node";
import { EngineError } from "../errors.ts";

const PATTERN = /[*?]/;

/**
 * The files that names and patterns stand for, in the order of their names: `*` and `?` within a name, `**` for any
 * folders. A folder stands for the Parquet files of its table. Names that begin with a dot are found by their names alone.
 * @returns absolute paths
 * @throws EngineError ENGINE_SOURCE where a pattern finds none; FormatError for a folder without a table; the system's error
 *   for a name without a file
 */
export async function findFiles(patterns: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    if (PATTERN.test(pattern)) found.push(...(await matching(resolve(pattern), pattern)));
    else if ((await stat(pattern)).isDirectory()) found.push(...(await openTableFolder(resolve(pattern))).files);
    else found.push(resolve(pattern));
  }
  return [...new Set(found)];
}

async function matching(pattern: string, given: string): Promise<string[]> {
  let base = dirname(pattern);
  while (PATTERN.test(base)) base = dirname(base);
  const wanted = matcherOf(pattern);
  const files: string[] = [];
  const isThere = await stat(base).then(
    (status) => status.isDirectory(),
    () => false,
  );
  if (isThere)
    await walk(base, pattern.includes("**") ? Number.POSITIVE_INFINITY : depthOf(pattern) - depthOf(base), (path) => {
      if (wanted.test(path)) files.push(path);
    });
  if (files.length === 0) throw new EngineError("ENGINE_SOURCE", `There is no file ${given}.`);
  return files.sort((a, b) => (a < b ? -1 : 1));
}

async function walk(folder: string, depth: number, visit: (path: string) => void): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    // What links point to is asked for; a folder behind a link could contain the link.
    const isFile = entry.isSymbolicLink() ? (await stat(path)).isFile() : entry.isFile();
    if (isFile) visit(path);
    else if (entry.isDirectory() && depth > 1) await walk(path, depth - 1, visit);
  }
}

function depthOf(path: string): number {
  return path.split(sep).filter((part) => part !== "").length;
}

function matcherOf(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*[/\\]|\*|\?)/)
    .map((part) => {
      if (part.startsWith("**")) return "(?:.*[/\\\\])?";
      if (part === "*") return "[^/\\\\]*";
      if (part === "?") return "[^/\\\\]";
      return part.replaceAll(/[\\^$.|()[\]{}+]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}$`);
}
