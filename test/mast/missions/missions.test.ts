import {
  countMission,
  fetchMissionColumns,
  listMissionProducts,
  type MissionQuery,
  type MissionSearchOptions,
  parseFilter,
  searchMission,
} from "@armillary/mast";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answer } from "../../support/faults.ts";
import { mast } from "../../support/mast/open-mast.ts";
import { openSession } from "../open-session.ts";

type Row = Readonly<Record<string, unknown>>;
const FIELD = { raDeg: 40.66963, decDeg: -0.01328 };

async function rowsOf(result: { rows(): AsyncIterable<Row> }): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of result.rows()) rows.push(row);
  return rows;
}

async function search(mission: string, query: MissionQuery, options: MissionSearchOptions = {}): Promise<Row[]> {
  return rowsOf(await searchMission<Row>(openSession(await mast()), mission, query, options));
}

describe("columns", () => {
  test("are what the service lists, in words that end where they end", async () => {
    const columns = await fetchMissionColumns(openSession(await mast()), "hst");
    expect(columns.find(({ name }) => name === "search_pos")).toStrictEqual({
      name: "search_pos",
      label: "SEARCH_POS",
      description: "Search Position (RA and Dec)",
      type: "text",
      isQueryable: false,
      isDefault: false,
      isIndexed: false,
    });
    expect(new Map(columns.map(({ name, type }) => [name, type])).get("sci_start_time")).toBe("date");
  });

  test("are asked for once a session, and again after a failure", async () => {
    const service = await mast();
    const path = "/search/util/api/v0.1/column_list";
    service.on(path, answer(500, "{}"), answer(200, '[{"column_name":"a","qual_type":"ra"}]'));
    const session = openSession(service);
    await expect(fetchMissionColumns(session, "hst")).rejects.toMatchObject({ name: "DalError" });
    expect(await fetchMissionColumns(session, "hst")).toMatchObject([{ name: "a", type: "real" }]);
    await fetchMissionColumns(session, "hst");
    expect(service.received.filter(({ url }) => url.startsWith(path))).toHaveLength(2);
  });

  test("of no mission are an error", async () => {
    const session = openSession(await mast());
    await expect(fetchMissionColumns(session, "nosuch")).rejects.toMatchObject({ code: "DAL_NOT_FOUND" });
  });
});

describe("a search", () => {
  test("says of each column what it is", async () => {
    const result = await searchMission(openSession(await mast()), "hst", { targets: [FIELD] }, { maxrec: 5 });
    const fields = new Map(result.fields.map((field) => [field.name, field]));
    expect(fields.get("sci_start_time")).toMatchObject({ datatype: "char", xtype: "timestamp" });
    expect(fields.get("sci_pep_id")).toMatchObject({
      datatype: "long",
      description: "What sci_pep_id says (e.g. nothing)",
    });
    expect(fields.get("sci_actual_duration")).toMatchObject({ datatype: "double" });
    expect(fields.get("ang_sep")).toMatchObject({ datatype: "double", unit: "arcmin" });
    expect((await result.toArrow()).numRows).toBe(5);
    expect(await result.summary).toMatchObject({ status: "OVERFLOW", rows: 5, complete: true, suspect: false });
  });

  test.each<[string, string, MissionQuery, (row: Row) => boolean]>([
    [
      "one of several",
      "jwst",
      { filters: [parseFilter("instrume=NIRCAM,MIRI")] },
      (row) => /NIRCAM|MIRI/.test(String(row["instrume"])),
    ],
    [
      "none of several",
      "jwst",
      { filters: [parseFilter("instrume!=NIRCAM,MIRI")] },
      (row) => !/NIRCAM|MIRI/.test(String(row["instrume"])),
    ],
    ["a pattern", "jwst", { filters: [parseFilter("targprop=*IO")] }, (row) => /IO$/.test(String(row["targprop"]))],
    ["numbers above", "jwst", { filters: [parseFilter("duration>800")] }, (row) => Number(row["duration"]) > 800],
    [
      "numbers between",
      "hst",
      { filters: [parseFilter("sci_pep_id=4010..4012")] },
      (row) => /^401[012]$/.test(String(row["sci_pep_id"])),
    ],
    [
      "a day",
      "jwst",
      { filters: [parseFilter("date_obs=2022-07-01..2022-07-31")] },
      (row) => String(row["date_obs"]).startsWith("2022-07"),
    ],
    [
      "text padded with blanks",
      "hst",
      { filters: [parseFilter("sci_instrume=ACS")] },
      (row) => row["sci_instrume"] === "ACS   ",
    ],
    [
      "what the service has no words for",
      "hst",
      { filters: [parseFilter('sci_targname="A,B"')] },
      (row) => row["sci_targname"] === "A,B",
    ],
    [
      "its own words",
      "hst",
      { conditions: [{ column: "sci_spec_1234", expression: "F5*,!F555W" }] },
      (row) => row["sci_spec_1234"] === "F550M;CLEAR2L",
    ],
  ])("by %s gives those rows and no others", async (_what, mission, query, isWanted) => {
    const found = await search(mission, { ...query, columns: "all" });
    const all = await search(mission, { columns: "all" });
    expect(found).not.toHaveLength(0);
    expect(found).toStrictEqual(all.filter(isWanted));
  });

  test("around several places says around which, also of more than a request takes", async () => {
    const service = await mast();
    const session = openSession(service);
    const targets = Array.from({ length: 230 }, (_, index) => ({ raDeg: 40.5 + index * 0.0016, decDeg: 0.001 }));
    const result = await searchMission<Row>(session, "hst", { targets, radiusDeg: 0.002, columns: ["sci_ra"] });
    const rows = await rowsOf(result);
    const posted = service.received.filter(({ method }) => method === "POST");
    expect(posted).toHaveLength(3);
    expect(new Set(rows.map((row) => row["search_pos"])).size).toBeGreaterThan(20);
    // Each target for itself finds the same.
    const alone = await search("hst", { targets: targets.slice(0, 100), radiusDeg: 0.002, columns: ["sci_ra"] });
    expect(rows.slice(0, alone.length)).toStrictEqual(alone);
    for (const row of rows) expect(row).toHaveProperty("sci_data_set_name");
  });

  test("sorts, and parts what is equal by data set", async () => {
    const rows = await search(
      "hst",
      { columns: ["sci_instrume"], sort: [{ column: "sci_instrume", descending: true }] },
      { pageSize: 97 },
    );
    const keys = rows.map((row) => [String(row["sci_instrume"]), String(row["sci_data_set_name"])] as const);
    const sorted = [...keys].sort(([a, x], [b, y]) => (a < b ? 1 : a > b ? -1 : x < y ? -1 : 1));
    expect(keys).toStrictEqual(sorted);
    expect(keys).toHaveLength(1200);
  });

  test("any size of page, any offset and any end give the same rows", async () => {
    const session = openSession(await mast());
    const query: MissionQuery = {
      filters: [parseFilter("duration=200..600"), parseFilter('targprop!="A,B"')],
      columns: ["duration"],
    };
    const all = await rowsOf(await searchMission<Row>(session, "jwst", query));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 20, max: 500 }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 1, max: 500 }),
        async (pageSize, offset, maxrec) => {
          const result = await searchMission<Row>(session, "jwst", { ...query, offset }, { pageSize, maxrec });
          const rows = await rowsOf(result);
          expect(rows).toStrictEqual(all.slice(offset, offset + maxrec));
          const { status } = await result.summary;
          expect(status).toBe(offset + maxrec < all.length ? "OVERFLOW" : "OK");
        },
      ),
      { numRuns: 25 },
    );
  });

  test("counts before it gives rows, and tells how far it is", async () => {
    const session = openSession(await mast());
    const filters = [parseFilter("instrume=NIRCAM")];
    const count = await countMission(session, "jwst", { filters });
    const told: (number | undefined)[] = [];
    const result = await searchMission(
      session,
      "jwst",
      { filters },
      { pageSize: 50, onProgress: ({ rowsTotal }) => told.push(rowsTotal) },
    );
    expect(result.rowsTotal).toBe(count);
    expect((await result.summary).rows).toBe(count);
    expect(new Set(told)).toStrictEqual(new Set([count]));
    expect(await countMission(session, "hst", { filters: [parseFilter('sci_targname="A,B"')] })).toBe(
      (await search("hst", { filters: [parseFilter('sci_targname="A,B"')] })).length,
    );
    expect(await countMission(session, "hst", { filters: [parseFilter("sci_pep_id=1")] })).toBe(0);
  });

  test("that finds nothing has columns all the same", async () => {
    const result = await searchMission(openSession(await mast()), "hst", { filters: [parseFilter("sci_pep_id=1")] });
    expect(result.fields.map(({ name }) => name)).toContain("sci_targname");
    expect(await result.summary).toMatchObject({ status: "OK", rows: 0, suspect: false });
  });

  test("whose rows change while pages are read says so", async () => {
    const service = await mast();
    const page = (rows: number, total?: number) =>
      answer(
        200,
        JSON.stringify({
          info: [{ name: "fileSetName", type: "VARCHAR" }],
          ...(total === undefined ? {} : { totalResults: total }),
          results: Array.from({ length: rows }, () => ({ fileSetName: "x" })),
        }),
      );
    service.on("/search/jwst/api/v0.1/search", page(10, 25), page(10), page(3));
    const result = await searchMission(openSession(service), "jwst", {}, { pageSize: 10, check: false });
    expect(await result.summary).toMatchObject({
      rows: 23,
      suspect: true,
      notes: [expect.stringContaining("25 rows were counted")],
    });
  });
});

describe("what cannot be is told", () => {
  test.each<[string, string, MissionQuery, RegExp]>([
    [
      "a column in another case",
      "jwst",
      { columns: ["filesetname"] },
      /no column "filesetname" \(did you mean "fileSetName"\?\). Case counts/,
    ],
    ["a filter on nothing", "jwst", { filters: [parseFilter("instrumen=NIRCAM")] }, /did you mean "instrume"/],
    ["an order by nothing", "jwst", { sort: [{ column: "xyzzy" }] }, /no column "xyzzy"/],
    ["a radius that is too large", "hst", { targets: [FIELD], radiusDeg: 0.6 }, /30 arcmin/],
    ["a place that is none", "hst", { targets: [{ raDeg: 400, decDeg: 0 }] }, /no place/],
    ["half a row", "hst", { offset: 0.5 }, /whole number of rows/],
    ["a mission that leads elsewhere", "../api", {}, /is no mission|no list/],
  ])("%s, before it is sent", async (_what, mission, query, words) => {
    const service = await mast();
    const asked = searchMission(openSession(service), mission, query, mission === "../api" ? { check: false } : {});
    await expect(asked).rejects.toMatchObject({ code: "DAL_USAGE", message: expect.stringMatching(words) });
    expect(service.received.filter(({ method }) => method === "POST")).toHaveLength(0);
  });

  test("a word where a number is due, after the service refused it", async () => {
    const asked = searchMission(openSession(await mast()), "hst", { filters: [parseFilter("sci_pep_id=Ferguson")] });
    await expect(asked).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      message: expect.stringMatching(/hst was refused \(HTTP 400\).*sci_pep_id="Ferguson" \(integer\)/),
    });
  });

  test.each([
    ["a web page", "<html>", "DAL_FORMAT"],
    ["JSON of another kind", '{"status":"ERROR"}', "DAL_FORMAT"],
    ["a document that ends in the middle", '{"info":[],"results":[{"a":', "DAL_FORMAT"],
  ])("%s in place of results", async (_what, body, code) => {
    const service = await mast();
    service.on("/search/jwst/api/v0.1/search", answer(200, body));
    await expect(searchMission(openSession(service), "jwst", {}, { check: false })).rejects.toMatchObject({ code });
  });
});

describe("products", () => {
  test.each([
    ["hst", 1],
    ["jwst, whose lists are in lists", 1],
    ["hst", 4],
  ])("of %s, %i data sets a request", async (mission, batchSize) => {
    const service = await mast();
    const ids = ["A1 ", "B2", "A1", "", "C3", "D4", "E5"];
    const name = mission.slice(0, mission.startsWith("jwst") ? 4 : 3);
    const result = await listMissionProducts<Row>(openSession(service), name, ids, { batchSize });
    const rows = await rowsOf(result);
    expect(rows.map((row) => row["dataset"])).toStrictEqual(
      ["A1", "B2", "C3", "D4", "E5"].flatMap((id) => [id, id, id]),
    );
    expect(rows[0]).toMatchObject({ filename: "a1_cal.fits", size: 14_400n });
    expect(rows[2]).toMatchObject({ size: null });
    expect(result.fields.map((field) => field.name).slice(0, 3)).toStrictEqual(["product_key", "access", "dataset"]);
    expect(service.received).toHaveLength(Math.ceil(5 / batchSize));
  });

  test("of no data sets are not asked for", async () => {
    const asked = listMissionProducts(openSession(await mast()), "hst", [" "]);
    await expect(asked).rejects.toMatchObject({ code: "DAL_USAGE" });
  });
});
