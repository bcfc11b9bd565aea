import type { CellValue, Datatype } from "@armillary/columns";
import { createColumnWriter, DATATYPES } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layoutOf } from "../../../packages/votable/src/cells/layout.ts";
import { createTextDecoder, type TextCellDecoder } from "../../../packages/votable/src/cells/text.ts";
import { field, shape } from "./shape.ts";

function decoder(datatype: Datatype, arraysize?: string, nullText?: string): TextCellDecoder {
  return createTextDecoder(field(datatype, arraysize, nullText), shape(arraysize));
}

interface Row {
  readonly of: Datatype;
  readonly size?: string;
  readonly null?: string;
  readonly text: string;
}

describe("cells that decode without a word", () => {
  test.each<Row & { value: CellValue }>([
    { of: "boolean", text: "T", value: true },
    { of: "boolean", text: "t", value: true },
    { of: "boolean", text: "1", value: true },
    { of: "boolean", text: " tRUe\n", value: true },
    { of: "boolean", text: "F", value: false },
    { of: "boolean", text: "f", value: false },
    // An axis of 0 declares no shape that anything could have.
    { of: "int", size: "0", text: "1 2", value: [1, 2] },
    { of: "boolean", text: "0", value: false },
    { of: "boolean", text: "FalsE", value: false },
    { of: "boolean", text: "?", value: null },
    { of: "boolean", size: "4", text: "T F 1 ?", value: [true, false, true, null] },
    { of: "bit", text: "1", value: true },
    { of: "bit", text: " 0 ", value: false },
    { of: "bit", size: "8", text: "10110001", value: [true, false, true, true, false, false, false, true] },
    { of: "bit", size: "3", text: "1 0\n1", value: [true, false, true] },
    { of: "bit", size: "*", text: "01", value: [false, true] },
    { of: "unsignedByte", text: "255", value: 255 },
    { of: "unsignedByte", text: "0xff", value: 255 },
    { of: "unsignedByte", text: "0x00000000FF", value: 255 },
    { of: "short", text: "-32768", value: -32768 },
    { of: "short", text: "0X7fFf", value: 32767 },
    { of: "short", text: "+0007", value: 7 },
    { of: "short", text: "-0", value: 0 },
    { of: "int", text: "\t2147483647 ", value: 2147483647 },
    { of: "int", text: "-000000000000000000000000000002147483648", value: -2147483648 },
    { of: "long", text: "9007199254740993", value: 9007199254740993n },
    { of: "long", text: "-9223372036854775808", value: -9223372036854775808n },
    { of: "long", text: "0x7FFFFFFFFFFFFFFF", value: 9223372036854775807n },
    { of: "int", size: "3", text: " 1\n\t2   3 ", value: [1, 2, 3] },
    { of: "int", size: "2x*", text: "1 2 3 4", value: [1, 2, 3, 4] },
    { of: "double", text: "1.", value: 1 },
    { of: "double", text: ".5", value: 0.5 },
    { of: "double", text: "+2.5e+3", value: 2500 },
    { of: "double", text: "00012.50", value: 12.5 },
    { of: "double", text: "-0", value: -0 },
    { of: "double", text: "1e-400", value: 0 },
    { of: "double", text: "NaN", value: Number.NaN },
    { of: "double", text: "+Inf", value: Number.POSITIVE_INFINITY },
    { of: "double", text: "Inf", value: Number.POSITIVE_INFINITY },
    { of: "double", text: "-Inf", value: Number.NEGATIVE_INFINITY },
    { of: "float", text: "0.1", value: Math.fround(0.1) },
    { of: "float", text: "3.4028235e38", value: 3.4028234663852886e38 },
    { of: "floatComplex", text: "1 -2.5", value: [1, -2.5] },
    { of: "doubleComplex", size: "2", text: "1 2\n3 4", value: [1, 2, 3, 4] },
    { of: "doubleComplex", size: "*", text: "1 2 3 4 5 6", value: [1, 2, 3, 4, 5, 6] },
    { of: "char", text: "a", value: "a" },
    { of: "char", text: " ", value: " " },
    { of: "unicodeChar", text: "字", value: "字" },
    { of: "char", size: "*", text: "  lead", value: "  lead" },
    { of: "char", size: "6", text: "ab    ", value: "ab    " },
    { of: "char", size: "10", text: "Apple", value: "Apple" },
    { of: "char", size: "8x*", text: "alpha   beta    gamma", value: ["alpha   ", "beta    ", "gamma"] },
    { of: "char", size: "3x2", text: "abcdef", value: ["abc", "def"] },
    { of: "char", size: "3x3", text: "abc", value: ["abc", "", ""] },
    { of: "char", size: "2x2x*", text: "aabbccddee", value: ["aa", "bb", "cc", "dd", "ee", ""] },
    { of: "unicodeChar", size: "2x*", text: "αβ🔭", value: ["αβ", "🔭"] },
    { of: "int", null: "-999", text: " -999 ", value: null },
    { of: "short", null: "0x7F", text: "127", value: null },
    { of: "long", null: "-9223372036854775808", text: "-9223372036854775808", value: null },
    { of: "int", null: "-1", text: "1", value: 1 },
    { of: "int", null: "N/A", text: "N/A", value: null },
    { of: "int", null: "", text: "5", value: 5 },
    { of: "short", null: "99999", text: "99999", value: null },
    { of: "int", size: "3", null: "-1", text: "1 -01 3", value: [1, null, 3] },
    { of: "double", null: "-99.9", text: "-9.99e1", value: null },
    { of: "float", null: "0.1", text: "0.1", value: null },
    { of: "double", null: "NaN", text: "NaN", value: null },
    { of: "char", size: "*", null: "N/A", text: "N/A", value: null },
    { of: "char", size: "*", null: "N/A", text: "n/a", value: "n/a" },
    { of: "boolean", null: "F", text: "F", value: false },
  ])("$of $size $text null=$null", ({ of, size, null: nullText, text, value }) => {
    const cell = decoder(of, size, nullText);
    expect(cell.decode(text)).toEqual(value);
    expect(cell.report.reason).toBe("");
    expect(cell.report.warning).toBeUndefined();
    const writer = createColumnWriter(layoutOf(of, shape(size)));
    expect(() => writer.append(value)).not.toThrow();
  });

  test.each(DATATYPES.flatMap((of) => [undefined, "*", "3"].map((size) => ({ of, size }))))(
    "an empty cell of $of $size is null",
    ({ of, size }) => {
      expect(decoder(of, size).decode("")).toBeNull();
    },
  );

  test.each(DATATYPES.filter((of) => !of.endsWith("har")))("a blank cell of %s is null", (of) => {
    expect(decoder(of).decode(" \t\r\n")).toBeNull();
    expect(decoder(of, "*").decode(" \t\r\n")).toBeNull();
  });
});

describe("cells that decode with a warning", () => {
  test.each<Row & { value: CellValue; code: string }>([
    { of: "short", text: "0xFFFF", value: -1, code: "W-HEX-SIGN" },
    { of: "int", text: "0x80000000", value: -2147483648, code: "W-HEX-SIGN" },
    { of: "long", text: "0xffffffffffffffff", value: -1n, code: "W-HEX-SIGN" },
    { of: "double", text: "inf", value: Number.POSITIVE_INFINITY, code: "W-FLOAT-SPELLING" },
    { of: "double", text: "-Infinity", value: Number.NEGATIVE_INFINITY, code: "W-FLOAT-SPELLING" },
    { of: "double", text: "nan", value: Number.NaN, code: "W-FLOAT-SPELLING" },
    { of: "float", text: "1e39", value: Number.POSITIVE_INFINITY, code: "W-FLOAT-OVERFLOW" },
    { of: "float", text: "-1e300", value: Number.NEGATIVE_INFINITY, code: "W-FLOAT-OVERFLOW" },
    { of: "double", text: "1e999", value: Number.POSITIVE_INFINITY, code: "W-FLOAT-OVERFLOW" },
    { of: "int", size: "2*", text: "1 2 3", value: [1, 2, 3], code: "W-ARRAY-OVER-BOUND" },
    { of: "int", size: "2x1*", text: "1 2 3 4", value: [1, 2, 3, 4], code: "W-ARRAY-OVER-BOUND" },
    { of: "char", size: "2x1*", text: "aabb", value: ["aa", "bb"], code: "W-ARRAY-OVER-BOUND" },
    { of: "char", text: "xyz", value: "xyz", code: "W-CHAR-TOO-LONG" },
    { of: "char", size: "3", text: "toolong", value: "toolong", code: "W-CHAR-TOO-LONG" },
    { of: "char", size: "3*", text: "toolong", value: "toolong", code: "W-CHAR-TOO-LONG" },
    { of: "unicodeChar", text: "🔭", value: "🔭", code: "W-CHAR-TOO-LONG" },
  ])("$of $size $text", ({ of, size, text, value, code }) => {
    const cell = decoder(of, size);
    expect(cell.decode(text)).toEqual(value);
    expect(cell.report.warning).toMatchObject({ code, section: expect.stringMatching(/^VOTable 1\.5 §/) });
    expect(cell.decode("")).toBeNull();
    expect(cell.report.warning).toBeUndefined();
  });
});

describe("cells that do not decode", () => {
  test.each<Row & { reason: RegExp }>([
    { of: "boolean", text: "yes", reason: /not a boolean/ },
    { of: "boolean", text: "2", reason: /not a boolean/ },
    { of: "boolean", text: "T F", reason: /not a boolean/ },
    { of: "bit", text: "2", reason: /0 and 1/ },
    { of: "bit", text: "01", reason: /1 bit wanted, 2 found/ },
    { of: "bit", size: "8", text: "101", reason: /8 bits wanted, 3 found/ },
    { of: "unsignedByte", text: "256", reason: /range of unsignedByte, 0 to 255/ },
    { of: "unsignedByte", text: "-1", reason: /range/ },
    { of: "unsignedByte", text: "0x100", reason: /range/ },
    { of: "short", text: "32768", reason: /range/ },
    { of: "short", text: "0x10000", reason: /range/ },
    { of: "int", text: "2147483648", reason: /range/ },
    { of: "int", text: "9".repeat(100000), reason: /range/ },
    { of: "long", text: "9223372036854775808", reason: /range/ },
    { of: "long", text: "-9223372036854775809", reason: /range/ },
    { of: "long", text: "0x10000000000000000", reason: /range/ },
    { of: "int", text: "1.0", reason: /fraction or an exponent/ },
    { of: "int", text: "1e3", reason: /fraction or an exponent/ },
    { of: "int", text: "-0x1F", reason: /not an integer/ },
    { of: "int", text: "1,000", reason: /not an integer/ },
    { of: "int", text: "null", reason: /not an integer/ },
    { of: "int", text: "-", reason: /not an integer/ },
    { of: "int", text: "\u00a01", reason: /not an integer/ },
    { of: "int", text: "1 2", reason: /not an integer/ },
    { of: "double", text: "12abc", reason: /not a number/ },
    { of: "double", text: "0x10", reason: /not a number/ },
    { of: "double", text: "1e", reason: /not a number/ },
    { of: "double", text: ".", reason: /not a number/ },
    { of: "double", text: "--", reason: /not a number/ },
    { of: "double", text: "n/a", reason: /not a number/ },
    { of: "double", text: "1d5", reason: /not a number/ },
    { of: "floatComplex", text: "1", reason: /2 numbers .* wanted, 1 found/ },
    { of: "floatComplex", size: "*", text: "1 2 3", reason: /multiple of 2 / },
    { of: "float", size: "3", text: "1 2", reason: /3 elements wanted, 2 found/ },
    { of: "int", size: "2x2", text: "1 2 3 4 5", reason: /4 elements wanted, 5 found/ },
    { of: "int", size: "3x*", text: "1 2 3 4", reason: /multiple of 3 elements wanted, 4 found/ },
    { of: "int", size: "*", text: "1 x", reason: /element 2, "x": not an integer/ },
    { of: "char", size: "3x2", text: "abcdefg", reason: /2 strings of 3 wanted, 3 found/ },
    { of: "char", size: "0x2", text: "a", reason: /no characters/ },
    { of: "unicodeChar", size: "2x*", text: "α🔭", reason: /inside a character/ },
  ])("$of $size", ({ of, size, text, reason }) => {
    const cell = decoder(of, size);
    expect(cell.decode(text)).toBeUndefined();
    expect(cell.report.reason).toMatch(reason);
  });
});

test("a char string counts characters before VOTable 1.6 and bytes from then on", () => {
  const text = "Valletta..Coll. ParkGörlitz..Strasbourg";
  const before = createTextDecoder(field("char", "10x4"), shape("10x4"));
  const after = createTextDecoder(field("char", "10x4"), shape("10x4"), { charUnit: "bytes" });
  expect(before.decode(text)).toEqual(["Valletta..", "Coll. Park", "Görlitz..S", "trasbourg"]);
  expect(after.decode(text)).toEqual(["Valletta..", "Coll. Park", "Görlitz..", "Strasbourg"]);
  expect(createTextDecoder(field("char", "2x*"), shape("2x*"), { charUnit: "bytes" }).decode("aé")).toBeUndefined();
});

test("a fixed array of a thousand million strings is not filled up", () => {
  expect(decoder("char", "8x200000000").decode("short")).toBeUndefined();
});

describe("laws", () => {
  const limits = { unsignedByte: [0n, 255n], short: [-32768n, 32767n], int: [-(2n ** 31n), 2n ** 31n - 1n] } as const;

  test.each(Object.entries(limits))("%s is what BigInt makes of the text", (of, [least, most]) => {
    const cell = decoder(of as Datatype);
    const around = fc.bigInt({ min: 2n * least - 300n, max: 2n * most + 300n });
    fc.assert(
      fc.property(around, fc.nat(30), (integer, zeros) => {
        const text = `${integer < 0n ? "-" : ""}${"0".repeat(zeros)}${integer < 0n ? -integer : integer}`;
        expect(cell.decode(text)).toBe(integer < least || integer > most ? undefined : Number(integer));
      }),
    );
  });

  test("long is what BigInt makes of the text", () => {
    const cell = decoder("long");
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }), (integer) => {
        expect(cell.decode(String(integer))).toBe(BigInt.asIntN(64, integer) === integer ? integer : undefined);
      }),
    );
  });

  test("hexadecimal is two's complement of the width", () => {
    const cell = decoder("short");
    fc.assert(
      fc.property(fc.integer({ min: -32768, max: 65535 }), (integer) => {
        const wrapped = (integer << 16) >> 16;
        expect(cell.decode(`0x${(integer & 0xffff).toString(16)}`)).toBe(wrapped);
      }),
    );
  });

  test("double is what Number makes of the text", () => {
    const cell = decoder("double");
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.nat(30), (value, digits) => {
        const texts = [String(value), value.toExponential(Math.min(digits, 100)), value.toPrecision(digits + 1)];
        for (const text of texts) expect(cell.decode(text)).toBe(Number(text));
      }),
    );
  });

  test("a decoder never throws, and every value it gives fits the column", () => {
    const sizes = [undefined, "3", "*", "2x*", "2x2", "0", "4*"];
    const token = fc.constantFrom("1", "-5", "T", "?", "NaN", "0xFF", "ab", "é", "🔭", "1e400", "99999999999", "");
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(token).map((tokens) => tokens.join(" ")),
    );
    fc.assert(
      fc.property(fc.constantFrom(...DATATYPES), fc.constantFrom(...sizes), text, (of, size, cellText) => {
        const value = decoder(of, size).decode(cellText);
        if (value !== undefined) createColumnWriter(layoutOf(of, shape(size))).append(value);
        expect(value === undefined || value === null || cellText.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
