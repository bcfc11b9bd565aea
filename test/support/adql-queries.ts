import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AdqlVersion } from "@armillary/adql";
import { corpusFolder } from "./corpus.ts";

/** A query of the corpus with the verdict of the suite that it comes from; the corpus' README says what is what. */
export interface QueryOfSuite {
  readonly id: string;
  readonly suite: string;
  readonly version: AdqlVersion;
  readonly query: string;
  readonly valid: boolean;
  /** User-defined functions that the query may assume. */
  readonly functions?: readonly string[];
  /** `semantic`: the verdict may come from tables; `contextual` there means that the suite both takes and refuses it. */
  readonly level?: string;
  readonly contextual: boolean;
}

/** Every query of the corpus, in the order of its files. Empty without a corpus. */
export function queriesOfSuites(): QueryOfSuite[] {
  if (corpusFolder === undefined) return [];
  const folder = join(corpusFolder, "adql");
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ndjson"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) =>
      readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => {
          const { version, ...rest } = JSON.parse(line) as Omit<QueryOfSuite, "version" | "contextual"> & {
            readonly version: string;
          };
          return { ...rest, version: version.endsWith("2.0") ? "2.0" : "2.1", contextual: path.includes("contextual") };
        }),
    );
}
