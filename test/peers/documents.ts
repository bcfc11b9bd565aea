import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Field } from "@armillary/columns";
import { type ConvertOptions, convert, type FormatName, openTable } from "@armillary/formats";
import { corpusFolder, votableDocuments } from "../support/corpus.ts";

/** One in so many documents of the corpus: a peer takes seconds to start. */
const EVERY = 12;

/** A VOTable on disk, which a peer reads, too. */
export interface PeerDocument {
  readonly name: string;
  readonly path: string;
}

/** Fixtures, and a sample of the corpus: documents with one table, on which the independent readers agree. */
export function peerDocuments(): PeerDocument[] {
  const fixtures = fileURLToPath(new URL("../../fixtures/votable", import.meta.url));
  const ours = readdirSync(fixtures)
    .filter((name) => name.endsWith(".vot"))
    .map((name) => ({ name, path: join(fixtures, name) }));
  const theirs = votableDocuments()
    .filter(({ expected }) => {
      const [table, ...more] = expected.tables ?? [];
      const agreed = !(table?.columns ?? []).some(({ disputed }) => disputed === true);
      return (
        !expected.error && expected.mayReject === undefined && more.length === 0 && (table?.nrows ?? 0) > 0 && agreed
      );
    })
    .filter((_, index) => index % EVERY === 0)
    .map(({ path }) => ({ name: path, path: join(corpusFolder ?? "", path) }));
  return [...ours, ...theirs];
}

const scratch = mkdtempSync(join(tmpdir(), "armillary-peers-"));
let written = 0;

/** The document's table in another format, written by us. */
export async function converted(
  { path }: PeerDocument,
  format: FormatName,
  options: ConvertOptions = {},
): Promise<{ output: string; fields: readonly Field[] }> {
  const output = join(scratch, `${written++}.${format}`);
  const table = await openTable(new Uint8Array(readFileSync(path)), { lenient: true });
  const chunks: Uint8Array[] = [];
  for await (const chunk of convert(table, format, options)) chunks.push(chunk);
  writeFileSync(output, Buffer.concat(chunks));
  return { output, fields: table.fields };
}
