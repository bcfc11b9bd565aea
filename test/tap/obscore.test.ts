import { check, parse } from "@armillary/adql";
import { createTransport } from "@armillary/dali";
import type { DatasetRecord } from "@armillary/dali/table";
import { TapService } from "@armillary/tap";
import { type ObsCoreQuery, ObsCoreService, type ObsCoreServiceOptions } from "@armillary/tap/obscore";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { serviceTable } from "../support/tap-service/index.ts";
import { openService } from "./open-service.ts";

const transport = createTransport();

const service = (options?: ObsCoreServiceOptions): ObsCoreService =>
  new ObsCoreService(new TapService("https://example.org/tap", { transport }), options);

/** What stands behind WHERE. */
const where = (question: ObsCoreQuery, options?: ObsCoreServiceOptions): string =>
  service(options)
    .adql(question)
    .query.text.replace(/^SELECT \* FROM ivoa\.obscore(?: WHERE )?/, "");

const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
const circle = { raDeg: 10, decDeg: 20, radiusDeg: 0.5 } as const;
const triangle = {
  shape: "POLYGON",
  vertices: [
    { longitudeDeg: 9, latitudeDeg: 0 },
    { longitudeDeg: 11, latitudeDeg: 0 },
    { longitudeDeg: 10, latitudeDeg: 1 },
  ],
} as const;

describe("a question of ObsTAP", () => {
  test.each<[ObsCoreQuery, string]>([
    [{}, ""],
    [{ region: circle }, "1 = INTERSECTS(CIRCLE('ICRS', 10, 20, 0.5), s_region)"],
    [{ region: { ...circle, radiusDeg: 0 } }, "1 = CONTAINS(POINT('ICRS', 10, 20), s_region)"],
    [{ region: triangle }, "1 = INTERSECTS(POLYGON('ICRS', 9, 0, 11, 0, 10, 1), s_region)"],
    [
      { region: { raDeg: 10, decDeg: 0, sizeDeg: 0.2 } },
      "1 = INTERSECTS(POLYGON('ICRS', 9.9, 0.1, 10.1, 0.1, 10.1, -0.1, 9.9, -0.1), s_region)",
    ],
    [
      { region: [circle, { ...circle, raDeg: 20 }], calibLevel: 2 },
      "(1 = INTERSECTS(CIRCLE('ICRS', 10, 20, 0.5), s_region) OR 1 = INTERSECTS(CIRCLE('ICRS', 20, 20, 0.5), s_region)) AND calib_level IN (2)",
    ],
    [{ bandM: { lower: 4e-7, upper: 5e-7 } }, "em_min <= 5E-7 AND em_max >= 4E-7"],
    [{ bandM: { lower: 300, upper: POSITIVE_INFINITY } }, "em_min IS NOT NULL AND em_max >= 300"],
    [{ timeMjd: { lower: NEGATIVE_INFINITY, upper: 55_000 } }, "t_min <= 55000 AND t_max IS NOT NULL"],
    [{ timeMjd: [1, 2] }, "t_min <= 1 AND t_max >= 1 OR t_min <= 2 AND t_max >= 2"],
    [{ polarization: ["I", "RR"] }, "pol_states LIKE '%/I/%' OR pol_states LIKE '%/RR/%'"],
    [{ fovDeg: { lower: 1, upper: 2 } }, "s_fov BETWEEN 1 AND 2"],
    [{ resolutionArcsec: { lower: NEGATIVE_INFINITY, upper: 0.2 } }, "s_resolution <= 0.2"],
    [{ resolvingPower: { lower: 1000, upper: POSITIVE_INFINITY } }, "em_res_power >= 1000"],
    [{ exposureS: 60 }, "t_exptime BETWEEN 60 AND 60"],
    [{ timeResolutionS: { lower: 0, upper: 1 } }, "t_resolution BETWEEN 0 AND 1"],
    [{ publisherDid: "ivo://Example/X?Y" }, "LOWER(obs_publisher_did) = 'ivo://example/x?y'"],
    [{ collection: "Barnard's" }, "obs_collection = 'Barnard''s'"],
    [{ facility: "VLT", instrument: "MUSE" }, "facility_name = 'VLT' AND instrument_name = 'MUSE'"],
    [{ productType: ["image", "cube"] }, "dataproduct_type IN ('image', 'cube')"],
    [{ target: "M 31", format: "image/fits" }, "target_name = 'M 31' AND access_format = 'image/fits'"],
  ])("%j", (question, expected) => expect(where(question)).toBe(expected));

  test("is of centres where that is wanted", () => {
    expect(where({ region: circle }, { match: "centre" })).toBe(
      "1 = CONTAINS(POINT('ICRS', s_ra, s_dec), CIRCLE('ICRS', 10, 20, 0.5))",
    );
    const range = {
      shape: "RANGE",
      longitudeDeg: { lower: 1, upper: 2 },
      latitudeDeg: { lower: 3, upper: 4 },
    } as const;
    expect(where({ region: range }, { match: "centre" })).toBe("(s_ra BETWEEN 1 AND 2 AND s_dec BETWEEN 3 AND 4)");
  });

  test("goes to another table where that is wanted", () => {
    expect(service({ table: "caom.obscore" }).adql({}).query.text).toBe("SELECT * FROM caom.obscore");
  });

  test("says where a range is too wide for ADQL, or not quite its polygon", () => {
    const wide = {
      shape: "RANGE",
      longitudeDeg: { lower: 0, upper: 200 },
      latitudeDeg: { lower: 3, upper: 4 },
    } as const;
    const { query, notes } = service().adql({ region: wide });
    expect(query.text).toContain("s_ra BETWEEN 0 AND 200");
    expect(notes).toEqual([expect.stringContaining("centres")]);
    const long = { ...wide, longitudeDeg: { lower: 0, upper: 80 }, latitudeDeg: { lower: 30, upper: 60 } };
    expect(service().adql({ region: long }).notes).toEqual([
      expect.stringMatching(/departs from it by up to \d+\.\d arcsec/),
    ]);
    expect(service().adql({ region: { ...circle, sizeDeg: 0.1 } }).notes).toEqual([]);
  });

  test.each<[ObsCoreQuery, RegExp]>([
    [{ region: { ...circle, decDeg: 91 } }, /-90 to 90/],
    [{ polarization: "%" }, /polarization/],
    [{ bandM: Number.NaN }, /BAND/],
    [{ target: "" }, /target/],
    [{ collection: "x\\" }, /backslash/],
  ])("is refused before anything is sent: %j", async (question, message) => {
    await expect(service().search(question)).rejects.toMatchObject({
      code: "DAL_USAGE",
      message: expect.stringMatching(message),
    });
  });

  test("is ADQL whatever the words", () => {
    const words = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "" && !text.includes("\\"));
    fc.assert(
      fc.property(words, words, (target, collection) => {
        const { text } = service().adql({ target, collection, publisherDid: target, region: circle, bandM: 1 }).query;
        const parsed = parse(text);
        expect(parsed.problems.filter(({ severity }) => severity === "error")).toEqual([]);
        expect(check(parsed, { tables: [] }).problems.filter(({ code }) => code === "ADQL_SYNTAX")).toEqual([]);
      }),
    );
  });
});

test("datasets are found, and are records", async () => {
  const obscore = serviceTable(
    "ivoa.obscore",
    {
      obs_title: "char*",
      access_url: "char*",
      obs_collection: "char*",
      em_min: { datatype: "double", unit: "m" },
      em_max: { datatype: "double", unit: "m" },
      access_estsize: { datatype: "long", unit: "kbyte" },
    },
    [
      ["A", "https://example.org/a.fits", "X", 4e-7, 5e-7, 3n],
      ["B", "data/b.fits", "X", 6e-7, 7e-7, null],
      ["C", "https://example.org/c.fits", "Y", 4e-7, 5e-7, 1n],
    ],
  );
  const { service: tap, server } = await openService({ tables: [obscore] });
  const archive = new ObsCoreService(tap);
  const result = await archive.search({ collection: "X", bandM: { lower: 5e-7, upper: 6e-7 } });
  const records: DatasetRecord[] = [];
  for await (const record of result.records()) records.push(record);
  expect(records).toMatchObject([
    { protocol: "obscore", title: "A", sizeBytes: 3000, accessUrl: "https://example.org/a.fits" },
    { protocol: "obscore", title: "B", accessUrl: new URL("data/b.fits", server.url).href },
  ]);
  expect(records[1]).not.toHaveProperty("sizeBytes");
  expect(await result.summary).toMatchObject({ status: "OK", rows: 2, query: server.queries.at(-1)?.query });
  const cut = await archive.search({ maxrec: 1 });
  expect(await cut.summary).toMatchObject({ status: "OVERFLOW", rows: 1 });
});

test.each([{ mode: "sync" }, { mode: "async" }, { complete: true }] as const)(
  "how a question was put otherwise is in the summary, before what became of the query: %j",
  async (options) => {
    const obscore = serviceTable("ivoa.obscore", { s_ra: "double", s_dec: "double" }, [
      [10, 4],
      [10, 20],
    ]);
    const { service: tap } = await openService({ tables: [obscore] });
    const wide = { longitudeDeg: { lower: 0, upper: 200 }, latitudeDeg: { lower: 3, upper: 5 } };
    const archive = new ObsCoreService(tap);
    const found = await archive.search(
      { region: { shape: "RANGE", ...wide } },
      { ...options, notes: ["M 31 was resolved."] },
    );
    const { notes, rows } = await found.summary;
    expect(rows).toBe(1);
    expect(notes.slice(0, 2)).toEqual(["M 31 was resolved.", expect.stringContaining("centres")]);
    expect((await (await archive.search({}, options)).summary).notes.join()).not.toContain("centres");
  },
);

test("a service gets the question in its dialect: Data Lab has no geometry", async () => {
  const obscore = serviceTable("ivoa.obscore", { s_ra: "double", s_dec: "double" }, [[10, 20]]);
  const as = "https://datalab.noirlab.edu/tap";
  const { service: tap, server } = await openService({ tables: [obscore] }, { as });
  const archive = new ObsCoreService(tap, { match: "centre" });
  await archive.search({ region: circle }).catch(() => undefined);
  const asked = new URLSearchParams(server.received.find(({ method }) => method === "POST")?.body).get("QUERY");
  expect(asked).toMatch(/^SELECT \* FROM ivoa\.obscore WHERE .*s_ra/);
  expect(asked).not.toContain("CONTAINS");
});
