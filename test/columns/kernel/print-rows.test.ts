import type { CellValue, Field, Layout } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadPrintKernel } from "../../../packages/columns/src/kernel/load.ts";
import { encodeCsv, encodeTsv } from "../../../packages/formats/src/csv/encode.ts";
import { encodeNdjson } from "../../../packages/formats/src/ndjson/encode.ts";
import { batchOf, bytesFrom, gather, type SampleTable, streamOf, tables } from "../../support/column-arbitraries.ts";

// The kernel against the TypeScript path: byte for byte the same, whatever the table.

const ENCODERS = [
  ["csv", encodeCsv],
  ["tsv", encodeTsv],
  ["ndjson", encodeNdjson],
] as const;

const utf8 = new TextDecoder();

async function printed(encode: typeof encodeCsv, sample: SampleTable, kernel: "auto" | "off"): Promise<string> {
  return utf8.decode(await bytesFrom(encode(streamOf(sample), { kernel })));
}

/** Texts in which everything happens that an escape is made for. */
const awkwardTexts = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...'abc ",\t\n\r\\\0\x01\b\f\v\x1f\x7f\u0085\u2028é東😀', "x".repeat(20)),
    maxLength: 40,
  }),
  fc.string({ unit: "binary", maxLength: 70 }),
);

const text: Field = { name: "text", datatype: "char", arraysize: "*", layout: { kind: "utf8" } };

describe.each(ENCODERS)("%s", (_name, encode) => {
  test("the kernel is there", async () => {
    expect(await loadPrintKernel()).toBeDefined();
  });

  test("prints any table as the TypeScript path does", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (sample) => {
        expect(await printed(encode, sample, "auto")).toBe(await printed(encode, sample, "off"));
      }),
      { numRuns: 300 },
    );
  });

  test("prints any text as the TypeScript path does", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(awkwardTexts), { maxLength: 40 }), async (values) => {
        const sample: SampleTable = {
          fields: [text, text],
          batches: [
            batchOf(
              [text, text],
              values.map((value) => [value, value]),
            ),
          ],
        };
        expect(await printed(encode, sample, "auto")).toBe(await printed(encode, sample, "off"));
      }),
      { numRuns: 300 },
    );
  });

  test("prints what is taken in several pieces as the TypeScript path does", async () => {
    const sample = longTable(20_000);
    const chunks = await gather(encode(streamOf(sample), { kernel: "auto" }));
    expect(chunks.length).toBeGreaterThan(4);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(1 << 20);
    expect(utf8.decode(await bytesFrom(encode(streamOf(sample))))).toBe(await printed(encode, sample, "off"));
  });

  test("gives chunks that stay as they are", async () => {
    const sample = longTable(20_000);
    const texts: string[] = [];
    const kept: Uint8Array[] = [];
    for await (const chunk of encode(streamOf(sample))) {
      kept.push(chunk);
      texts.push(utf8.decode(chunk));
    }
    expect(kept.map((chunk) => utf8.decode(chunk)).join("") === texts.join("")).toBe(true);
    expect(new Set(kept.map((chunk) => chunk.buffer)).size).toBe(kept.length);
  });

  test("stops reading when the consumer stops", async () => {
    let ended = false;
    const sample = longTable(20_000);
    const table = {
      ...streamOf(sample),
      async *batches() {
        try {
          yield* sample.batches;
          yield* sample.batches;
        } finally {
          ended = true;
        }
      },
    };
    for await (const _chunk of encode(table)) break;
    // A generator that was not begun has nothing to end: take more than the header.
    let chunks = 0;
    for await (const _chunk of encode(table)) if (++chunks === 2) break;
    expect(ended).toBe(true);
  });
});

/** Rows whose cells differ in width, nulls, and kind, enough for several pieces, and a last byte of bits cut short. */
function longTable(rows: number): SampleTable {
  const layouts: readonly (readonly [string, Layout])[] = [
    ["id", { kind: "int", bits: 64, signed: true }],
    ["ra", { kind: "float", bits: 64 }],
    ["mag", { kind: "float", bits: 32 }],
    ["flag", { kind: "bool" }],
    ["name", { kind: "utf8" }],
    ["pos", { kind: "fixed", size: 3, item: { kind: "float", bits: 32 } }],
    ["hist", { kind: "list", item: { kind: "int", bits: 16, signed: true } }],
    ["bits", { kind: "list", item: { kind: "bool" } }],
    ["tags", { kind: "list", item: { kind: "utf8" } }],
  ];
  const fields = layouts.map(([name, layout]): Field => ({ name, datatype: name === "bits" ? "bit" : "char", layout }));
  const values = Array.from({ length: rows }, (_, row): CellValue[] => [
    row % 7 === 0 ? null : BigInt(row) ** 4n,
    Math.sin(row) * 360,
    row % 5 === 0 ? null : Math.fround(Math.cos(row) * 20),
    row % 3 === 0 ? null : row % 2 === 0,
    row % 11 === 0 ? null : `name "${row}"`.repeat(row % 4),
    row % 13 === 0 ? null : [1, Math.fround(row / 7), Number.NaN],
    row % 17 === 0
      ? null
      : Array.from({ length: row % 6 }, (_, item) => (item === 2 ? null : item * row - 32_768)).slice(0, 1),
    Array.from({ length: row % 19 }, (_, item) => item % 3 === 0),
    row % 23 === 0 ? null : ["a,b", `"${row}"`],
  ]);
  return { fields, batches: [batchOf(fields, values.slice(0, rows - 13)), batchOf(fields, values.slice(rows - 13))] };
}
