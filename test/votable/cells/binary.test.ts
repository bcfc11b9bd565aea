import type { CellValue, Datatype } from "@armillary/columns";
import { createColumnWriter, DATATYPES } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBinaryDecoder } from "../../../packages/votable/src/cells/binary.ts";
import { binaryShape, layoutOf } from "../../../packages/votable/src/cells/layout.ts";
import { field, shape } from "./shape.ts";

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (byte) => parseInt(byte, 16));

interface Row {
  readonly of: Datatype;
  readonly size?: string;
  readonly null?: string;
  readonly hex: string;
  /** Primitives in the cell: the count of a variable one, else what the shape has. */
  readonly items?: number;
}

function decode(row: Row, emptyIsNull = false) {
  const decoder = createBinaryDecoder(field(row.of, row.size, row.null), shape(row.size), { emptyIsNull });
  const stored = binaryShape(row.of, shape(row.size));
  const items = row.items ?? (stored.kind === "fixed" ? stored.items : 0);
  return { value: decoder.decode(bytesOf(row.hex), items), report: decoder.report };
}

describe("cells that decode", () => {
  test.each<Row & { value: CellValue; warning?: string }>([
    { of: "boolean", hex: "54", value: true },
    {
      of: "boolean",
      size: "9",
      hex: "54 74 31 46 66 30 3f 20 00",
      value: [true, true, true, false, false, false, null, null, null],
    },
    { of: "bit", hex: "80", value: true },
    { of: "bit", hex: "08", value: true },
    { of: "bit", hex: "00", value: false },
    { of: "bit", size: "9", hex: "b180", value: [true, false, true, true, false, false, false, true, true] },
    { of: "bit", size: "*", items: 3, hex: "a0", value: [true, false, true] },
    { of: "unsignedByte", hex: "ff", value: 255 },
    { of: "short", hex: "fffe", value: -2 },
    { of: "int", hex: "80000000", value: -2147483648 },
    { of: "long", hex: "0020000000000001", value: 9007199254740993n },
    { of: "short", size: "2x*", items: 4, hex: "0001 0002 0003 0004", value: [1, 2, 3, 4] },
    { of: "int", null: "-1", hex: "ffffffff", value: null },
    { of: "int", size: "2", null: "0xFFFFFFFF", hex: "ffffffff 00000005", value: [null, 5] },
    { of: "long", null: "1", hex: "0000000000000001", value: null },
    { of: "float", hex: "3fc00000", value: 1.5 },
    { of: "float", hex: "7fc00000", value: Number.NaN },
    { of: "float", null: "NaN", hex: "7fc00000", value: null },
    { of: "double", null: "-99.9", hex: "c058f9999999999a", value: null },
    { of: "floatComplex", hex: "3fc00000 c0000000", value: [1.5, -2] },
    { of: "floatComplex", null: "1.5", hex: "3fc00000 c0000000", value: [1.5, -2] },
    { of: "doubleComplex", size: "*", items: 1, hex: "400a000000000000 4010000000000000", value: [3.25, 4] },
    { of: "char", hex: "61", value: "a" },
    { of: "char", size: "5", hex: "6162000000", value: "ab" },
    { of: "char", size: "5", hex: "6162202020", value: "ab   " },
    { of: "char", size: "*", items: 4, hex: "61006263", value: "a" },
    { of: "char", size: "*", items: 5, hex: "efbbbf c3a9", value: "\ufeffé" },
    { of: "char", size: "*", items: 0, hex: "", value: "" },
    { of: "char", size: "*", null: "NA", items: 2, hex: "4e41", value: null },
    { of: "char", size: "0", hex: "", value: "" },
    { of: "char", size: "3x2", hex: "616263 640000", value: ["abc", "d"] },
    { of: "char", size: "2x*", items: 4, hex: "6162 2020", value: ["ab", "  "] },
    { of: "unicodeChar", size: "3", hex: "00e9 0000 0041", value: "é" },
    { of: "unicodeChar", size: "*", items: 3, hex: "feff d83d dd2d", value: "\ufeff🔭" },
    { of: "unicodeChar", size: "2x2", hex: "03b1 03b2 03b3 0000", value: ["αβ", "γ"] },
    { of: "double", size: "*", items: 0, hex: "", value: [] },
    { of: "char", size: "3", hex: "61e962", value: "aéb", warning: "W-NOT-UTF8" },
    { of: "char", size: "3", hex: "418042", value: "A\u0080B", warning: "W-NOT-UTF8" },
    { of: "unicodeChar", size: "2", hex: "d83d 0041", value: "\ufffdA", warning: "W-LONE-SURROGATE" },
    { of: "unicodeChar", size: "2", hex: "0041 dd2d", value: "A\ufffd", warning: "W-LONE-SURROGATE" },
    { of: "unicodeChar", size: "2", hex: "0041 d83d", value: "A\ufffd", warning: "W-LONE-SURROGATE" },
    { of: "short", size: "1*", items: 2, hex: "0001 0002", value: [1, 2], warning: "W-ARRAY-OVER-BOUND" },
  ])("$of $size $hex null=$null", (row) => {
    const { value, report } = decode(row);
    expect(value).toEqual(row.value);
    expect(report.warning?.code).toBe(row.warning);
    const writer = createColumnWriter(layoutOf(row.of, shape(row.size)));
    expect(() => writer.append(row.value)).not.toThrow();
  });

  test.each(DATATYPES)(
    "an empty cell of %s is null in BINARY, which has no other way to say so, not in BINARY2",
    (of) => {
      const row: Row = { of, size: "*", items: 0, hex: "" };
      expect(decode(row, true).value).toBeNull();
      expect(decode(row, false).value).toEqual(of.endsWith("har") ? "" : []);
    },
  );

  test("a string of NUL alone is empty, so null in BINARY", () => {
    expect(decode({ of: "char", size: "3", hex: "000000" }, true).value).toBeNull();
    expect(decode({ of: "unicodeChar", size: "1", hex: "0000" }, true).value).toBeNull();
  });
});

describe("cells that do not decode", () => {
  test.each<Row & { reason: RegExp }>([
    { of: "boolean", hex: "59", reason: /byte 0x59 is no boolean/ },
    { of: "int", hex: "000000", reason: /4 bytes wanted, 3 found/ },
    { of: "bit", size: "9", hex: "ff", reason: /2 bytes wanted, 1 found/ },
    { of: "unicodeChar", size: "*", items: 2, hex: "004100", reason: /4 bytes wanted, 3 found/ },
    { of: "short", size: "2x*", items: 3, hex: "000100020003", reason: /multiple of 2 elements wanted, 3 found/ },
    { of: "char", size: "3x*", items: 4, hex: "61626364", reason: /multiple of 3 bytes wanted, 4 found/ },
  ])("$of $size $hex", (row) => {
    const { value, report } = decode(row);
    expect(value).toBeUndefined();
    expect(report.reason).toMatch(row.reason);
  });
});

describe("laws: what is encoded decodes to itself", () => {
  const numbers: Partial<
    Record<Datatype, [fc.Arbitrary<number | bigint>, (view: DataView, at: number, value: never) => void]>
  > = {
    unsignedByte: [fc.integer({ min: 0, max: 255 }), (view, at, value) => view.setUint8(at, value)],
    short: [fc.integer({ min: -32768, max: 32767 }), (view, at, value) => view.setInt16(at, value)],
    int: [fc.integer(), (view, at, value) => view.setInt32(at, value)],
    long: [fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (view, at, value) => view.setBigInt64(at, value)],
    float: [fc.float(), (view, at, value) => view.setFloat32(at, value)],
    double: [fc.double(), (view, at, value) => view.setFloat64(at, value)],
  };

  test.each(Object.entries(numbers))("%s", (of, [values, set]) => {
    const decoder = createBinaryDecoder(field(of as Datatype, "*"), shape("*"));
    const stored = binaryShape(of as Datatype, shape("*"));
    const size = stored.kind === "variable" ? stored.itemBits / 8 : 0;
    fc.assert(
      fc.property(fc.array(values), fc.nat(7), (list, start) => {
        const buffer = new Uint8Array(start + list.length * size + 5);
        const view = new DataView(buffer.buffer, start);
        for (const [item, value] of list.entries()) set(view, item * size, value as never);
        expect(decoder.decode(buffer.subarray(start, start + list.length * size), list.length)).toEqual(list);
      }),
    );
  });

  test("char and unicodeChar", () => {
    const char = createBinaryDecoder(field("char", "*"), shape("*"));
    const unicode = createBinaryDecoder(field("unicodeChar", "*"), shape("*"));
    const text = fc.string({ unit: "grapheme" }).filter((string) => !string.includes("\0"));
    fc.assert(
      fc.property(text, (string) => {
        const bytes = new TextEncoder().encode(string);
        expect(char.decode(bytes, bytes.length)).toBe(string);
        const units = Uint8Array.from(
          Array.from(string.split("")).flatMap((unit) => [unit.charCodeAt(0) >> 8, unit.charCodeAt(0) & 255]),
        );
        expect(unicode.decode(units, units.length / 2)).toBe(string);
      }),
    );
  });

  test("bit", () => {
    const decoder = createBinaryDecoder(field("bit", "*"), shape("*"));
    fc.assert(
      fc.property(fc.array(fc.boolean()), (bits) => {
        const digits = bits.map(Number).join("");
        const bytes = Uint8Array.from((digits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, "0"), 2)));
        expect(decoder.decode(bytes, bits.length)).toEqual(bits);
      }),
    );
  });

  test("any bytes of any shape give a value that fits the column, or a reason", () => {
    const sizes = ["3", "*", "2x*", "2x2", "0", "4*"];
    fc.assert(
      fc.property(
        fc.constantFrom(...DATATYPES),
        fc.constantFrom(...sizes),
        fc.uint8Array({ maxLength: 64 }),
        (of, size, bytes) => {
          const stored = binaryShape(of, shape(size));
          const items = stored.kind === "fixed" ? stored.items : Math.floor((bytes.length * 8) / stored.itemBits);
          const used = stored.kind === "fixed" ? stored.bytes : Math.ceil((items * stored.itemBits) / 8);
          const decoder = createBinaryDecoder(field(of, size), shape(size));
          const value = decoder.decode(bytes.subarray(0, used), items);
          if (value === undefined) expect(decoder.report.reason).not.toBe("");
          else expect(() => createColumnWriter(layoutOf(of, shape(size))).append(value)).not.toThrow();
        },
      ),
      { numRuns: 2000 },
    );
  });
});
