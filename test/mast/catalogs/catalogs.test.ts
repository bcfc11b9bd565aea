import {
  type CatalogQuery,
  countCatalog,
  fetchPanstarrsColumns,
  findHscMembers,
  listHscSpectra,
  type MastSession,
  type PanstarrsQuery,
  searchCatalog,
  searchPanstarrs,
} from "@armillary/mast";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mast } from "../../support/mast/open-mast.ts";
import { openSession } from "../open-session.ts";

type Row = Readonly<Record<string, unknown>>;
const M101 = { raDeg: 210.80227, decDeg: 54.34895 };
const FIELD = { raDeg: 5.97754, decDeg: 32.53617 };

async function rowsOf(result: { rows(): AsyncIterable<Row> }): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of result.rows()) rows.push(row);
  return rows;
}

/** What services a session asked. */
function servicesOf(service: { readonly received: readonly { readonly body: string }[] }): string[] {
  return service.received.flatMap(({ body }) => {
    const request = new URLSearchParams(body).get("request");
    return request === null ? [] : [(JSON.parse(request) as { readonly service: string }).service];
  });
}

describe("catalogues", () => {
  test.each<[string, CatalogQuery, string]>([
    ["TIC around a place", { catalog: "TIC", position: M101 }, "Mast.Catalogs.Tic.Cone"],
    ["TIC by filters", { catalog: "tic", filters: ["Tmag=10..11"] }, "Mast.Catalogs.Filtered.Tic.Rows"],
    [
      "TIC by both",
      { catalog: "tic", position: M101, radiusDeg: 0.1, filters: ["Tmag=10..13"] },
      "Mast.Catalogs.Filtered.Tic.Position.Rows",
    ],
    ["the newest Gaia", { catalog: "gaia", position: M101, radiusDeg: 0.1 }, "Mast.Catalogs.GaiaDR3.Cone"],
    ["an older Gaia", { catalog: "Gaia", version: 2, position: M101 }, "Mast.Catalogs.GaiaDR2.Cone"],
    ["HSC", { catalog: "hsc", position: M101, radiusDeg: 0.1 }, "Mast.Hsc.Db.v3"],
  ])("%s", async (_what, query, asked) => {
    const service = await mast();
    const rows = await rowsOf(await searchCatalog<Row>(openSession(service), query));
    expect(rows).not.toHaveLength(0);
    expect(servicesOf(service).filter((name) => name !== "Mast.Catalogs.All.Tic")).toStrictEqual([asked]);
  });

  test("identifiers keep all their digits, whatever they are declared", async () => {
    const session = openSession(await mast());
    const [gaia] = await rowsOf(await searchCatalog<Row>(session, { catalog: "gaia", position: M101, radiusDeg: 1 }));
    expect(gaia?.["designation"]).toBe(`Gaia DR3 ${gaia?.["source_id"]}`);
    const [tic] = await rowsOf(await searchCatalog<Row>(session, { catalog: "tic", position: M101, radiusDeg: 1 }));
    expect(tic?.["ID"]).toBe("10000000000");
  });

  test.each<[string, CatalogQuery]>([
    ["filters that MAST is asked", { catalog: "tic", filters: ["Tmag=10..11", "objType=STAR"] }],
    [
      "filters that are done here",
      { catalog: "tic", position: M101, radiusDeg: 1, filters: ["Tmag>12", "objType!=STAR"] },
    ],
    ["a place alone", { catalog: "tic", position: M101, radiusDeg: 0.05 }],
    [
      "a catalogue that does not filter",
      { catalog: "gaia", position: M101, radiusDeg: 1, filters: ["phot_g_mean_mag<15"] },
    ],
  ])("counts are those of the rows: %s", async (_what, query) => {
    const session = openSession(await mast());
    const rows = await rowsOf(await searchCatalog<Row>(session, query));
    expect(await countCatalog(session, query)).toBe(rows.length);
    expect(rows).not.toHaveLength(0);
  });

  test("chosen columns alone, described; filters on others all the same", async () => {
    const session = openSession(await mast());
    const query: CatalogQuery = { catalog: "tic", filters: ["objType=ST*", "Tmag=10..12"], columns: ["ID", "Tmag"] };
    const result = await searchCatalog<Row>(session, query);
    expect(result.fields.map(({ name }) => name)).toStrictEqual(["ID", "Tmag"]);
    expect(result.fields[1]).toMatchObject({ unit: "mag", description: "TESS magnitude" });
    const all = await rowsOf(await searchCatalog<Row>(session, { catalog: "tic", position: M101, radiusDeg: 2 }));
    const wanted = all.filter(
      (row) => row["objType"] === "STAR" && Number(row["Tmag"]) >= 10 && Number(row["Tmag"]) <= 12,
    );
    expect(await rowsOf(result)).toStrictEqual(wanted.map((row) => ({ ID: row["ID"], Tmag: row["Tmag"] })));
  });

  test("as many rows as a service gives at most are suspect", async () => {
    const session = openSession(await mast());
    const query: CatalogQuery = { catalog: "hsc", position: M101, radiusDeg: 1 };
    expect((await (await searchCatalog(session, query)).summary).suspect).toBe(false);
    const cut = await searchCatalog(session, { ...query, parameters: { nr: 20, magtype: 2 } });
    expect(await cut.summary).toMatchObject({
      rows: 20,
      suspect: true,
      notes: [expect.stringContaining("20 rows at most")],
    });
  });

  test("of HSC the members of an object, and the spectra", async () => {
    const session = openSession(await mast());
    expect(await rowsOf(await findHscMembers<Row>(session, 82_000_004n))).toMatchObject([
      { MatchID: 82000004n },
      { NumImages: 0n },
    ]);
    expect(await rowsOf(await listHscSpectra<Row>(session))).toStrictEqual([{ DatasetName: "HAG_J1" }]);
  });

  test.each<[string, CatalogQuery, RegExp]>([
    ["nothing to go by", { catalog: "tic" }, /by a place, by filters/],
    ["no place, where it must be", { catalog: "gaia", filters: ["ra>1"] }, /only searched around a place/],
    [
      "a version that is none",
      { catalog: "gaia", version: 4, position: M101 },
      /Gaia has no version 4; it has 3, 2, 1/,
    ],
    ["a place that is none", { catalog: "tic", position: { raDeg: 1, decDeg: 100 } }, /no place/],
    ["a radius that is none", { catalog: "tic", position: M101, radiusDeg: 0 }, /radius is above 0/],
    ["only what is not wanted", { catalog: "tic", filters: ["objType!=STAR"] }, /only what is not wanted/],
    ["no search", { catalog: "sdss", position: M101 }, /can be cross-matched/],
    ["a name that leads elsewhere", { catalog: "../x", position: M101 }, /no name of a catalogue/],
  ])("%s is refused before it is sent", async (_what, query, words) => {
    const asked = searchCatalog(openSession(await mast()), query);
    await expect(asked).rejects.toMatchObject({ code: "DAL_USAGE", message: expect.stringMatching(words) });
  });

  test("a catalogue that only MAST knows is asked by its name", async () => {
    const service = await mast();
    const asked = searchCatalog(openSession(service), { catalog: "Kepler", position: M101 });
    await expect(asked).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      message: expect.stringContaining("Mast.Catalogs.Kepler.Cone"),
    });
  });
});

describe("Pan-STARRS", () => {
  const search = async (session: MastSession, query: PanstarrsQuery, options = {}): Promise<Row[]> =>
    rowsOf(await searchPanstarrs<Row>(session, query, options));

  test("has its columns described", async () => {
    const columns = await fetchPanstarrsColumns(openSession(await mast()));
    expect(columns.get("raMean")).toStrictEqual({ name: "raMean", unit: "degrees", description: "The raMean." });
  });

  test("keeps 64-bit identifiers, and says how far rows are", async () => {
    const session = openSession(await mast());
    const query: PanstarrsQuery = {
      position: FIELD,
      radiusDeg: 0.01,
      columns: ["objID", "distance"],
      sort: [{ column: "distance", descending: true }],
    };
    const result = await searchPanstarrs<Row>(session, query);
    expect(result.fields.map(({ name, datatype, unit }) => [name, datatype, unit])).toStrictEqual([
      ["objID", "long", undefined],
      ["distance", "double", "deg"],
    ]);
    const rows = await rowsOf(result);
    const distances = rows.map((row) => Number(row["distance"]));
    expect(rows.length).toBeGreaterThan(5);
    expect(distances).toStrictEqual([...distances].sort((a, b) => b - a));
    expect((rows[0]?.["objID"] as bigint) % 7n).toBe(147_030_059_812_483_022n % 7n);
  });

  test.each<[string, string[], (row: Row) => boolean]>([
    ["above", ["nDetections>30"], (row) => Number(row["nDetections"]) > 30],
    [
      "a range, of which one end can be asked",
      ["nDetections=5..9"],
      (row) => Number(row["nDetections"]) >= 5 && Number(row["nDetections"]) <= 9,
    ],
    ["values", ["nDetections=5,7"], (row) => row["nDetections"] === 5 || row["nDetections"] === 7],
    [
      "two on one column",
      ["nDetections>5", "nDetections<9"],
      (row) => Number(row["nDetections"]) > 5 && Number(row["nDetections"]) < 9,
    ],
    [
      "what it may not be",
      ["nDetections!=5", "gMeanPSFMag>0"],
      (row) => row["nDetections"] !== 5 && Number(row["gMeanPSFMag"]) > 0,
    ],
  ])("is filtered: %s", async (_what, filters, isWanted) => {
    const session = openSession(await mast());
    const all = await search(session, { filters: ["nDetections>=0"] });
    const found = await search(session, { filters });
    expect(all).toHaveLength(300);
    expect(found).not.toHaveLength(0);
    expect(found).toStrictEqual(all.filter(isWanted));
  });

  test("gives the same rows in pages of any size, up to any end", async () => {
    const session = openSession(await mast());
    const query: PanstarrsQuery = { filters: ["nDetections=3..30"] };
    const all = await search(session, query);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 7, max: 400 }), fc.integer({ min: 1, max: 320 }), async (pageSize, maxrec) => {
        const result = await searchPanstarrs<Row>(session, query, { pageSize, maxrec });
        expect(await rowsOf(result)).toStrictEqual(all.slice(0, maxrec));
        if (maxrec < all.length) expect((await result.summary).status).toBe("OVERFLOW");
      }),
      { numRuns: 20 },
    );
  });

  test.each<[string, PanstarrsQuery, RegExp]>([
    ["a column that is none", { position: FIELD, columns: ["objid_"] }, /no column "objid_".*objID/],
    ["nothing to go by", {}, /by a place, by filters/],
    ["a table that leads elsewhere", { position: FIELD, table: "../x" }, /no table/],
  ])("%s is refused", async (_what, query, words) => {
    const asked = searchPanstarrs(openSession(await mast()), query);
    await expect(asked).rejects.toMatchObject({ code: "DAL_USAGE", message: expect.stringMatching(words) });
  });
});
