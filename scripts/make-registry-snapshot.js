// Makes packages/registry/src/snapshot/services.ts: the services of the four archives that the registry client knows without a
// network. Run it with a file of facts: an array of { archive, protocol, version, ivoid, baseUrl, title, source, confidence,
// deprecated } where confidence is A (official), B (seen by one client) or ? (unsure). What is unsure or given up is left out.
//
//     node scripts/make-registry-snapshot.js ../shared/reference/navo-endpoints.json
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ARCHIVES = ["MAST", "HEASARC", "IRSA", "NED"];
/** Protocols of the facts by our names; others (REST, downloads, resolvers) are not the registry's. */
const PROTOCOLS = { tap: "tap", scs: "scs", sia1: "sia1", sia2: "sia2", ssa: "ssa" };

/** The day that the facts were gathered. */
const DAY = "2026-11-22";

/**
 * @typedef {{ archive: string, protocol: string, version: string | null, ivoid: string | null, baseUrl: string, title: string,
 *   source: string, confidence: string, deprecated?: boolean }} Fact
 */

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: node scripts/make-registry-snapshot.js FACTS.json");
  process.exit(2);
}
/** @type {readonly Fact[]} */
const facts = JSON.parse(readFileSync(path, "utf8"));

const entries = facts
  .filter(({ archive, protocol }) => ARCHIVES.includes(archive) && protocol in PROTOCOLS)
  .filter(({ confidence, deprecated }) => deprecated !== true && confidence !== "?")
  // A template without an identifier stands for no resource that could be asked for.
  .filter(({ baseUrl, ivoid }) => !baseUrl.includes("{") || ivoid !== null)
  // An older address of what stands there already.
  .filter(({ title }) => !/old path/.test(title))
  // Registries of the whole VO are listed elsewhere.
  .filter(({ title }) => !/RegTAP/.test(title))
  .map((fact) => ({
    archive: fact.archive.toLowerCase(),
    protocol: PROTOCOLS[/** @type {keyof typeof PROTOCOLS} */ (fact.protocol)],
    ...(fact.version === null ? {} : { version: /^\d$/.test(fact.version) ? `${fact.version}.0` : fact.version }),
    ...(fact.ivoid === null ? {} : { ivoid: fact.ivoid.toLowerCase() }),
    url: fact.baseUrl,
    title: fact.title,
    sources: sourcesOf(fact.source),
    confidence: fact.confidence === "A" ? "official" : "observed",
  }));

/**
 * Sources as a reader can look them up; numbers of an index of others say no more than that a client was seen to use it.
 * @param {string} text
 */
function sourcesOf(text) {
  const sources = text.split(/;\s*/).map((source) => {
    if (/^X\d+$/.test(source)) return "seen in the code of another client";
    if (source === "VC") return "answers recorded in 2026-09";
    return source.replace(/^page /, "");
  });
  return [...new Set(sources)];
}

const text = `// Made by scripts/make-registry-snapshot.js out of facts with sources; see there.
import type { SnapshotService } from "./snapshot-service.ts";

/** Services of MAST, HEASARC, IRSA and NED, as they were known on ${DAY}. */
export const SNAPSHOT_SERVICES: readonly SnapshotService[] = ${JSON.stringify(entries, undefined, 2)};

/** The day that they were gathered. */
export const SNAPSHOT_DATE = "${DAY}";
`;

writeFileSync(fileURLToPath(new URL("../packages/registry/src/snapshot/services.ts", import.meta.url)), text);
console.log(`${entries.length} services`);
