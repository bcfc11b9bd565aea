import type { CellValue } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VotableError } from "../../../packages/votable/src/errors.ts";
import { decodeXtype, defaultXtypes } from "../../../packages/votable/src/xtype/registry.ts";

const decode = (xtype: string | undefined, value: CellValue): unknown =>
  decodeXtype({ name: "x", datatype: "char", ...(xtype === undefined ? {} : { xtype }) }, value);

const circle = { longitudeDeg: 10, latitudeDeg: -5, radiusDeg: 0.5 };
const triangle = {
  vertices: [
    { longitudeDeg: 1, latitudeDeg: 2 },
    { longitudeDeg: 3, latitudeDeg: 4 },
    { longitudeDeg: 5, latitudeDeg: 6 },
  ],
};

describe("values that their xtype decodes", () => {
  test.each<[string, CellValue, unknown]>([
    ["interval", [0.5, 1], { lower: 0.5, upper: 1 }],
    ["interval", [-5n, 5n], { lower: -5n, upper: 5n }],
    ["interval", [Number.NEGATIVE_INFINITY, 0], { lower: Number.NEGATIVE_INFINITY, upper: 0 }],
    ["interval", [Number.NaN, Number.NaN], null],
    [
      "multiinterval",
      [1, 3, 4, 5],
      [
        { lower: 1, upper: 3 },
        { lower: 4, upper: 5 },
      ],
    ],
    ["point", [12.3, 45.6], { longitudeDeg: 12.3, latitudeDeg: 45.6 }],
    ["POINT", [362, 2], { longitudeDeg: 362, latitudeDeg: 2 }],
    ["point", [Number.NaN, Number.NaN], null],
    ["circle", [10, -5, 0.5], circle],
    ["range", [359, 1, -1, 1], { longitudeDeg: { lower: 359, upper: 1 }, latitudeDeg: { lower: -1, upper: 1 } }],
    ["polygon", [1, 2, 3, 4, 5, 6], triangle],
    [
      "polygon",
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      triangle,
    ],
    ["shape", "circle 10.0 -5 5e-1", { shape: "circle", ...circle }],
    ["shape", " polygon 1 2 3 4\n5 6 ", { shape: "polygon", ...triangle }],
    [
      "shape",
      "range -Inf 1 2 3",
      {
        shape: "range",
        longitudeDeg: { lower: Number.NEGATIVE_INFINITY, upper: 1 },
        latitudeDeg: { lower: 2, upper: 3 },
      },
    ],
    [
      "multishape",
      "circle 10 -5 .5 polygon 1 2 3 4 5 6",
      [
        { shape: "circle", ...circle },
        { shape: "polygon", ...triangle },
      ],
    ],
    ["hms", "12:30:00", { hours: 12, minutes: 30, seconds: 0, degrees: 187.5 }],
    ["hms", "24:00:00", { hours: 24, minutes: 0, seconds: 0, degrees: 360 }],
    ["dms", "+10:20:30", { sign: 1, arcDegrees: 10, arcMinutes: 20, arcSeconds: 30, degrees: 37230 / 3600 }],
    ["dms", "-00:30:00.0", { sign: -1, arcDegrees: 0, arcMinutes: 30, arcSeconds: 0, degrees: -0.5 }],
    [
      "moc",
      "1/1,2,4 2/12-14,21 5/",
      {
        order: 5,
        cells: [
          { order: 1, first: 1n, last: 1n },
          { order: 1, first: 2n, last: 2n },
          { order: 1, first: 4n, last: 4n },
          { order: 2, first: 12n, last: 14n },
          { order: 2, first: 21n, last: 21n },
        ],
      },
    ],
    [
      "moc",
      "s29/ 3458764513820540927 0 - 1",
      {
        order: 29,
        cells: [
          { order: 29, first: 3458764513820540927n, last: 3458764513820540927n },
          { order: 29, first: 0n, last: 1n },
        ],
      },
    ],
    ["uuid", "E0B895CA-2ee4-4f0f-b595-cbd83be40b04", "e0b895ca-2ee4-4f0f-b595-cbd83be40b04"],
    ["uri", "ivo://cadc.nrc.ca/IRIS?I212B2H0", "ivo://cadc.nrc.ca/IRIS?I212B2H0"],
    ["json", '{"a":[1,null]}', { a: [1, null] }],
    ["json", "null", null],
  ])("%s, row %#", (xtype, value, expected) => {
    expect(decode(xtype, value)).toEqual(expected);
  });

  test("a value without an xtype, of an unknown one, or null stays itself", () => {
    expect(decode(undefined, "2000-01-01")).toBe("2000-01-01");
    expect(decode("geom:vector3d", [1, 2, 3])).toEqual([1, 2, 3]);
    expect(decode("timestamp", null)).toBeNull();
  });

  test("a registry can be extended without touching the default one", () => {
    const xtypes = new Map([...defaultXtypes, ["geom:vector3d", (value: unknown) => ({ vector: value })]]);
    const field = { name: "v", datatype: "double", xtype: "geom:vector3d" } as const;
    expect(decodeXtype(field, [1, 2, 3], xtypes)).toEqual({ vector: [1, 2, 3] });
    expect(defaultXtypes.has("geom:vector3d")).toBe(false);
  });
});

describe("timestamps", () => {
  test.each<[string, string, number, string, boolean]>([
    ["2000-01-02T15:20:30.456", "2000-01-02T15:20:30.456", Date.UTC(2000, 0, 2, 15, 20, 30, 456), "456", false],
    ["2001-02-03T04:05:06Z", "2001-02-03T04:05:06Z", Date.UTC(2001, 1, 3, 4, 5, 6), "", true],
    ["2002-03-04", "2002-03-04", Date.UTC(2002, 2, 4), "", false],
    ["2002-06-29 19:24:07.0", "2002-06-29T19:24:07.0", Date.UTC(2002, 5, 29, 19, 24, 7), "0", false],
    [
      "2024-08-16T05:00:00.627123456789",
      "2024-08-16T05:00:00.627123456789",
      Date.UTC(2024, 7, 16, 5, 0, 0, 627),
      "627123456789",
      false,
    ],
    ["2016-12-31T23:59:60.5", "2016-12-31T23:59:60.5", Date.UTC(2017, 0, 1, 0, 0, 0, 500), "5", false],
    ["1969-12-31T23:59:59.25", "1969-12-31T23:59:59.25", -750, "25", false],
    ["0033-04-03", "0033-04-03", -61_117_804_800_000, "", false],
    ["-04713-11-24", "-04713-11-24", -210_866_803_200_000, "", false],
  ])("%s", (text, iso, epochMs, fraction, civil) => {
    expect(decode("timestamp", text)).toMatchObject({ iso, epochMs, fraction, civil });
    expect(decode("adql:TIMESTAMP", text)).toMatchObject({ iso });
  });

  test.each([
    ["1858-11-17", 0],
    ["2000-01-01T12:00:00", 51544.5],
    ["1858-11-16T18:00:00", -0.25],
  ])("%s is MJD %d", (text, mjd) => {
    expect(decode("timestamp", text)).toMatchObject({ mjd });
  });

  test("any date of JavaScript's survives", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(-62_000_000_000_000), max: new Date(250_000_000_000_000), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString();
          expect(decode("timestamp", text)).toMatchObject({ epochMs: date.getTime(), iso: text, civil: true });
        },
      ),
    );
  });
});

describe("regions in STC-S", () => {
  const icrs = { frame: "ICRS" };
  test.each<[string, unknown]>([
    ["Circle ICRS 10 -5 0.5", { shape: "circle", ...icrs, ...circle }],
    ["circle 10 -5 0.5", { shape: "circle", ...circle }],
    [
      "Position FK5 GEOCENTER SPHERICAL2 1 2",
      { shape: "position", frame: "FK5", refposition: "GEOCENTER", longitudeDeg: 1, latitudeDeg: 2 },
    ],
    ["Box J2000 1 2 3 4", { shape: "box", frame: "J2000", longitudeDeg: 1, latitudeDeg: 2, widthDeg: 3, heightDeg: 4 }],
    [
      "ELLIPSE ICRS 1 2 3 4 5",
      {
        shape: "ellipse",
        ...icrs,
        longitudeDeg: 1,
        latitudeDeg: 2,
        semiMajorDeg: 3,
        semiMinorDeg: 4,
        positionAngleDeg: 5,
      },
    ],
    ["POLYGON ICRS 1 2 3 4 5 6", { shape: "polygon", ...icrs, ...triangle }],
    [
      "POLYGON 1 2 3 4 5 6 POLYGON ICRS 1 2 3 4 5 6",
      {
        shape: "union",
        parts: [
          { shape: "polygon", ...triangle },
          { shape: "polygon", ...icrs, ...triangle },
        ],
      },
    ],
    [
      "Union ICRS(Circle 10 -5 .5 Not(Polygon 1 2 3 4 5 6))",
      {
        shape: "union",
        ...icrs,
        parts: [
          { shape: "circle", ...icrs, ...circle },
          { shape: "not", ...icrs, parts: [{ shape: "polygon", ...icrs, ...triangle }] },
        ],
      },
    ],
    [
      "Intersection (Circle ICRS 10 -5 0.5 Circle GALACTIC 10 -5 0.5)",
      {
        shape: "intersection",
        parts: [
          { shape: "circle", ...icrs, ...circle },
          { shape: "circle", frame: "GALACTIC", ...circle },
        ],
      },
    ],
  ])("%s", (text, region) => {
    expect(decode("adql:REGION", text)).toEqual(region);
  });
});

describe("values that are not what their xtype says", () => {
  test.each<[string, CellValue]>([
    ["timestamp", "2000-13-01"],
    ["timestamp", "2001-02-29"],
    ["timestamp", "2000-01-01T24:00:00"],
    ["timestamp", "2000-01-01T00:60:00"],
    ["timestamp", "2000-01-01T00:00:00+01:00"],
    ["timestamp", "yesterday"],
    ["timestamp", 51544.5],
    ["interval", [1]],
    ["interval", [2, 1]],
    ["interval", [1, null]],
    ["interval", "1 2"],
    ["interval", [Number.NaN, 1]],
    ["multiinterval", [1, 2, 3]],
    ["multiinterval", []],
    ["point", [1, 2, 3]],
    ["circle", [1, 2]],
    ["circle", [1, 2, -3]],
    ["range", [1, 2, 4, 3]],
    ["polygon", [1, 2, 3, 4]],
    ["polygon", [1, 2, 3, 4, 5, 6, 7]],
    ["shape", "circle 1 2"],
    ["shape", "ellipse 1 2 3 4 5"],
    ["shape", "circle 1 2 3 circle 1 2 3"],
    ["shape", "1 2 3"],
    ["shape", "circle 1 2 0x3"],
    ["multishape", "circle 1 2 3 polygon"],
    ["hms", "25:00:00"],
    ["hms", "24:00:01"],
    ["hms", "12:34:60"],
    ["hms", "-01:00:00"],
    ["hms", "12 34 56"],
    ["dms", "-90:00:01"],
    ["dms", "10:60:00"],
    ["moc", "1/48"],
    ["moc", "30/1"],
    ["moc", "1/3-2"],
    ["moc", "1/3-"],
    ["moc", "3 4"],
    ["moc", "t61/1 2"],
    ["uuid", "e0b895ca2ee44f0fb595cbd83be40b04"],
    ["uri", "no scheme"],
    ["json", "{"],
    ["adql:REGION", "Circle ICRS 1 2"],
    ["adql:REGION", "Union (Circle 1 2 3"],
    ["adql:REGION", "Circle 1 2 3 unit arcsec"],
    ["adql:REGION", "Blob 1 2 3"],
    ["adql:REGION", "Not (Circle 1 2 3 Circle 1 2 3)"],
    ["adql:REGION", ")"],
    ["adql:REGION", "Not (".repeat(100_000)],
  ])("%s, row %#", (xtype, value) => {
    const field = { name: "x", datatype: "char", xtype } as const;
    let caught: unknown;
    try {
      decodeXtype(field, value);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(VotableError);
    expect(caught).toMatchObject({ code: "VOT_CELL", place: { field: "x" } });
  });

  test("no text makes a decoder throw anything else", () => {
    const word = fc.constantFrom(
      "circle",
      "Union",
      "(",
      ")",
      "ICRS",
      "1",
      "-2.5",
      "1/",
      "-",
      "12:30:00",
      "Not",
      "1e999",
      "+Inf",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(fc.constantFrom(...defaultXtypes.keys()), text, (xtype, cell) => {
        try {
          expect(decode(xtype, cell)).not.toBeUndefined();
        } catch (error) {
          expect(error).toMatchObject({ code: "VOT_CELL" });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
