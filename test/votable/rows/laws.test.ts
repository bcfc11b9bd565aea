import { type CellValue, rowsOf } from "@armillary/columns";
import { type ByteSource, type OpenOptions, openVotable } from "@armillary/votable";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../bench/random.js";
import { mutate } from "../../fuzz/mutations.ts";
import { endInOneRow, exactReading, type ObservedDocument, readDocument } from "../../support/reading.ts";
import { bytesOf, cutAt, gather } from "../byte-sources.ts";
import { nestedRows, randomTables, type Storage } from "./random-table.ts";
import { documentOf } from "./write-table.ts";

const STORAGES: readonly Storage[] = ["TABLEDATA", "BINARY", "BINARY2"];
/** More runs on request: `LAW_RUNS=20 npx vitest run test/votable/rows`. */
const times = Number(process.env["LAW_RUNS"] ?? 1);
const seeds = fc.nat(2 ** 31);
const cuts = fc.array(fc.nat(), { maxLength: 6 });
/** Batches of a few rows, so that a small document has many; their memory lent or not. */
const batches = fc.record({
  rowsPerBatch: fc.constantFrom(1, 2, 3, 65_536),
  bytesPerBatch: fc.constantFrom(1, 17, 100, 4 << 20),
  lend: fc.boolean(),
});

async function allRows(source: ByteSource, options: OpenOptions = {}): Promise<CellValue[][]> {
  const reader = await openVotable(source, options);
  const rows: CellValue[][] = [];
  for await (const batch of reader.table?.batches() ?? []) {
    expect(batch.rows).toBeLessThanOrEqual(options.rowsPerBatch ?? 65_536);
    for (const column of batch.columns) expect(column.length).toBe(batch.rows);
    rows.push(...rowsOf(batch));
  }
  const summary = await reader.summary;
  expect(summary).toMatchObject({ status: "OK", complete: true, rows: rows.length });
  // Before VOTable 1.6 char is ASCII; what people write is not.
  expect(summary.diagnostics.filter(({ code }) => code !== "W-CHAR-NOT-ASCII")).toEqual([]);
  return rows;
}

describe.each(STORAGES)("%s", { timeout: 300_000 * times }, (storage) => {
  test.each(["auto", "off"] as const)(
    "what was written is read, however it is written and cut (kernel %s)",
    async (kernel) => {
      await fc.assert(
        fc.asyncProperty(randomTables(storage), seeds, batches, cuts, async (table, seed, options, at) => {
          const random = new Random(seed);
          const writing = { storage, random, prefix: random.pick(["", "", "v:"]), plain: random.below(3) === 0 };
          const xml = documentOf(table, writing);
          expect(await allRows(cutAt(bytesOf(xml), at), { kernel, ...options })).toEqual(nestedRows(table));
        }),
        { numRuns: 150 * times },
      );
    },
  );

  test("columns that are asked for are those of the whole reading, in their order, as often as asked", async () => {
    const wanted = fc.array(fc.nat(), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        randomTables(storage),
        seeds,
        wanted,
        fc.boolean(),
        batches,
        async (table, seed, picks, fast, options) => {
          const kernel = fast ? "auto" : "off";
          const indexes = table.fields.length === 0 ? [] : picks.map((pick) => pick % table.fields.length);
          const columns = indexes.map((index) => (index % 2 === 0 ? index : `c${index}`));
          const xml = documentOf(table, { storage, random: new Random(seed) });
          const expected = nestedRows(table).map((row) => indexes.map((index) => row[index] as CellValue));
          expect(await allRows(bytesOf(xml), { kernel, columns, ...options })).toEqual(expected);
        },
      ),
      { numRuns: 100 * times },
    );
  });

  test("a table that is left at any row is skipped, and its rows counted", async () => {
    await fc.assert(
      fc.asyncProperty(randomTables(storage), seeds, fc.nat(4), fc.boolean(), async (table, seed, taken, fast) => {
        const xml = documentOf(table, { storage, random: new Random(seed) });
        const kernel = fast ? "auto" : "off";
        const reader = await openVotable(gather(bytesOf(xml), 50), { kernel, rowsPerBatch: 1, bytesPerBatch: 1 });
        const iterator = reader.table?.batches()[Symbol.asyncIterator]();
        for (let row = 0; row < taken; row++) await iterator?.next();
        expect(await reader.summary).toMatchObject({ rows: table.rows.length, complete: true });
        expect(reader.table?.meta.rows).toBe(table.rows.length);
      }),
      { numRuns: 50 * times },
    );
  });

  test("damaged documents: the same rows, the same fault at the same place, with the kernel and without, in any chunks", async () => {
    const modes = fc.constantFrom({}, {}, { lenient: true }, { strict: true });
    await fc.assert(
      fc.asyncProperty(randomTables(storage), seeds, batches, modes, cuts, async (table, seed, sizes, mode, at) => {
        const random = new Random(seed);
        const plain = random.below(2) === 0;
        const bytes = bytesOf(documentOf(table, { storage, random, plain }));
        const from = Math.max(0, bytes.indexOf(0x3e, Buffer.from(bytes).indexOf("<DATA>")) - 200);
        const damaged = Buffer.concat([bytes.subarray(0, from), mutate(bytes.subarray(from), random, bytes)]);
        const read = (source: ByteSource, kernel: "auto" | "off") =>
          readDocument(source, { kernel, ...sizes, ...mode });
        const whole = await read(damaged, "auto");
        const plainly = await read(damaged, "off");
        const inChunks = [await read(cutAt(damaged, at), "auto"), await read(gather(damaged, 7), "off")].map(
          comparable,
        );
        expect(inChunks).toEqual([whole, plainly].map(comparable));
        const alike = endInOneRow(whole, plainly, damaged) ? { ...plainly, error: whole.error } : plainly;
        expect(comparable(alike), "without the kernel").toEqual(comparable(whole));
      }),
      { numRuns: 200 * times },
    );
  });
});

/** Diagnostics in an order of their own: which of two columns is decoded first is nobody's business. */
function comparable(read: ObservedDocument): object {
  const { summary, ...rest } = exactReading(read) as {
    summary?: { diagnostics: readonly { code: string; message: string }[] };
  };
  if (summary === undefined) return rest;
  const key = ({ code, message }: { code: string; message: string }) => `${code} ${message}`;
  return {
    ...rest,
    summary: { ...summary, diagnostics: summary.diagnostics.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)) },
  };
}
