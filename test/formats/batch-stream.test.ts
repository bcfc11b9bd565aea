import type { ColumnBatch, Field } from "@armillary/columns";
import { createBatchStream, tableOfBatches } from "@armillary/formats";
import { describe, expect, test } from "vitest";
import { batchOf, gather, NO_METADATA, rowsIn } from "../support/column-arbitraries.ts";

const FIELDS: Field[] = [{ name: "n", datatype: "int", layout: { kind: "int", bits: 32, signed: true } }];
const BATCHES = [batchOf(FIELDS, [[1], [2]]), batchOf(FIELDS, [[3]])];
const TITLED = { ...NO_METADATA, name: "counts" };

async function* arriving(): AsyncGenerator<ColumnBatch, void, void> {
  yield* BATCHES;
}

describe.each<[string, () => Iterable<ColumnBatch> | AsyncIterable<ColumnBatch>]>([
  ["in memory", () => BATCHES],
  ["on their way", arriving],
])("a table of batches %s", (_what, batches) => {
  test("has them once, and counts them", async () => {
    const table = tableOfBatches(FIELDS, batches(), TITLED);
    expect([table.fields, table.metadata]).toEqual([FIELDS, TITLED]);
    expect(rowsIn(await gather(table.batches()))).toEqual([[1], [2], [3]]);
    expect(await table.summary).toEqual({ status: "OK", rows: 3, bytesRead: 0, diagnostics: [] });
    await expect(gather(table.batches())).rejects.toThrow(/read once/);
  });

  test("reads them for the summary alone, where nobody else does", async () => {
    const table = tableOfBatches(FIELDS, batches());
    expect(table.metadata).toEqual(NO_METADATA);
    expect((await table.summary).rows).toBe(3);
  });

  test("says how many there were when it was left, or closed", async () => {
    const left = tableOfBatches(FIELDS, batches());
    for await (const batch of left.batches()) {
      expect(batch.rows).toBe(2);
      break;
    }
    expect((await left.summary).rows).toBe(2);
    const closed = tableOfBatches(FIELDS, batches());
    await closed.close();
    expect((await closed.summary).rows).toBe(0);
  });
});

describe("a stream whose rows are made on the way", () => {
  test("releases its source once, whether it is read, left or closed", async () => {
    const ways = {
      read: (table: ReturnType<typeof tableOfBatches>) => gather(table.batches()),
      left: async (table: ReturnType<typeof tableOfBatches>) => {
        for await (const _batch of table.batches()) break;
      },
      closed: (table: ReturnType<typeof tableOfBatches>) => table.close(),
    };
    for (const [way, go] of Object.entries(ways)) {
      let released = 0;
      const table = createBatchStream({
        fields: FIELDS,
        metadata: NO_METADATA,
        async *read() {
          try {
            yield* BATCHES;
          } finally {
            released++;
          }
        },
        conclude: (rows) => ({ status: "OK", rows, bytesRead: rows, diagnostics: [] }),
        close: async () => void released++,
      });
      await go(table);
      expect([way, released]).toEqual([way, 1]);
    }
  });

  test("a failure on the way is that of the rows, and of the summary", async () => {
    const failure = new Error("the archive is down");
    const table = tableOfBatches(
      FIELDS,
      (async function* () {
        yield* BATCHES;
        throw failure;
      })(),
    );
    await expect(gather(table.batches())).rejects.toBe(failure);
    await expect(table.summary).rejects.toBe(failure);
  });
});
