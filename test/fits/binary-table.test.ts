import { type CellValue, type FieldMeta, type Layout, rowsOf } from "@armillary/columns";
import { describe, expect, test } from "vitest";
import { type OpenFitsTableOptions, openFitsTable } from "../../packages/fits/src/index.ts";
import { binaryFile, type CardText, chunked, joined, PRIMARY, put, tableHdu } from "./fits-file.ts";

async function readTable(file: Uint8Array, options: OpenFitsTableOptions = {}) {
  const reader = await openFitsTable(chunked(file), options);
  const rows: CellValue[][] = [];
  const batches: number[] = [];
  for await (const batch of reader.batches()) {
    batches.push(batch.rows);
    rows.push(...rowsOf(batch));
  }
  return { fields: reader.fields, rows, batches, codes: reader.diagnostics.map(({ code }) => code) };
}

/** Reads a table of one column; gives its field and values. */
async function readColumn(cards: readonly CardText[], cells: readonly Uint8Array[], heap?: Uint8Array) {
  const { fields, rows, codes } = await readTable(binaryFile(cards, cells, heap));
  return { field: fields[0], values: rows.map(([value]) => value), codes };
}

const int = (bits: 8 | 16 | 32 | 64, signed = true): Layout => ({ kind: "int", bits, signed });
const F32: Layout = { kind: "float", bits: 32 };
const F64: Layout = { kind: "float", bits: 64 };
const BOOL: Layout = { kind: "bool" };
const UTF8: Layout = { kind: "utf8" };
const fixed = (size: number, item: Layout): Layout => ({ kind: "fixed", size, item });
const list = (item: Layout): Layout => ({ kind: "list", item });

interface FormRow {
  readonly form: string;
  readonly more?: readonly CardText[];
  readonly datatype: string;
  readonly arraysize?: string;
  readonly layout: Layout;
  readonly cells: readonly Uint8Array[];
  readonly values: readonly CellValue[];
  readonly codes?: readonly string[];
}

const { i16, i32, i64, f32, f64, text, bytes } = put;

describe("columns by TFORM, TDIM, TNULL, TSCAL and TZERO (FITS 4.0, 7.3)", () => {
  test.each<FormRow>([
    {
      form: "L",
      datatype: "boolean",
      layout: BOOL,
      cells: [text("T"), text("F"), bytes(0)],
      values: [true, false, null],
    },
    {
      form: "3L",
      datatype: "boolean",
      arraysize: "3",
      layout: fixed(3, BOOL),
      cells: [text("TF\0")],
      values: [[true, false, null]],
    },
    {
      form: "L",
      datatype: "boolean",
      layout: BOOL,
      cells: [text("t"), text("1"), bytes(1), text("f"), text("0"), text("?"), text(" ")],
      values: [true, true, true, false, false, null, null],
      codes: ["W-FITS-LOGICAL"],
    },
    { form: "X", datatype: "bit", layout: BOOL, cells: [bytes(0x80), bytes(0x7f)], values: [true, false] },
    {
      form: "10X",
      datatype: "bit",
      arraysize: "10",
      layout: fixed(10, BOOL),
      cells: [bytes(0b10100000, 0b01111111)],
      values: [[true, false, true, false, false, false, false, false, false, true]],
    },
    { form: "1B", datatype: "unsignedByte", layout: int(8, false), cells: [bytes(0), bytes(255)], values: [0, 255] },
    { form: "I", datatype: "short", layout: int(16), cells: [i16(-32768), i16(32767)], values: [-32768, 32767] },
    {
      form: "J",
      datatype: "int",
      layout: int(32),
      cells: [i32(-(2 ** 31)), i32(2 ** 31 - 1)],
      values: [-(2 ** 31), 2 ** 31 - 1],
    },
    {
      form: "K",
      datatype: "long",
      layout: int(64),
      cells: [i64(-(2n ** 63n)), i64(2n ** 63n - 1n)],
      values: [-(2n ** 63n), 2n ** 63n - 1n],
    },
    {
      form: "E",
      datatype: "float",
      layout: F32,
      cells: [f32(1.5), f32(Number.NaN), f32(-Infinity)],
      values: [1.5, Number.NaN, -Infinity],
    },
    { form: "D", datatype: "double", layout: F64, cells: [f64(1 / 3), f64(5e-324)], values: [1 / 3, 5e-324] },
    { form: "C", datatype: "floatComplex", layout: fixed(2, F32), cells: [f32(1, -2)], values: [[1, -2]] },
    {
      form: "2M",
      datatype: "doubleComplex",
      arraysize: "2",
      layout: fixed(2, fixed(2, F64)),
      cells: [f64(1, 2, 3, 4)],
      values: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    },
    {
      form: "5A",
      datatype: "char",
      arraysize: "5",
      layout: UTF8,
      cells: [text("ab   "), text(" x\0zz"), text("     "), bytes(0, 65, 66, 67, 68), text("abcde")],
      values: ["ab", " x", null, null, "abcde"],
    },
    { form: "A", datatype: "char", arraysize: "1", layout: UTF8, cells: [text("q")], values: ["q"] },
    {
      form: "4A",
      datatype: "char",
      arraysize: "4",
      layout: UTF8,
      cells: [text("né "), bytes(0xe9, 0x74, 0xe9, 0x20)],
      values: ["né", "\uFFFDt\uFFFD"],
      codes: ["W-FITS-TEXT"],
    },
    {
      form: "6A",
      more: [["TDIM1", "(2,3)"]],
      datatype: "char",
      arraysize: "2x3",
      layout: fixed(3, UTF8),
      cells: [text("ab c  "), text("a\0b\0  ")],
      values: [
        ["ab", " c", ""],
        ["a", "b", ""],
      ],
    },
    {
      form: "12A",
      more: [["TDIM1", "(2,3,2)"]],
      datatype: "char",
      arraysize: "2x3x2",
      layout: fixed(2, fixed(3, UTF8)),
      cells: [text("a b c d e f ")],
      values: [
        [
          ["a", "b", "c"],
          ["d", "e", "f"],
        ],
      ],
    },
    {
      form: "7A3",
      datatype: "char",
      arraysize: "3x2",
      layout: fixed(2, UTF8),
      cells: [text("abcde x"), text("      x")],
      values: [
        ["abc", "de"],
        ["", ""],
      ],
    },
    {
      form: "6A:SSTR3",
      datatype: "char",
      arraysize: "3x2",
      layout: fixed(2, UTF8),
      cells: [text("abcdef")],
      values: [["abc", "def"]],
    },
    {
      form: "3I",
      datatype: "short",
      arraysize: "3",
      layout: fixed(3, int(16)),
      cells: [i16(1, 2, 3), i16(4, 5, 6)],
      values: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    },
    {
      form: "6J",
      more: [["TDIM1", "(3,2)"]],
      datatype: "int",
      arraysize: "3x2",
      layout: fixed(2, fixed(3, int(32))),
      cells: [i32(1, 2, 3, 4, 5, 6)],
      values: [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ],
    },
    {
      form: "2C",
      more: [["TDIM1", "(1,2)"]],
      datatype: "floatComplex",
      arraysize: "1x2",
      layout: fixed(2, fixed(1, fixed(2, F32))),
      cells: [f32(1, 2, 3, 4)],
      values: [[[[1, 2]], [[3, 4]]]],
    },
    {
      form: "4J",
      more: [["TDIM1", "(3,2)"]],
      datatype: "int",
      arraysize: "4",
      layout: fixed(4, int(32)),
      cells: [i32(1, 2, 3, 4)],
      values: [[1, 2, 3, 4]],
      codes: ["W-FITS-TDIM"],
    },
    {
      form: "2J",
      more: [["TDIM1", "2"]],
      datatype: "int",
      arraysize: "2",
      layout: fixed(2, int(32)),
      cells: [i32(1, 2)],
      values: [[1, 2]],
      codes: ["W-FITS-TDIM"],
    },
    {
      form: "B",
      more: [["TNULL1", 7]],
      datatype: "unsignedByte",
      layout: int(8, false),
      cells: [bytes(7), bytes(8)],
      values: [null, 8],
    },
    {
      form: "2I",
      more: [["TNULL1", -1]],
      datatype: "short",
      arraysize: "2",
      layout: fixed(2, int(16)),
      cells: [i16(-1, 2), i16(3, -1)],
      values: [
        [null, 2],
        [3, null],
      ],
    },
    {
      form: "J",
      more: [["TNULL1", -99]],
      datatype: "int",
      layout: int(32),
      cells: [i32(-99), i32(0)],
      values: [null, 0],
    },
    {
      form: "K",
      more: [["TNULL1", -(2n ** 63n)]],
      datatype: "long",
      layout: int(64),
      cells: [i64(-(2n ** 63n)), i64(0n), i64(2n ** 31n)],
      values: [null, 0n, 2n ** 31n],
    },
    {
      form: "B",
      more: [["TNULL1", -1]],
      datatype: "unsignedByte",
      layout: int(8, false),
      cells: [bytes(255)],
      values: [255],
      codes: ["W-FITS-TNULL"],
    },
    {
      form: "E",
      more: [["TNULL1", 1]],
      datatype: "float",
      layout: F32,
      cells: [f32(1)],
      values: [1],
      codes: ["W-FITS-TNULL"],
    },
    {
      form: "B",
      more: [["TZERO1", -128]],
      datatype: "short",
      layout: int(8),
      cells: [bytes(0), bytes(128), bytes(255)],
      values: [-128, 0, 127],
    },
    {
      form: "I",
      more: [["TZERO1", 32768]],
      datatype: "int",
      layout: int(16, false),
      cells: [i16(-32768), i16(0), i16(32767)],
      values: [0, 32768, 65535],
    },
    {
      form: "J",
      more: [["TZERO1", 2147483648]],
      datatype: "long",
      layout: int(32, false),
      cells: [i32(-(2 ** 31)), i32(2 ** 31 - 1)],
      values: [0, 2 ** 32 - 1],
    },
    {
      form: "K",
      more: [
        ["TZERO1", 2n ** 63n],
        ["TNULL1", -1],
      ],
      datatype: "long",
      layout: int(64, false),
      cells: [i64(-(2n ** 63n)), i64(2n ** 63n - 1n), i64(-1n)],
      values: [0n, 2n ** 64n - 1n, null],
    },
    {
      form: "I",
      more: ["TSCAL1  = 0.5", "TZERO1  = 1.D1", ["TNULL1", -5]],
      datatype: "double",
      layout: F64,
      cells: [i16(3), i16(-5)],
      values: [11.5, null],
    },
    { form: "J", more: [["TZERO1", 100]], datatype: "double", layout: F64, cells: [i32(1)], values: [101] },
    { form: "B", more: [["TSCAL1", 2]], datatype: "double", layout: F64, cells: [bytes(200)], values: [400] },
    {
      form: "K",
      more: [
        ["TSCAL1", 2],
        ["TNULL1", 2n ** 60n + 1n],
      ],
      datatype: "double",
      layout: F64,
      cells: [i64(3n), i64(2n ** 60n + 1n), i64(2n ** 60n)],
      values: [6, null, 2 ** 61],
    },
    {
      form: "E",
      more: [["TSCAL1", 2]],
      datatype: "double",
      layout: F64,
      cells: [f32(1.5), f32(Number.NaN)],
      values: [3, Number.NaN],
    },
    { form: "D", more: [["TZERO1", 2]], datatype: "double", layout: F64, cells: [f64(1.5)], values: [3.5] },
    {
      form: "C",
      more: [
        ["TSCAL1", 2],
        ["TZERO1", 10],
      ],
      datatype: "doubleComplex",
      layout: fixed(2, F64),
      cells: [f32(1, 3)],
      values: [[12, 6]],
    },
    {
      form: "2A",
      more: [["TSCAL1", 2]],
      datatype: "char",
      arraysize: "2",
      layout: UTF8,
      cells: [text("ab")],
      values: ["ab"],
      codes: ["W-FITS-SCALE"],
    },
  ])("$form $more", async ({ form, more = [], datatype, arraysize, layout, cells, values, codes = [] }) => {
    const read = await readColumn([["TFORM1", form], ["TTYPE1", "x"], ...more], cells);
    expect(read.field).toMatchObject({
      name: "x",
      datatype,
      layout,
      ...(arraysize === undefined ? {} : { arraysize }),
    });
    expect(read.field?.arraysize).toBe(arraysize);
    expect(read.values).toEqual(values);
    expect(read.codes).toEqual(codes);
  });

  test.each([
    ["0E", "float", list(F32)],
    ["0A", "char", UTF8],
    ["0M", "doubleComplex", list(fixed(2, F64))],
    ["0PJ", "int", list(int(32))],
  ])("a column without values: %s", async (form, datatype, layout) => {
    const file = binaryFile(
      [
        ["TFORM1", form],
        ["TFORM2", "I"],
      ],
      [put.i16(1), put.i16(2)],
    );
    const { fields, rows } = await readTable(file);
    expect(fields[0]).toEqual({ name: "col1", datatype, arraysize: "*", layout });
    expect(rows).toEqual([
      [null, 1],
      [null, 2],
    ]);
  });
});

describe("columns of variable length (FITS 4.0, 7.3.5)", () => {
  const heap = joined(i32(1, 2, 3), text("hello\0T F"), f32(1, 2), bytes(0b10100000));
  test.each<readonly [string, CardText[], string, string, Layout, Uint8Array[], CellValue[]]>([
    [
      "PJ(3)",
      [],
      "int",
      "3*",
      list(int(32)),
      [i32(3, 0), i32(0, 0), i32(1, 4), i32(0, 999)],
      [[1, 2, 3], null, [2], null],
    ],
    ["1PJ", [["TNULL1", 2]], "int", "*", list(int(32)), [i32(3, 0)], [[1, null, 3]]],
    ["PJ", ["TSCAL1  = 0.5"], "double", "*", list(F64), [i32(3, 0)], [[0.5, 1, 1.5]]],
    ["QJ(3)", [], "int", "3*", list(int(32)), [i64(2n, 4n)], [[2, 3]]],
    ["PA(9)", [], "char", "9*", UTF8, [i32(5, 12), i32(0, 0), i32(8, 12)], ["hello", null, "hello"]],
    ["PL(3)", [], "boolean", "3*", list(BOOL), [i32(1, 18), i32(1, 20), i32(1, 17)], [[true], [false], [null]]],
    ["PC(1)", [], "floatComplex", "1*", list(fixed(2, F32)), [i32(1, 21), i32(0, 0)], [[[1, 2]], null]],
    ["PX(3)", [], "bit", "3*", list(BOOL), [i32(3, 29)], [[true, false, true]]],
    ["PB()", [["TZERO1", -128]], "short", "*", list(int(8)), [i32(2, 12)], [[104 - 128, 101 - 128]]],
  ])("%s %j", async (form, more, datatype, arraysize, layout, cells, values) => {
    const read = await readColumn([["TFORM1", form], ...more], cells, heap);
    expect(read.field).toMatchObject({ datatype, arraysize, layout });
    expect(read.values).toEqual(values);
  });

  test.each<readonly [string, string, Uint8Array]>([
    ["past the end", "PJ", i32(3, 24)],
    ["an offset beyond", "PJ", i32(1, 1000)],
    ["a negative count", "QJ", i64(-1n, 0n)],
    ["a negative offset", "QJ", i64(1n, -4n)],
    ["counts that overflow", "QM", i64(2n ** 62n, 0n)],
    ["unsigned counts", "PX", i32(-1, 0)],
  ])("a descriptor that leaves the heap is an error, or null when lenient: %s", async (_, form, cell) => {
    const file = binaryFile(
      [
        ["TFORM1", form],
        ["TTYPE1", "v"],
      ],
      [cell],
      heap,
    );
    await expect(readTable(file)).rejects.toMatchObject({ code: "FITS_TABLE", place: { row: 0, field: "v", hdu: 1 } });
    const { rows, codes } = await readTable(file, { lenient: true });
    expect(rows).toEqual([[null]]);
    expect(codes).toEqual(["E-FITS-CELL"]);
  });

  test("THEAP puts a gap before the heap", async () => {
    const rows = [i32(1, 0)];
    const file = binaryFile(
      [
        ["TFORM1", "PJ"],
        ["THEAP", 12],
      ],
      rows,
      joined(i32(-1), i32(42)),
    );
    expect((await readTable(file)).rows).toEqual([[[42]]]);
  });

  test.each([4, 100])("THEAP = %d is out of place", async (theap) => {
    const file = binaryFile(
      [
        ["TFORM1", "PJ"],
        ["THEAP", theap],
      ],
      [i32(1, 0)],
      i32(42),
    );
    await expect(readTable(file)).rejects.toMatchObject({ code: "FITS_TABLE", place: { keyword: "THEAP" } });
  });

  test("rows that share a long array come in small batches", async () => {
    const shared = new Uint8Array(100_000).fill(1);
    const rows = Array.from({ length: 20 }, () => i32(100_000, 0));
    const file = binaryFile([["TFORM1", "PB"]], rows, shared);
    const { batches } = await readTable(file, { bytesPerBatch: 250_000 });
    expect(Math.max(...batches)).toBe(2);
    expect(batches.reduce((total, count) => total + count)).toBe(20);
  });

  test("a table too large to hold is refused, unless its variable columns are left out", async () => {
    const file = binaryFile(
      [
        ["TFORM1", "PJ"],
        ["TFORM2", "I"],
      ],
      [joined(i32(1, 0), i16(5))],
      i32(42),
    );
    const limits = { maxHeapBytes: 10 };
    await expect(readTable(file, { limits })).rejects.toMatchObject({ code: "FITS_LIMIT" });
    expect((await readTable(file, { limits, columns: [1] })).rows).toEqual([[5]]);
  });

  test("a heap cut short is an error", async () => {
    const file = binaryFile([["TFORM1", "PB"]], [i32(1, 0)], new Uint8Array(5000));
    await expect(readTable(file.subarray(0, -2000))).rejects.toMatchObject({ code: "FITS_TRUNCATED" });
  });
});

describe("what the header says of columns", () => {
  test("becomes the field", async () => {
    const cards: CardText[] = [
      ["TFORM1", "I"],
      ["TTYPE1", "ra"],
      ["TUNIT1", "deg"],
      ["TCOMM1", "Right ascension"],
      ["TUCD1", "pos.eq.ra"],
      ["TUTYP1", "stc:x"],
      ["TXTYP1", "point"],
      ["TNULL1", -1],
      ["TFORM2", "I"],
      "TTYPE2  = 'dec'                / Declination",
      ["TZERO2", 32768],
      ["TNULL2", -32768],
      ["TFORM3", "I"],
      "TTYPE3  = 'mag'                / label for field   3",
      ["TFORM4", "I"],
    ];
    const { fields } = await readTable(binaryFile(cards, [i16(1, 2, 3, 4)]));
    const layout = int(16);
    expect(fields).toEqual([
      {
        name: "ra",
        datatype: "short",
        unit: "deg",
        ucd: "pos.eq.ra",
        utype: "stc:x",
        xtype: "point",
        description: "Right ascension",
        values: [{ null: "-1" }],
        layout,
      },
      { name: "dec", datatype: "int", description: "Declination", values: [{ null: "0" }], layout: int(16, false) },
      { name: "mag", datatype: "short", layout },
      { name: "col4", datatype: "short", layout },
    ]);
  });

  test("gives way to a description by the caller, where it goes with the stored values", async () => {
    const file = binaryFile(
      [
        ["TFORM1", "2E"],
        ["TFORM2", "5A"],
        ["TFORM3", "J"],
        ["TFORM4", "I"],
        ["TZERO4", 32768],
      ],
      [joined(f32(1, 2), text("abcde"), i32(-9), i16(-32767))],
    );
    const metadata: FieldMeta[] = [
      { name: "z", datatype: "floatComplex", ucd: "stat" },
      { name: "s", datatype: "unicodeChar", arraysize: "*" },
      { name: "n", datatype: "double", arraysize: "*", unit: "m", values: [{ null: "-9" }] },
      { name: "u", datatype: "int", values: [{ null: "0x1" }] },
    ];
    const { fields, rows, codes } = await readTable(file, { metadata });
    expect(fields).toEqual([
      { ...metadata[0], layout: fixed(2, F32) },
      { ...metadata[1], layout: UTF8 },
      { name: "n", datatype: "int", unit: "m", values: [{ null: "-9" }], layout: int(32) },
      { ...metadata[3], layout: int(16, false) },
    ]);
    expect(rows).toEqual([[[1, 2], "abcde", null, null]]);
    expect(codes).toEqual(["W-FITS-DATATYPE"]);
  });

  test("one description too many is refused", async () => {
    const metadata: FieldMeta[] = [
      { name: "a", datatype: "short" },
      { name: "b", datatype: "short" },
    ];
    const file = binaryFile([["TFORM1", "I"]], [i16(1)]);
    await expect(readTable(file, { metadata })).rejects.toMatchObject({ code: "FITS_TABLE" });
  });

  test.each([
    [["b", "A"], [[2, 1]]],
    [[2, 0], [[3, 1]]],
    [[], [[]]],
  ])("columns chosen: %j", async (columns, expected) => {
    const names: CardText[] = [
      ["TTYPE1", "a"],
      ["TTYPE2", "b"],
      ["TTYPE3", "c"],
    ];
    const file = binaryFile([["TFORM1", "I"], ["TFORM2", "I"], ["TFORM3", "I"], ...names], [i16(1, 2, 3)]);
    expect((await readTable(file, { columns })).rows).toEqual(expected);
  });

  test.each([["zz"], [3], [-1]])("no column %s", async (column) => {
    const file = binaryFile(
      [
        ["TFORM1", "I"],
        ["TTYPE1", "a"],
      ],
      [i16(1)],
    );
    await expect(readTable(file, { columns: [column] })).rejects.toMatchObject({ code: "FITS_NO_COLUMN" });
  });
});

describe("tables that cannot be", () => {
  const base = { rowBytes: 2, rows: 1, fields: 1, cards: [["TFORM1", "I"]] as CardText[], data: i16(1) };
  test.each<readonly [string, Partial<typeof base>, string]>([
    ["TFORM missing", { cards: [] }, "FITS_TABLE"],
    ["TFORM odd", { cards: [["TFORM1", "Z"]] }, "FITS_TABLE"],
    ["two descriptors", { cards: [["TFORM1", "2PJ"]], rowBytes: 16 }, "FITS_TABLE"],
    ["descriptor of nothing", { cards: [["TFORM1", "P"]], rowBytes: 8 }, "FITS_TABLE"],
    ["TFORM a number", { cards: [["TFORM1", 3]] }, "FITS_TABLE"],
    ["columns wider than the row", { cards: [["TFORM1", "J"]] }, "FITS_TABLE"],
    ["repeat beyond counting", { cards: [["TFORM1", `${"9".repeat(30)}J`]] }, "FITS_TABLE"],
    [
      "TSCAL text",
      {
        cards: [
          ["TFORM1", "I"],
          ["TSCAL1", "x"],
        ],
      },
      "FITS_TABLE",
    ],
    ["TFIELDS huge", { fields: 1e9 }, "FITS_LIMIT"],
    ["row huge", { rowBytes: 1e12 }, "FITS_LIMIT"],
    ["rows of nothing", { rowBytes: 0, rows: 1e15, fields: 0 }, "FITS_LIMIT"],
  ])("%s", async (_, parts, code) => {
    const file = joined(PRIMARY, tableHdu({ ...base, ...parts }));
    await expect(readTable(file)).rejects.toMatchObject({ code, place: { hdu: 1 } });
  });

  test("a few rows of nothing are rows", async () => {
    const file = joined(PRIMARY, tableHdu({ ...base, rowBytes: 0, rows: 3, fields: 0, cards: [], data: bytes() }));
    expect((await readTable(file)).rows).toEqual([[], [], []]);
  });

  test("bytes of a row that belong to no column are reported", async () => {
    const { rows, codes } = await readTable(binaryFile([["TFORM1", "I"]], [i16(1, 2), i16(3, 4)]));
    expect(rows).toEqual([[1], [3]]);
    expect(codes).toEqual(["W-FITS-ROW-BYTES"]);
  });

  test("an A3DTABLE is one too", async () => {
    const file = joined(PRIMARY, tableHdu({ ...base, xtension: "A3DTABLE" }));
    expect((await readTable(file)).rows).toEqual([[1]]);
  });

  test("a logical that is none is an error, or null when lenient", async () => {
    const file = binaryFile(
      [
        ["TFORM1", "L"],
        ["TTYPE1", "flag"],
      ],
      [text("T"), text("x")],
    );
    await expect(readTable(file)).rejects.toMatchObject({ code: "FITS_TABLE", place: { row: 1, field: "flag" } });
    expect((await readTable(file, { lenient: true })).rows).toEqual([[true], [null]]);
  });

  test("whole rows are given before a cut is reported", async () => {
    const file = binaryFile(
      [["TFORM1", "J"]],
      Array.from({ length: 2000 }, (_, row) => i32(row)),
    );
    const reader = await openFitsTable(chunked(file.subarray(0, 2880 * 2 + 4002)));
    let rows = 0;
    const drain = async () => {
      for await (const batch of reader.batches()) rows += batch.rows;
    };
    await expect(drain()).rejects.toMatchObject({ code: "FITS_TRUNCATED", place: { row: 1000 } });
    expect(rows).toBe(1000);
  });
});
