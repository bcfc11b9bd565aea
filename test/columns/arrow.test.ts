import { describeLayout, type Field, type Layout, sameLayout } from "@armillary/columns";
import {
  ArrowError,
  fromArrowSchema,
  fromRecordBatch,
  toArrowSchema,
  toArrowTable,
  toRecordBatch,
} from "@armillary/columns/arrow";
import * as arrow from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchOf, fields, rowsIn, tables } from "../support/column-arbitraries.ts";

test("fields come back from an Arrow schema as they were", () => {
  fc.assert(
    fc.property(fc.array(fields, { maxLength: 5 }), (list) => {
      expect(fromArrowSchema(toArrowSchema(list)).fields).toStrictEqual(list);
    }),
  );
});

test("batches come back from record batches as they were", () => {
  fc.assert(
    fc.property(tables, (sample) => {
      const schema = toArrowSchema(sample.fields);
      const back = sample.batches.map((batch) => fromRecordBatch(toRecordBatch(batch, schema), sample.fields));
      expect(rowsIn(back)).toStrictEqual(rowsIn(sample.batches));
    }),
  );
});

test("a slice of a record batch gives the rows of the slice", () => {
  fc.assert(
    fc.property(tables, fc.nat(12), fc.nat(12), (sample, from, count) => {
      const schema = toArrowSchema(sample.fields);
      for (const batch of sample.batches) {
        const start = Math.min(from, batch.rows);
        const end = Math.min(start + count, batch.rows);
        if (end === start) continue;
        const slice = toRecordBatch(batch, schema).slice(start, end);
        const back = fromRecordBatch(slice, sample.fields);
        expect(rowsIn([back])).toStrictEqual(rowsIn([batch]).slice(start, end));
      }
    }),
  );
});

test("a table has the rows of its batches, columns of one name too", () => {
  fc.assert(
    fc.property(tables, (sample) => {
      const table = toArrowTable(sample.batches, toArrowSchema(sample.fields));
      const { fields: list } = fromArrowSchema(table.schema);
      expect(list).toStrictEqual(sample.fields);
      expect(rowsIn(table.batches.map((batch) => fromRecordBatch(batch, list)))).toStrictEqual(rowsIn(sample.batches));
    }),
  );
  const twice = [field("x", { kind: "bool" }), field("x", UTF8), field("x_2", UTF8)];
  expect(toArrowSchema(twice).names).toEqual(["x", "x_3", "x_2"]);
});

test("a table keeps its schema even without rows", () => {
  const list = [{ name: "ra", datatype: "double", unit: "deg", layout: { kind: "float", bits: 64 } }] satisfies Field[];
  const empty = toArrowTable([], toArrowSchema(list, new Map([["origin", "test"]])));
  expect([empty.numRows, empty.schema.metadata.get("origin"), empty.schema.fields[0]?.metadata.get("vo:unit")]).toEqual(
    [0, "test", "deg"],
  );
  const two = batchOf(list, [[1.5], [null]]);
  expect(toArrowTable([two, two], toArrowSchema(list)).getChild("ra")?.toJSON()).toEqual([1.5, null, 1.5, null]);
});

test("memory is shared, not copied", () => {
  const list: Field[] = [{ name: "x", datatype: "double", layout: { kind: "float", bits: 64 } }];
  const batch = batchOf(list, [[1], [2]]);
  const record = toRecordBatch(batch, toArrowSchema(list));
  const [column] = batch.columns;
  expect(column).toHaveProperty("values.buffer", record.data.children[0]?.buffers[arrow.BufferType.DATA].buffer);
});

test.each<[string, Field[]]>([
  ["fewer columns", []],
  ["more columns", [field("a", { kind: "bool" }), field("b", { kind: "bool" })]],
])("a batch of %s is refused", (_what, list) => {
  const schema = toArrowSchema([field("a", { kind: "bool" })]);
  const make = () => toRecordBatch(batchOf(list, []), schema);
  expect(make).toThrow(ArrowError);
  expect(make).toThrow(expect.objectContaining({ code: "ARROW_MISMATCH" }));
});

function field(name: string, layout: Layout): Field {
  return { name, ...describeLayout(layout), layout };
}

const UTF8: Layout = { kind: "utf8" };

describe("types that VOTable does not have", () => {
  const words = ["a", null, "a considerably longer text", "b"];
  test.each<[string, arrow.Vector, Layout, unknown[]]>([
    ["dictionary", arrow.vectorFromArray(words, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())), UTF8, words],
    ["large text", arrow.vectorFromArray(words, new arrow.LargeUtf8()), UTF8, words],
    ["null", arrow.vectorFromArray([null, null], new arrow.Null()), UTF8, [null, null]],
    [
      "half floats",
      arrow.makeVector(
        arrow.makeData({
          type: new arrow.Float16(),
          data: Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x7e00),
        }),
      ),
      { kind: "float", bits: 32 },
      [1, -2, 2 ** -24, 65504, Number.POSITIVE_INFINITY, Number.NaN],
    ],
    [
      "days",
      arrow.makeVector(arrow.makeData({ type: new arrow.DateDay(), data: Int32Array.of(0, 19_723, -719_529) })),
      UTF8,
      ["1970-01-01", "2024-01-01", "-000001-12-31"],
    ],
    [
      "microseconds in UTC",
      arrow.makeVector(
        arrow.makeData({
          type: new arrow.TimestampMicrosecond("UTC"),
          data: BigInt64Array.of(1_456_704_000_000_001n, -1n),
        }),
      ),
      UTF8,
      ["2016-02-29T00:00:00.000001Z", "1969-12-31T23:59:59.999999Z"],
    ],
    [
      "nanoseconds on no clock",
      arrow.makeVector(
        arrow.makeData({ type: new arrow.TimestampNanosecond(), data: BigInt64Array.of(2n ** 63n - 1n) }),
      ),
      UTF8,
      ["2262-04-11T23:47:16.854775807"],
    ],
    [
      "time of day",
      arrow.makeVector(arrow.makeData({ type: new arrow.TimeMillisecond(), data: Int32Array.of(86_399_999) })),
      UTF8,
      ["23:59:59.999"],
    ],
    [
      "decimals",
      arrow.makeVector(
        arrow.makeData({
          type: new arrow.Decimal(3, 38, 128),
          data: Uint32Array.of(50, 0, 0, 0, 0xffff_ffce, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0, 0, 1, 0),
        }),
      ),
      UTF8,
      ["0.050", "-0.050", "18446744073709551.616"],
    ],
    [
      "durations",
      arrow.makeVector(arrow.makeData({ type: new arrow.DurationSecond(), data: BigInt64Array.of(-7n) })),
      { kind: "int", bits: 64, signed: true },
      [-7n],
    ],
    [
      "bytes",
      arrow.vectorFromArray([Uint8Array.of(1, 255), null, Uint8Array.of()], new arrow.Binary()),
      { kind: "list", item: { kind: "int", bits: 8, signed: false } },
      [[1, 255], null, []],
    ],
    [
      "bytes of one length",
      arrow.makeVector(
        arrow.makeData({ type: new arrow.FixedSizeBinary(2), data: Uint8Array.of(1, 2, 3, 4), length: 2 }),
      ),
      { kind: "fixed", size: 2, item: { kind: "int", bits: 8, signed: false } },
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])("%s", (_what, vector, layout, wanted) => {
    const table = new arrow.Table({ x: vector });
    const { fields: list } = fromArrowSchema(table.schema);
    expect(sameLayout(list[0]?.layout as Layout, layout)).toBe(true);
    expect(rowsIn(table.batches.map((batch) => fromRecordBatch(batch, list))).flat()).toEqual(wanted);
  });

  test("views of text, short and long", () => {
    const long = new TextEncoder().encode("a considerably longer text");
    const views = new Uint8Array(48);
    const view = new DataView(views.buffer);
    view.setInt32(0, 2, true);
    views.set(new TextEncoder().encode("ab"), 4);
    view.setInt32(32, long.length, true);
    views.set(long.subarray(0, 4), 36);
    const type = new arrow.Utf8View();
    const nullBitmap = Uint8Array.of(0b101);
    const data = arrow.makeData({ type, length: 3, nullCount: 1, nullBitmap, views, variadicBuffers: [long] });
    const table = new arrow.Table({ x: arrow.makeVector(data) });
    const { fields: list } = fromArrowSchema(table.schema);
    expect(rowsIn(table.batches.map((batch) => fromRecordBatch(batch, list))).flat()).toEqual([
      "ab",
      null,
      "a considerably longer text",
    ]);
  });

  test("what they had to give up is remarked", () => {
    const schema = new arrow.Schema([
      new arrow.Field("price", new arrow.Decimal(2, 10, 128), true),
      new arrow.Field("id", new arrow.Uint64(), true),
      new arrow.Field("when", new arrow.TimestampMillisecond(), true),
    ]);
    const { fields: list, remarks } = fromArrowSchema(schema);
    expect(remarks.map(({ code, column }) => [code, column])).toEqual([
      ["W-ARROW-DECIMAL-TEXT", "price"],
      ["W-ARROW-UINT64", "id"],
    ]);
    expect(list.map(({ datatype, xtype }) => [datatype, xtype])).toEqual([
      ["char", undefined],
      ["long", undefined],
      ["char", "timestamp"],
    ]);
  });

  const inside = new arrow.Field("item", new arrow.Int32(), true);
  test.each<[string, arrow.DataType]>([
    ["struct", new arrow.Struct([inside])],
    ["struct in a list", new arrow.List(new arrow.Field("item", new arrow.Struct([inside]), true))],
    ["map", new arrow.Map_(new arrow.Field("entries", new arrow.Struct([inside, inside]), false) as never)],
    ["calendar interval", new arrow.IntervalYearMonth()],
  ])("a %s is refused by name", (_what, type) => {
    const make = () => fromArrowSchema(new arrow.Schema([new arrow.Field("strange", type, true)]));
    expect(make).toThrow(expect.objectContaining({ code: "ARROW_TYPE", column: "strange" }));
  });
});
