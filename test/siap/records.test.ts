import { describe, expect, test } from "vitest";
import { type Column, openSia, real, recordsOf, results, text } from "./open-service.ts";

const region = { raDeg: 10, decDeg: 20, sizeDeg: 1 } as const;

async function firstOf(columns: readonly Column[], version: 1 | 2 = 1) {
  const { sia } = await openSia(results(columns), { version });
  const [record] = await recordsOf(await sia.search({ region }));
  if (record === undefined) throw new Error("no record");
  const { row, ...properties } = record;
  return { row, properties };
}

describe("records of version 1", () => {
  test("have every property that SIA 1.0 has, in the units of records", async () => {
    const { properties, row } = await firstOf([
      [text("t", 'ucd="VOX:Image_Title"'), "M 31"],
      [text("u", 'ucd="VOX:Image_AccessReference"'), "cutout?id=1&amp;size=2"],
      [text("f", 'ucd="VOX:Image_Format"'), "image/fits"],
      ['name="s" datatype="int" ucd="VOX:Image_FileSize"', "2880"],
      [real("ra", 'ucd="POS_EQ_RA_MAIN" unit="deg"'), "10.5"],
      [real("dec", 'ucd="POS_EQ_DEC_MAIN" unit="deg"'), "41.25"],
      [text("i", 'ucd="INST_ID"'), "WFC3"],
      [real("d", 'ucd="VOX:Image_MJDateObs"'), "55000.5"],
      ['name="n" datatype="int" arraysize="*" ucd="VOX:Image_Naxis"', "300 400"],
      [real("p", 'arraysize="*" ucd="VOX:Image_Scale" unit="deg/pix"'), "-0.001 0.001"],
      [text("frame", 'ucd="VOX:STC_CoordRefFrame"'), "FK5"],
      ['name="eq" datatype="float" ucd="VOX:STC_CoordEquinox"', "2000"],
      [text("proj", 'ucd="VOX:WCS_CoordProjection"'), "TAN"],
      [real("crpix", 'arraysize="2" ucd="VOX:WCS_CoordRefPixel"'), "150 200"],
      [real("crval", 'arraysize="2" ucd="VOX:WCS_CoordRefValue"'), "10.5 41.25"],
      [real("cd", 'arraysize="4" ucd="VOX:WCS_CDMatrix"'), "-0.001 0 0 0.001"],
      [text("band", 'ucd="VOX:BandPass_ID"'), "F606W"],
      [text("bu", 'ucd="VOX:BandPass_Unit"'), "nm"],
      [real("br", 'ucd="VOX:BandPass_RefValue"'), "600"],
      [real("bh", 'ucd="VOX:BandPass_HiLimit"'), "700"],
      [real("bl", 'ucd="VOX:BandPass_LoLimit"'), "500"],
      [text("pf", 'ucd="VOX:Image_PixFlags"'), "C"],
      ['name="ttl" datatype="int" ucd="VOX:Image_AccessRefTTL"', "3600"],
    ]);
    expect(properties).toEqual({
      protocol: "sia1",
      title: "M 31",
      accessUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/cutout\?id=1&size=2$/),
      format: "image/fits",
      sizeBytes: 2880,
      raDeg: 10.5,
      decDeg: 41.25,
      instrument: "WFC3",
      tMinMjd: 55_000.5,
      tMaxMjd: 55_000.5,
      pixels: [300, 400],
      pixelScaleArcsec: 3.6,
      fovDeg: 0.5,
      bandName: "F606W",
      bandReferenceM: 6e-7,
      bandMinM: 5e-7,
      bandMaxM: 7e-7,
      pixelFlags: "C",
      accessTtlS: 3600,
      wcs: {
        frame: "FK5",
        equinoxYr: 2000,
        projection: "TAN",
        referencePixel: [150, 200],
        referenceValueDeg: [10.5, 41.25],
        cdMatrixDegPerPixel: [-0.001, 0, 0, 0.001],
      },
    });
    expect(row["t"]).toBe("M 31");
    expect(Object.keys(row)).toHaveLength(23);
  });

  test.each<[string, Column[], object]>([
    ["a date that is text", [[text("d", 'ucd="VOX:Image_MJDateObs"'), "2009-06-18T12:00:00"]], { tMinMjd: 55_000.5 }],
    ["a date in Julian days", [[real("d", 'ucd="VOX:Image_MJDateObs" unit="JD"'), "2455001"]], { tMinMjd: 55_000.5 }],
    [
      "arrays that are text",
      [
        [text("n", 'ucd="VOX:Image_Naxis"'), "300, 400"],
        [text("p", 'ucd="VOX:Image_Scale"'), "0.001 0.001"],
      ],
      { pixels: [300, 400], pixelScaleArcsec: 3.6, fovDeg: 0.5 },
    ],
    [
      "a band in the unit of its FIELD",
      [[real("b", 'ucd="VOX:BandPass_RefValue" unit="Angstrom"'), "5000"]],
      { bandReferenceM: 5e-7 },
    ],
    [
      "limits in keV, turned",
      [
        [text("bu", 'ucd="VOX:BandPass_Unit"'), "keV"],
        [real("bl", 'ucd="VOX:BandPass_LoLimit"'), "1"],
        [real("bh", 'ucd="VOX:BandPass_HiLimit"'), "2"],
      ],
      { bandMinM: expect.closeTo(6.199e-10, 12), bandMaxM: expect.closeTo(1.2398e-9, 12) },
    ],
    ["a position in radians", [[real("ra", 'ucd="POS_EQ_RA_MAIN" unit="rad"'), "1"]], { raDeg: 180 / Math.PI }],
    [
      "a region that is an array",
      [[real("coverage", 'arraysize="*" xtype="polygon"'), "1 2 3 4 5 6"]],
      { region: "POLYGON 1 2 3 4 5 6" },
    ],
  ])("read %s", async (_, columns, expected) => {
    expect((await firstOf(columns)).properties).toMatchObject(expected);
  });

  test("leave a band out whose unit is not known, whatever the FIELD says", async () => {
    const { properties } = await firstOf([
      [text("bu", 'ucd="VOX:BandPass_Unit"'), "cubits"],
      [real("bl", 'ucd="VOX:BandPass_RefValue" unit="m"'), "1"],
    ]);
    expect(properties).toEqual({ protocol: "sia1" });
  });
});

describe("records of version 2", () => {
  test("are those of ObsCore", async () => {
    const { properties } = await firstOf([[text("obs_title"), "M 31"]], 2);
    expect(properties).toEqual({ protocol: "sia2", title: "M 31" });
  });
});

test("records are read once, as rows are", async () => {
  const { sia } = await openSia(results([[text("obs_title"), "M 31"]]), { version: 2 });
  const result = await sia.search({});
  await recordsOf(result);
  await expect(recordsOf(result)).rejects.toThrow(/read once/);
});
