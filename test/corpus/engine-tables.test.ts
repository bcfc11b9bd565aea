import { type CellValue, type Field, rowsOf, widenColumn } from "@armillary/columns";
import { type Engine, openEngine } from "@armillary/engine/node";
import { openTable } from "@armillary/formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storedColumns } from "../../packages/engine/src/node/tables/stored-column.ts";
import { corpusLabel, votableDocuments } from "../support/corpus.ts";

// Every VOTable that people and other software wrote, taken in and asked for: the same FIELDs, and the same rows.

const documents = votableDocuments().filter(
  ({ bytes, expected }) => bytes.length < 2_000_000 && !expected.error && (expected.tables?.length ?? 0) > 0,
);

function exact(value: CellValue): unknown {
  if (typeof value === "bigint") return { long: value.toString() };
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { float: Object.is(value, -0) ? "-0" : String(value) };
  }
  return Array.isArray(value) ? value.map(exact) : value;
}

/** Rows as text. The engine has DuckDB's order, which is the file's in tables that are not sorted by place. */
async function rowsIn(
  batches: AsyncIterable<Parameters<typeof rowsOf>[0]>,
  fields: readonly Field[],
): Promise<string[]> {
  const rows: string[] = [];
  for await (const batch of batches) {
    const columns = batch.columns.map((column, index) => widenColumn(column, (fields[index] as Field).layout));
    for (const row of rowsOf({ rows: batch.rows, columns })) rows.push(JSON.stringify(row.map(exact)));
  }
  return rows;
}

describe.skipIf(documents.length === 0)(`taken in and asked for${corpusLabel}`, () => {
  let engine: Engine;
  let tried = 0;

  beforeAll(async () => {
    engine = await openEngine({ memoryLimitBytes: 2 ** 30, threads: 2 });
  });

  afterAll(async () => {
    await engine.close();
    expect(tried).toBeGreaterThan(documents.length * 0.9);
  });

  test.for(documents)("$path", async ({ bytes }, { skip }) => {
    const own = await openTable(bytes).catch(() => undefined);
    if (own === undefined || own.fields.length === 0) return skip();
    const stored = storedColumns(own.fields).map(({ field }) => field);
    const rows = await rowsIn(own.batches(), stored)
      // What is wrong behind the table is wrong with its document.
      .then(async (read) => own.summary.then(() => read))
      .catch(() => undefined);
    // Documents with cells that cannot be read are another test's.
    if (rows === undefined) return skip();
    tried++;
    const result = await engine.query("SELECT * FROM TAP_UPLOAD.own", {
      uploads: { own: { stream: await openTable(bytes, { lend: true }) } },
    });
    expect(await rowsIn(result.batches(), stored)).toEqual(rows);
    expect(result.fields.map(({ name, datatype, unit, ucd }) => [name, datatype, unit, ucd])).toEqual(
      stored.map(({ name, datatype, unit, ucd }) => [name, datatype, unit, ucd]),
    );
  });
});
