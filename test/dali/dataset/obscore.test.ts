import { createTransport } from "@armillary/dali";
import { createObsCoreReader, recordsOf } from "@armillary/dali/dataset";
import { type DatasetRecord, searchTable } from "@armillary/dali/table";
import { describe, expect, test } from "vitest";
import { faultyService } from "../../support/faulty-service.ts";

const transport = createTransport({ retry: { retries: 0 } });

/** What records are made of one row, its columns as FIELDs without their names' end, and its cells. */
async function recordOf(columns: readonly (readonly [attributes: string, cell: string])[]): Promise<DatasetRecord> {
  const service = await faultyService();
  const fields = columns.map(([attributes]) => `<FIELD ${attributes}/>`).join("");
  const cells = columns.map(([, cell]) => `<TD>${cell}</TD>`).join("");
  const url = service.on("/vo/sia/query", ({ response }) =>
    response.end(
      `<VOTABLE version="1.4"><RESOURCE type="results"><TABLE>${fields}<DATA><TABLEDATA><TR>${cells}</TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`,
    ),
  );
  const result = await searchTable(transport, { url, parameters: [] });
  const read = createObsCoreReader(result.fields, { protocol: "sia2", url: `https://example.org/vo/sia/query?POS=x` });
  for await (const record of recordsOf(result, read)) return record;
  throw new Error("no row");
}

const text = (name: string, rest = ""): string => `name="${name}" datatype="char" arraysize="*" ${rest}`;
const real = (name: string, unit = ""): string => `name="${name}" datatype="double" ${unit && `unit="${unit}"`}`;

describe("records of ObsCore", () => {
  test("have every property under its own name, in its own unit", async () => {
    const record = await recordOf([
      [text("obs_title"), " M 31 in r "],
      [text("access_url"), "https://example.org/a.fits"],
      [text("access_format"), "image/fits"],
      ['name="access_estsize" datatype="long" unit="kbyte"', "12"],
      [text("obs_publisher_did"), "ivo://example/x?y"],
      [text("obs_id"), "y"],
      [text("obs_collection"), "C"],
      [text("dataproduct_type"), "image"],
      ['name="calib_level" datatype="short"', "2"],
      [text("target_name"), "M 31"],
      [real("s_ra", "deg"), "10.5"],
      [real("s_dec", "deg"), "-41"],
      [real("s_fov", "arcmin"), "6"],
      [text("s_region"), "CIRCLE ICRS 10 41 0.05"],
      ['name="s_xel1" datatype="long"', "64"],
      ['name="s_xel2" datatype="long"', "32"],
      [real("s_pixel_scale", "arcsec"), "0.2"],
      [real("em_min", "nm"), "500"],
      [real("em_max", "nm"), "600"],
      [real("t_min", "d"), "55000"],
      [real("t_max", "d"), "55001"],
      [real("t_exptime", "min"), "2"],
      [text("facility_name"), "F"],
      [text("instrument_name"), "I"],
    ]);
    const { row, ...properties } = record;
    expect(properties).toEqual({
      protocol: "sia2",
      title: "M 31 in r",
      accessUrl: "https://example.org/a.fits",
      format: "image/fits",
      sizeBytes: 12_000,
      publisherDid: "ivo://example/x?y",
      obsId: "y",
      collection: "C",
      productType: "image",
      calibLevel: 2,
      targetName: "M 31",
      raDeg: 10.5,
      decDeg: -41,
      fovDeg: 0.1,
      region: "CIRCLE ICRS 10 41 0.05",
      pixels: [64, 32],
      pixelScaleArcsec: 0.2,
      bandMinM: 5e-7,
      bandMaxM: 6e-7,
      tMinMjd: 55_000,
      tMaxMjd: 55_001,
      exposureS: 120,
      facility: "F",
      instrument: "I",
    });
    expect(Object.keys(row)).toHaveLength(24);
    expect(row["obs_title"]).toBe(" M 31 in r ");
  });

  test("leave out what is not said: nulls, NaN, blanks, units that are not known", async () => {
    const { row: _, ...record } = await recordOf([
      [text("obs_title"), "  "],
      [real("s_ra", "deg"), "NaN"],
      [real("s_dec", "deg"), ""],
      [real("em_min", "parsec"), "3"],
    ]);
    expect(record).toEqual({ protocol: "sia2" });
  });

  test.each([
    ["../data/a.fits", "https://example.org/vo/data/a.fits"],
    ["/data/a.fits?x=1&amp;y=2", "https://example.org/data/a.fits?x=1&y=2"],
    ["//mirror.example.org/a b", "https://mirror.example.org/a%20b"],
    ["http://[", "http://["],
  ])("make %s absolute", async (written, absolute) => {
    expect((await recordOf([[text("access_url"), written]])).accessUrl).toBe(absolute);
  });

  test("go by utypes where names are others, and take no second URL for the first", async () => {
    const record = await recordOf([
      [text("preview", 'ucd="meta.ref.url"'), "https://example.org/p.png"],
      [text("url", 'utype="obscore:access.reference" ucd="meta.ref.url"'), "https://example.org/a.fits"],
      [text("fac", 'utype="Provenance.ObsConfig.facility.name"'), "F"],
    ]);
    expect(record).toMatchObject({ accessUrl: "https://example.org/a.fits", facility: "F" });
  });

  test("turn limits that are frequencies, and read regions that are arrays", async () => {
    const record = await recordOf([
      [real("em_min", "GHz"), "100"],
      [real("em_max", "GHz"), "300"],
      ['name="s_region" datatype="double" arraysize="*" xtype="polygon"', "1 2 3 4 5 6"],
      [text("cloud_access"), '{"aws":{"bucket_name":"b","key":"k"}}'],
    ]);
    expect(record.bandMinM).toBeLessThan(record.bandMaxM ?? 0);
    expect(record.region).toBe("POLYGON 1 2 3 4 5 6");
    expect(record.cloudCopies).toEqual([{ provider: "aws", bucket: "b", key: "k" }]);
  });
});
