import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { hasAstropy, hasPyarrow, python } from "../support/peers.ts";
import { converted, peerDocuments } from "./documents.ts";

// astropy reads a VOTable and our CSV of it (our Parquet, where it has pyarrow), and finds the same values in both. What
// astropy cannot read itself (inline FITS, arrays of strings) is skipped, visibly.

const label = hasAstropy ? "" : " (skipped: no astropy)";
const program = readFileSync(fileURLToPath(new URL("compare-tables.py", import.meta.url)), "utf8");

/** What compare-tables.py says of one pair of files. */
interface Comparison {
  readonly unreadable?: string;
  readonly cells?: number;
  readonly differences?: readonly string[];
}

describe.skipIf(!hasAstropy).each([
  { format: "csv", missing: false },
  { format: "parquet", missing: !hasPyarrow },
] as const)(`astropy reads our $format${label}`, ({ format, missing }) => {
  const documents = peerDocuments();
  const comparisons = new Map<string, Comparison>();

  beforeAll(async () => {
    if (missing) return;
    const pairs: [string, string, string][] = [];
    for (const document of documents) pairs.push([document.path, (await converted(document, format)).output, format]);
    const results = JSON.parse(python(program, JSON.stringify(pairs))) as Comparison[];
    for (const [index, result] of results.entries()) comparisons.set(documents[index]?.path ?? "", result);
  });

  test.skipIf(missing).for(documents)("$name", ({ path }, { skip }) => {
    const { unreadable, cells, differences } = comparisons.get(path) ?? {};
    if (unreadable !== undefined) skip(`astropy cannot read it: ${unreadable}`);
    expect(differences).toEqual([]);
    expect(cells).toBeGreaterThan(0);
  });
});
