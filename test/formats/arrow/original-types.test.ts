import type { Field, LinkMeta } from "@armillary/columns";
import { convert } from "@armillary/formats";
import * as arrow from "apache-arrow";
import { describe, expect, test } from "vitest";
import { encodeArrowFile, encodeArrowStream } from "../../../packages/formats/src/arrow/encode.ts";
import { openArrow } from "../../../packages/formats/src/arrow/open.ts";
import { encodeParquet } from "../../../packages/formats/src/parquet/encode.ts";
import { openParquet } from "../../../packages/formats/src/parquet/open.ts";
import type { TableStream } from "../../../packages/formats/src/table-stream.ts";
import { batchOf, bytesFrom, gather, rowsIn, streamOf } from "../../support/column-arbitraries.ts";

const link = (value: string): LinkMeta => ({ contentRole: "hints", title: "ARROW:format", value });
const text = (format: string): Field => ({
  name: "x",
  datatype: "char",
  arraysize: "*",
  links: [link(format)],
  layout: { kind: "utf8" },
});
const int = (format: string): Field => ({
  name: "x",
  datatype: "int",
  links: [link(format)],
  layout: { kind: "int", bits: 32, signed: true },
});
const long = (format: string): Field => ({
  name: "x",
  datatype: "long",
  links: [link(format)],
  layout: { kind: "int", bits: 64, signed: true },
});
const float = (format: string): Field => ({
  name: "x",
  datatype: "float",
  links: [link(format)],
  layout: { kind: "float", bits: 32 },
});
const bytes = (format: string, layout: Field["layout"]): Field => ({
  name: "x",
  datatype: "unsignedByte",
  arraysize: "*",
  links: [link(format)],
  layout,
});
const BYTE: Field["layout"] = { kind: "int", bits: 8, signed: false };

const encoded = (field: Field, values: readonly unknown[], options = {}): Promise<Uint8Array<ArrayBuffer>> =>
  bytesFrom(
    encodeArrowFile(
      streamOf({
        fields: [field],
        batches: [
          batchOf(
            [field],
            values.map((value) => [value as never]),
          ),
        ],
      }),
      options,
    ),
  );

const read = (from: Uint8Array): Promise<TableStream> =>
  openArrow(
    (async function* () {
      yield from;
    })(),
  );

describe("a value that the original type does not have is an error that says where", () => {
  test.each<[string, Field, readonly unknown[], RegExp]>([
    ["beyond an unsigned integer", int("S"), [1, 65536], /row 1: 65536 is no value of uint16/],
    ["below it", int("C"), [null, -1], /row 1: -1 is no value of uint8/],
    ["a negative number", long("L"), [-1n], /-1 is no value of uint64/],
    ["more than 32 bits", long("I"), [2n ** 32n], /4294967296 is no value of uint32/],
    ["more digits than a half float has", float("e"), [1, 1.0001], /row 1: 1\.0001\d* is no value of float16/],
    ["no day", text("tdD"), ["2016-02-30"], /"2016-02-30" is no value of date32/],
    ["a timestamp without Z", text("tsu:UTC"), ["2016-01-01T00:00:00"], /is no value of timestamp\[us, UTC\]/],
    ["a timestamp with Z", text("tsu:"), ["2016-01-01T00:00:00Z"], /is no value of timestamp\[us\]/],
    ["more decimals than milliseconds", text("tsm:"), ["2016-01-01T00:00:00.0001"], /is no value of timestamp\[ms\]/],
    ["a time beyond 64 bits of nanoseconds", text("tsn:"), ["2300-01-01T00:00:00"], /is no value of timestamp\[ns\]/],
    ["the 25th hour", text("ttu"), ["24:00:00"], /is no value of time64\[us\]/],
    [
      "more digits than the decimals have",
      text("d:4,2"),
      ["99.99", "100.00"],
      /row 1: "100\.00" is no value of decimal128\(4, 2\)/,
    ],
    ["a digit too many", text("d:4,2"), ["0.001"], /"0\.001" is no value of decimal128/],
    ["no number", text("d:4,2,256"), ["NaN"], /"NaN" is no value of decimal256/],
    ["no UUID", text("arrow.uuid"), ["0001"], /"0001" is no value of uuid/],
    ["a null byte", bytes("z", { kind: "list", item: BYTE }), [[1, null]], /a byte that is null is no value of binary/],
    [
      "a null byte of two",
      bytes("w:2", { kind: "fixed", size: 2, item: BYTE }),
      [null, [1, null]],
      /row 1: a byte that is null/,
    ],
  ])("%s", async (_what, field, values, words) => {
    const work = encoded(field, values);
    await expect(work).rejects.toMatchObject({
      code: "ARROW_VALUE",
      column: "x",
      message: expect.stringMatching(words),
    });
    const plain = await read(await encoded(field, values, { arrowTypes: "votable" }));
    expect(rowsIn(await gather(plain.batches())).flat()).toEqual(
      values.map((value) => (field.layout.kind === "float" ? Math.fround(value as number) : value)),
    );
  });

  test("rows are counted over batches, and told for Parquet too", async () => {
    const field = int("c");
    const batches = [batchOf([field], [[1], [2]]), batchOf([field], [[128]])];
    for (const encode of [encodeArrowStream, encodeParquet]) {
      await expect(bytesFrom(encode(streamOf({ fields: [field], batches })))).rejects.toMatchObject({
        code: "ARROW_VALUE",
        row: 2,
      });
    }
  });
});

describe("what a VOTable cannot say otherwise is a null again, and blanks are not looked at", () => {
  const list: Field["layout"] = { kind: "list", item: { kind: "utf8" } };
  test.each<[string, Field, unknown, unknown]>([
    [
      "timestamps",
      { ...text("tsm:"), layout: list },
      ["1970-01-01T00:00:00.001", " ", null, "1970-01-01T00:00:00 "],
      [1, null, null, 0],
    ],
    ["days", { ...text("tdD"), layout: list }, ["", "1970-01-02"], [null, 86_400_000]],
    ["a scalar", text("ttm"), "  ", null],
    ["bytes of a fixed length", bytes("w:2", { kind: "fixed", size: 2, item: BYTE }), [null, null], null],
    ["UUIDs", text("arrow.uuid"), "", null],
  ])("%s", async (_what, field, value, wanted) => {
    const column = arrow.tableFromIPC(await encoded(field, [value, null])).getChildAt(0);
    const found: unknown = column?.get(0);
    expect(found instanceof arrow.Vector ? found.toJSON() : found).toEqual(wanted);
    expect(column?.nullCount).toBe(wanted === null ? 2 : 1);
  });

  test("decimals of several widths", async () => {
    const column = arrow
      .tableFromIPC(await encoded({ ...text("d:9,2"), layout: list }, [["1.5 ", "-12.25", " "]]))
      .getChildAt(0);
    const cell = column?.get(0) as arrow.Vector;
    const items = cell.data[0] as arrow.Data;
    expect(Array.from(items.values as Uint32Array).filter((_, index) => index % 4 === 0)).toEqual([
      150,
      2 ** 32 - 1225,
      0,
    ]);
    expect(items.nullCount).toBe(1);
  });
});

describe("a LINK that has nothing to do with the values is left alone", () => {
  test.each<[string, Field, readonly unknown[]]>([
    ["text that became numbers", { ...int("tsu:UTC") }, [1]],
    ["numbers that became text", text("S"), ["1"]],
    ["a type without a name", text("vu"), ["a"]],
    ["a precision that no decimal has", text("d:99,2"), ["1"]],
    ["bytes of another length", bytes("w:3", { kind: "fixed", size: 2, item: BYTE }), [[1, 2]]],
    ["a LINK of another role", { ...int("S"), links: [{ ...link("S"), contentRole: "doc" }] }, [70_000]],
  ])("%s", async (_what, field, values) => {
    const table = await read(await encoded(field, values));
    expect(table.fields[0]?.layout).toEqual(field.layout);
    expect(table.fields[0]?.links).toEqual(field.links);
    expect(rowsIn(await gather(table.batches())).flat()).toEqual(values);
  });
});

describe("what a file says beside its values", () => {
  const metadata = new Map([
    ["comment", "in its own words"],
    ["ARROW:extension:name", "arrow.json"],
    ["ARROW:extension:metadata", ""],
  ]);
  const schema = new arrow.Schema(
    [
      new arrow.Field("j", new arrow.Utf8(), true, metadata),
      new arrow.Field(
        "f",
        new arrow.FixedSizeList(2, new arrow.Field("item", new arrow.Float32(), true)),
        true,
        new Map([["ARROW:extension:name", "arrow.fixed_shape_tensor"]]),
      ),
    ],
    new Map([["pandas", '{"index_columns": []}']]),
  );
  const file = (): Uint8Array => arrow.tableToIPC(new arrow.Table(schema), "file");

  test("comes back from a VOTable's LINKs and INFOs", async () => {
    const table = await read(file());
    expect(table.fields[0]?.links?.map(({ title, value }) => [title, value])).toEqual(
      [...metadata].map(([key, value]) => [`ARROW:metadata:${key}`, value]),
    );
    expect(table.metadata.infos).toEqual([{ name: "ARROW:metadata:pandas", value: '{"index_columns": []}' }]);
    const back = arrow.RecordBatchReader.from(await bytesFrom(encodeArrowFile(table))).open().schema;
    for (const [key, value] of metadata) expect(back.fields[0]?.metadata.get(key)).toBe(value);
    expect(back.fields[1]?.metadata.get("ARROW:extension:name")).toBe("arrow.fixed_shape_tensor");
    expect(back.metadata.get("pandas")).toBe('{"index_columns": []}');
  });

  test("is said once however often it goes there and back", async () => {
    const once = await read(file());
    const twice = await read(
      await bytesFrom(encodeArrowFile(await read(await bytesFrom(encodeArrowFile(await read(file())))))),
    );
    expect([twice.fields, twice.metadata]).toStrictEqual([once.fields, once.metadata]);
  });

  test("comes back from Parquet, but for an extension that needs lists of one length", async () => {
    const bytes = await bytesFrom(encodeParquet(await read(file())));
    const access = {
      byteLength: bytes.length,
      slice: async (start: number, end?: number) => bytes.slice(start, end).buffer,
      close: async () => undefined,
    };
    const table = await openParquet(access);
    expect(table.metadata.infos).toEqual([{ name: "ARROW:metadata:pandas", value: '{"index_columns": []}' }]);
    const titles = (index: number) => table.fields[index]?.links?.map(({ title }) => title).sort();
    expect(titles(0)).toEqual([...metadata.keys()].map((key) => `ARROW:metadata:${key}`).sort());
    expect(titles(1)).toEqual(["ARROW:metadata:ARROW:extension:name"]);
  });

  test("an extension type whose storage is written as something else is none", async () => {
    const field = {
      ...bytes("w:2", { kind: "fixed", size: 2, item: BYTE }),
      links: [
        link("w:2"),
        { ...link("x"), title: "ARROW:metadata:ARROW:extension:name" },
        { ...link("y"), title: "ARROW:metadata:other" },
      ],
    };
    const names = async (options: object): Promise<unknown[]> => {
      const { fields } = arrow.RecordBatchReader.from(await encoded(field, [[1, 2]], options)).open().schema;
      return ["ARROW:extension:name", "other"].map((key) => fields[0]?.metadata.get(key));
    };
    expect(await names({})).toEqual(["x", "y"]);
    expect(await names({ arrowTypes: "votable" })).toEqual([undefined, "y"]);
  });
});

describe("types that are not read", () => {
  // Made with pyarrow 25: a column "r" of run-end encoded int32, and a column "v" of lists of list views.
  const RUN_ENDS =
    "//////AAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAEAAAAEAAAA0P///wAAARYYAAAAIAAAAAQAAAACAAAAaAAAACQAAAABAAAAcgAAAAQABAAEAAAAEAAUAAgABgAHAAwAAAAQABAAAAAAAAECEAAAABgAAAAEAAAAAAAAAAYAAAB2YWx1ZXMAALz///8AAAABIAAAABAAFAAIAAAABwAMAAAAEAAQAAAAAAAAAhAAAAAkAAAABAAAAAAAAAAIAAAAcnVuX2VuZHMAAAAACAAMAAgABwAIAAAAAAAAASAAAAD/////AAAAAA==";
  const LIST_VIEW =
    "/////9gAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAEAAAAEAAAAqP///wAAAQwUAAAAGAAAAAQAAAABAAAAEAAAAAEAAAB2AAAA1P///9D///8AAAEZFAAAACAAAAAEAAAAAQAAACgAAAAEAAAAaXRlbQAAAAAEAAQABAAAABAAFAAIAAYABwAMAAAAEAAQAAAAAAABAhAAAAAgAAAABAAAAAAAAAAEAAAAaXRlbQAAAAAIAAwACAAHAAgAAAAAAAABIAAAAP////8AAAAA";
  test.each([
    ["run-end encoded", RUN_ENDS, "r"],
    ["list view", LIST_VIEW, "v"],
  ])("%s", async (words, base64, column) => {
    const work = read(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
    await expect(work).rejects.toMatchObject({
      code: "ARROW_NOT_READ",
      column,
      message: expect.stringContaining(words),
    });
  });

  test("a column without a place does not matter when it is not asked for", async () => {
    const inside = new arrow.Field("item", new arrow.Bool(), true);
    const data = [
      arrow.makeData({
        type: new arrow.Struct([inside]),
        length: 1,
        nullCount: 0,
        children: [arrow.makeData({ type: new arrow.Bool(), length: 1, data: Uint8Array.of(1) })],
      }),
      arrow.makeData({ type: new arrow.Int32(), data: Int32Array.of(7) }),
    ];
    const schema = new arrow.Schema([
      new arrow.Field("pair", new arrow.Struct([inside]), true),
      new arrow.Field("n", new arrow.Int32(), true),
    ]);
    const batch = new arrow.RecordBatch(
      schema,
      arrow.makeData({ type: new arrow.Struct(schema.fields), length: 1, nullCount: 0, children: data }),
    );
    const bytes = arrow.tableToIPC(new arrow.Table(schema, [batch]), "stream");
    await expect(read(bytes)).rejects.toMatchObject({ code: "ARROW_TYPE", column: "pair" });
    const { openTable } = await import("@armillary/formats");
    const table = await openTable(bytes, { columns: ["n"] });
    expect(rowsIn(await gather(table.batches()))).toEqual([[7]]);
  });
});

test("Arrow types are chosen for Arrow and Parquet alone", async () => {
  const work = bytesFrom(convert(streamOf({ fields: [], batches: [] }), "csv", { arrowTypes: "votable" }));
  await expect(work).rejects.toMatchObject({ code: "FORMAT_OPTION" });
});
