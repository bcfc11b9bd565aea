import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Field } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parquetWriterInThread } from "../../../packages/formats/src/node/parquet-thread.ts";
import { openTable } from "../../../packages/formats/src/open.ts";
import { encodeParquet } from "../../../packages/formats/src/parquet/encode.ts";
import { writeParquet } from "../../../packages/formats/src/parquet/write.ts";
import type { TableStream } from "../../../packages/formats/src/table-stream.ts";
import { batchOf, bytesFrom, gather, rowsIn, streamOf, tables } from "../../support/column-arbitraries.ts";

/** Threads run what is built: vitest does not translate for them. */
const SCRIPT = new URL("../../../packages/formats/dist/node/parquet-worker.js", import.meta.url);

async function contentOf(bytes: Uint8Array): Promise<unknown> {
  const table = await openTable(bytes, { format: "parquet" });
  return { fields: table.fields, metadata: table.metadata, rows: rowsIn(await gather(table.batches())) };
}

describe.skipIf(!existsSync(fileURLToPath(SCRIPT)))("a thread of its own (after npm run build)", () => {
  const writer = parquetWriterInThread(SCRIPT);

  test("the same file", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 20 }), async (sample, rowGroupRows) => {
        // Not byte for byte: the encoder's map of keys has an order of its own each time.
        const here = await bytesFrom(encodeParquet(streamOf(sample), { rowGroupRows }));
        const there = await bytesFrom(encodeParquet(streamOf(sample), { rowGroupRows, writer }));
        expect(there.length).toBe(here.length);
        expect(await contentOf(there)).toStrictEqual(await contentOf(here));
      }),
      { numRuns: 5 },
    );
  }, 30_000);

  const fields: Field[] = [{ name: "x", datatype: "double", layout: { kind: "float", bits: 64 } }];
  const batch = batchOf(
    fields,
    Array.from({ length: 5000 }, (_, row) => [Math.sqrt(row)]),
  );
  const many = { fields, batches: Array.from({ length: 200 }, () => batch) };

  test("a slow reader and a fast one get all of it", async () => {
    const here = await bytesFrom(encodeParquet(streamOf(many), { rowGroupRows: 5000 }));
    const chunks: Uint8Array[] = [];
    for await (const chunk of encodeParquet(streamOf(many), { rowGroupRows: 5000, writer })) {
      if (chunks.length % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      chunks.push(chunk);
    }
    const there = Uint8Array.from(Buffer.concat(chunks));
    expect(there.length).toBe(here.length);
    expect(await contentOf(there)).toStrictEqual(await contentOf(here));
  });

  test("a failure of the table is its own", async () => {
    const failure = new Error("connection reset");
    const failing: TableStream = {
      ...streamOf(many),
      async *batches() {
        yield* many.batches;
        throw failure;
      },
    };
    await expect(gather(encodeParquet(failing, { writer }))).rejects.toBe(failure);
  });

  test("a failure of the encoder keeps its code", async () => {
    const table = streamOf({ fields, batches: [batch, { rows: 1, columns: [] }] });
    await expect(gather(encodeParquet(table, { writer }))).rejects.toMatchObject({ code: "PARQUET_WRITE" });
  });

  test("leaving early closes the table", async () => {
    const table = streamOf(many);
    for await (const _chunk of encodeParquet(table, { rowGroupRows: 5000, writer })) break;
    expect(table.closed()).toBe(true);
  });
});

test("without its script it is done in this thread", () => {
  expect(parquetWriterInThread(new URL("./no-such-script.js", import.meta.url))).toBe(writeParquet);
});
