import type { ColumnBatch } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchImager, imageOf, viewBatch } from "../../packages/formats/src/hold/batch-image.ts";
import { holdTable } from "../../packages/formats/src/hold/hold-table.ts";
import { spoolToFile } from "../../packages/formats/src/node/random-access.ts";
import { gatherBytes } from "../../packages/formats/src/random-access.ts";
import type { TableStream } from "../../packages/formats/src/table-stream.ts";
import { batchOf, gather, rowsIn, streamOf, tables } from "../support/column-arbitraries.ts";

const DOUBLES = [{ name: "x", datatype: "double", layout: { kind: "float", bits: 64 } }] as const;

/** `count` batches of a million bytes, each with its own number in all rows, and all lent from the same memory. */
function* megabytes(count: number): Generator<ColumnBatch> {
  const values = new Float64Array(125_000);
  for (let number = 0; number < count; number++) {
    values.fill(number);
    yield { rows: values.length, columns: [{ kind: "float", length: values.length, nulls: 0, values }] };
  }
}

function lentStream(count: number): TableStream {
  return {
    ...streamOf({ fields: DOUBLES, batches: [] }),
    async *batches() {
      yield* megabytes(count);
    },
  };
}

describe("the image of a batch", () => {
  test("is the batch", () => {
    fc.assert(
      fc.property(tables, ({ fields, batches }) => {
        const imager = new BatchImager();
        for (const batch of batches) {
          expect(viewBatch(imager.imageOf(batch).slice().buffer, fields)).toEqual(batch);
          const viewed = viewBatch(imageOf(batch).buffer, fields);
          expect(viewed).toEqual(batch);
          expect(rowsIn([viewed])).toEqual(rowsIn([batch]));
        }
      }),
    );
  });

  test("of views into longer arrays has no more than the batch", () => {
    const validity = Uint8Array.of(0b101, 0xff);
    const values = new Int16Array([9, 1, 0, 3, 9]).subarray(1, 4);
    const batch: ColumnBatch = { rows: 3, columns: [{ kind: "int", length: 3, nulls: 1, validity, values }] };
    const field = { name: "n", datatype: "short", layout: { kind: "int", bits: 16, signed: true } } as const;
    expect(rowsIn([viewBatch(imageOf(batch).buffer, [field])])).toEqual([[1], [null], [3]]);
  });
});

describe("a held table", () => {
  test("gives its batches any number of times", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (sample) => {
        const held = await holdTable(streamOf(sample));
        const rows = rowsIn(sample.batches);
        expect(held.rows).toBe(rows.length);
        expect(held.statistics.map((column) => column.rows)).toEqual(sample.fields.map(() => rows.length));
        for (let time = 0; time < 2; time++) expect(rowsIn(await gather(held.batches()))).toEqual(rows);
        await held.close();
        await held.close();
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ["in memory", gatherBytes],
    ["in a file", spoolToFile],
  ])("of more than 64 MiB is spooled %s", async (_name, spool) => {
    let spooled = 0;
    const held = await holdTable(lentStream(70), async (bytes) => {
      const access = await spool(bytes);
      spooled = access.byteLength;
      return access;
    });
    expect(spooled).toBeGreaterThan(70_000_000);
    for (let time = 0; time < 2; time++) {
      const numbers: number[] = [];
      for await (const { rows, columns } of held.batches()) {
        numbers.push(...new Set((columns[0] as { values: Float64Array }).values), rows);
      }
      expect(numbers).toEqual(Array.from({ length: 70 }, (_, number) => [number, 125_000]).flat());
    }
    await held.close();
    await expect(gather(held.batches())).rejects.toThrow(TypeError);
  });

  test("of a few rows is not spooled", async () => {
    const held = await holdTable(lentStream(3), () => {
      throw new Error("no spool is wanted");
    });
    expect(rowsIn(await gather(held.batches())).map(([value]) => value)).toEqual(
      [0, 1, 2].flatMap((number) => Array<number>(125_000).fill(number)),
    );
    await held.close();
  });

  test.each([0, 70])("that fails after %i batches leaves nothing open", async (count) => {
    const sample = streamOf({ fields: DOUBLES, batches: [] });
    let ended = false;
    const table: TableStream = {
      ...sample,
      async *batches() {
        yield* megabytes(count);
        throw new Error("damaged");
      },
    };
    const spool = async (bytes: AsyncIterable<Uint8Array>) => {
      try {
        return await gatherBytes(bytes);
      } finally {
        ended = true;
      }
    };
    await expect(holdTable(table, spool)).rejects.toThrow("damaged");
    expect(sample.closed()).toBe(true);
    expect(ended).toBe(count > 0);
  });

  test("whose spool fails cancels the table", async () => {
    let left = false;
    const sample = streamOf({ fields: DOUBLES, batches: [] });
    const table: TableStream = {
      ...sample,
      async *batches() {
        try {
          yield* megabytes(70);
        } finally {
          left = true;
        }
      },
    };
    await expect(holdTable(table, () => Promise.reject(new Error("no space")))).rejects.toThrow("no space");
    expect([left, sample.closed()]).toEqual([true, true]);
  });

  test("describes what it saw", async () => {
    const table = streamOf({ fields: DOUBLES, batches: [batchOf(DOUBLES, [[1], [null]])] });
    expect((await holdTable(table)).statistics).toMatchObject([{ rows: 2, nulls: 1, nullItems: 0 }]);
  });
});
