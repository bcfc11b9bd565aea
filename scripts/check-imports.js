// Who may import whom: reads every import of packages/*/src and every dependency of packages/*/package.json and names
// each that goes the wrong way. Exit status 1 when there is one.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** @typedef {{ specifier: string, kind: "static" | "type" | "dynamic" }} Import */
/** @typedef {{ folder: string, dependencies: string[] }} Manifest */

/** The clients, and all that they rest on. */
const CLIENTS = [
  "columns",
  "fits",
  "votable",
  "formats",
  "adql",
  "sky",
  "dali",
  "scs",
  "siap",
  "ssap",
  "datalink",
  "tap",
  "registry",
];

/**
 * Packages of this repository, each with those it may rest on. A new package is a new row.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const MAY_IMPORT = {
  columns: [],
  fits: ["columns"],
  votable: ["columns", "fits"],
  formats: ["columns", "fits", "votable"],
  adql: [],
  sky: ["columns"],
  dali: ["columns", "fits", "votable", "formats"],
  scs: ["columns", "fits", "votable", "formats", "dali", "sky"],
  siap: ["columns", "fits", "votable", "formats", "dali", "sky"],
  ssap: ["columns", "fits", "votable", "formats", "dali", "sky"],
  datalink: ["columns", "fits", "votable", "formats", "dali"],
  tap: ["columns", "fits", "votable", "formats", "adql", "dali"],
  registry: ["columns", "fits", "votable", "formats", "adql", "dali", "tap"],
  mast: ["columns", "fits", "votable", "formats", "sky", "dali"],
  navo: CLIENTS,
  engine: ["columns", "fits", "votable", "formats", "adql", "sky"],
  server: ["columns", "fits", "votable", "formats", "adql", "sky", "dali", "engine"],
  federation: ["columns", "fits", "votable", "formats", "adql", "dali", "tap"],
  cli: [...CLIENTS, "mast", "navo", "engine", "server", "federation"],
};

/**
 * Packages of others that only some files may import: they are heavy, or tied to one place.
 * @type {Readonly<Record<string, RegExp>>}
 */
const CONFINED = {
  "apache-arrow": /^packages\/(columns\/src\/arrow(\/|\.ts$)|formats\/src\/(arrow|parquet)\/)/,
  "parquet-wasm": /^packages\/formats\/src\/(parquet|node)(\/|\.ts$)/,
  hyparquet: /^packages\/formats\/src\/(parquet|node)(\/|\.ts$)/,
  "hyparquet-compressors": /^packages\/formats\/src\/(arrow|parquet|node)(\/|\.ts$)/,
  papaparse: /^packages\/formats\/src\/csv\//,
  yaml: /^packages\/formats\/src\/ecsv\//,
  "fast-xml-parser": /^packages\/dali\/src\/xml\//,
  undici: /^packages\/dali\/src\/node(\/|\.ts$)/,
  "vscode-languageserver": /^packages\/cli\/src\/adql\//,
  "vscode-languageserver-textdocument": /^packages\/cli\/src\/adql\//,
  commander: /^packages\/cli\//,
  vega: /^packages\/cli\/src\/plot\//,
  "@resvg/resvg-wasm": /^packages\/cli\/src\/plot\//,
  "@napi-rs/keyring": /^packages\/cli\/src\/network\//,
  "@duckdb/node-api": /^packages\/engine\/src\/node\//,
  hono: /^packages\/server\//,
  "@hono/node-server": /^packages\/server\//,
  "@fastify/busboy": /^packages\/server\//,
};

/** Where Node's own modules may be imported. */
const NODE_ONLY = /^packages\/([^/]+\/src\/node(\/|\.ts$)|(cli|server)\/)/;

/** Doors that text sinks load: nothing heavy may be reached from them without a dynamic import. */
const LIGHT_DOORS = ["packages/columns/src/index.ts", "packages/votable/src/index.ts", "packages/formats/src/index.ts"];
const HEAVY = ["apache-arrow", "parquet-wasm", "hyparquet", "hyparquet-compressors", "yaml"];

const IMPORT =
  /(?:^|[;}\n])\s*(?<verb>import|export)\s+(?<type>type\s)?(?:[^"';()]*?\sfrom\s*)?["'](?<static>[^"']+)["']|\bimport\(\s*["'](?<dynamic>[^"']+)["']/g;

/**
 * The imports of a source text, comments left out.
 * @param {string} source
 * @returns {Import[]}
 */
export function importsOf(source) {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return [...code.matchAll(IMPORT)].map(({ groups = {} }) =>
    groups["dynamic"] === undefined
      ? { specifier: groups["static"] ?? "", kind: groups["type"] === undefined ? "static" : "type" }
      : { specifier: groups["dynamic"], kind: "dynamic" },
  );
}

/**
 * What is wrong with the imports of the repository at `root`, one sentence a fault.
 * @param {string} root
 */
export function checkImports(root) {
  /** @type {string[]} */
  const faults = [];
  /** @type {Map<string, Manifest>} */
  const manifests = new Map();
  /** @type {Map<string, Import[]>} */
  const edges = new Map();
  for (const folder of readdirSync(join(root, "packages")).sort()) {
    const manifest = JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8"));
    if (!(folder in MAY_IMPORT)) faults.push(`packages/${folder}: not in the table of scripts/check-imports.js`);
    manifests.set(manifest.name, { folder, dependencies: Object.keys(manifest.dependencies ?? {}) });
  }

  for (const [name, { folder, dependencies }] of manifests) {
    const allowed = MAY_IMPORT[folder] ?? [];
    for (const dependency of dependencies) {
      const ours = manifests.get(dependency)?.folder;
      if (ours !== undefined && !allowed.includes(ours)) {
        faults.push(`packages/${folder}/package.json: ${name} may not rest on ${dependency}`);
      }
    }
    for (const file of sourceFiles(join(root, "packages", folder, "src"))) {
      const path = relative(root, file);
      const imports = importsOf(readFileSync(file, "utf8"));
      edges.set(path, imports);
      for (const { specifier } of imports) {
        const fault = faultOf(specifier, path, folder, dependencies, manifests);
        if (fault !== undefined) faults.push(`${path}: ${fault}`);
      }
    }
  }

  for (const door of LIGHT_DOORS) {
    for (const [file, specifier] of reachable(door, edges, manifests)) {
      if (HEAVY.includes(packageOf(specifier))) {
        faults.push(`${file}: ${specifier} is loaded by everyone who imports ${door}: import() it where it is needed`);
      }
    }
  }
  return faults;
}

/**
 * @param {string} specifier @param {string} path @param {string} folder
 * @param {readonly string[]} dependencies @param {ReadonlyMap<string, Manifest>} manifests
 * @returns {string | undefined}
 */
function faultOf(specifier, path, folder, dependencies, manifests) {
  if (specifier.startsWith(".")) {
    const target = join(dirname(path), specifier);
    if (!target.startsWith(`packages/${folder}/src/`) && folder !== "cli") return `${specifier} leaves the package`;
    if (!NODE_ONLY.test(path) && NODE_ONLY.test(target)) return `${specifier} is for Node alone`;
    return undefined;
  }
  if (isBuiltin(specifier)) {
    return NODE_ONLY.test(path) ? undefined : `${specifier} belongs in src/node.ts, src/node/ or the command`;
  }
  const name = packageOf(specifier);
  if (!dependencies.includes(name)) return `${name} is not among the package's dependencies`;
  const ours = manifests.get(name)?.folder;
  if (ours !== undefined) {
    if (!MAY_IMPORT[folder]?.includes(ours)) return `${folder} may not import ${ours}`;
    if (specifier.endsWith("/node") && !NODE_ONLY.test(path)) return `${specifier} is for Node alone`;
  }
  if (CONFINED[name]?.test(path) === false) return `${name} may not be imported here`;
  return undefined;
}

/**
 * Pairs of file and outside specifier that loading `door` loads at once.
 * @param {string} door @param {ReadonlyMap<string, Import[]>} edges @param {ReadonlyMap<string, Manifest>} manifests
 * @returns {Generator<[string, string]>}
 */
function* reachable(door, edges, manifests) {
  const seen = new Set();
  const waiting = [door];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { specifier, kind } of edges.get(file) ?? []) {
      if (kind !== "static") continue;
      if (specifier.startsWith(".")) {
        waiting.push(join(dirname(file), specifier));
      } else if (manifests.has(packageOf(specifier))) {
        const entry = specifier.slice(packageOf(specifier).length + 1) || "index";
        waiting.push(`packages/${manifests.get(packageOf(specifier))?.folder}/src/${entry}.ts`);
      } else {
        yield [file, specifier];
      }
    }
  }
}

/** @param {string} specifier */
function packageOf(specifier) {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/**
 * @param {string} folder
 * @returns {Generator<string>}
 */
function* sourceFiles(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith(".ts")) yield join(entry.parentPath, entry.name);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const faults = checkImports(fileURLToPath(new URL("..", import.meta.url)));
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
