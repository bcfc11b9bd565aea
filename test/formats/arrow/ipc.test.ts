import { type ColumnBatch, describeLayout, type Field, type Layout } from "@armillary/columns";
import { fromArrowSchema, fromRecordBatch, toArrowSchema, toRecordBatch } from "@armillary/columns/arrow";
import * as arrow from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeArrowFile, encodeArrowStream } from "../../../packages/formats/src/arrow/encode.ts";
import { openArrow } from "../../../packages/formats/src/arrow/open.ts";
import type { TableMetadata, TableStream } from "../../../packages/formats/src/table-stream.ts";
import { chunksOf } from "../../support/chunks.ts";
import {
  batchOf,
  bytesFrom,
  gather,
  rowsIn,
  type SampleTable,
  streamOf,
  tables,
} from "../../support/column-arbitraries.ts";

const FORMS = [
  ["file", encodeArrowFile],
  ["stream", encodeArrowStream],
] as const;

/** Bytes in one-byte to 50-byte chunks whose memory is used again. */
function inChunks(bytes: Uint8Array, length = 50): AsyncIterable<Uint8Array> {
  return chunksOf(bytes, () => length);
}

async function opened(bytes: Uint8Array): Promise<{ table: TableStream; rows: unknown[][] }> {
  const table = await openArrow(inChunks(bytes));
  return { table, rows: rowsIn(await gather(table.batches())) };
}

describe.each(FORMS)("%s", (form, encode) => {
  test("apache-arrow reads what was written", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (sample) => {
        const reader = arrow.RecordBatchReader.from(await bytesFrom(encode(streamOf(sample)))).open();
        expect(fromArrowSchema(reader.schema).fields).toStrictEqual(sample.fields);
        const batches = [...reader].map((batch) => fromRecordBatch(batch, sample.fields));
        expect(rowsIn(batches)).toStrictEqual(rowsIn(sample.batches));
      }),
    );
  });

  test("what was written comes back as it was, whatever the chunks", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 200 }), async (sample, length) => {
        const table = await openArrow(inChunks(await bytesFrom(encode(streamOf(sample))), length));
        expect(table.fields).toStrictEqual(sample.fields);
        expect(rowsIn(await gather(table.batches()))).toStrictEqual(rowsIn(sample.batches));
      }),
    );
  });

  test("what apache-arrow writes is read", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (sample) => {
        const schema = toArrowSchema(sample.fields);
        const batches = sample.batches.map((batch) => toRecordBatch(batch, schema));
        const written = batches.length === 0 ? new arrow.Table(schema) : new arrow.Table(schema, batches);
        const { table, rows } = await opened(arrow.tableToIPC(written, form));
        expect(table.fields).toStrictEqual(sample.fields);
        expect(rows).toStrictEqual(rowsIn(sample.batches));
      }),
      { numRuns: 50 },
    );
  });

  test("buffers and batches are aligned to 64 bytes", async () => {
    const bytes = await bytesFrom(encode(streamOf(SAMPLE)));
    const reader = arrow.RecordBatchReader.from<arrow.TypeMap>(bytes);
    for (const batch of reader as Iterable<arrow.RecordBatch>) {
      for (const child of batch.data.children) {
        const [first] = [child.buffers[arrow.BufferType.DATA], child.buffers[arrow.BufferType.OFFSET]].filter(Boolean);
        expect((first?.byteOffset ?? 1) % 64).toBe(0);
      }
    }
    expect.assertions(4);
  });

  test("the table's own metadata comes back", async () => {
    const metadata: TableMetadata = {
      name: "results",
      description: "What the archive says — of itself",
      params: [
        { name: "MAXREC", datatype: "long", value: "9223372036854775807", typed: 9223372036854775807n },
        { name: "RADIUS", datatype: "double", value: "NaN", unit: "deg", typed: Number.NaN },
        { name: "POS", datatype: "double", arraysize: "2", value: "-0 1.5", typed: [-0, 1.5] },
        { name: "EMPTY", datatype: "char", arraysize: "*", value: "", typed: null },
      ],
      infos: [{ name: "QUERY_STATUS", value: "OVERFLOW", text: "there was more" }],
      coosys: [{ ID: "icrs", system: "ICRS" }],
      groups: [{ name: "position", fieldRefs: [], paramRefs: [], params: [], groups: [], links: [] }],
    };
    const { table } = await opened(await bytesFrom(encode(streamOf(SAMPLE, { metadata }))));
    expect(table.metadata).toStrictEqual(metadata);
  });

  test("few chunks, none of them memory of a batch", async () => {
    const values = new Float64Array(100_000);
    const big: Field[] = [FLOAT("x"), FLOAT("y")];
    const column = { kind: "float", length: values.length, nulls: 0, values } as const;
    const chunks = await gather(
      encode(streamOf({ fields: big, batches: [{ rows: values.length, columns: [column, column] }] })),
    );
    expect(chunks.filter((chunk) => chunk.buffer === values.buffer)).toEqual([]);
    expect(chunks.length).toBeLessThan(5);
  });

  test("leaving early closes the table", async () => {
    const table = streamOf(SAMPLE);
    for await (const _chunk of encode(table)) break;
    expect(table.closed()).toBe(true);
  });
});

const FLOAT = (name: string): Field => ({ name, datatype: "double", layout: { kind: "float", bits: 64 } });
const SAMPLE_FIELDS: Field[] = [
  FLOAT("x"),
  { name: "t", ...describeLayout({ kind: "utf8" }), layout: { kind: "utf8" } },
];
const SAMPLE: SampleTable = {
  fields: SAMPLE_FIELDS,
  batches: [
    batchOf(SAMPLE_FIELDS, [
      [1, "a"],
      [null, null],
    ]),
    batchOf(SAMPLE_FIELDS, [[2.5, "ü"]]),
  ],
};

test.each([
  ["file", encodeArrowFile, { status: "OVERFLOW", message: "the service stopped at 3 rows" }],
  ["stream", encodeArrowStream, { status: "OK" }],
] as const)("the status at the end is kept by a %s as far as it can", async (_form, encode, wanted) => {
  const ending = { status: "OVERFLOW", message: "the service stopped at 3 rows" } as const;
  const { table } = await opened(await bytesFrom(encode(streamOf(SAMPLE, ending))));
  expect(await table.summary).toMatchObject({ ...wanted, rows: 3 });
});

test("the summary may be asked for without reading the rows", async () => {
  const bytes = await bytesFrom(encodeArrowFile(streamOf(SAMPLE, { status: "OVERFLOW" })));
  const table = await openArrow(inChunks(bytes));
  expect(await table.summary).toEqual({ status: "OVERFLOW", rows: 3, bytesRead: bytes.length, diagnostics: [] });
});

test("the schema is known before a batch is read, and leaving early cancels the source", async () => {
  const batches = Array.from({ length: 10 }, () => SAMPLE.batches[0] as ColumnBatch);
  const bytes = await bytesFrom(encodeArrowStream(streamOf({ ...SAMPLE, batches })));
  let given = 0;
  let cancelled = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (; given < bytes.length; given += 16) yield bytes.slice(given, given + 16);
    } finally {
      cancelled = true;
    }
  }
  const table = await openArrow(source());
  expect(given).toBeLessThan(bytes.length / 4);
  for await (const _batch of table.batches()) break;
  expect(cancelled).toBe(true);
});

test("a failure of the source is not put down to the data", async () => {
  const bytes = await bytesFrom(encodeArrowStream(streamOf(SAMPLE)));
  const failure = new Error("connection reset");
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes.slice(0, bytes.length - 100);
    throw failure;
  }
  const table = await openArrow(source());
  await expect(gather(table.batches())).rejects.toBe(failure);
  await expect(table.summary).rejects.toBe(failure);
});

describe("damage", () => {
  test.each<[string, (file: Uint8Array) => Uint8Array, string]>([
    ["nothing", () => new Uint8Array(0), "ARROW_FORMAT"],
    ["text", () => new TextEncoder().encode("ra,dec\n1,2\n"), "ARROW_FORMAT"],
    ["an HTML page", () => new TextEncoder().encode("<!DOCTYPE html><html></html>"), "ARROW_FORMAT"],
    ["a cut in the schema", (file) => file.slice(0, 40), "ARROW_TRUNCATED"],
    ["a cut in a body", (file) => file.slice(0, file.length >> 1), "ARROW_TRUNCATED"],
    ["a cut in the footer", (file) => file.slice(0, file.length - 3), "ARROW_TRUNCATED"],
    ["zeros for the schema", (file) => file.map((byte, at) => (at >= 16 && at < 200 ? 0 : byte)), "ARROW_FORMAT"],
  ])("%s", async (_what, damage, code) => {
    const bytes = damage(await bytesFrom(encodeArrowFile(streamOf(SAMPLE))));
    await expect(opened(bytes)).rejects.toMatchObject({ name: "ArrowFormatError", code });
  });

  test("of any byte ends in rows or in an error of ours", async () => {
    const bytes = await bytesFrom(encodeArrowFile(streamOf(SAMPLE)));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const outcome = await opened(damaged).then(
          () => "rows",
          (failure: Error) => failure.name,
        );
        expect(["rows", "ArrowFormatError", "ArrowError"]).toContain(outcome);
      }),
      { numRuns: 400 },
    );
  });
});

test("dictionaries that grow and are replaced", async () => {
  const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8(), 1);
  const schema = new arrow.Schema([new arrow.Field("band", type, true)]);
  const batchWith = (keys: number[], words: string[]): arrow.RecordBatch => {
    const dictionary = arrow.vectorFromArray(words, new arrow.Utf8());
    const data = arrow.makeData({ type, data: Int8Array.from(keys), length: keys.length, dictionary });
    return new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), children: [data] }));
  };
  const writer = new arrow.RecordBatchStreamWriter();
  writer.write(batchWith([0, 1, 0], ["g", "r"]));
  writer.write(batchWith([2, 0], ["u", "v", "w"]));
  const { rows } = await opened(writer.finish().toUint8Array(true));
  expect(rows.flat()).toEqual(["g", "r", "g", "w", "u"]);
});

test("a schema of the format before 0.15, without continuation marks", async () => {
  const schema = toArrowSchema(SAMPLE_FIELDS);
  const writer = new arrow.RecordBatchStreamWriter({ writeLegacyIpcFormat: true, autoDestroy: true } as never);
  for (const batch of SAMPLE.batches) writer.write(toRecordBatch(batch, schema));
  const { rows } = await opened(writer.finish().toUint8Array(true));
  expect(rows).toEqual(rowsIn(SAMPLE.batches));
});

test("a column of a type without a place is refused by name", async () => {
  const layout: Layout = { kind: "bool" };
  const inside = new arrow.Field("item", new arrow.Bool(), true);
  const schema = new arrow.Schema([new arrow.Field("pair", new arrow.Struct([inside]), true)]);
  const table = new arrow.Table(schema);
  expect(layout.kind).toBe("bool");
  await expect(openArrow(inChunks(arrow.tableToIPC(table)))).rejects.toMatchObject({
    code: "ARROW_TYPE",
    column: "pair",
  });
});
