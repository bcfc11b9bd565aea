import { createRequire } from "node:module";

/** What `armillary --version` prints. */
export function describeVersions(): string {
  const version = versionOfCommand();
  const rows = [
    ["armillary", version],
    ["Node", process.versions.node],
    ["VOTable", "1.5 (reads 1.0 to 1.6)"],
    ["DALI", "1.1 (QUERY_STATUS, error documents)"],
    ["VOParquet", "1.0"],
  ] as const;
  return `${rows.map(([name, value]) => `${name.padEnd(10)} ${value}`).join("\n")}`;
}

/** `0.1.0` */
export function versionOfCommand(): string {
  // By its name: how far this file is from it depends on how the command was built.
  return (createRequire(import.meta.url)("armillary/package.json") as { readonly version: string }).version;
}
