import { readFileSync } from "node:fs";

/** What `armillary --version` prints. */
export function describeVersions(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  const rows = [
    ["armillary", version],
    ["Node", process.versions.node],
    ["VOTable", "1.5 (reads 1.0 to 1.6)"],
    ["DALI", "1.1 (QUERY_STATUS, error documents)"],
    ["VOParquet", "1.0"],
  ] as const;
  return `${rows.map(([name, value]) => `${name.padEnd(10)} ${value}`).join("\n")}`;
}
