import { type ColumnBatch, describeLayout, type Field, type FieldMeta, type Layout } from "@armillary/columns";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { describe, expect, test } from "vitest";
import { type EncodeParquetOptions, encodeParquet } from "../../../packages/formats/src/parquet/encode.ts";
import { type OpenParquetOptions, openParquet } from "../../../packages/formats/src/parquet/open.ts";
import type { RandomAccess } from "../../../packages/formats/src/random-access.ts";
import type { TableMetadata, TableStream } from "../../../packages/formats/src/table-stream.ts";
import {
  batchOf,
  bytesFrom,
  gather,
  rowsIn,
  type SampleTable,
  streamOf,
  tables,
} from "../../support/column-arbitraries.ts";

function accessTo(bytes: Uint8Array<ArrayBuffer>): RandomAccess & { readonly closed: () => boolean } {
  let closed = false;
  return {
    byteLength: bytes.length,
    slice: async (start, end) => bytes.slice(start, end).buffer,
    close: async () => {
      closed = true;
    },
    closed: () => closed,
  };
}

async function written(sample: SampleTable, options: EncodeParquetOptions = {}, metadata?: TableMetadata) {
  return bytesFrom(encodeParquet(streamOf(sample, metadata === undefined ? {} : { metadata }), options));
}

async function opened(bytes: Uint8Array<ArrayBuffer>, options: OpenParquetOptions = {}) {
  const table = await openParquet(accessTo(bytes), options);
  return { table, rows: rowsIn(await gather(table.batches())) };
}

const field = (name: string, layout: Layout, rest: Partial<FieldMeta> = {}): Field => ({
  name,
  ...describeLayout(layout),
  ...rest,
  layout,
});
const DOUBLE: Layout = { kind: "float", bits: 64 };
const UTF8: Layout = { kind: "utf8" };
const FIELDS = [
  field("ra", DOUBLE, { unit: "deg", ucd: "pos.eq.ra;meta.main", ID: "col_ra" }),
  field("name", UTF8),
  field("shape", { kind: "fixed", size: 2, item: DOUBLE }, { xtype: "point" }),
];
const SAMPLE: SampleTable = {
  fields: FIELDS,
  batches: [
    batchOf(FIELDS, [
      [1.5, "M 31", [1, 2]],
      [null, null, null],
    ]),
    batchOf(FIELDS, [[Number.NaN, "", [Number.NaN, -0]]]),
  ],
};

test("what was written comes back as it was", async () => {
  await fc.assert(
    fc.asyncProperty(
      tables,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      async (sample, group, batch) => {
        const { table, rows } = await opened(await written(sample, { rowGroupRows: group }), { rowsPerBatch: batch });
        expect(table.fields).toStrictEqual(sample.fields);
        expect(rows).toStrictEqual(rowsIn(sample.batches));
      },
    ),
    { numRuns: 150 },
  );
});

test.each(["zstd", "snappy", "none"] as const)("%s", async (compression) => {
  const bytes = await written(SAMPLE, { compression });
  const codec = parquetMetadata(bytes.buffer).row_groups[0]?.columns[0]?.meta_data?.codec;
  expect(codec).toBe(compression === "none" ? "UNCOMPRESSED" : compression.toUpperCase());
  expect((await opened(bytes)).rows).toStrictEqual(rowsIn(SAMPLE.batches));
});

describe("metadata", () => {
  const metadata: TableMetadata = {
    name: "results",
    description: "A table",
    params: [{ name: "MAXREC", datatype: "long", value: "10", typed: 10n }],
    infos: [{ name: "QUERY_STATUS", value: "OVERFLOW", text: "there was more" }],
    timesys: [{ ID: "t", timescale: "TDB", refposition: "BARYCENTER" }],
  };

  test("the keys of VOParquet are there when the table has something to say, and only then", async () => {
    const keys = async (about?: TableMetadata, sample = SAMPLE): Promise<Record<string, unknown>> => {
      const pairs = parquetMetadata((await written(sample, {}, about)).buffer).key_value_metadata ?? [];
      return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
    };
    expect(await keys(metadata)).toMatchObject({
      "IVOA.VOTable-Parquet.version": "1.0",
      "IVOA.VOTable-Parquet.content": expect.stringContaining('<TIMESYS ID="t"'),
    });
    const mute = [field("x", DOUBLE), field("name", UTF8)];
    const silent = { fields: mute, batches: [batchOf(mute, [[1, "a"]])] };
    expect(Object.keys(await keys(undefined, silent))).toEqual(["ARROW:schema"]);
  });

  test("the table's own comes back, and its status", async () => {
    const { table } = await opened(await written(SAMPLE, {}, metadata));
    expect(table.metadata).toStrictEqual(metadata);
    expect(await table.summary).toMatchObject({ status: "OVERFLOW", message: "there was more", rows: 3 });
  });
});

describe("rows are read by row group and batch", () => {
  const fields = [field("i", { kind: "int", bits: 32, signed: true }), field("l", { kind: "list", item: UTF8 })];
  const rows = Array.from({ length: 100 }, (_, row) => [
    row % 7 === 0 ? null : row,
    row % 5 === 0 ? null : [`${row}`, null],
  ]);
  const sample = { fields, batches: [batchOf(fields, rows)] };

  test.each([
    [30, 16, [16, 14, 16, 14, 16, 14, 10]],
    [100, 40, [40, 40, 20]],
    [200, 1000, [100]],
  ])("row groups of %i in batches of %i", async (rowGroupRows, rowsPerBatch, wanted) => {
    const bytes = await written(sample, { rowGroupRows });
    const table = await openParquet(accessTo(bytes), { rowsPerBatch });
    const batches = await gather(table.batches());
    expect(batches.map((batch) => batch.rows)).toEqual(wanted);
    expect(rowsIn(batches)).toStrictEqual(rows);
  });
});

test.each<[string[], string[]]>([
  [
    ["shape", "ra"],
    ["shape", "ra"],
  ],
  [["col_ra"], ["ra"]],
  [["nowhere"], ["ra", "name", "shape"]],
])("columns %j: %j", async (columns, wanted) => {
  const { table, rows } = await opened(await written(SAMPLE), { columns });
  expect(table.fields.map(({ name }) => name)).toEqual(wanted);
  expect(rows[0]).toHaveLength(wanted.length);
});

test("rows that nobody reads are counted by the footer, and the file is closed", async () => {
  const bytes = await written(SAMPLE);
  let asked = 0;
  const access = accessTo(bytes);
  const counting = { ...access, slice: (...range: [number, number?]) => access.slice(...range) };
  const table = await openParquet(counting, { skip: 1 });
  const slice = counting.slice;
  counting.slice = (...range) => {
    asked++;
    return slice(...range);
  };
  expect(await table.summary).toMatchObject({ status: "OK", rows: 2 });
  expect([asked, access.closed()]).toEqual([0, true]);
  const beyond = await openParquet(accessTo(bytes), { skip: 9 });
  expect((await beyond.summary).rows).toBe(0);
});

test("columns of one name stay apart", async () => {
  const fields = [field("x", DOUBLE), field("x", UTF8), field("x_2", DOUBLE)];
  const sample = { fields, batches: [batchOf(fields, [[1, "one", 2]])] };
  const { table, rows } = await opened(await written(sample));
  expect(table.fields).toStrictEqual(fields);
  expect(rows).toStrictEqual([[1, "one", 2]]);
});

describe("leaving and failing", () => {
  test("reading: the file is closed, all read or not", async () => {
    const bytes = await written(SAMPLE);
    for (const leave of [true, false]) {
      const access = accessTo(bytes);
      const table = await openParquet(access, { rowsPerBatch: 1 });
      for await (const _batch of table.batches()) if (leave) break;
      expect(access.closed()).toBe(true);
    }
  });

  test("writing: the table is closed", async () => {
    const values = Float64Array.from({ length: 20_000 }, Math.random);
    const batch: ColumnBatch = {
      rows: values.length,
      columns: [{ kind: "float", length: values.length, nulls: 0, values }],
    };
    const table = streamOf({ fields: [field("x", DOUBLE)], batches: Array<ColumnBatch>(50).fill(batch) });
    for await (const _chunk of encodeParquet(table, { rowGroupRows: values.length })) break;
    expect(table.closed()).toBe(true);
  });

  test("writing: a failure of the table is its own, and no file ends well after it", async () => {
    const failure = new Error("connection reset");
    const failing: TableStream = {
      ...streamOf(SAMPLE),
      async *batches() {
        yield* SAMPLE.batches;
        throw failure;
      },
    };
    const chunks: Uint8Array[] = [];
    const run = async (): Promise<void> => {
      for await (const chunk of encodeParquet(failing, { rowGroupRows: 1 })) chunks.push(chunk);
    };
    await expect(run()).rejects.toBe(failure);
    const first: TableStream = {
      ...streamOf(SAMPLE),
      // biome-ignore lint/correctness/useYield: it fails before the first batch
      async *batches() {
        throw failure;
      },
    };
    await expect(gather(encodeParquet(first))).rejects.toBe(failure);
  });

  test("writing: a batch that is not of the table's columns", async () => {
    const other = [field("x", UTF8)];
    const table = streamOf({ fields: FIELDS, batches: [...SAMPLE.batches, batchOf(other, [["a"]])] });
    await expect(gather(encodeParquet(table))).rejects.toMatchObject({ code: "PARQUET_WRITE" });
  });

  test("reading: a failure of the medium is its own", async () => {
    const bytes = await written(SAMPLE);
    const failure = new Error("EIO");
    let calls = 0;
    const access: RandomAccess = {
      ...accessTo(bytes),
      slice: async (start, end) => {
        if (++calls > 1) throw failure;
        return bytes.slice(start, end).buffer;
      },
    };
    const table = await openParquet(access);
    await expect(gather(table.batches())).rejects.toBe(failure);
  });

  test.each<[string, (file: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>]>([
    ["nothing", () => new Uint8Array(0)],
    ["text", () => new TextEncoder().encode("ra,dec\n1,2\n")],
    ["a cut file", (file) => file.slice(0, file.length - 20)],
    ["zeros for the rows", (file) => file.map((byte, at) => (at > 4 && at < 200 ? 0 : byte))],
  ])("reading %s", async (_what, damage) => {
    await expect(opened(damage(await written(SAMPLE)))).rejects.toMatchObject({ code: "PARQUET_FORMAT" });
  });

  test("reading after damage of each byte in turn ends in rows or in an error of ours", async () => {
    const bytes = await written(SAMPLE);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.map((byte, index) => (index === at ? byte ^ (1 << ((at * 5) % 8)) : byte));
      const outcome = await opened(damaged).then(
        () => "rows",
        (failure: Error) => failure.name,
      );
      expect(["rows", "ParquetError"], `byte ${at}`).toContain(outcome);
    }
  }, 30_000);

  test("reading after damage of any byte ends in rows or in an error of ours", async () => {
    const bytes = await written(SAMPLE);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = bytes.map((byte, index) => (index === at ? byte ^ flip : byte));
        const outcome = await opened(damaged).then(
          () => "rows",
          (failure: Error) => failure.name,
        );
        expect(["rows", "ParquetError"]).toContain(outcome);
      }),
      { numRuns: 300 },
    );
  });
});
