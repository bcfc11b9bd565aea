import {
  countKeywords,
  fetchKeywords,
  joinObservations,
  type KeywordQuery,
  type KeywordSearchOptions,
  type MastSession,
  movingTargetQuestion,
  parseFilter,
  searchKeywords,
  timeSeriesQuestion,
} from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { mast } from "../../support/mast/open-mast.ts";
import { openSession } from "../open-session.ts";

type Row = Readonly<Record<string, unknown>>;

async function rowsOf(session: MastSession, query: KeywordQuery, options?: KeywordSearchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of (await searchKeywords<Row>(session, query, options)).rows()) rows.push(row);
  return rows;
}

/** Everything that the simulated instrument has, by a filter that all pass. */
async function everything(session: MastSession): Promise<Row[]> {
  return rowsOf(session, { set: "Niriss", filters: [parseFilter("ArchiveFileID=0..")], columns: "all" });
}

describe("a search by keywords", () => {
  test.each<[string, string, (row: Row) => boolean]>([
    ["values", "category=GO,ERS", (row) => /GO|ERS/.test(String(row["category"]))],
    ["ranges of integers", "nints=5..9", (row) => Number(row["nints"]) >= 5 && Number(row["nints"]) <= 9],
    ["ranges of reals", "duration>900", (row) => Number(row["duration"]) > 900],
    ["days", "date_obs=2022-07-01..2022-07-02", (row) => /^2022-07-0[12]/.test(String(row["date_obs"]))],
    ["MJD", "date_obs_mjd=59761..59763", (row) => /^2022-07-0[12]/.test(String(row["date_obs"]))],
    ["patterns", "filename=*_rate.fits", (row) => String(row["filename"]).endsWith("_rate.fits")],
    ["what it may not be", "filter!=CLEAR", (row) => row["filter"] !== "CLEAR"],
    ["names in any case", "CATEGORY=go", (row) => row["category"] === "GO"],
    ["a keyword that only the service knows", "newkwd=3,7", (row) => row["newkwd"] === 3n || row["newkwd"] === 7n],
  ])("by %s gives those files", async (_what, filter, isWanted) => {
    const session = openSession(await mast());
    const found = await rowsOf(session, { set: "Niriss", filters: [parseFilter(filter)], columns: "all" });
    const wanted = (await everything(session)).filter(isWanted);
    expect(found).not.toHaveLength(0);
    expect(found).toStrictEqual(wanted);
    expect(await countKeywords(session, { set: "Niriss", filters: [parseFilter(filter)] })).toBe(wanted.length);
  });

  test("gives what tells files apart, dates as timestamps", async () => {
    const session = openSession(await mast());
    const result = await searchKeywords<Row>(session, { set: "Nirspec", filters: [parseFilter("program=1366")] });
    const fields = new Map(result.fields.map((field) => [field.name, field]));
    expect(fields.get("date_obs")).toMatchObject({ datatype: "char", xtype: "timestamp" });
    expect(fields.get("date_obs_mjd")).toMatchObject({ datatype: "double" });
    expect([...fields.keys()]).toContain("grating");
    expect([...fields.keys()]).not.toContain("ArchiveFileID");
    for await (const row of result.rows()) {
      expect(row["date_obs"]).toMatch(/^2022-0\d-\d\dT[\d:.]+$/);
      expect(Date.parse(`${String(row["date_obs"])}Z`) / 864e5 + 40587).toBeCloseTo(Number(row["date_obs_mjd"]), 7);
    }
    expect(await result.summary).toMatchObject({ status: "OK", complete: true, suspect: false });
  });

  test.each([
    ["asked of MAST", "category=GO"],
    ["done here", "filter!=CLEAR"],
  ])("ends where it is told to: %s", async (_what, filter) => {
    const session = openSession(await mast());
    const result = await searchKeywords(
      session,
      { set: "Miri", filters: [parseFilter(filter)] },
      { maxrec: 7, pageSize: 3 },
    );
    expect(await result.summary).toMatchObject({ status: "OVERFLOW", rows: 7 });
  });

  test("of guide stars has their own name of the file", async () => {
    const session = openSession(await mast());
    const rows = await rowsOf(session, {
      set: "GuideStar",
      filters: [parseFilter("program=1366"), parseFilter("gs_order=1")],
    });
    expect(rows).toHaveLength(4);
    expect(rows[0]).toHaveProperty("fileName");
  });

  test.each([
    ["no filters", [], /at least one filter/],
    ["a keyword that is none", ["detectro=NIS"], /no keyword "detectro" \(did you mean "detector"\?\)/],
  ])("with %s is refused", async (_what, filters, words) => {
    const session = openSession(await mast());
    const asked = searchKeywords(session, { set: "Niriss", filters: filters.map(parseFilter) });
    await expect(asked).rejects.toMatchObject({ code: "DAL_USAGE", message: expect.stringMatching(words) });
  });

  test("with a word where a number is due is refused", async () => {
    const asked = searchKeywords(openSession(await mast()), { set: "Niriss", filters: [parseFilter("nints=many")] });
    await expect(asked).rejects.toMatchObject({ code: "MAST_FILTER" });
  });
});

describe("lists of keywords", () => {
  test("are the service's own, asked for once", async () => {
    const service = await mast();
    const session = openSession(service);
    const keywords = await fetchKeywords(session, "Niriss");
    expect(keywords.get("newkwd")).toStrictEqual({ name: "newkwd", type: "integer" });
    expect(keywords.get("publicReleaseDate")).toMatchObject({ type: "date" });
    expect(keywords.get("publicReleaseDate_mjd")).toMatchObject({ type: "mjd" });
    expect(keywords.has("xoffset")).toBe(false);
    await fetchKeywords(session, "Niriss");
    expect(service.received).toHaveLength(1);
  });
});

describe("ready questions", () => {
  test("time series of a target within some days", async () => {
    const session = openSession(await mast());
    const query = timeSeriesQuestion("Niriss", {
      target: "WASP*",
      from: "2022-06-10",
      to: "2022-08-31",
      productLevels: ["2b", "3"],
      columns: "all",
    });
    const rows = await rowsOf(session, query);
    const wanted = (await everything(session)).filter(
      (row) =>
        row["tsovisit"] === "t" &&
        row["targname"] === "WASP-39" &&
        /2b|3/.test(String(row["productLevel"])) &&
        String(row["date_obs"]) >= "2022-06-10" &&
        String(row["date_obs"]) < "2022-09",
    );
    expect(rows).not.toHaveLength(0);
    expect(rows).toStrictEqual(wanted);
  });

  test("a moving target by a word of its name", async () => {
    const session = openSession(await mast());
    const rows = await rowsOf(session, movingTargetQuestion("Niriss", { body: "io" }));
    expect(new Set(rows.map((row) => row["targprop"]))).toStrictEqual(
      new Set(["IO-TRAILING", "JUPITER-IO", "RATIO-FIELD"]),
    );
    const all = await rowsOf(session, movingTargetQuestion("Niriss"));
    expect(all.length).toBeGreaterThan(rows.length);
    expect(all.every((row) => row["targtype"] === "MOVING")).toBe(true);
  });

  test("of wavefronts make no sense", () => {
    expect(() => timeSeriesQuestion("Wss")).toThrow(/no science observations/);
  });
});

describe("back to observations", () => {
  test("every file is of one, or among those that are not found, however many are asked at a time", async () => {
    const service = await mast();
    const session = openSession(service);
    const known = ["jwst1345-o001_t001", "jwst2733-o002_t001"];
    const observations = await joinObservations(session, []);
    expect(observations).toStrictEqual({ observations: [], unmatched: [] });
    const files = [
      "jw01366-o001_t001_niriss_x_x1d.fits",
      "jw01541001001_04101_00001-seg002_nis_cal.fits",
      "jw01541001001_04101_00001-seg002_nis_rate.fits",
    ];
    service.on("/api/v0/invoke", (call) => {
      const { params } = JSON.parse(call.form.get("request") ?? "") as { params: { filters: { values: string[] }[] } };
      const ids = (params.filters[1]?.values ?? []).filter((id) => id.endsWith("_x") || id.endsWith("_nis"));
      const data = ids.map((obs_id) => ({ obs_id, obsid: 87742159, calib_level: 3, dataRights: "PUBLIC" }));
      call.response.end(
        JSON.stringify({
          status: "COMPLETE",
          msg: "",
          data,
          fields: [
            { name: "obs_id", type: "string" },
            { name: "obsid", type: "string" },
          ],
        }),
      );
    });
    for (const batchSize of [1, 2, 200]) {
      const joined = await joinObservations(session, [...files, "jw02734001001_04101_00001-seg001_nrs1_cal.fits"], {
        batchSize,
      });
      expect(joined.unmatched).toStrictEqual(["jw02734001001_04101_00001-seg001_nrs1_cal.fits"]);
      expect(joined.observations.map(({ obsid, fileNames }) => [obsid, fileNames])).toStrictEqual([
        ["87742159", files.slice(0, 1)],
        ["87742159", files.slice(1)],
      ]);
    }
    await expect(joinObservations(session, known)).rejects.toMatchObject({ code: "DAL_USAGE" });
  });
});
