import {
  type CellValue,
  type ColumnBatch,
  type Datatype,
  describeLayout,
  type Field,
  type Layout,
} from "@armillary/columns";
import { FitsError } from "@armillary/fits";
import { createTableWriter, writeFitsTable } from "@armillary/fits/write";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchOf, bytesFrom, gather, rowsIn, type SampleTable, tables } from "../support/column-arbitraries.ts";
import { contentOf, readBack, write } from "./written.ts";

const bool: Layout = { kind: "bool" };
const utf8: Layout = { kind: "utf8" };
const int = (bits: 8 | 16 | 32 | 64, signed = true): Layout => ({ kind: "int", bits, signed });
const float = (bits: 32 | 64): Layout => ({ kind: "float", bits });
const list = (item: Layout): Layout => ({ kind: "list", item });
const fixed = (size: number, item: Layout): Layout => ({ kind: "fixed", size, item });

const all = (bits: number, signed: boolean): number[] =>
  Array.from({ length: 2 ** bits }, (_, index) => index - (signed ? 2 ** (bits - 1) : 0));

interface Row {
  readonly name: string;
  readonly datatype: Datatype;
  readonly layout: Layout;
  readonly values: readonly CellValue[];
  /** Absent: as they were. */
  readonly read?: readonly CellValue[];
  readonly cards: Readonly<Record<string, unknown>>;
  readonly codes?: readonly string[];
  readonly null?: string;
}

const ROWS: readonly Row[] = [
  { name: "logicals", datatype: "boolean", layout: bool, values: [true, false, null], cards: { TFORM1: "L" } },
  { name: "bits", datatype: "bit", layout: bool, values: [true, false], cards: { TFORM1: "X" } },
  { name: "bits with nulls", datatype: "bit", layout: bool, values: [true, null], cards: { TFORM1: "L" } },
  {
    name: "arrays of bits",
    datatype: "bit",
    layout: fixed(10, bool),
    values: [Array.from({ length: 10 }, (_, index) => index % 3 === 0)],
    cards: { TFORM1: "10X" },
  },
  {
    name: "arrays of bits of any length",
    datatype: "bit",
    layout: list(bool),
    values: [[true], null, [false, true, true, false, true, true, true, true, true], [true, true]],
    cards: { TFORM1: "1PX(9)" },
  },
  {
    name: "bytes",
    datatype: "unsignedByte",
    layout: int(8, false),
    values: [0, 254, null],
    cards: { TFORM1: "B", TNULL1: 255 },
  },
  {
    name: "bytes, all in use",
    datatype: "unsignedByte",
    layout: int(8, false),
    values: [...all(8, false), null],
    cards: { TFORM1: "I", TNULL1: -32768 },
    codes: ["W-FITS-WIDER"],
  },
  {
    name: "signed bytes",
    datatype: "short",
    layout: int(8),
    values: [-127, 127, 0, null],
    cards: { TFORM1: "B", TZERO1: -128, TNULL1: 0 },
  },
  { name: "shorts", datatype: "short", layout: int(16), values: [-32768, 32767], cards: { TFORM1: "I" } },
  {
    name: "shorts with both ends in use",
    datatype: "short",
    layout: int(16),
    values: [-32768, 32767, null],
    cards: { TFORM1: "I", TNULL1: -32767 },
  },
  {
    name: "VALUES null",
    datatype: "short",
    layout: int(16),
    values: [1, null],
    null: "-99",
    cards: { TFORM1: "I", TNULL1: -99 },
  },
  {
    name: "VALUES null that is a value",
    datatype: "short",
    layout: int(16),
    values: [1, -99, null],
    null: "-99",
    cards: { TFORM1: "I", TNULL1: -32768 },
  },
  {
    name: "unsigned shorts",
    datatype: "int",
    layout: int(16, false),
    values: [0, 65534, null],
    cards: { TFORM1: "I", TZERO1: 32768, TNULL1: 32767 },
  },
  {
    name: "unsigned shorts, all in use",
    datatype: "int",
    layout: int(16, false),
    values: [...all(16, false), null],
    cards: { TFORM1: "J", TNULL1: -(2 ** 31) },
    codes: ["W-FITS-WIDER"],
  },
  { name: "ints", datatype: "int", layout: int(32), values: [-(2 ** 31), 2 ** 31 - 1], cards: { TFORM1: "J" } },
  {
    name: "unsigned ints",
    datatype: "long",
    layout: int(32, false),
    values: [0, 2 ** 32 - 2, null],
    cards: { TFORM1: "J", TZERO1: 2 ** 31, TNULL1: 2 ** 31 - 1 },
  },
  {
    name: "longs",
    datatype: "long",
    layout: int(64),
    values: [1n - 2n ** 63n, 2n ** 63n - 1n, 2n ** 53n + 1n, null],
    cards: { TFORM1: "K", TNULL1: -(2n ** 63n) },
  },
  {
    name: "unsigned longs",
    datatype: "long",
    layout: int(64, false),
    values: [0n, 2n ** 64n - 1n, 2n ** 63n, null],
    cards: { TFORM1: "K", TZERO1: 2n ** 63n, TNULL1: 2n ** 63n - 2n },
  },
  {
    name: "floats",
    datatype: "float",
    layout: float(32),
    values: [1.5, Number.NaN, -0, Number.NEGATIVE_INFINITY, null],
    read: [1.5, Number.NaN, -0, Number.NEGATIVE_INFINITY, Number.NaN],
    cards: { TFORM1: "E" },
    codes: ["W-FITS-NULL-NAN"],
  },
  { name: "arrays of one", datatype: "double", layout: fixed(1, float(64)), values: [[1]], cards: { TDIM1: "(1)" } },
  { name: "doubles", datatype: "double", layout: float(64), values: [0.1, 5e-324], cards: { TFORM1: "D" } },
  {
    name: "complex numbers",
    datatype: "floatComplex",
    layout: fixed(2, float(32)),
    values: [[1, -2.5], null],
    read: [
      [1, -2.5],
      [Number.NaN, Number.NaN],
    ],
    cards: { TFORM1: "C" },
    codes: ["W-FITS-NULL-NAN"],
  },
  {
    name: "arrays of complex numbers",
    datatype: "doubleComplex",
    layout: fixed(3, fixed(2, float(64))),
    values: [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    cards: { TFORM1: "3M" },
  },
  {
    name: "complex arrays of any length",
    datatype: "floatComplex",
    layout: list(fixed(2, float(32))),
    values: [
      [[1, 2]],
      null,
      [
        [3, 4],
        [5, 6],
      ],
    ],
    cards: { TFORM1: "1PC(2)" },
  },
  {
    name: "arrays of integers with nulls",
    datatype: "int",
    layout: fixed(2, int(32)),
    values: [[1, null], null],
    read: [
      [1, null],
      [null, null],
    ],
    cards: { TFORM1: "2J", TNULL1: -(2 ** 31) },
    codes: ["W-FITS-NULL-ARRAY"],
  },
  {
    name: "matrices",
    datatype: "short",
    layout: fixed(2, fixed(3, int(16))),
    values: [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    cards: { TFORM1: "6I", TDIM1: "(3,2)" },
  },
  {
    name: "arrays of any length",
    datatype: "long",
    layout: list(int(64)),
    values: [[1n], [], null, [2n, null, 3n]],
    read: [[1n], null, null, [2n, null, 3n]],
    cards: { TFORM1: "1PK(3)", TNULL1: -(2n ** 63n) },
    codes: ["W-FITS-EMPTY"],
  },
  {
    name: "null arrays alone need no TNULL",
    datatype: "unsignedByte",
    layout: list(int(8, false)),
    values: [all(8, false), null],
    cards: { TFORM1: "1PB(256)", TNULL1: undefined },
  },
  {
    name: "arrays of any length of pairs",
    datatype: "float",
    layout: list(fixed(2, float(32))),
    values: [
      [
        [1, 2],
        [3, 4],
      ],
      [[5, 6]],
    ],
    read: [
      [1, 2, 3, 4],
      [5, 6],
    ],
    cards: { TFORM1: "1PE(4)", TDIM1: undefined },
    codes: ["W-FITS-SHAPE"],
  },
  { name: "strings", datatype: "char", layout: utf8, values: ["ab", "abc", null], cards: { TFORM1: "3A" } },
  {
    name: "strings with blanks at the end, and empty ones",
    datatype: "char",
    layout: utf8,
    values: ["ab  ", "", " c", "d\0e"],
    read: ["ab", null, " c", "d"],
    cards: { TFORM1: "4A" },
    codes: ["W-FITS-EMPTY", "W-FITS-BLANKS"],
  },
  {
    name: "strings beyond ASCII",
    datatype: "unicodeChar",
    layout: utf8,
    values: ["Ångström", "\uFFFD", null],
    cards: { TFORM1: "10A" },
    codes: ["W-FITS-NON-ASCII"],
  },
  { name: "no strings but null", datatype: "char", layout: utf8, values: [null], cards: { TFORM1: "A" } },
  {
    name: "long strings, most of them short",
    datatype: "char",
    layout: utf8,
    values: ["x".repeat(5000), "y ", ...Array<string>(20).fill("z")],
    read: ["x".repeat(5000), "y", ...Array<string>(20).fill("z")],
    cards: { TFORM1: "1PA(5000)" },
    codes: ["W-FITS-BLANKS"],
  },
  {
    name: "long strings, all of them",
    datatype: "char",
    layout: utf8,
    values: Array<string>(20).fill("z".repeat(300)),
    cards: { TFORM1: "300A" },
  },
  {
    name: "arrays of strings",
    datatype: "char",
    layout: fixed(2, utf8),
    values: [
      ["ab", "c"],
      ["", null],
    ],
    read: [
      ["ab", "c"],
      ["", ""],
    ],
    cards: { TFORM1: "4A", TDIM1: "(2,2)" },
    codes: ["W-FITS-NULL-STRING"],
  },
  {
    name: "lists of strings",
    datatype: "char",
    layout: list(utf8),
    values: [["ab", "c"], ["d"]],
    read: [
      ["ab", "c"],
      ["d", ""],
    ],
    cards: { TFORM1: "4A", TDIM1: "(2,2)" },
    codes: ["W-FITS-FILLED"],
  },
];

function fieldOf({ datatype, layout, null: nullText }: Row): Field {
  // The parts of a complex number are no axis of an array.
  const written = describeLayout(layout).arraysize?.replace(/Complex$/.test(datatype) ? /^2x?/ : "", "") ?? "";
  return {
    name: "column",
    datatype,
    ...(written === "" ? {} : { arraysize: written }),
    layout,
    ...(nullText === undefined ? {} : { values: [{ null: nullText }] }),
  };
}

describe("a column of", () => {
  test.each(ROWS)("$name", async (row) => {
    const { values, read = values, cards, codes = [] } = row;
    const field = fieldOf(row);
    const content = contentOf(
      [field],
      [
        batchOf(
          [field],
          values.map((value) => [value]),
        ),
      ],
    );
    const { file, diagnostics, fields } = await write(content);
    expect(file.length % 2880).toBe(0);
    const { table, rows } = await readBack(file);
    for (const [keyword, value] of Object.entries(cards)) expect(table.hdu.header.get(keyword)).toBe(value);
    expect(rows.map(([value]) => (typeof value === "bigint" ? value : value))).toEqual(
      read.map(comparable(table.fields[0])),
    );
    expect(table.diagnostics).toEqual([]);
    expect(diagnostics.map(({ code }) => code).sort()).toEqual([...codes].sort());
    // What the writer says is stored is what a reader finds who is told so.
    const described = await readBack(file, fields);
    expect(described.table.diagnostics).toEqual([]);
    expect(described.table.fields.map(({ datatype }) => datatype)).toEqual(fields.map(({ datatype }) => datatype));
    expect(described.rows.map(([value]) => flat(value))).toEqual(rows.map(([value]) => flat(value)));
  });

  test.each([
    ["lists in lists", list(list(int(16))), { code: "FITS_NOT_WRITTEN", place: { field: "column" } }],
    ["lists in arrays", fixed(2, list(utf8)), { code: "FITS_NOT_WRITTEN", place: { field: "column" } }],
  ])("%s is not written", (_name, layout, error) => {
    const field: Field = { name: "column", datatype: "short", layout };
    expect(() => createTableWriter(contentOf([field], []))).toThrow(FitsError);
    expect(() => createTableWriter(contentOf([field], []))).toThrow(expect.objectContaining(error));
  });

  test("64-bit integers that leave no value for null is not written", () => {
    const field: Field = { name: "column", datatype: "long", layout: int(64) };
    const { statistics, ...content } = contentOf([field], [batchOf([field], [[1n], [null]])]);
    const seen = statistics.map(({ unusedInteger: _, ...rest }) => rest);
    expect(() => createTableWriter({ ...content, statistics: seen })).toThrow(/no 64-bit integer is left/);
  });
});

/** Inner axes are found again by a reader who is told of them. */
function flat(value: CellValue | undefined): CellValue | undefined {
  return Array.isArray(value) ? deepItems(value) : value;
}

function deepItems(value: CellValue): CellValue[] {
  return Array.isArray(value) ? value.flatMap(deepItems) : [value];
}

/** 64-bit integers that were widened come back as bigint. */
function comparable(field: Field | undefined): (value: CellValue) => CellValue {
  const wide = field?.layout.kind === "int" && field.layout.bits === 64;
  return (value) => (wide && typeof value === "number" ? BigInt(value) : value);
}

/** What becomes of a value, by the README's list of what FITS cannot carry; undefined for what is not written. */
function afterwards(layout: Layout, values: readonly CellValue[]): CellValue[] | undefined {
  if (layout.kind === "utf8") return values.map((value) => (value === null ? null : trimmed(value as string) || null));
  if (layout.kind !== "list") {
    return hasList(layout) ? undefined : values.map((value) => arrayAfterwards(layout, value));
  }
  if (hasList(layout.item)) return undefined;
  const leaf = leafLayout(layout);
  if (leaf.kind !== "utf8") {
    return values.map((value) => {
      const items = ((value ?? []) as CellValue[]).flatMap((item) => [arrayAfterwards(layout.item, item)]);
      return items.length === 0 ? null : deepItems(items);
    });
  }
  const most = Math.max(1, ...values.map((value) => ((value ?? []) as CellValue[]).length));
  return values.map((value) => {
    const items = (value ?? []) as CellValue[];
    return Array.from({ length: most }, (_, index) => arrayAfterwards(layout.item, items[index] ?? null, true));
  });
}

function arrayAfterwards(layout: Layout, value: CellValue, inside = false): CellValue {
  if (layout.kind === "fixed") {
    const items = (value ?? Array<CellValue>(layout.size).fill(null)) as CellValue[];
    return items.map((item) => arrayAfterwards(layout.item, item, true));
  }
  if (layout.kind === "float") return value ?? Number.NaN;
  if (layout.kind === "utf8" && inside) return trimmed((value ?? "") as string);
  return value;
}

function trimmed(text: string): string {
  return text.replace(/\0.*$/s, "").replace(/ +$/, "");
}

function hasList(layout: Layout): boolean {
  return layout.kind === "list" || (layout.kind === "fixed" && hasList(layout.item));
}

function leafLayout(layout: Layout): Layout {
  return layout.kind === "list" || layout.kind === "fixed" ? leafLayout(layout.item) : layout;
}

function widened(value: CellValue, read: CellValue): CellValue {
  return typeof read === "bigint" && typeof value === "number" ? BigInt(value) : value;
}

describe("a table that was written", () => {
  test("reads back, but for what FITS cannot carry", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (sample) => {
        const { fields, batches } = writable(sample);
        const { file } = await write(contentOf(fields, batches, "sample"));
        const { table, rows } = await readBack(file);
        expect(file.length % 2880).toBe(0);
        expect(table.diagnostics).toEqual([]);
        const before = rowsIn(batches);
        fields.forEach((field, index) => {
          const expected =
            afterwards(
              field.layout,
              before.map((row) => row[index] as CellValue),
            ) ?? [];
          const found = rows.map((row) => row[index] as CellValue);
          expect(found).toEqual(expected.map((value, row) => widened(value, found[row] as CellValue)));
        });
      }),
      { numRuns: 300 },
    );
  });

  test("does not depend on how its rows came in batches", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (sample) => {
        const { fields, batches } = writable(sample);
        const singles = rowsIn(batches).map((row) => batchOf(fields, [row]));
        const { table, rows } = await readBack((await write(contentOf(fields, singles))).file);
        expect(rows).toEqual((await readBack((await write(contentOf(fields, batches))).file)).rows);
        expect(table.rows).toBe(rowsIn(batches).length);
      }),
      { numRuns: 50 },
    );
  });

  test("has descriptors of 64 bits where its heap passes 2 GiB", async () => {
    const field: Field = { name: "x", datatype: "int", arraysize: "*", layout: list(int(32)) };
    const { statistics, ...content } = contentOf([field], [batchOf([field], [[[1, 2]], [null], [[3]]])]);
    const many = statistics.map((seen) => ({ ...seen, totalItems: 2 ** 29 }));
    const chunks = createTableWriter({ ...content, statistics: many }).bytes();
    const header = new TextDecoder().decode((await chunks.next()).value ?? new Uint8Array(0));
    const rows = (await chunks.next()).value ?? new Uint8Array(0);
    await chunks.return();
    expect(header).toContain("TFORM1  = '1QJ(2)  '");
    expect(header).toMatch(/PCOUNT {2}= +2147483648 /);
    const view = new DataView(rows.buffer, rows.byteOffset, rows.length);
    const numbers = Array.from({ length: 6 }, (_, index) => view.getBigInt64(index * 8));
    expect(numbers).toEqual([2n, 0n, 0n, 0n, 1n, 8n]);
  });

  test("is a file with a primary HDU of one's own, and ends with what was lost", async () => {
    const field: Field = { name: "x", datatype: "float", layout: float(32) };
    const chunks = writeFitsTable(contentOf([field], [batchOf([field], [[null]])]));
    const bytes: Uint8Array[] = [];
    let next = await chunks.next();
    for (; next.done !== true; next = await chunks.next()) bytes.push(next.value);
    expect(next.value).toMatchObject([{ code: "W-FITS-NULL-NAN", count: 1, section: "FITS 4.0 §7.3.3.1" }]);
    expect(bytes.reduce((sum, { length }) => sum + length, 0)).toBe(3 * 2880);
  });
});

/** Without the columns that FITS has no place for. */
function writable({ fields, batches }: SampleTable): { fields: readonly Field[]; batches: readonly ColumnBatch[] } {
  const kept = fields.map(({ layout }) => afterwards(layout, []) !== undefined);
  return {
    fields: fields.filter((_, index) => kept[index]),
    batches: batches.map(({ rows, columns }) => ({ rows, columns: columns.filter((_, index) => kept[index]) })),
  };
}

describe("the header", () => {
  const describeField = (meta: Partial<Field>): Field => ({ name: "x", datatype: "short", layout: int(16), ...meta });

  test("has what is said of a column", async () => {
    const meta = {
      unit: "km/s",
      ucd: "phys.veloc",
      utype: "a:b.c",
      xtype: "x'y",
      description: `It's long: ${"'quoted' ".repeat(40)}&, and ends in &`,
      values: [{ null: "-1" }],
    };
    const { file, diagnostics } = await write(contentOf([describeField(meta)], [], "A table's name"));
    const { table } = await readBack(file);
    expect(table.hdu.name).toBe("A table's name");
    expect(table.fields).toMatchObject([{ name: "x", ...meta }]);
    expect(diagnostics).toEqual([]);
  });

  test("goes on in CONTINUE records whatever is in the text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("'", "&", "a", " ", "/"), { maxLength: 300 }), async (text) => {
        const description = `${text.join("")}.`;
        const { file } = await write(contentOf([describeField({ description })], []));
        const { table } = await readBack(file);
        expect(table.fields[0]?.description).toBe(description);
        const header: string[] = new TextDecoder().decode(file.subarray(2880, 5760)).match(/.{80}/g) ?? [];
        const has = (keyword: string): boolean => header.some((card) => card.startsWith(keyword));
        expect(has("LONGSTRN")).toBe(has("CONTINUE"));
      }),
    );
  });

  test("tells columns apart, and has ASCII alone", async () => {
    const names = ["ra", "RA", "ra_2", "ra", "", "α"];
    const { file, diagnostics } = await write(
      contentOf(
        names.map((name) => describeField({ name, unit: "Å" })),
        [],
      ),
    );
    const { table } = await readBack(file);
    expect(table.fields.map(({ name, unit }) => [name, unit])).toEqual(
      ["ra", "RA_3", "ra_2", "ra_4", "col5", "?"].map((name) => [name, "?"]),
    );
    expect(diagnostics.map(({ code, count }) => [code, count])).toEqual([
      ["W-FITS-HEADER-TEXT", 7],
      ["W-FITS-NAME", 3],
    ]);
  });

  test("has 999 columns at most", () => {
    const fields = Array.from({ length: 1000 }, (_, index) => describeField({ name: `c${index}` }));
    expect(() => createTableWriter(contentOf(fields, []))).toThrow(/1000 columns/);
    expect(() => createTableWriter(contentOf(fields.slice(1), []))).not.toThrow();
  });
});

describe("faults of the caller", () => {
  const field: Field = { name: "x", datatype: "short", layout: int(16) };

  test.each([
    ["more rows than announced", { rows: 1 }],
    ["a column of another kind", { fields: [{ ...field, layout: utf8 }] }],
  ])("%s", async (_name, wrong) => {
    const content = { ...contentOf([field], [batchOf([field], [[1], [2]])]), ...wrong };
    await expect(gather(createTableWriter(content).bytes())).rejects.toThrow(TypeError);
  });

  test("strings longer than the statistics say", async () => {
    const text: Field = { name: "s", datatype: "char", layout: utf8 };
    const { statistics } = contentOf([text], [batchOf([text], [["ab"]])]);
    const content = { ...contentOf([text], [batchOf([text], [["abc"]])]), statistics };
    await expect(bytesFrom(createTableWriter(content).bytes())).rejects.toThrow(TypeError);
  });
});
