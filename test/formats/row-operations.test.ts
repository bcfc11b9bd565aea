import { type Field, type Layout, rowsOf } from "@armillary/columns";
import {
  concatenateTables,
  convert,
  type FormatName,
  limitRows,
  openTable,
  type StreamSummary,
  skipRows,
  type TablePart,
  type TableStream,
} from "@armillary/formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batchOf,
  bytesFrom,
  gather,
  rowsIn,
  type SampleTable,
  streamOf,
  tables,
} from "../support/column-arbitraries.ts";

const DOUBLE: Layout = { kind: "float", bits: 64 };
const UTF8: Layout = { kind: "utf8" };
const int = (bits: 8 | 16 | 32 | 64): Layout => ({ kind: "int", bits, signed: true });
const list = (item: Layout): Layout => ({ kind: "list", item });
const fixed = (size: number, item: Layout): Layout => ({ kind: "fixed", size, item });
const whole = (rows: number): StreamSummary => ({ status: "OK", rows, bytesRead: 0, diagnostics: [] });

describe("skip and limit", () => {
  test("give the rows between, of any batches", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.nat(30), fc.nat(30), async (sample, skip, limit) => {
        const wanted = rowsIn(sample.batches).slice(skip, skip + limit);
        const table = limitRows(skipRows(streamOf(sample), skip), limit, whole);
        expect(rowsIn(await gather(table.batches()))).toStrictEqual(wanted);
      }),
    );
  });

  test("the summary counts the rows that are left", async () => {
    const sample = sampleOf(int(32), [[1], [2], [3]]);
    expect((await skipRows(streamOf(sample), 2).summary).rows).toBe(1);
    expect((await skipRows(streamOf(sample), 9).summary).rows).toBe(0);
  });

  const FIELDS: Field[] = [
    { name: "n", datatype: "int", layout: int(32) },
    { name: "t", datatype: "char", arraysize: "*", layout: UTF8 },
  ];
  const rows = Array.from({ length: 100 }, (_, row) => [row, `row ${row}`]);
  const votable = `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>
    <FIELD name="n" datatype="int"/><FIELD name="t" datatype="char" arraysize="*"/><DATA><TABLEDATA>
    ${rows.map(([n, t]) => `<TR><TD>${n}</TD><TD>${t}</TD></TR>`).join("")}
    </TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;

  async function bytesIn(format: FormatName): Promise<Uint8Array<ArrayBuffer>> {
    if (format === "votable") return new TextEncoder().encode(votable);
    const batches = [batchOf(FIELDS, rows.slice(0, 33)), batchOf(FIELDS, rows.slice(33))];
    return bytesFrom(convert(streamOf({ fields: FIELDS, batches }), format));
  }

  test.each<[FormatName]>([["votable"], ["csv"], ["tsv"], ["arrow"], ["arrows"], ["parquet"]])(
    "of %s",
    async (format) => {
      const bytes = await bytesIn(format);
      for (const [skip, limit] of [
        [0, 3],
        [10, 30],
        [33, 1],
        [95, 10],
        [100, 1],
        [200, 1],
        [7, undefined],
      ] as const) {
        const table = await openTable(bytes, { skip, ...(limit === undefined ? {} : { limit }) });
        const wanted = rows.slice(skip, limit === undefined ? undefined : skip + limit);
        expect(rowsIn(await gather(table.batches()))).toStrictEqual(wanted);
        expect((await table.summary).rows).toBe(wanted.length);
      }
    },
  );

  test("row groups of Parquet that are skipped are not read", async () => {
    const { encodeParquet } = await import("../../packages/formats/src/parquet/encode.ts");
    const batches = [batchOf(FIELDS, rows)];
    const bytes = await bytesFrom(encodeParquet(streamOf({ fields: FIELDS, batches }), { rowGroupRows: 10 }));
    const taken = async (skip: number): Promise<number> => {
      let total = 0;
      const randomAccess = async () => ({
        byteLength: bytes.length,
        async slice(start: number, end = bytes.length) {
          total += end - start;
          return bytes.slice(start, end).buffer;
        },
        close: async () => undefined,
      });
      const table = await openTable(bytes, { skip, randomAccess });
      const found = rowsIn(await gather(table.batches()));
      expect(found).toStrictEqual(rows.slice(skip));
      return total;
    };
    const all = await taken(0);
    expect(all - (await taken(95))).toBeGreaterThan(1000);
  });
});

describe("tables one after the other", () => {
  test("give the rows of all, whatever the batches", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 3 }), fc.boolean(), async (sample, count, waits) => {
        const parts = Array.from({ length: count }, (_, index) => partOf(sample, { label: `part ${index}`, waits }));
        const table = await concatenateTables(parts);
        expect(table.fields).toStrictEqual(sample.fields);
        const once = rowsIn(sample.batches);
        expect(rowsIn(await gather(table.batches()))).toStrictEqual(Array.from({ length: count }, () => once).flat());
        expect((await table.summary).rows).toBe(once.length * count);
      }),
      { numRuns: 50 },
    );
  });

  test.each<[string, Partial<Field> & { layout: Layout }, Partial<Field> & { layout: Layout }, Partial<Field>]>([
    ["int and long", { datatype: "int", layout: int(32) }, { datatype: "long", layout: int(64) }, { datatype: "long" }],
    [
      "long and short",
      { datatype: "long", layout: int(64) },
      { datatype: "short", layout: int(16) },
      { datatype: "long" },
    ],
    [
      "int and double",
      { datatype: "int", layout: int(32) },
      { datatype: "double", layout: DOUBLE },
      { datatype: "double" },
    ],
    [
      "arrays of two lengths",
      { datatype: "bit", arraysize: "3", layout: fixed(3, { kind: "bool" }) },
      { datatype: "bit", arraysize: "4", layout: fixed(4, { kind: "bool" }) },
      { datatype: "bit", arraysize: "*" },
    ],
    [
      "strings of two lengths",
      { datatype: "char", arraysize: "8", layout: UTF8 },
      { datatype: "unicodeChar", arraysize: "4", layout: UTF8 },
      { datatype: "unicodeChar", arraysize: "*" },
    ],
    [
      "complex numbers",
      { datatype: "floatComplex", arraysize: "2", layout: fixed(2, fixed(2, { kind: "float", bits: 32 })) },
      { datatype: "doubleComplex", arraysize: "*", layout: list(fixed(2, DOUBLE)) },
      { datatype: "doubleComplex", arraysize: "*" },
    ],
    [
      "VALUES that both have",
      { datatype: "int", layout: int(32), values: [{ null: "-1" }] },
      { datatype: "int", layout: int(32), values: [{ null: "-1" }] },
      { datatype: "int", values: [{ null: "-1" }] },
    ],
    [
      "VALUES of one alone",
      { datatype: "int", layout: int(32), ucd: "meta.id", values: [{ null: "-1" }] },
      { datatype: "int", layout: int(32), unit: "s" },
      { datatype: "int", ucd: "meta.id" },
    ],
  ])("%s", async (_what, first, second, wanted) => {
    const parts = [first, second].map((about, index) =>
      partOf({ fields: [{ name: "x", datatype: "int", ...about }], batches: [] }, { label: `${index}` }),
    );
    const table = await concatenateTables(parts);
    const { layout: _, ...field } = table.fields[0] as Field;
    expect(field).toStrictEqual({ name: "x", ...wanted });
  });

  test("values are those of the wider type", async () => {
    const parts = [partOf(sampleOf(int(32), [[1], [null]])), partOf(sampleOf(int(64), [[2n ** 53n + 1n]]))];
    const table = await concatenateTables(parts);
    expect(rowsIn(await gather(table.batches()))).toEqual([[1n], [null], [9007199254740993n]]);
  });

  test("columns in another order are found by name", async () => {
    const fields = (names: string[]): Field[] => names.map((name) => ({ name, datatype: "int", layout: int(32) }));
    const [ab, ba] = [fields(["a", "b"]), fields(["b", "a"])];
    const parts = [
      partOf({ fields: ab, batches: [batchOf(ab, [[1, 2]])] }),
      partOf({ fields: ba, batches: [batchOf(ba, [[4, 3]])] }),
    ];
    const table = await concatenateTables(parts);
    expect(rowsIn(await gather(table.batches()))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  const A: Field = { name: "a", datatype: "int", unit: "s", layout: int(32) };
  test.each<[string, Field[], RegExp]>([
    ["a column less", [], /^second has no column "a"/],
    ["a column more", [A, { ...A, name: "b" }], /^second has a column "b", which first has not/],
    ["a column twice", [A, A], /^second has other columns by the name of "a"/],
    ["text for numbers", [{ ...A, datatype: "char", layout: UTF8 }], /column "a" is char in it, and int before/],
    ["another unit", [{ ...A, unit: "ms" }], /column "a" has the unit "ms" in it, and "s" before/],
    ["truth for bits", [{ ...A, datatype: "bit", layout: { kind: "bool" } }], /is bit in it/],
    ["scalars for arrays", [{ ...A, arraysize: "*", layout: list(int(32)) }], /is int\[\*\] in it, and int before/],
  ])("%s: an error, and all are closed", async (_what, fields, words) => {
    const streams: ReturnType<typeof streamOf>[] = [];
    const part = (label: string, list: Field[]): TablePart => ({
      label,
      waits: true,
      open: async () => {
        const stream = streamOf({ fields: list, batches: [] });
        streams.push(stream);
        return stream;
      },
    });
    const work = concatenateTables([part("first", [A]), part("second", fields)]);
    await expect(work).rejects.toThrow(
      expect.objectContaining({ code: "FORMAT_COLUMNS", message: expect.stringMatching(words) }),
    );
    expect(streams.map((stream) => stream.closed())).toEqual([true, true]);
  });

  test("the worst status counts, and diagnostics say whose they are", async () => {
    const about = { code: "W-X", message: "odd", count: 2 };
    const part = (label: string, ending: Partial<StreamSummary>): TablePart => ({
      label,
      open: async () => ({
        ...streamOf(sampleOf(int(32), [[1]])),
        summary: Promise.resolve({ ...whole(1), ...ending }),
      }),
    });
    const table = await concatenateTables([
      part("a", { bytesRead: 5 }),
      part("b", { status: "OVERFLOW", message: "more", bytesRead: 7, diagnostics: [about] }),
      part("c", {}),
    ]);
    await gather(table.batches());
    expect(await table.summary).toEqual({
      status: "OVERFLOW",
      message: "more",
      rows: 3,
      bytesRead: 12,
      diagnostics: [{ ...about, message: "b: odd" }],
    });
  });

  test("a part is opened when its rows are due, and not when they are not wanted", async () => {
    const opened: string[] = [];
    const part = (label: string, waits: boolean): TablePart => ({
      label,
      waits,
      open: async () => {
        opened.push(label);
        return streamOf(sampleOf(int(32), [[1], [2]]));
      },
    });
    const parts = [part("a", false), part("b", false), part("pipe", true), part("d", false)];
    const table = await concatenateTables(parts);
    expect(opened.splice(0)).toEqual(["a", "b", "pipe", "d"]);
    const cut = limitRows(table, 3, whole);
    for await (const batch of cut.batches()) expect([...rowsOf(batch)].length).toBeGreaterThan(0);
    expect(opened).toEqual(["b"]);
    expect((await cut.summary).rows).toBe(3);
  });

  test("a part that has other columns when it is opened again is an error", async () => {
    let opened = 0;
    const part: TablePart = {
      label: "changing.csv",
      open: async () => streamOf(sampleOf(opened++ === 0 ? int(32) : int(64), [])),
    };
    const table = await concatenateTables([partOf(sampleOf(int(32), [[1]])), part]);
    await expect(table.summary).rejects.toThrow(/columns of changing\.csv changed/);
  });

  test("a failure of a part is that of the whole", async () => {
    const failure = new Error("gone");
    const broken: TablePart = {
      label: "b",
      open: async () => ({
        ...streamOf(sampleOf(int(32), [])),
        // biome-ignore lint/correctness/useYield: fails before it
        async *batches() {
          throw failure;
        },
        get summary() {
          return Promise.reject(failure);
        },
      }),
    };
    const read = await concatenateTables([partOf(sampleOf(int(32), [[1]])), broken]);
    const reading = async (): Promise<void> => {
      for await (const batch of read.batches()) expect(batch.rows).toBe(1);
    };
    await expect(reading()).rejects.toBe(failure);
    await expect(read.summary).rejects.toBe(failure);
    const unread = await concatenateTables([partOf(sampleOf(int(32), [[1]])), broken]);
    await expect(unread.summary).rejects.toBe(failure);
    await expect(unread.summary).rejects.toBe(failure);
  });

  test("rows that nobody reads are counted by their parts", async () => {
    const counted = (rows: number): TablePart => ({
      label: "counted.parquet",
      open: async () => ({
        ...streamOf(sampleOf(int(32), [])),
        summary: Promise.resolve({ status: "OVERFLOW", rows, bytesRead: 5, diagnostics: [] }),
        // biome-ignore lint/correctness/useYield: is not to be called
        async *batches() {
          throw new Error("read");
        },
      }),
    });
    const table = await concatenateTables([partOf(sampleOf(int(32), [[1]])), counted(7), counted(9)]);
    const due = { status: "OVERFLOW", rows: 17, bytesRead: 10 };
    expect(await Promise.all([table.summary, table.summary])).toMatchObject([due, due]);
  });
});

function sampleOf(layout: Layout, rows: (number | bigint | null)[][]): SampleTable {
  const fields: Field[] = [
    { name: "x", datatype: layout.kind === "int" && layout.bits === 64 ? "long" : "int", layout },
  ];
  return { fields, batches: [batchOf(fields, rows)] };
}

function partOf(sample: SampleTable, part: Partial<TablePart> = {}): TablePart {
  return { label: "part", open: async (): Promise<TableStream> => streamOf(sample), ...part };
}
