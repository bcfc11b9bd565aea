import { findConeColumns } from "@armillary/scs";
import { positionColumns } from "@armillary/sky";
import { describe, expect, test } from "vitest";
import { answering, document } from "./cone-service.ts";

type Column = readonly [name: string, ucd?: string, unit?: string, datatype?: string];

const fieldsOf = (columns: readonly Column[]) =>
  columns.map(([name, ucd, unit, datatype = "double"]) => ({
    name,
    datatype: datatype as "double",
    layout: datatype === "char" ? ({ kind: "utf8" } as const) : ({ kind: "float", bits: 64 } as const),
    ...(ucd === undefined ? {} : { ucd }),
    ...(unit === undefined ? {} : { unit }),
  }));

describe("columns that the standard requires", () => {
  test.each<readonly [string, readonly Column[], object]>([
    [
      "UCD1+",
      [
        ["x", "meta.id;meta.main", "", "char"],
        ["y", "pos.eq.ra;meta.main", "deg"],
        ["z", "pos.eq.dec;meta.main", "deg"],
      ],
      { id: 0, ra: { index: 1, degrees: 1 }, dec: { index: 2, degrees: 1 } },
    ],
    [
      "UCD1 (DaCHS)",
      [
        ["x", "POS_EQ_RA_MAIN"],
        ["y", "POS_EQ_DEC_MAIN"],
        ["z", "ID_MAIN"],
      ],
      { id: 2, ra: { index: 0, degrees: 1 }, dec: { index: 1, degrees: 1 } },
    ],
    [
      "main ones before others, in whatever order",
      [
        ["a", "pos.eq.ra"],
        ["b", "pos.eq.dec"],
        ["c", "pos.eq.ra;meta.main"],
        ["d", "pos.eq.dec;meta.main"],
      ],
      { ra: { index: 2, degrees: 1 }, dec: { index: 3, degrees: 1 } },
    ],
    [
      "not errors and motions of them",
      [
        ["ra", "stat.error;pos.eq.ra"],
        ["pmra", "pos.pm;pos.eq.ra"],
        ["x", "pos.eq.ra"],
        ["y", "pos.eq.dec"],
      ],
      { ra: { index: 2, degrees: 1 }, dec: { index: 3, degrees: 1 } },
    ],
    [
      "names, where there are no UCDs",
      [["DE_ICRS"], ["RA_ICRS"]],
      { ra: { index: 1, degrees: 1 }, dec: { index: 0, degrees: 1 } },
    ],
    [
      "radians",
      [
        ["ra", "pos.eq.ra", "rad"],
        ["dec", "pos.eq.dec", "rad"],
      ],
      { ra: { index: 0, degrees: 180 / Math.PI }, dec: { index: 1, degrees: 180 / Math.PI } },
    ],
    [
      "hours",
      [
        ["ra", "pos.eq.ra", "hourangle"],
        ["dec", "pos.eq.dec", "deg"],
      ],
      { ra: { index: 0, degrees: 15 }, dec: { index: 1, degrees: 1 } },
    ],
    [
      "MAST's unit for none",
      [
        ["ra", "pos.eq.ra", "n.n"],
        ["dec", "pos.eq.dec", "degrees"],
      ],
      { ra: { index: 0, degrees: 1 }, dec: { index: 1, degrees: 1 } },
    ],
    [
      "numbers before text",
      [
        ["_ra", "pos.eq.ra;meta.main", "h:m:s", "char"],
        ["_de", "pos.eq.dec;meta.main", "d:m:s", "char"],
        ["r", "pos.eq.ra"],
        ["d", "pos.eq.dec"],
      ],
      { ra: { index: 2, degrees: 1 }, dec: { index: 3, degrees: 1 } },
    ],
    [
      "text, where there is nothing else",
      [
        ["ra", "pos.eq.ra", "h:m:s", "char"],
        ["dec", "pos.eq.dec", "d:m:s", "char"],
      ],
      { ra: { index: 0 }, dec: { index: 1 } },
    ],
    ["nothing", [["flux", "phot.flux", "Jy"]], {}],
    [
      "no angles",
      [
        ["ra", "pos.eq.ra", "Jy"],
        ["dec", "pos.eq.dec", "deg"],
      ],
      { dec: { index: 1, degrees: 1 } },
    ],
  ])("%s", (_, columns, expected) => {
    expect(findConeColumns(fieldsOf(columns))).toEqual(expected);
  });

  test.each<readonly [string, readonly Column[]]>([
    [
      "main ones",
      [
        ["a", "pos.eq.ra"],
        ["b", "pos.eq.dec"],
        ["c", "pos.eq.ra;meta.main", "rad"],
        ["d", "pos.eq.dec;meta.main"],
      ],
    ],
    [
      "UCD1",
      [
        ["pmra", "pos.pm;pos.eq.ra"],
        ["x", "POS_EQ_DEC_MAIN", "arcmin"],
        ["y", "POS_EQ_RA_MAIN", "hourangle"],
      ],
    ],
    ["names", [["e_RA", "stat.error;pos.eq.ra"], ["DEJ2000"], ["RAJ2000"]]],
    [
      "numbers beside text",
      [["t", "pos.eq.ra", "h:m:s", "char"], ["u", "pos.eq.dec", "d:m:s", "char"], ["ra"], ["dec"]],
    ],
  ])("that cross-matches find, too: the same ones (%s)", (_, columns) => {
    const fields = fieldsOf(columns);
    const { ra, dec } = positionColumns(fields);
    expect(findConeColumns(fields)).toMatchObject({
      ra: { index: ra.index, degrees: expect.closeTo(ra.degreesPerUnit, 12) },
      dec: { index: dec.index, degrees: expect.closeTo(dec.degreesPerUnit, 12) },
    });
  });
});

describe("records and separations", () => {
  const CONE = { raDeg: 15, decDeg: -30, radiusDeg: 1 };
  const recordsIn = async (fields: string, row: string) => {
    const { scs } = await answering(document(fields, row));
    const records = [];
    for await (const record of (await scs.search(CONE)).records()) records.push(record);
    return records;
  };

  test.each([
    ["degrees", "deg", "double", "15", "-29"],
    ["radians", "rad", "double", String((15 * Math.PI) / 180), String((-29 * Math.PI) / 180)],
    ["arcsec", "arcsec", "double", "54000", "-104400"],
    ["sexagesimal text", "", 'char" arraysize="*', "01:00:00", "-29:00:00"],
    ["float32", "deg", "float", "15", "-29"],
    ["whole numbers", "deg", "long", "15", "-29"],
  ])("positions in %s", async (_, unit, datatype, ra, dec) => {
    const fields = `<FIELD name="n" datatype="long" ucd="meta.id;meta.main"/><FIELD name="ra" datatype="${datatype}" unit="${unit}" ucd="pos.eq.ra;meta.main"/><FIELD name="dec" datatype="${datatype}" unit="${unit}" ucd="pos.eq.dec;meta.main"/>`;
    const [record] = await recordsIn(fields, `<TR><TD>9007199254740993</TD><TD>${ra}</TD><TD>${dec}</TD></TR>`);
    expect(record).toMatchObject({
      id: "9007199254740993",
      raDeg: expect.closeTo(15, 9),
      decDeg: expect.closeTo(-29, 9),
      separationDeg: expect.closeTo(1, 9),
      row: { n: 9007199254740993n },
    });
  });

  test("a row without a position has none, and no separation", async () => {
    const fields =
      '<FIELD name="ra" datatype="double" ucd="pos.eq.ra"/><FIELD name="dec" datatype="double" ucd="pos.eq.dec"/>';
    expect(await recordsIn(fields, "<TR><TD></TD><TD>1</TD></TR>")).toEqual([{ decDeg: 1, row: { ra: null, dec: 1 } }]);
  });

  test("the separation is a column on request, with a name of its own, null where there is no position", async () => {
    const fields =
      '<FIELD name="ra" datatype="double" ucd="pos.eq.ra"/><FIELD name="dec" datatype="double" ucd="pos.eq.dec"/><FIELD name="separation_arcsec" datatype="int"/>';
    const { scs } = await answering(
      document(fields, "<TR><TD>15</TD><TD>-29.5</TD><TD>7</TD></TR><TR><TD/><TD>1</TD><TD>8</TD></TR>"),
    );
    const result = await scs.search(CONE, { separation: true });
    expect(result.fields.at(-1)).toMatchObject({ name: "separation_arcsec_2", unit: "arcsec", datatype: "double" });
    const rows = [];
    for await (const row of result.rows()) rows.push(row);
    expect(rows).toEqual([
      { ra: 15, dec: -29.5, separation_arcsec: 7, separation_arcsec_2: expect.closeTo(1800, 8) },
      { ra: null, dec: 1, separation_arcsec: 8, separation_arcsec_2: null },
    ]);
    expect(await result.summary).toMatchObject({ status: "OK", rows: 2, complete: true });
  });
});
