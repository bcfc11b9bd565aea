import { ScsService } from "@armillary/scs";
import { SiaService } from "@armillary/siap";
import { separationDeg } from "@armillary/sky";
import { TapService } from "@armillary/tap";
import { describe, expect, test } from "vitest";
import { datasetsOf, FIELDS, sightingsOf } from "../support/archives/index.ts";
import { world } from "../support/archives/world.ts";
import { gather } from "../support/column-arbitraries.ts";

// Services of the archives beside those that a search asks by default, with their manners.

const [M31] = FIELDS as [(typeof FIELDS)[number]];
const vo = (name: string): string => `https://mast.stsci.edu/vo-tap/api/v0.1/${name}`;

type World = Awaited<ReturnType<typeof world>>;

const query = async ({ transport }: World, url: string, adql: string) => {
  const result = await new TapService(url, { transport }).query(adql);
  return { rows: await gather(result.rows()), summary: await result.summary };
};

const imagesIn = async ({ transport }: World, url: string, radiusDeg: number, more: object = {}) => {
  const region = { raDeg: M31.raDeg, decDeg: M31.decDeg, radiusDeg };
  return gather((await new SiaService(url, { transport }).search({ region, ...more })).records());
};

describe("MAST's catalogues by TAP", () => {
  test.each([
    ["ps1dr2", "dbo.MeanObjectView", "raMean", "decMean"],
    ["tic", "dbo.CatalogRecord", "ra", "dec"],
    ["missionmast", "dbo.hst_science", "sci_ra", "sci_dec"],
  ])("%s has its objects, in letters of any case", async (name, table, ra, dec) => {
    const opened = await world();
    const circle = `CONTAINS(POINT('ICRS', ${ra}, ${dec}), CIRCLE('ICRS', ${M31.raDeg}, ${M31.decDeg}, 0.3)) = 1`;
    const { rows } = await query(opened, vo(name), `SELECT ${ra}, ${dec} FROM ${table} WHERE ${circle}`);
    const due = sightingsOf(opened.catalogue, "mast").filter(
      (each) => separationDeg(M31.raDeg, M31.decDeg, each.raDeg, each.decDeg) <= 0.3,
    );
    expect(rows).toHaveLength(due.length);
    expect(due.length).toBeGreaterThan(3);
  });

  test("identifiers of Pan-STARRS come in all their digits, and what it has no value for as -999", async () => {
    const opened = await world();
    const { rows } = await query(opened, vo("ps1dr2"), "SELECT TOP 2 objID, gMeanPSFMag FROM dbo.MeanObjectView");
    expect(rows[0]).toEqual({ objid: 157540106847001000n, gmeanpsfmag: -999 });
    expect(rows[1]?.["gmeanpsfmag"]).toBeGreaterThan(0);
  });

  test("they are capped as the others are: without a word", async () => {
    const { rows, summary } = await query(await world({ mostRows: 5 }), vo("tic"), "SELECT id FROM dbo.CatalogRecord");
    expect([rows.length, summary.status]).toEqual([5, "OK"]);
  });
});

describe("the Guide Star Catalog", () => {
  test.each([
    ["https://gsss.stsci.edu/webservices/vo/CatalogSearch.aspx?"],
    ["http://gsss.stsci.edu/webservices/vo/ConeSearch.aspx?CAT=GSC23&"],
  ])("%s", async (url) => {
    const { catalogue, transport } = await world();
    const cone = { raDeg: M31.raDeg, decDeg: M31.decDeg, radiusDeg: 0.2 };
    const records = await gather((await new ScsService(url, { transport }).search(cone)).records());
    const due = sightingsOf(catalogue, "mast").filter(
      (each) => separationDeg(M31.raDeg, M31.decDeg, each.raDeg, each.decDeg) <= 0.2,
    );
    expect(records.map(({ raDeg }) => raDeg)).toEqual(due.map(({ raDeg }) => expect.closeTo(raDeg, 9)));
  });

  test("the older address wants its catalogue named", async () => {
    const { transport } = await world();
    const service = new ScsService("http://gsss.stsci.edu/webservices/vo/ConeSearch.aspx?", { transport });
    const cone = { raDeg: 1, decDeg: 1, radiusDeg: 0.1 };
    await expect(service.search(cone)).rejects.toMatchObject({ code: "DAL_QUERY_ERROR" });
  });
});

describe("images", () => {
  test("of the Hubble Legacy Archive, by SIA 1", async () => {
    const opened = await world();
    const found = await imagesIn(opened, "https://hla.stsci.edu/cgi-bin/hlaSIAP.cgi?", 0.02);
    const known = datasetsOf(opened.catalogue, "mast", "image").filter(({ collection }) => collection === "HST");
    expect(found.length).toBeGreaterThan(0);
    for (const { accessUrl } of found) expect(known.map((each) => each.accessUrl)).toContain(accessUrl);
  });

  test("SkyView has one of any place, made when its link is followed", async () => {
    const opened = await world();
    const url = "https://skyview.gsfc.nasa.gov/cgi-bin/vo/sia.pl?survey=dss2r&";
    for (const [raDeg, decDeg] of [
      [1.5, -70],
      [359.99, 89],
    ] as const) {
      const service = new SiaService(url, { transport: opened.transport });
      const records = await gather((await service.search({ region: { raDeg, decDeg, sizeDeg: 0.1 } })).records());
      expect(records.map((each) => [each.raDeg, each.decDeg])).toEqual(records.map(() => [raDeg, decDeg]));
      const fits = records.find(({ format }) => format === "image/fits");
      const file = await opened.transport.request({ url: fits?.accessUrl ?? "" });
      const header = await file.text(1 << 20);
      expect(header).toMatch(/^SIMPLE {2}= {20}T/);
      expect(Number(/CRVAL1 {2}= +(\S+)/.exec(header)?.[1])).toBeCloseTo(raDeg, 6);
    }
    opened.setFault("heasarc", { kind: "unavailable", retryAfterS: 0 }, "files");
    const [image] = await imagesIn(opened, url, 0.02);
    await expect(opened.transport.request({ url: image?.accessUrl ?? "" })).rejects.toMatchObject({
      failure: { httpStatus: 503 },
    });
  });

  test("SkyView without a survey has all of them, and none that there is not", async () => {
    const opened = await world();
    const base = "https://skyview.gsfc.nasa.gov/cgi-bin/vo/sia.pl?";
    expect((await imagesIn(opened, base, 0.02, { format: ["image/fits"] })).length).toBeGreaterThan(2);
    await expect(imagesIn(opened, `${base}survey=nothing&`, 0.02)).rejects.toMatchObject({ code: "DAL_QUERY_ERROR" });
  });

  test("of IRSA's IBE, a table of its own each, by SIA 1 and its own names", async () => {
    const opened = await world();
    const url = "https://irsa.ipac.caltech.edu/ibe/sia/wise/allwise/p3am_cdd?";
    const found = await imagesIn(opened, url, 0.02);
    const known = datasetsOf(opened.catalogue, "irsa", "image").filter(
      ({ collection }) => collection === "wise_allwise",
    );
    expect(found.length).toBeGreaterThan(0);
    for (const { accessUrl } of found) expect(known.map((each) => each.accessUrl)).toContain(accessUrl);
    expect(found.every(({ bandMinM = 0 }) => bandMinM > 1e-6)).toBe(true);
    const strange = "https://irsa.ipac.caltech.edu/ibe/sia/wise/allwise/nothing?";
    await expect(imagesIn(opened, strange, 0.02)).rejects.toMatchObject({ code: "DAL_QUERY_ERROR" });
  });

  test("of IRSA's simulations, by SIA 2 and TAP of their own: neither knows the sky's, nor the sky theirs", async () => {
    const opened = await world();
    const roman = "simulated_roman_openuniverse2024";
    const simulated = "https://irsa.ipac.caltech.edu/simulated/SIA";
    const found = await imagesIn(opened, simulated, 0.02, { collection: [roman] });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ collection }) => collection === roman)).toBe(true);
    expect(await imagesIn(opened, simulated, 0.02, { collection: ["wise_allwise"] })).toEqual([]);
    expect(await imagesIn(opened, "https://irsa.ipac.caltech.edu/SIA", 0.02, { collection: [roman] })).toEqual([]);
    const tap = "https://irsa.ipac.caltech.edu/simulated/TAP";
    const { rows } = await query(opened, tap, "SELECT DISTINCT obs_collection FROM simulated.images ORDER BY 1");
    expect(rows.map((row) => row["obs_collection"])).toEqual([roman, "simulated_rubin_openuniverse2024"]);
  });
});
