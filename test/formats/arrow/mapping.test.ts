import { readFileSync } from "node:fs";
import {
  type Column,
  DATATYPES,
  type Datatype,
  type Field,
  type Layout,
  sameLayout,
  widenColumn,
} from "@armillary/columns";
import { fromArrowSchema, fromRecordBatch, toArrowSchema } from "@armillary/columns/arrow";
import { openVotable } from "@armillary/votable";
import { printVotableHead } from "@armillary/votable/write";
import * as arrow from "apache-arrow";
import { describe, expect, test } from "vitest";
import { encodeArrowFile } from "../../../packages/formats/src/arrow/encode.ts";
import { openArrow } from "../../../packages/formats/src/arrow/open.ts";
import type { TableStream } from "../../../packages/formats/src/table-stream.ts";
import { bytesFrom, gather, rowsIn, streamOf } from "../../support/column-arbitraries.ts";

const PAGE = readFileSync(new URL("../../../docs/arrow-mapping.md", import.meta.url), "utf8");

/** The rows of the page's table whose first column is called so, cells without their backticks. */
function tableOf(firstColumn: string): string[][] {
  const lines = PAGE.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${firstColumn} |`)) + 2;
  const end = lines.findIndex((line, index) => index >= start && !line.startsWith("|"));
  return lines.slice(start, end).map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

const plain = (cell: string | undefined): string => (cell ?? "").replaceAll("`", "");

const UNITS = ["s", "ms", "us", "ns"];

/** An Arrow type as the page writes it. */
function nameOf(type: arrow.DataType): string {
  if (arrow.DataType.isBool(type)) return "bool";
  if (arrow.DataType.isInt(type)) return `${type.isSigned ? "" : "u"}int${type.bitWidth}`;
  if (arrow.DataType.isFloat(type)) return `float${[16, 32, 64][type.precision]}`;
  if (arrow.DataType.isUtf8(type)) return "utf8";
  if (arrow.DataType.isBinary(type)) return "binary";
  if (arrow.DataType.isFixedSizeBinary(type)) return `fixed_size_binary[${type.byteWidth}]`;
  if (arrow.DataType.isDecimal(type)) return `decimal${type.bitWidth}(${type.precision}, ${type.scale})`;
  if (arrow.DataType.isDate(type)) return type.unit === arrow.DateUnit.DAY ? "date32" : "date64";
  if (arrow.DataType.isTime(type)) return `time${type.bitWidth}[${UNITS[type.unit]}]`;
  if (arrow.DataType.isTimestamp(type))
    return `timestamp[${UNITS[type.unit]}${type.timezone ? `, ${type.timezone}` : ""}]`;
  if (arrow.DataType.isDuration(type)) return `duration[${UNITS[type.unit]}]`;
  if (arrow.DataType.isList(type)) return `list<${nameOf(type.valueType)}>`;
  if (arrow.DataType.isFixedSizeList(type)) return `fixed_size_list<${nameOf(type.valueType)}, ${type.listSize}>`;
  throw new TypeError(`no name for ${type}`);
}

function arrowTypeOf(field: Field): arrow.DataType {
  return (toArrowSchema([field]).fields[0] as arrow.Field).type;
}

describe("from VOTable", () => {
  const types = new Map(
    tableOf("datatype").flatMap(([datatypes, type]) =>
      plain(datatypes)
        .split(" ")
        .map((name) => [name, plain(type)]),
    ),
  );
  test("every datatype has a row", () => void expect([...types.keys()].sort()).toEqual([...DATATYPES].sort()));

  const sizes = tableOf("arraysize").map((cells) => cells.map(plain));
  const cases = DATATYPES.flatMap((datatype) =>
    sizes.map(([size = "", ofText = "", ofOther = ""]): [Datatype, string, string] => {
      const text = datatype === "char" || datatype === "unicodeChar";
      return [datatype, size, text ? ofText : ofOther.replace("T", types.get(datatype) ?? "")];
    }),
  );
  test.each(cases)("%s of arraysize %s is %s", async (datatype, size, wanted) => {
    const field = { name: "x", datatype, ...(size === "none" ? {} : { arraysize: size }) };
    const reader = await openVotable(new TextEncoder().encode(printVotableHead({ fields: [field] })));
    const [read] = reader.table?.fields ?? [];
    expect(nameOf(arrowTypeOf(read as Field))).toBe(wanted);
    await reader.close();
  });
});

/** A column of an Arrow type with values and a null in the middle. */
interface Case {
  readonly field: arrow.Field;
  readonly data: arrow.Data;
  /** As they are in a VOTable. */
  readonly values: readonly unknown[];
}

function caseOf(
  type: arrow.DataType,
  buffers: object,
  values: readonly unknown[],
  metadata: ReadonlyMap<string, string> = new Map(),
): Case {
  const validity = { length: values.length, nullCount: 1, nullBitmap: Uint8Array.of(0b11111101) };
  const nulls = arrow.DataType.isNull(type) ? { length: values.length } : validity;
  const data = arrow.makeData({ type, ...nulls, ...buffers } as never) as arrow.Data;
  return { field: new arrow.Field("x", type, true, metadata as Map<string, string>), data, values };
}

/** The same by apache-arrow's own builders. */
function builtCase(type: arrow.DataType, given: readonly unknown[], values: readonly unknown[] = given): Case {
  const vector = arrow.vectorFromArray(given as never, type as never) as arrow.Vector;
  return { field: new arrow.Field("x", type, true), data: vector.data[0] as arrow.Data, values };
}

const item = (type: arrow.DataType): arrow.Field => new arrow.Field("item", type, true);
const listOf = (type: arrow.DataType): arrow.List => new arrow.List(item(type));
const ints = (type: arrow.DataType, given: readonly (number | bigint | null)[]): Case => builtCase(type, given);
const text = new TextEncoder();

const CASES: Readonly<Record<string, () => Case>> = {
  bool: () => builtCase(new arrow.Bool(), [true, null, false]),
  int8: () => ints(new arrow.Int8(), [-128, null, 127]),
  uint8: () => ints(new arrow.Uint8(), [0, null, 255]),
  int16: () => ints(new arrow.Int16(), [-32768, null, 32767]),
  uint16: () => ints(new arrow.Uint16(), [0, null, 65535]),
  int32: () => ints(new arrow.Int32(), [-(2 ** 31), null, 2 ** 31 - 1]),
  uint32: () => {
    const values = [0n, null, 4294967295n];
    return { ...ints(new arrow.Uint32(), [0, null, 4294967295]), values };
  },
  int64: () => ints(new arrow.Int64(), [-(2n ** 63n), null, 2n ** 63n - 1n]),
  uint64: () => ints(new arrow.Uint64(), [0n, null, 2n ** 63n - 1n]),
  float16: () =>
    caseOf(new arrow.Float16(), { data: Uint16Array.of(0x8000, 0, 0x7e00, 0x3555) }, [
      -0,
      null,
      Number.NaN,
      0.333251953125,
    ]),
  float32: () => builtCase(new arrow.Float32(), [-0, null, Number.NaN, Number.POSITIVE_INFINITY]),
  float64: () => builtCase(new arrow.Float64(), [-0, null, Number.NaN, 5e-324]),
  "decimal128(10, 2)": () =>
    caseOf(
      new arrow.Decimal(2, 10, 128),
      { data: Uint32Array.of(150, 0, 0, 0, 0, 0, 0, 0, ...Array<number>(4).fill(-1)) },
      ["1.50", null, "-0.01"],
    ),
  "decimal256(60, 2)": () =>
    caseOf(
      new arrow.Decimal(2, 60, 256),
      { data: Uint32Array.of(0, 0, 0, 0, 1, 0, 0, 0, ...Array<number>(8).fill(0), ...Array<number>(8).fill(-1)) },
      ["3402823669209384634633746074317682114.56", null, "-0.01"],
    ),
  utf8: () => builtCase(new arrow.Utf8(), ["a", null, "", "naïve ☃"]),
  large_utf8: () => builtCase(new arrow.LargeUtf8(), ["a", null, "", "naïve ☃"]),
  utf8_view: () => viewCase(new arrow.Utf8View(), ["ab", null, ""]),
  binary: () => builtCase(new arrow.Binary(), [Uint8Array.of(0, 255), null, Uint8Array.of()], [[0, 255], null, []]),
  large_binary: () =>
    builtCase(new arrow.LargeBinary(), [Uint8Array.of(0, 255), null, Uint8Array.of()], [[0, 255], null, []]),
  binary_view: () => viewCase(new arrow.BinaryView(), [[97, 98], null, []]),
  "fixed_size_binary[3]": () =>
    caseOf(new arrow.FixedSizeBinary(3), { data: Uint8Array.of(1, 2, 3, 0, 0, 0, 7, 8, 9) }, [
      [1, 2, 3],
      null,
      [7, 8, 9],
    ]),
  "arrow.uuid": () =>
    caseOf(
      new arrow.FixedSizeBinary(16),
      { data: Uint8Array.from({ length: 48 }, (_, index) => index) },
      ["00010203-0405-0607-0809-0a0b0c0d0e0f", null, "20212223-2425-2627-2829-2a2b2c2d2e2f"],
      new Map([
        ["ARROW:extension:name", "arrow.uuid"],
        ["ARROW:extension:metadata", ""],
      ]),
    ),
  date32: () =>
    caseOf(new arrow.DateDay(), { data: Int32Array.of(16860, 0, -719_529) }, ["2016-02-29", null, "-000001-12-31"]),
  date64: () =>
    caseOf(new arrow.DateMillisecond(), { data: BigInt64Array.of(86_400_000n, 0n, -86_400_000n) }, [
      "1970-01-02T00:00:00.000",
      null,
      "1969-12-31T00:00:00.000",
    ]),
  "time32[s]": () =>
    caseOf(new arrow.TimeSecond(), { data: Int32Array.of(86_399, 0, 0) }, ["23:59:59", null, "00:00:00"]),
  "time32[ms]": () =>
    caseOf(new arrow.TimeMillisecond(), { data: Int32Array.of(1, 0, 0) }, ["00:00:00.001", null, "00:00:00.000"]),
  "time64[us]": () =>
    caseOf(new arrow.TimeMicrosecond(), { data: BigInt64Array.of(1n, 0n) }, ["00:00:00.000001", null]),
  "time64[ns]": () =>
    caseOf(new arrow.TimeNanosecond(), { data: BigInt64Array.of(1n, 0n) }, ["00:00:00.000000001", null]),
  "timestamp[s]": () =>
    caseOf(new arrow.TimestampSecond(), { data: BigInt64Array.of(-1n, 0n) }, ["1969-12-31T23:59:59", null]),
  "timestamp[ms]": () =>
    caseOf(new arrow.TimestampMillisecond(), { data: BigInt64Array.of(1n, 0n) }, ["1970-01-01T00:00:00.001", null]),
  "timestamp[us, UTC]": () =>
    caseOf(new arrow.TimestampMicrosecond("UTC"), { data: BigInt64Array.of(1n, 0n) }, [
      "1970-01-01T00:00:00.000001Z",
      null,
    ]),
  "timestamp[ns, Europe/Paris]": () =>
    caseOf(new arrow.TimestampNanosecond("Europe/Paris"), { data: BigInt64Array.of(2n ** 63n - 1n, 0n) }, [
      "2262-04-11T23:47:16.854775807Z",
      null,
    ]),
  "duration[s]": () => caseOf(new arrow.DurationSecond(), { data: BigInt64Array.of(-7n, 0n) }, [-7n, null]),
  "duration[ms]": () => caseOf(new arrow.DurationMillisecond(), { data: BigInt64Array.of(-7n, 0n) }, [-7n, null]),
  "duration[us]": () => caseOf(new arrow.DurationMicrosecond(), { data: BigInt64Array.of(-7n, 0n) }, [-7n, null]),
  "duration[ns]": () => caseOf(new arrow.DurationNanosecond(), { data: BigInt64Array.of(-7n, 0n) }, [-7n, null]),
  "dictionary<int8, utf8>": () =>
    builtCase(new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()), ["g", null, "r", "g"]),
  "dictionary<int32, int64>": () =>
    builtCase(new arrow.Dictionary(new arrow.Int64(), new arrow.Int32()), [5n, null, 5n]),
  "list<int32>": () => builtCase(listOf(new arrow.Int32()), [[1, null], null, []]),
  "list<uint16>": () => builtCase(listOf(new arrow.Uint16()), [[1, null, 65535], null, []]),
  "list<timestamp[us]>": () => {
    const type = new arrow.TimestampMicrosecond();
    const child = arrow.makeData({ type, data: BigInt64Array.of(1n, 2n) });
    const values = [["1970-01-01T00:00:00.000001", "1970-01-01T00:00:00.000002"], null, []];
    return caseOf(listOf(type), { valueOffsets: Int32Array.of(0, 2, 2, 2), child }, values);
  },
  "list<binary>": () => {
    const child = arrow.vectorFromArray([Uint8Array.of(1), Uint8Array.of()], new arrow.Binary()).data[0];
    return caseOf(listOf(new arrow.Binary()), { valueOffsets: Int32Array.of(0, 2, 2, 2), child }, [
      [[1], []],
      null,
      [],
    ]);
  },
  "list<list<int32>>": () => builtCase(listOf(listOf(new arrow.Int32())), [[[1], [], null], null, []]),
  "list<utf8>": () => builtCase(listOf(new arrow.Utf8()), [["a", null, ""], null, []]),
  "large_list<int32>": () => {
    const child = arrow.makeData({ type: new arrow.Int32(), data: Int32Array.of(1, 2) });
    return caseOf(
      new arrow.LargeList(item(new arrow.Int32())),
      { valueOffsets: BigInt64Array.of(0n, 2n, 2n, 2n), child },
      [[1, 2], null, []],
    );
  },
  "fixed_size_list<float32, 3>": () =>
    builtCase(new arrow.FixedSizeList(3, item(new arrow.Float32())), [[1, null, Number.NaN], null]),
  "fixed_size_list<utf8, 3>": () =>
    builtCase(new arrow.FixedSizeList(3, item(new arrow.Utf8())), [["a", null, ""], null]),
  "list<fixed_size_list<float64, 2>>": () =>
    builtCase(listOf(new arrow.FixedSizeList(2, item(new arrow.Float64()))), [
      [
        [1, 2],
        [3, null],
      ],
      null,
      [],
    ]),
  null: () => caseOf(new arrow.Null(), {}, [null, null]),
};

/** Short values lie within their views. */
function viewCase(type: arrow.DataType, values: readonly (string | readonly number[] | null)[]): Case {
  const views = new Uint8Array(values.length * 16);
  values.forEach((value, row) => {
    const bytes = typeof value === "string" ? text.encode(value) : Uint8Array.from(value ?? []);
    views[row * 16] = bytes.length;
    views.set(bytes, row * 16 + 4);
  });
  return caseOf(type, { views, variadicBuffers: [] }, values);
}

function tableOfCase({ field, data }: Case): { schema: arrow.Schema; batch: arrow.RecordBatch } {
  const schema = new arrow.Schema([field]);
  const struct = arrow.makeData({
    type: new arrow.Struct([field]),
    length: data.length,
    nullCount: 0,
    children: [data],
  });
  return { schema, batch: new arrow.RecordBatch(schema, struct) };
}

/** The table as it would be after a journey through a VOTable: its FIELDs read from a document, its values of their layouts. */
async function throughVotable(table: TableStream): Promise<TableStream> {
  const head = printVotableHead({ ...table.metadata, fields: table.fields.map(withoutOpenAxes) });
  const reader = await openVotable(new TextEncoder().encode(head), { strict: true });
  const fields = (reader.table?.fields ?? []).map((read, index): Field => {
    const own = table.fields[index] as Field;
    // What a VOTable cannot say of nested lists is not what is looked at here.
    return own.arraysize?.includes("*x") === true ? { ...own, layout: widestLayout(own.layout) } : read;
  });
  const batches = (await gather(table.batches())).map(({ rows, columns }) => ({
    rows,
    columns: columns.map((column, index) => toVotable(column, (fields[index] as Field).layout)),
  }));
  await reader.close();
  return streamOf({ fields, batches });
}

function withoutOpenAxes(field: Field): Field {
  return { ...field, ...(field.arraysize?.includes("*x") === true && { arraysize: "*" }) };
}

/** The layout with the integers that a VOTable has. */
function widestLayout(layout: Layout): Layout {
  if (layout.kind === "list" || layout.kind === "fixed") return { ...layout, item: widestLayout(layout.item) };
  return layout;
}

function toVotable(column: Column, layout: Layout): Column {
  if (column.kind === "int" && column.values instanceof BigUint64Array) {
    return { ...column, values: new BigInt64Array(column.values) };
  }
  return widenColumn(column, layout);
}

describe("from Arrow", () => {
  const rows = tableOf("Arrow type");
  test("every row of the page is looked at", () => {
    expect(rows.map(([type]) => plain(type))).toEqual(Object.keys(CASES));
  });

  const cases = rows.map((cells): [string, string[]] => [plain(cells[0]), cells]);

  test.each(cases)("%s", async (name, [, datatype, arraysize, also, format]) => {
    const given = (CASES[name] as () => Case)();
    const { schema, batch } = tableOfCase(given);
    const { fields, remarks } = fromArrowSchema(schema);
    const [field] = fields as [Field];
    expect([field.datatype, field.arraysize ?? ""]).toEqual([plain(datatype), plain(arraysize)]);
    const said = [
      ...remarks.map(({ code }) => code),
      ...(field.xtype === undefined ? [] : [`xtype \`${field.xtype}\``]),
      ...(field.unit === undefined ? [] : [`unit \`${field.unit}\``]),
    ];
    expect(said.join(" ")).toBe(also);
    expect(field.links?.find(({ title }) => title === "ARROW:format")?.value ?? "").toBe(plain(format));
    const values = rowsIn([fromRecordBatch(batch, fields)]).flat(1);
    // Every number here fits a long.
    const widened = values.map((value) => (name === "uint32" && value !== null ? BigInt(value as number) : value));
    expect(widened).toEqual(given.values);
  });

  test.each(cases)("%s and back, through a VOTable", async (name, cells) => {
    const given = (CASES[name] as () => Case)();
    const { schema, batch } = tableOfCase(given);
    const bytes = arrow.tableToIPC(new arrow.Table(schema, [batch]), "stream");
    const there = await openArrow(bytesOf(bytes));
    const back = await bytesFrom(encodeArrowFile(await throughVotable(there)));
    const reader = arrow.RecordBatchReader.from(back).open();
    const read = reader.schema;
    const [field] = read.fields as [arrow.Field];
    const wanted = plain(cells[5]) === "itself" ? name : plain(cells[5]);
    expect(nameOf(field.type)).toBe(name === "arrow.uuid" ? "fixed_size_binary[16]" : wanted);
    for (const [key, value] of given.field.metadata) expect(field.metadata.get(key)).toBe(value);
    const batches = [...reader].map((one) => fromRecordBatch(one, fromArrowSchema(read).fields));
    expect(rowsIn(batches)).toStrictEqual(rowsIn([fromRecordBatch(batch, fromArrowSchema(schema).fields)]));
  });

  test.each(cases)("%s as a VOTable has it, if that is wanted", async (name) => {
    const { schema, batch } = tableOfCase((CASES[name] as () => Case)());
    const there = await openArrow(bytesOf(arrow.tableToIPC(new arrow.Table(schema, [batch]), "stream")));
    const { fields } = there;
    const back = await bytesFrom(encodeArrowFile(there, { arrowTypes: "votable" }));
    const reader = arrow.RecordBatchReader.from(back).open();
    const read = fromArrowSchema(reader.schema).fields;
    expect(read).toStrictEqual(fields);
    expect(sameLayout((read[0] as Field).layout, (fields[0] as Field).layout)).toBe(true);
    expect(nameOf((reader.schema.fields[0] as arrow.Field).type)).toBe(nameOf(arrowTypeOf(fields[0] as Field)));
  });
});

async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
