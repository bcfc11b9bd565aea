import { type CellValue, type Field, rowsOf } from "@armillary/columns";
import { type ConvertOptions, convert, type FormatName, openTable } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
import { afterAll, describe, expect, test } from "vitest";
import { corpusLabel, votableDocuments } from "../support/corpus.ts";

// Write, then read: the same table, of every VOTable that people and other software wrote, in every serialization and
// through every format that has a place for all of it. What is lost must have been said.

/** Larger documents have nothing more to tell. */
const MOST_BYTES = 2_000_000;

interface Target {
  readonly name: string;
  readonly format: FormatName;
  readonly options?: ConvertOptions;
  /** The least share of the documents that must come back without a word. */
  readonly share: number;
}

const TARGETS: readonly Target[] = [
  { name: "TABLEDATA", format: "votable", options: { serialization: "tabledata" }, share: 0.9 },
  { name: "BINARY", format: "votable", options: { serialization: "binary" }, share: 0.7 },
  { name: "BINARY2", format: "votable", options: { serialization: "binary2" }, share: 0.9 },
  { name: "FITS in VOTable", format: "votable", options: { serialization: "fits" }, share: 0.55 },
  { name: "FITS", format: "fits", share: 0.55 },
  { name: "Arrow", format: "arrow", share: 1 },
  { name: "Parquet", format: "parquet", share: 1 },
];

interface Content {
  readonly fields: readonly object[];
  readonly rows: readonly string[];
}

async function contentOf(bytes: Uint8Array): Promise<Content> {
  const table = await openTable(bytes);
  const rows: string[] = [];
  for await (const batch of table.batches()) for (const row of rowsOf(batch)) rows.push(JSON.stringify(row.map(exact)));
  await table.summary;
  return { fields: table.fields.map(described), rows };
}

/** A value with what JSON leaves out. */
function exact(value: CellValue): unknown {
  if (typeof value === "bigint") return { long: value.toString() };
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { float: Object.is(value, -0) ? "-0" : String(value) };
  }
  return Array.isArray(value) ? value.map(exact) : value;
}

/** A FIELD without what writers may choose: its null, and attributes that the standard does not have. */
function described({ layout, values, extra, ...field }: Field): object {
  const domains = values
    ?.map(({ null: _null, ...domain }) => domain)
    .filter((domain) => Object.keys(domain).length > 0);
  return { ...field, layout, ...(domains === undefined || domains.length === 0 ? {} : { values: domains }) };
}

const documents = votableDocuments().filter(
  ({ bytes, expected }) => bytes.length < MOST_BYTES && !expected.error && (expected.tables?.length ?? 0) > 0,
);

describe.skipIf(documents.length === 0).each(TARGETS)(`$name${corpusLabel}`, ({ format, options, share }) => {
  let tried = 0;
  let same = 0;

  test.for(documents)("$path", async ({ bytes }, { skip }) => {
    const before = await contentOf(bytes).catch(() => undefined);
    if (before === undefined) return skip("it cannot be read");
    tried++;
    const said: Diagnostic[] = [];
    const chunks: Uint8Array[] = [];
    try {
      const written = convert(await openTable(bytes), format, { ...options, onDiagnostic: (one) => said.push(one) });
      for await (const chunk of written) chunks.push(chunk);
    } catch (failure) {
      // Refused, not written wrongly.
      expect(failure).toMatchObject({ code: expect.stringMatching(/_(?:NOT_)?WRIT(?:E|TEN)$/) });
      return;
    }
    const after = await contentOf(new Uint8Array(Buffer.concat(chunks)));
    expect(after.rows.length).toBe(before.rows.length);
    // What is said of services beside the table is no loss of the table's.
    if (said.some(({ code }) => code !== "W-WRITE-SERVICE")) return;
    expect(after).toEqual(before);
    same++;
  });

  afterAll(() => expect(same / tried).toBeGreaterThanOrEqual(share));
});
