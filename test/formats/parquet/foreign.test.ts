import type { CellValue } from "@armillary/columns";
import * as arrow from "apache-arrow";
import { describe, expect, test } from "vitest";
import { openParquet } from "../../../packages/formats/src/parquet/open.ts";
import { loadParquetWasm, type ParquetWasm } from "../../../packages/formats/src/parquet/wasm.ts";
import { gather, rowsIn } from "../../support/column-arbitraries.ts";

const { Compression, Table, WriterPropertiesBuilder, WriterVersion, writeParquet } = await loadParquetWasm();
type Builder = InstanceType<ParquetWasm["WriterPropertiesBuilder"]>;

function parquetOf(table: arrow.Table, adapt = (builder: Builder) => builder): Uint8Array<ArrayBuffer> {
  const inside = Table.fromIPCStream(arrow.tableToIPC(table, "stream"));
  return writeParquet(inside, adapt(new WriterPropertiesBuilder()).build()).slice();
}

async function opened(bytes: Uint8Array<ArrayBuffer>, columns?: readonly string[]) {
  const access = {
    byteLength: bytes.length,
    slice: async (start: number, end?: number) => bytes.slice(start, end).buffer,
    close: async () => undefined,
  };
  const table = await openParquet(access, columns === undefined ? {} : { columns });
  return { table, rows: rowsIn(await gather(table.batches())) };
}

const words = Array.from({ length: 300 }, (_, row) => (row % 7 === 0 ? null : `word ${row % 5}`));
const table = new arrow.Table({
  word: arrow.vectorFromArray(words, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())),
  count: arrow.vectorFromArray(
    words.map((_, row) => BigInt(row) * 2n ** 40n),
    new arrow.Int64(),
  ),
});
const tableRows = words.map((word, row): CellValue[] => [word, BigInt(row) * 2n ** 40n]);

describe("files of other writers", () => {
  test.each<[string, (builder: Builder) => Builder]>([
    ["gzip", (builder) => builder.setCompression(Compression.GZIP)],
    ["brotli", (builder) => builder.setCompression(Compression.BROTLI)],
    ["zstd", (builder) => builder.setCompression(Compression.ZSTD)],
    ["lz4 without a frame", (builder) => builder.setCompression(Compression.LZ4_RAW)],
    ["no dictionaries", (builder) => builder.setDictionaryEnabled(false)],
    [
      "many small pages",
      (builder) => builder.setDataPageSizeLimit(64).setWriteBatchSize(8).setDictionaryEnabled(false),
    ],
    ["pages of version 2", (builder) => builder.setWriterVersion(WriterVersion.V2)],
    ["row groups of 64", (builder) => builder.setMaxRowGroupSize(64)],
  ])("%s", async (_what, adapt) => {
    expect((await opened(parquetOf(table, adapt))).rows).toStrictEqual(tableRows);
  });

  test("times and decimals keep every digit, and say what they are", async () => {
    const times = new arrow.Table({
      utc: arrow.makeVector(
        arrow.makeData({
          type: new arrow.TimestampNanosecond("UTC"),
          data: BigInt64Array.of(1_456_704_000_123_456_789n),
        }),
      ),
      price: arrow.makeVector(
        arrow.makeData({
          type: new arrow.Decimal(3, 38, 128),
          data: Uint32Array.of(0xffff_ffce, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff),
        }),
      ),
      half: arrow.makeVector(arrow.makeData({ type: new arrow.Float16(), data: Uint16Array.of(0x3555) })),
      huge: arrow.makeVector(arrow.makeData({ type: new arrow.Uint64(), data: BigUint64Array.of(2n ** 64n - 1n) })),
    });
    const { table: read, rows } = await opened(parquetOf(times));
    expect(rows).toEqual([["2016-02-29T00:00:00.123456789Z", "-0.050", 0.333251953125, 2n ** 64n - 1n]]);
    expect(read.fields.map(({ datatype, xtype }) => [datatype, xtype])).toEqual([
      ["char", "timestamp"],
      ["char", undefined],
      ["float", undefined],
      ["long", undefined],
    ]);
    const { diagnostics } = await read.summary;
    expect(diagnostics.map(({ code }) => code)).toEqual(["W-PARQUET-DECIMAL-TEXT", "W-PARQUET-UINT64"]);
  });

  test("lists that Arrow's schema knows to be of one length", async () => {
    const type = new arrow.FixedSizeList(2, new arrow.Field("item", new arrow.Float32(), true));
    const data = arrow.makeData({
      type,
      length: 2,
      nullCount: 1,
      nullBitmap: Uint8Array.of(0b10),
      child: arrow.makeData({ type: new arrow.Float32(), data: Float32Array.of(0, 0, 1, 2) }),
    });
    const { table: read, rows } = await opened(parquetOf(new arrow.Table({ point: arrow.makeVector(data) })));
    expect(read.fields[0]).toMatchObject({ datatype: "float", arraysize: "2", layout: { kind: "fixed", size: 2 } });
    expect(rows).toEqual([[null], [[1, 2]]]);
  });

  test("the VOTable document that VOParquet files keep describes the columns", async () => {
    const inside = new arrow.Table({
      ra: arrow.vectorFromArray([1.5, null], new arrow.Float64()),
      shape: arrow.vectorFromArray([[1, 2], null], new arrow.List(new arrow.Field("item", new arrow.Float32(), true))),
    });
    const document = `<VOTABLE version="1.5"><RESOURCE><COOSYS ID="c" system="ICRS"/><TABLE name="t">
      <FIELD name="ra" datatype="double" ref="c"><DESCRIPTION>right ascension</DESCRIPTION></FIELD>
      <FIELD name="shape" datatype="double" arraysize="3" unit="pix"/></TABLE></RESOURCE></VOTABLE>`;
    const bytes = parquetOf(inside, (builder) =>
      builder.setKeyValueMetadata(new Map([["IVOA.VOTable-Parquet.content", document]])),
    );
    const { table: read } = await opened(bytes);
    expect(read.metadata).toMatchObject({ name: "t", coosys: [{ ID: "c", system: "ICRS" }] });
    expect(read.fields.map(({ layout: _layout, ...meta }) => meta)).toStrictEqual([
      { name: "ra", datatype: "double", ref: "c", description: "right ascension" },
      // What the file holds rules over what the document claims.
      { name: "shape", datatype: "float", arraysize: "*", unit: "pix" },
    ]);
  });

  test("a struct is refused by name, unless it is left out", async () => {
    const inside = [new arrow.Field("a", new arrow.Int32(), true)];
    const struct = arrow.makeData({
      type: new arrow.Struct(inside),
      length: 1,
      children: [arrow.makeData({ type: new arrow.Int32(), data: Int32Array.of(1) })],
    });
    const bytes = parquetOf(new arrow.Table({ pair: arrow.makeVector(struct), x: arrow.vectorFromArray([1.5]) }));
    await expect(opened(bytes)).rejects.toMatchObject({ code: "PARQUET_TYPE", column: "pair" });
    expect((await opened(bytes, ["x"])).rows).toEqual([[1.5]]);
  });
});
