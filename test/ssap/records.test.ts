import { groupFormats, type SsaRecord } from "@armillary/ssap";
import { describe, expect, test } from "vitest";
import { answer, field, openService, recordsOf, table } from "./open-service.ts";

const real = (name: string, utype: string, unit?: string): string =>
  field(name, { datatype: "double", utype, ...(unit === undefined ? {} : { unit }) });

async function readOne(fields: readonly string[], row: readonly (string | number)[], more = ""): Promise<SsaRecord> {
  const { service } = await openService(answer(table(fields, [row], more)));
  const [record] = await recordsOf(await service.search({}));
  if (record === undefined) return expect.fail("there is no record");
  return record;
}

describe("a row becomes a record", () => {
  test.each(["ssa:", "", "spec:", "ssa:Spectrum.", "Spectrum."])("by utypes that begin in %j", async (prefix) => {
    const record = await readOne(
      [
        field("a", { utype: `${prefix}Access.Reference` }),
        field("b", { utype: `${prefix}DataID.Title` }),
        field("c", { utype: `${prefix}Access.Format` }),
        real("d", `${prefix}Derived.SNR`),
      ],
      ["http://a.org/x.fits", "A star", "application/fits", 12.5],
    );
    expect(record).toEqual({
      protocol: "ssa",
      accessUrl: "http://a.org/x.fits",
      title: "A star",
      format: "application/fits",
      snr: 12.5,
      row: { a: "http://a.org/x.fits", b: "A star", c: "application/fits", d: 12.5 },
    });
  });

  test.each<[string, readonly string[], readonly (string | number)[], Partial<SsaRecord>]>([
    [
      "bands, whatever the unit",
      [
        real("a", "Char.SpectralAxis.Coverage.Bounds.Start", "Angstrom"),
        real("b", "Char.SpectralAxis.Coverage.Bounds.Stop", "Angstrom"),
      ],
      [1000, 2000],
      { bandMinM: 1e-7, bandMaxM: 2e-7 },
    ],
    [
      "bands that are energies change their ends",
      [
        real("a", "Char.SpectralAxis.Coverage.Bounds.Start", "GHz"),
        real("b", "Char.SpectralAxis.Coverage.Bounds.Stop", "GHz"),
      ],
      [299.792458, 2997.92458],
      { bandMinM: 1e-4, bandMaxM: 1e-3 },
    ],
    [
      "bands by middle and width, in metres where no unit is said",
      [real("a", "Char.SpectralAxis.Coverage.Location.Value"), real("b", "Char.SpectralAxis.Coverage.Bounds.Extent")],
      [5e-7, 2e-7],
      { bandMinM: 4e-7, bandMaxM: 6e-7 },
    ],
    [
      "no band of a width in another coordinate",
      [
        real("a", "Char.SpectralAxis.Coverage.Location.Value", "Hz"),
        real("b", "Char.SpectralAxis.Coverage.Bounds.Extent", "Hz"),
      ],
      [1e9, 1e8],
      { bandMinM: undefined as never, bandMaxM: undefined as never },
    ],
    [
      "times by middle and exposure",
      [real("a", "Char.TimeAxis.Coverage.Location.Value", "d"), real("b", "Char.TimeAxis.Coverage.Bounds.Extent", "s")],
      [56_000, 86_400],
      { tMinMjd: 55_999.5, tMaxMjd: 56_000.5, exposureS: 86_400 },
    ],
    ["exposures in days", [real("b", "Char.TimeAxis.Coverage.Bounds.Extent", "d")], [0.5], { exposureS: 43_200 }],
    [
      "times as text, and as Julian Dates",
      [
        field("a", { utype: "Char.TimeAxis.Coverage.Bounds.Start" }),
        real("b", "Char.TimeAxis.Coverage.Bounds.Stop", "d"),
      ],
      ["2012-03-14 12:00:00Z", 2_456_001.5],
      { tMinMjd: 56_000.5, tMaxMjd: 56_001 },
    ],
    ["sizes in kilobytes where no unit is said", [real("a", "Access.Size")], [800], { sizeBytes: 800_000 }],
    ["sizes in bytes", [real("a", "Access.Size", "byte")], [800], { sizeBytes: 800 }],
    ["no size in a unit that is none", [real("a", "Access.Size", "pages")], [800], { sizeBytes: undefined as never }],
    [
      "a position in an array",
      [field("a", { datatype: "double", arraysize: "2", utype: "ssa:Char.SpatialAxis.Coverage.Location.Value" })],
      ["10.5 -20.25"],
      { raDeg: 10.5, decDeg: -20.25 },
    ],
    [
      "a position in text",
      [field("a", { utype: "ssa:Char.SpatialAxis.Coverage.Location.Value" })],
      ["10.5,-20.25"],
      { raDeg: 10.5, decDeg: -20.25 },
    ],
    [
      "a position in two columns, by UCD",
      [
        field("a", { datatype: "double", ucd: "pos.eq.ra;meta.main" }),
        field("b", { datatype: "double", ucd: "pos.eq.dec;meta.main" }),
      ],
      [10.5, -20.25],
      { raDeg: 10.5, decDeg: -20.25 },
    ],
    [
      "the target's position where the spectrum has none",
      [
        field("a", { datatype: "double", arraysize: "2", utype: "ssa:Target.Pos" }),
        field("b", { utype: "ssa:CoordSys.SpaceFrame.Name" }),
      ],
      ["10.5 -20.25", "FK5"],
      { raDeg: 10.5, decDeg: -20.25 },
    ],
    [
      "no position in another frame",
      [
        field("a", { datatype: "double", arraysize: "2", utype: "ssa:Target.Pos" }),
        field("b", { utype: "ssa:CoordSys.SpaceFrame.Name" }),
      ],
      ["10.5 -20.25", "GALACTIC"],
      { raDeg: undefined as never, decDeg: undefined as never },
    ],
    [
      "NaN and blanks are nothing",
      [
        real("a", "Target.Redshift"),
        field("b", { utype: "Target.Name" }),
        real("c", "Char.FluxAxis.Accuracy.StatError"),
      ],
      ["NaN", "  ", 1],
      { redshift: undefined as never, targetName: undefined as never },
    ],
    [
      "an aperture in minutes of arc",
      [real("a", "Char.SpatialAxis.Coverage.Bounds.Extent", "arcmin")],
      [30],
      { apertureDeg: 0.5, fovDeg: 0.5 },
    ],
    [
      "the kind of product in small letters",
      [field("a", { utype: "Dataset.Type" })],
      ["Spectrum"],
      { productType: "spectrum" },
    ],
    [
      "an access URL below that of the answer",
      [field("a", { utype: "Access.Reference" })],
      ["/data/x.fits"],
      { accessUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/data\/x\.fits$/) as unknown as string },
    ],
    [
      "links",
      [field("datalink", { ucd: "meta.ref.url" })],
      ["/links?ID=x"],
      { datalinkUrl: expect.stringMatching(/\d\/links\?ID=x$/) as unknown as string },
    ],
  ])("%s", async (_, fields, row, expected) => {
    const record = await readOne(fields, row);
    for (const [key, value] of Object.entries(expected)) {
      const found = record[key as keyof SsaRecord];
      if (typeof value === "number") expect(found, key).toBeCloseTo(value, 12);
      else expect(found, key).toEqual(value);
    }
  });

  test("what all rows have in common may be a PARAM, also of a GROUP; a column comes before it", async () => {
    const record = await readOne(
      [field("a", { utype: "ssa:DataID.Title" })],
      ["A"],
      `<PARAM name="t" datatype="char" arraysize="*" utype="ssa:DataID.Title" value="B"/>
       <GROUP><GROUP><PARAM name="s" datatype="long" unit="byte" utype="ssa:Access.Size" value="800000"/></GROUP>
       <PARAM name="c" datatype="char" arraysize="*" utype="ssa:DataID.Collection" value="SDSS"/></GROUP>`,
    );
    expect(record).toMatchObject({ title: "A", sizeBytes: 800_000, collection: "SDSS" });
  });

  test("the whole row stays, columns of one name told apart", async () => {
    const record = await readOne(
      [field("x"), field("x"), field("y", { datatype: "long" })],
      ["1", "2", "9007199254740993"],
    );
    expect(record.row).toEqual({ x: "1", x_2: "2", y: 9_007_199_254_740_993n });
  });

  test("how far away it is from where was asked", async () => {
    const place = field("a", { datatype: "double", arraysize: "2", utype: "Char.SpatialAxis.Coverage.Location.Value" });
    const { service } = await openService(answer(table([place], [["10 20.5"], [""]])));
    const records = await recordsOf(await service.search({ raDeg: 10, decDeg: 20, diameterDeg: 2 }));
    expect(records.map(({ separationDeg }) => separationDeg)).toEqual([expect.closeTo(0.5, 12), undefined]);
  });
});

describe("rows that are one dataset", () => {
  const record = (parts: Partial<SsaRecord>): SsaRecord => ({ protocol: "ssa", row: {}, ...parts });
  const fits = "application/fits";
  const xml = "application/x-votable+xml";

  test.each<[string, readonly Partial<SsaRecord>[], readonly (readonly [id: string, rows: number])[]]>([
    [
      "by the publisher's identifier",
      [
        { publisherDid: "ivo://a", format: fits, accessUrl: "u1" },
        { publisherDid: "ivo://b", format: fits, accessUrl: "u2" },
        { publisherDid: "ivo://a", format: xml, accessUrl: "u3" },
      ],
      [
        ["ivo://a", 2],
        ["ivo://b", 1],
      ],
    ],
    [
      "by the association MultiFormat, before that",
      [
        { publisherDid: "ivo://a", format: fits, accessUrl: "u1", association: { type: "MultiFormat", id: "1" } },
        { publisherDid: "ivo://b", format: xml, accessUrl: "u2", association: { type: "MultiFormat", id: "1" } },
      ],
      [["1", 2]],
    ],
    [
      "not by another association",
      [
        { publisherDid: "ivo://a", accessUrl: "u1", association: { type: "Echelle", id: "1" } },
        { publisherDid: "ivo://b", accessUrl: "u2", association: { type: "Echelle", id: "1" } },
      ],
      [
        ["ivo://a", 1],
        ["ivo://b", 1],
      ],
    ],
    [
      "by the creator's identifier, or the address",
      [
        { creatorDid: "ivo://c", format: fits },
        { creatorDid: "ivo://c", format: xml },
        { accessUrl: "u" },
        { accessUrl: "u" },
      ],
      [
        ["ivo://c", 2],
        ["u", 2],
      ],
    ],
    [
      "not by an identifier that different spectra have (IRSA)",
      [
        { publisherDid: "ivo://all", format: fits, accessUrl: "u1" },
        { publisherDid: "ivo://all", format: fits, accessUrl: "u2" },
      ],
      [
        ["u1", 1],
        ["u2", 1],
      ],
    ],
    [
      "each by itself where nothing tells",
      [{ title: "a" }, { title: "b" }],
      [
        ["row 1", 1],
        ["row 2", 1],
      ],
    ],
  ])("%s", async (_, records, expected) => {
    const datasets = await groupFormats(records.map(record));
    expect(datasets.map(({ id, records: rows }) => [id, rows.length])).toEqual(expected);
    expect(datasets.flatMap(({ records: rows }) => rows)).toHaveLength(records.length);
  });
});
