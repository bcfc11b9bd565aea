import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseInterval, printInterval } from "../../../packages/dali/src/values/interval.ts";
import { parseMaxrec, printMaxrec } from "../../../packages/dali/src/values/maxrec.ts";
import { type Pos, parsePos, printPos } from "../../../packages/dali/src/values/pos.ts";
import { parseUpload, printUpload } from "../../../packages/dali/src/values/upload.ts";

describe("POS", () => {
  test.each<[text: string, pos: Pos, printed?: string]>([
    ["CIRCLE 12.3 45.6 0.5", { shape: "CIRCLE", longitudeDeg: 12.3, latitudeDeg: 45.6, radiusDeg: 0.5 }],
    [
      "circle 12.3 45.6 .5",
      { shape: "CIRCLE", longitudeDeg: 12.3, latitudeDeg: 45.6, radiusDeg: 0.5 },
      "CIRCLE 12.3 45.6 0.5",
    ],
    [" Circle  1e1\t-0 0 ", { shape: "CIRCLE", longitudeDeg: 10, latitudeDeg: -0, radiusDeg: 0 }, "CIRCLE 10 0 0"],
    [
      "RANGE 10 11 20 21",
      { shape: "RANGE", longitudeDeg: { lower: 10, upper: 11 }, latitudeDeg: { lower: 20, upper: 21 } },
    ],
    [
      "RANGE 359 1 -1 1",
      { shape: "RANGE", longitudeDeg: { lower: 359, upper: 1 }, latitudeDeg: { lower: -1, upper: 1 } },
    ],
    [
      "RANGE -Inf +Inf 89 +Inf",
      {
        shape: "RANGE",
        longitudeDeg: { lower: -Infinity, upper: Infinity },
        latitudeDeg: { lower: 89, upper: Infinity },
      },
    ],
    [
      "POLYGON 10 10 10.2 10 10.2 10.2 -90.31 10.2",
      {
        shape: "POLYGON",
        vertices: [
          { longitudeDeg: 10, latitudeDeg: 10 },
          { longitudeDeg: 10.2, latitudeDeg: 10 },
          { longitudeDeg: 10.2, latitudeDeg: 10.2 },
          { longitudeDeg: -90.31, latitudeDeg: 10.2 },
        ],
      },
    ],
  ])("%s", (text, pos, printed = text) => {
    expect(parsePos(text)).toEqual(pos);
    expect(printPos(pos)).toBe(printed);
    expect(printPos(pos, { xtype: "shape" })).toBe(printed.replace(/^\w+/, (shape) => shape.toLowerCase()));
  });

  test.each<[text: string, words: RegExp]>([
    ["", /empty/],
    ["CIRCLE", /3 numbers are due, 0 are there/],
    ["CIRCLE 1 2", /3 numbers are due, 2/],
    ["CIRCLE 1 2 3 4", /3 numbers are due, 4/],
    ["CIRCLE 1 2 x", /not all of its coordinates are numbers/],
    ["CIRCLE 1 2 NaN", /not all/],
    ["CIRCLE 1 2 -1", /radius -1/],
    ["CIRCLE 1 2 181", /radius 181/],
    ["CIRCLE 1 91 1", /declination 91/],
    ["CIRCLE +Inf 2 1", /only the bounds of a RANGE/],
    ["CIRCLE 1 2 1e999", /not all/],
    ["RANGE 1 2 4 3", /lower declination/],
    ["RANGE 1 2 3", /4 numbers/],
    ["POLYGON 1 2 3 4", /even count, 6 or more/],
    ["POLYGON 1 2 3 4 5 6 7", /even count/],
    ["BOX 1 2 3 4", /no shape "BOX"/],
    ["CIRCLE ICRS 1 2 3", /not all/],
    ["10 20", /no shape "10"/],
  ])("refuses %j", (text, words) => expect(() => parsePos(text)).toThrow(words));

  test("refuses to print what it would not read", () => {
    expect(() => printPos({ shape: "CIRCLE", longitudeDeg: Number.NaN, latitudeDeg: 0, radiusDeg: 1 })).toThrow(/NaN/);
    expect(() => printPos({ shape: "POLYGON", vertices: [] })).toThrow(/fewer than 3/);
  });

  const longitude = fc.double({ min: -360, max: 720, noNaN: true });
  const latitude = fc.double({ min: -90, max: 90, noNaN: true });
  const vertex = fc.record({ longitudeDeg: longitude, latitudeDeg: latitude });
  const bounds = (value: fc.Arbitrary<number>): fc.Arbitrary<{ lower: number; upper: number }> =>
    fc.tuple(value, value).map(([a, b]) => ({ lower: Math.min(a, b), upper: Math.max(a, b) }));
  const anyPos: fc.Arbitrary<Pos> = fc.oneof(
    fc.record({
      shape: fc.constant("CIRCLE" as const),
      longitudeDeg: longitude,
      latitudeDeg: latitude,
      radiusDeg: fc.double({ min: 0, max: 180, noNaN: true }),
    }),
    fc.record({ shape: fc.constant("RANGE" as const), longitudeDeg: bounds(longitude), latitudeDeg: bounds(latitude) }),
    fc.record({ shape: fc.constant("POLYGON" as const), vertices: fc.array(vertex, { minLength: 3, maxLength: 9 }) }),
  );
  test("prints what reads back, and reads what prints the same", () => {
    fc.assert(
      fc.property(anyPos, (pos) => {
        const text = printPos(pos);
        expect(printPos(parsePos(text))).toBe(text);
        // Zero loses its sign; all else is kept to the last bit.
        expect(JSON.stringify(parsePos(text))).toBe(JSON.stringify(pos));
      }),
    );
  });
});

describe("intervals", () => {
  test.each<[text: string, lower: number, upper: number, printed?: string]>([
    ["0.5 1", 0.5, 1],
    ["-Inf 0", -Infinity, 0],
    ["0 +Inf", 0, Infinity],
    ["0 Inf", 0, Infinity, "0 +Inf"],
    ["-inf +infinity", -Infinity, Infinity, "-Inf +Inf"],
    ["1 1", 1, 1],
    ["5.5e-7", 5.5e-7, 5.5e-7, "5.5e-7 5.5e-7"],
    [" 1.0\t2.0 ", 1, 2, "1 2"],
  ])("%j", (text, lower, upper, printed = text) => {
    expect(parseInterval(text)).toEqual({ lower, upper });
    expect(printInterval({ lower, upper })).toBe(printed);
  });

  test.each<[text: string, words: RegExp]>([
    ["", /not numbers/],
    ["a b", /not numbers/],
    ["1 NaN", /not numbers/],
    ["2 1", /above the upper/],
    ["1 2 3", /2 numbers are due, 3/],
    ["+Inf +Inf", /nothing lies in it/],
    ["1/2", /not numbers/],
  ])("refuses %j", (text, words) => expect(() => parseInterval(text)).toThrow(words));

  test("read back as they were", () => {
    const bound = fc.double({ noNaN: true });
    fc.assert(
      fc.property(bound, bound, (a, b) => {
        const interval = { lower: Math.min(a, b) + 0, upper: Math.max(a, b) + 0 };
        fc.pre(interval.lower !== interval.upper);
        expect(parseInterval(printInterval(interval))).toEqual(interval);
      }),
    );
    expect(() => printInterval({ lower: Number.NaN, upper: 1 })).toThrow(/NaN/);
  });
});

describe("MAXREC", () => {
  test.each([
    ["0", 0],
    ["2000", 2000],
    [" 007 ", 7],
    ["+5", 5],
  ] as const)("%j", (text, rows) => expect(parseMaxrec(text)).toBe(rows));
  test.each(["", "-1", "1e6", "1.5", "ten", "9007199254740993"])("refuses %j", (text) => {
    expect(() => parseMaxrec(text)).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
  });
  test("prints digits", () => {
    fc.assert(fc.property(fc.maxSafeNat(), (rows) => parseMaxrec(printMaxrec(rows)) === rows));
    expect(printMaxrec(1e15)).toBe("1000000000000000");
    expect(() => printMaxrec(Number.POSITIVE_INFINITY)).toThrow(/leave it out/);
    expect(() => printMaxrec(1.5)).toThrow(/whole number/);
  });
});

describe("UPLOAD", () => {
  test("reads one pair, and several as TAP 1.0 has them", () => {
    expect(parseUpload("table1,http://example.com/t1")).toEqual([{ name: "table1", uri: "http://example.com/t1" }]);
    expect(parseUpload("a,param:t3; b_2 , vos://x.test!y/z ;")).toEqual([
      { name: "a", uri: "param:t3" },
      { name: "b_2", uri: "vos://x.test!y/z" },
    ]);
  });

  test.each<[text: string, words: RegExp]>([
    ["table1", /no comma/],
    ["1a,param:x", /"1a" is not a name of an upload/],
    ["a-b,param:x", /not a name/],
    ["tàble,param:x", /not a name/],
    ["a,", /URI/],
    ["a,x/y", /no scheme/],
    ["a,http://x.test/a,b", /comma/],
  ])("refuses %j", (text, words) => expect(() => parseUpload(text)).toThrow(words));

  test("never prints what would be read as something else", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, rest) => {
        const entry = { name, uri: `param:${rest}` };
        let text: string;
        try {
          text = printUpload(entry);
        } catch {
          return;
        }
        expect(parseUpload(text)).toEqual([entry]);
      }),
    );
    expect(printUpload({ name: "t", uri: "param:t" })).toBe("t,param:t");
  });
});
