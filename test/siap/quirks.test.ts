import { parsePos } from "@armillary/dali";
import { describe, expect, test } from "vitest";
import {
  type Column,
  openSia,
  real,
  recordsOf,
  results,
  SIA1_COLUMNS,
  tableOf,
  text,
  votable,
} from "./open-service.ts";

// What archives do otherwise than the standard, each by its name. The answers are ours, in the forms of theirs.

const region = { raDeg: 10, decDeg: 20, radiusDeg: 0.1 } as const;

describe("MAST", () => {
  const address = "https://mast.stsci.edu/portal_vo/Mashup/VoQuery.asmx/SiaV1";

  test("registers bases with parameters, which are merged (SiaV1?MISSION=HST&)", async () => {
    const { sia, parameters } = await openSia(results(SIA1_COLUMNS), { query: "?MISSION=HST&", version: 1 });
    await (await sia.search({ region: { raDeg: 10, decDeg: 20, sizeDeg: 0 } })).summary;
    expect(parameters()).toEqual([
      ["MISSION", "HST"],
      ["POS", "10,20"],
      ["SIZE", "0"],
    ]);
  });

  test("finds no images of GALEX with FORMAT: it is left out, and rows are judged", async () => {
    const { sia, parameters } = await openSia(results(SIA1_COLUMNS), { address });
    const result = await sia.search({ region, format: "image/fits" });
    expect((await recordsOf(result)).map(({ title }) => title)).toEqual(["A"]);
    expect(parameters().map(([name]) => name)).toEqual(["POS", "SIZE"]);
    const { notes } = await result.summary;
    expect(notes).toContainEqual(expect.stringMatching(/^format was not sent.*1 were left out.*1 that do not say it/));
    await expect(sia.search({ region, format: "GRAPHIC" })).rejects.toMatchObject({ code: "DAL_USAGE" });
  });

  test("has names of its own, some without a UCD", async () => {
    const { sia } = await openSia(
      results([
        [text("collection"), "HST"],
        [text("insname"), "WFC3/UVIS"],
        [real("trgPosRA"), "10.5"],
        [real("trgPosDec"), "-41"],
        [text("contenttype"), "image/fits"],
        [text("preview", 'ucd="meta.ref.url"'), "https://example.org/p.jpg"],
        [text("accessURL"), "https://example.org/a.fits"],
        [text("productType"), "SCIENCE"],
      ]),
      { version: 1 },
    );
    const [record] = await recordsOf(await sia.search({ region }));
    expect(record).toMatchObject({
      collection: "HST",
      instrument: "WFC3/UVIS",
      raDeg: 10.5,
      decDeg: -41,
      format: "image/fits",
      accessUrl: "https://example.org/a.fits",
    });
  });
});

describe("HEASARC", () => {
  test("registers bases with a table, and limits rows by resultmax (sia?table=x&)", async () => {
    const address = "https://heasarc.gsfc.nasa.gov/xamin/vo/sia?table=chanmaster&";
    const { sia, parameters } = await openSia(results(SIA1_COLUMNS), { address });
    await (await sia.search({ region, maxrec: 5 })).summary;
    expect(parameters()).toEqual([
      ["table", "chanmaster"],
      ["POS", "10,20"],
      ["SIZE", "0.2"],
      ["resultmax", "5"],
    ]);
  });

  test("mixes columns of its tables, of ObsCore, and SIA_* in one", async () => {
    const { sia } = await openSia(
      results([
        [text("obsid"), "1234"],
        [real("ra", 'unit="deg"'), "1"],
        [real("s_ra", 'unit="deg"'), "10.5"],
        [real("s_dec", 'unit="deg"'), "-41"],
        [text("access_url"), "https://example.org/datalink?id=1"],
        [text("access_format"), "application/x-votable+xml;content=datalink"],
        ['name="access_estsize" datatype="int"', "3"],
        [text("SIA_title"), "ACIS image"],
        [text("SIA_reference"), "https://example.org/a.fits"],
        [text("SIA_format"), "image/fits"],
        [text("obs_id"), "1234"],
        [real("t_exptime"), "300"],
        [text("datalink", 'ucd="meta.ref.url"'), "https://example.org/datalink?id=1"],
      ]),
      { version: 1 },
    );
    const [record] = await recordsOf(await sia.search({ region, exposureS: { lower: 100, upper: 400 } }));
    expect(record).toMatchObject({
      protocol: "sia1",
      title: "ACIS image",
      accessUrl: "https://example.org/a.fits",
      format: "image/fits",
      sizeBytes: 3000,
      raDeg: 10.5,
      decDeg: -41,
      obsId: "1234",
      exposureS: 300,
    });
    expect(record?.row["datalink"]).toBe("https://example.org/datalink?id=1");
  });
});

test("SkyView takes its time, and has it", async () => {
  const address = "https://skyview.gsfc.nasa.gov/cgi-bin/vo/sia.pl";
  const { sia } = await openSia(
    async ({ response }) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      response.end(results(SIA1_COLUMNS));
    },
    {
      address,
      facts: { id: "skyview", places: [], version: { value: 1, source: "" }, timeoutMs: { value: 60_000, source: "" } },
    },
  );
  expect(await (await sia.search({ region })).summary).toMatchObject({ rows: 3 });
  await expect(sia.search({ region }, { timeoutMs: 50 })).rejects.toMatchObject({ code: "DAL_TIMEOUT" });
});

describe("IRSA", () => {
  const address = "https://irsa.ipac.caltech.edu/SIA";
  const COPY = '{"aws": {"bucket_name": "nasa-irsa-wise", "key": "wise/a.fits", "region": "us-west-2"}}';
  const ROWS: readonly Column[] = [
    [text("access_url"), "https://example.org/a.fits"],
    [text("energy_bandpassname"), "W1"],
    [text("cloud_access"), COPY],
  ];
  const DESCRIPTOR = `<RESOURCE type="meta" utype="adhoc:service"><PARAM name="accessURL" datatype="char" arraysize="*" value="${address}"/>
    <GROUP name="inputParams"><PARAM name="COLLECTION" datatype="char" arraysize="*" value=""><VALUES><OPTION value="wise_allwise"/><OPTION value="spitzer_seip"/></VALUES></PARAM>
    <PARAM name="POS" datatype="char" arraysize="*" xtype="circle" value=""/></GROUP><TABLE><FIELD name="other" datatype="int"/></TABLE></RESOURCE>`;

  test("chooses data sets by COLLECTION, and needs no version to be asked for", async () => {
    const { sia, parameters, received } = await openSia(results(ROWS), { address });
    const result = await sia.search({ region, collection: "wise_allwise" });
    expect(parameters()).toEqual([
      ["POS", "CIRCLE 10 20 0.1"],
      ["COLLECTION", "wise_allwise"],
    ]);
    expect(received).toHaveLength(1);
    expect((await result.summary).notes).toEqual([expect.stringMatching(/^SIA 2 was spoken: it is known of irsa/)]);
  });

  test("sends two RESOURCEs with a TABLE each, in either order", async () => {
    const rows = `<RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>${tableOf(ROWS)}</RESOURCE>`;
    for (const answer of [votable(rows + DESCRIPTOR), votable(DESCRIPTOR + rows)]) {
      const { sia } = await openSia(answer, { address });
      const result = await sia.search({ region });
      const [record] = await recordsOf(result);
      expect(record).toMatchObject({
        bandName: "W1",
        cloudCopies: [{ provider: "aws", bucket: "nasa-irsa-wise", key: "wise/a.fits", region: "us-west-2" }],
      });
      await result.summary;
      expect(result.document?.resources).toHaveLength(2);
    }
  });

  test("describes itself by MAXREC=0, in a service descriptor", async () => {
    const empty = ROWS.map(([field]): Column => [field]);
    const { sia, parameters } = await openSia(
      votable(`<RESOURCE type="results">${tableOf(empty)}</RESOURCE>${DESCRIPTOR}`),
      {
        address,
      },
    );
    const { inputs, fields, version, capabilities } = await sia.describe();
    expect(version).toBe(2);
    expect(inputs).toMatchObject([
      { name: "COLLECTION", options: ["wise_allwise", "spitzer_seip"] },
      { name: "POS", xtype: "circle" },
    ]);
    expect(fields.map(({ name }) => name)).toEqual(["access_url", "energy_bandpassname", "cloud_access"]);
    expect(capabilities).toBeUndefined();
    expect(parameters()).toEqual([]); // the last request was for the capabilities, which are not there
  });

  test("takes shapes in small letters, as people write them", async () => {
    const { sia, parameters } = await openSia(results(ROWS), { address });
    await (await sia.search({ region: parsePos("circle 10 20 0.1") })).summary;
    expect(parameters()).toEqual([["POS", "CIRCLE 10 20 0.1"]]);
  });

  test("refuses in an error document, whose words are told", async () => {
    const refusal = votable(
      '<RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">UsageFault: unknown shape SQUARE</INFO></RESOURCE>',
    );
    const { sia } = await openSia(refusal, { address });
    await expect(sia.search({ region })).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: "UsageFault: unknown shape SQUARE" },
    });
  });

  test("ibe has columns named sia_*", async () => {
    const { sia } = await openSia(
      results([
        [text("sia_title"), "W1 Coadd"],
        [text("sia_url"), "/ibe/data/wise/a.fits"],
        [text("sia_fmt"), "image/fits"],
        [text("sia_bp_id"), "W1"],
        [text("sia_bp_unit"), "meters"],
        [real("sia_bp_ref"), "3.4e-6"],
        [real("sia_ra"), "10.5"],
        [real("sia_dec"), "-41"],
        ['name="sia_naxis" datatype="int" arraysize="2"', "300 400"],
        [real("sia_scale", 'arraysize="2"'), "-0.001 0.001"],
      ]),
      { address: "https://irsa.ipac.caltech.edu/ibe/sia/wise/allwise/p3am_cdd" },
    );
    const [record] = await recordsOf(await sia.search({ region, bandM: { lower: 3e-6, upper: 4e-6 } }));
    expect(record).toMatchObject({
      title: "W1 Coadd",
      accessUrl: expect.stringMatching(/^https:\/\/irsa\.ipac\.caltech\.edu\/ibe\/data\/wise\/a\.fits$/),
      format: "image/fits",
      bandName: "W1",
      bandReferenceM: 3.4e-6,
      raDeg: 10.5,
      decDeg: -41,
      pixels: [300, 400],
      pixelScaleArcsec: 3.6,
    });
  });

  test("sent a web page instead of a VOTable (Atlas, 2013)", async () => {
    const { sia } = await openSia("<!DOCTYPE html><html><body><h1>Service unavailable</h1></body></html>", { address });
    await expect(sia.search({ region })).rejects.toMatchObject({
      code: "DAL_FORMAT",
      message: expect.stringContaining("web page"),
    });
  });
});

describe("NED", () => {
  const address = "https://vo.ned.ipac.caltech.edu/services/sia";

  test("finds images by the name of an object", async () => {
    const { sia, parameters } = await openSia(results(SIA1_COLUMNS), { address });
    const result = await sia.search({ target: "M 31" });
    expect(parameters()).toEqual([["TARGET", "M 31"]]);
    expect((await result.summary).notes).toEqual([expect.stringMatching(/^SIA 1 was spoken: it is known of ned/)]);
    await expect(sia.search({ target: ["M 31", "M 33"] })).rejects.toMatchObject({ code: "DAL_USAGE" });
    await expect(sia.search({})).rejects.toMatchObject({ code: "DAL_USAGE" });
  });

  test("says OK, and that it failed in a PARAM", async () => {
    const { sia } = await openSia(
      '<VOTABLE version="1.1"><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><PARAM name="Error" datatype="char" arraysize="*" value="No object found."/></RESOURCE></VOTABLE>',
      { address },
    );
    await expect(sia.search({ target: "nothing" })).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: "No object found." },
    });
  });
});

test("VOTable 1.1 without a namespace, its status behind the rows", async () => {
  const inside = `<RESOURCE type="results">${tableOf(SIA1_COLUMNS)}<INFO name="QUERY_STATUS" value="OVERFLOW">more</INFO></RESOURCE>`;
  const { sia } = await openSia(votable(inside, 'version="1.1"'), { version: 1 });
  const result = await sia.search({ region });
  expect(await recordsOf(result)).toHaveLength(3);
  expect(await result.summary).toMatchObject({ status: "OVERFLOW", message: "more" });
});
