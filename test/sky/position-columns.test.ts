import type { Field } from "@armillary/columns";
import { degreesPerUnit, namedAngleColumn, positionColumns, readPositions } from "@armillary/sky";
import { describe, expect, test } from "vitest";

const column = (name: string, rest: Partial<Field> = {}): Field => ({
  name,
  datatype: "double",
  layout: { kind: "float", bits: 64 },
  ...rest,
});
const text = (name: string, rest: Partial<Field> = {}): Field =>
  column(name, { datatype: "char", arraysize: "*", layout: { kind: "utf8" }, ...rest });

describe("positionColumns", () => {
  test.each<{ what: string; fields: Field[]; due: [ra: string, dec: string, by: string] }>([
    {
      what: "UCD1+, the main ones before others",
      fields: [
        column("l", { ucd: "pos.galactic.lon" }),
        column("ra_2mass", { ucd: "pos.eq.ra" }),
        column("dec_2mass", { ucd: "pos.eq.dec" }),
        column("x", { ucd: "pos.eq.ra;meta.main" }),
        column("y", { ucd: "POS.EQ.DEC;META.MAIN" }),
      ],
      due: ["x", "y", "UCD"],
    },
    {
      what: "UCD1, as Simple Cone Search has it",
      fields: [column("a", { ucd: "POS_EQ_RA_MAIN" }), column("b", { ucd: "POS_EQ_DEC_MAIN" })],
      due: ["a", "b", "UCD"],
    },
    {
      what: "errors are no positions",
      fields: [
        column("e_ra", { ucd: "stat.error;pos.eq.ra;meta.main" }),
        column("e2", { ucd: "pos.eq.ra;stat.error" }),
        column("ra", { ucd: "pos.eq.ra" }),
        column("dec", { ucd: "pos.eq.dec" }),
      ],
      due: ["ra", "dec", "UCD"],
    },
    {
      what: "text is none: VizieR's sexagesimal columns have the UCD, too",
      fields: [
        text("RAJ2000", { ucd: "pos.eq.ra;meta.main", unit: '"h:m:s"' }),
        text("DEJ2000", { ucd: "pos.eq.dec;meta.main", unit: '"d:m:s"' }),
        column("_RAJ2000", { ucd: "pos.eq.ra" }),
        column("_DEJ2000", { ucd: "pos.eq.dec" }),
      ],
      due: ["_RAJ2000", "_DEJ2000", "UCD"],
    },
    {
      what: "utype, as SSA has it",
      fields: [
        column("a", { utype: "ssa:Target.Pos.Coord.Position2D.Value2.C1" }),
        column("b", { utype: "ssa:Target.Pos.Coord.Position2D.Value2.C2" }),
      ],
      due: ["a", "b", "utype"],
    },
    { what: "names alone", fields: [column("id"), column("RA"), column("Dec")], due: ["RA", "Dec", "name"] },
    { what: "VizieR's names", fields: [column("RAJ2000"), column("DEJ2000")], due: ["RAJ2000", "DEJ2000", "name"] },
    {
      what: "Gaia's names in VizieR",
      fields: [column("RA_ICRS"), column("DE_ICRS")],
      due: ["RA_ICRS", "DE_ICRS", "name"],
    },
    { what: "ObsCore's names", fields: [column("s_ra"), column("s_dec")], due: ["s_ra", "s_dec", "name"] },
    {
      what: "SExtractor's names",
      fields: [column("ALPHA_J2000"), column("DELTA_J2000")],
      due: ["ALPHA_J2000", "DELTA_J2000", "name"],
    },
    {
      what: "no half of a pair",
      fields: [column("ra"), column("RAJ2000"), column("DEJ2000")],
      due: ["RAJ2000", "DEJ2000", "name"],
    },
  ])("$what", ({ fields, due }) => {
    const { ra, dec, by } = positionColumns(fields);
    expect([fields[ra.index]?.name, fields[dec.index]?.name, by]).toEqual(due);
  });

  test("what the caller names goes before, by name or ID", () => {
    const fields = [column("ra"), column("dec"), column("x", { ID: "lon", unit: "rad" }), column("y")];
    const { ra, dec, by } = positionColumns(fields, { ra: "lon", dec: "y" });
    expect([ra, dec, by]).toEqual([
      { index: 2, degreesPerUnit: 180 / Math.PI },
      { index: 3, degreesPerUnit: 1 },
      "choice",
    ]);
    expect(positionColumns(fields, { dec: "y" }).ra.index).toBe(0);
  });

  test.each([
    { why: "nothing tells", fields: [column("a"), column("b")], choice: {}, words: "Say which: a, b." },
    {
      why: "positions as text",
      fields: [text("RAJ2000", { ucd: "pos.eq.ra;meta.main" }), text("DEJ2000", { ucd: "pos.eq.dec;meta.main" })],
      choice: {},
      words: '"RAJ2000" and "DEJ2000" have positions as text',
    },
    { why: "no such column", fields: [column("ra"), column("dec")], choice: { ra: "z" }, words: 'no column "z"' },
    { why: "text", fields: [text("ra"), column("dec")], choice: { ra: "ra" }, words: "char[*]" },
    { why: "no angle", fields: [column("ra", { unit: "m" }), column("dec")], choice: {}, words: '"m"' },
  ])("refused: $why", ({ fields, choice, words }) => {
    expect(() => positionColumns(fields, choice)).toThrow(
      expect.objectContaining({ code: "SKY_POSITION", message: expect.stringContaining(words) }),
    );
  });

  test("a column of errors has the unit that is said where it has none", () => {
    const fields = [column("e"), column("f", { unit: "mas" })];
    expect(namedAngleColumn(fields, "e", "arcsec").degreesPerUnit).toBe(1 / 3600);
    expect(namedAngleColumn(fields, "f", "arcsec").degreesPerUnit).toBe(1 / 3.6e6);
  });
});

test.each([
  ["deg", 1],
  [" Degrees ", 1],
  ["rad", 180 / Math.PI],
  ["h", 15],
  ["hourangle", 15],
  ["arcsec", 1 / 3600],
  ["0.001arcsec", 1 / 3.6e6],
  ["mas", 1 / 3.6e6],
  ["'deg     '", 1],
  ["mag", undefined],
  ["", undefined],
])("one %s in degrees", (unit, degrees) => {
  const found = degreesPerUnit(unit);
  if (degrees === undefined) expect(found).toBeUndefined();
  else expect(found).toBeCloseTo(degrees, 15);
});

test("positions are read in degrees, whatever the numbers are; a null is NaN", () => {
  const angle = (index: number, degrees: number) => ({ index, degreesPerUnit: degrees });
  const batch = {
    rows: 3,
    columns: [
      { kind: "int", length: 3, nulls: 0, values: BigInt64Array.of(1n, 2n, 3n) },
      { kind: "float", length: 3, nulls: 1, values: Float32Array.of(0.5, 0, 1.5), validity: Uint8Array.of(0b101) },
      { kind: "int", length: 3, nulls: 0, values: Int16Array.of(4, 5, 6) },
    ],
  } as const;
  expect(readPositions(batch, { ra: angle(0, 15), dec: angle(1, 1) }, angle(2, 0.5))).toEqual({
    raDeg: Float64Array.of(15, 30, 45),
    decDeg: Float64Array.of(0.5, Number.NaN, 1.5),
    errorDeg: Float64Array.of(2, 2.5, 3),
  });
});
