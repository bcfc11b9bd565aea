import {
  countObservations,
  describeColumns,
  fetchColumnsConfig,
  listMissions,
  type ObservationOptions,
  type ObservationQuestion,
  resolveMastName,
  searchObservations,
} from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { answer } from "../../support/faults.ts";
import { observationsOf, type SimulatedObservation } from "../../support/mast/observations.ts";
import { mast, type SimulatedMast } from "../../support/mast/open-mast.ts";
import { openSession } from "../open-session.ts";

type Row = Record<string, unknown>;

async function search(
  service: SimulatedMast,
  question: ObservationQuestion,
  options: ObservationOptions = {},
): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of (await searchObservations(openSession(service), question, options)).rows()) rows.push(row);
  return rows;
}

function services({ received }: SimulatedMast): string[] {
  return received.flatMap(
    ({ body }) => /"service":"([^"]+)"/.exec(new URLSearchParams(body).get("request") ?? "")?.[1] ?? [],
  );
}

const M101 = { raDeg: 210.80227, decDeg: 54.34895 };

describe("observations", () => {
  test("around a place have their distance from it", async () => {
    const service = await mast();
    const rows = await search(service, { position: M101, radiusDeg: 0.1 });
    expect(services(service)).toStrictEqual(["Mast.Caom.Cone"]);
    expect(rows.length).toBeGreaterThan(10);
    for (const { distance } of rows) expect(distance).toBeLessThanOrEqual(360);
  });

  test("around an object: MAST resolves its name", async () => {
    const service = await mast();
    const byName = await search(service, { name: "M 101", radiusDeg: 0.1 });
    expect(services(service)).toStrictEqual(["Mast.Name.Lookup", "Mast.Caom.Cone"]);
    expect(byName).toStrictEqual(await search(service, { position: M101, radiusDeg: 0.1 }));
  });

  const all = observationsOf({ seed: 20261122, largeProducts: 200_000 } as Parameters<typeof observationsOf>[0]);
  test.each<[filters: readonly string[], isWanted: (one: SimulatedObservation) => boolean]>([
    [["obs_collection=HST"], (one) => one.obs_collection === "HST"],
    [["obs_collection=hst,tess"], (one) => /HST|TESS/.test(one.obs_collection)],
    [["instrument_name=NIRCAM/*"], (one) => one.instrument_name.startsWith("NIRCAM/")],
    [
      ["obs_collection=HST", "filters=F606W"],
      (one) => one.obs_collection === "HST" && one.filters.split(";").includes("F606W"),
    ],
    [
      ["obs_collection=HST", "filters!=F606W"],
      (one) => one.obs_collection === "HST" && !one.filters.split(";").includes("F606W"),
    ],
    [
      ["obs_collection=JWST", "t_exptime=100..2000"],
      (one) => one.obs_collection === "JWST" && one.t_exptime >= 100 && one.t_exptime <= 2000,
    ],
    [["obs_collection=JWST", "t_exptime>2000"], (one) => one.obs_collection === "JWST" && one.t_exptime > 2000],
    [["t_min=2022-07-01..2022-07-10"], (one) => one.t_min >= 59_761 && one.t_min < 59_771],
    [["obs_title~exoplanet"], (one) => one.proposal_id === "1345"],
    [["obs_title=*underscore_ in*"], (one) => one.obs_collection === "TESS"],
    [["obs_title=*underscoreX in*"], () => false],
    [["calib_level=3..4", "obs_collection=TESS"], (one) => one.calib_level >= 3 && one.obs_collection === "TESS"],
    [["proposal_id=1345", "dataRights=EXCLUSIVE_ACCESS"], (one) => one.dataRights === "EXCLUSIVE_ACCESS"],
    [["mtFlag=true"], (one) => one.mtFlag],
    [
      ["instrument_name=NIRCAM/*,MIRI/IMAGE", "obs_collection=JWST"],
      (one) => /^NIRCAM|^MIRI/.test(one.instrument_name),
    ],
    [
      ["proposal_id=1000..2000", "obs_collection=JWST"],
      (one) => one.proposal_id === "1345" || one.proposal_id === "1245",
    ],
    [['proposal_pi="O\'Dea, C. P."'], (one) => one.obs_collection === "TESS"],
  ])("by filters: %j, and their count", async (filters, isWanted) => {
    const service = await mast();
    const wanted = all.filter(isWanted).map(({ obs_id: id }) => id);
    const rows = await search(service, { filters });
    expect(rows.map((row) => row["obs_id"])).toStrictEqual(wanted);
    expect(await countObservations(openSession(service), { filters })).toBe(wanted.length);
  });

  test("by place and filters; with columns of choice", async () => {
    const service = await mast();
    const question = { position: M101, radiusDeg: 0.3, filters: ["obs_collection=HST", "filters!=F814W"] };
    const rows = await search(service, question, { columns: ["obsid", "s_ra"] });
    expect(services(service)).toStrictEqual(["Mast.Caom.Filtered.Position"]);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows[0]).toStrictEqual({ obsid: expect.any(String), s_ra: expect.any(Number) });
    expect(await countObservations(openSession(service), question)).toBe(rows.length);
    expect(await countObservations(openSession(service), { name: "M101", radiusDeg: 0.3 })).toBeGreaterThan(
      rows.length,
    );
  });

  test("by place and what is not wanted: the rows are counted here", async () => {
    const service = await mast();
    const question = { position: M101, radiusDeg: 0.3, filters: ["filters!=F814W,TESS"] };
    const rows = await search(service, question);
    expect(rows.length).toBeGreaterThan(10);
    expect(new Set(rows.map((row) => row["filters"]))).not.toContain("TESS");
    expect(await countObservations(openSession(service), question)).toBe(rows.length);
    expect(services(service)).toStrictEqual(["Mast.Caom.Cone", "Mast.Caom.Cone"]);
  });

  test("maxrec counts the rows that are left, not those that came", async () => {
    const question = { filters: ["obs_collection=HST", "filters!=F814W"] };
    const service = await mast();
    const whole = await search(service, question);
    expect(await search(service, question, { maxrec: 5, pageSize: 3 })).toStrictEqual(whole.slice(0, 5));
    const result = await searchObservations(openSession(service), question, { maxrec: whole.length });
    expect(await result.summary).toMatchObject({ rows: whole.length });
  });

  test.each<[question: ObservationQuestion, code: string, words: string]>([
    [{}, "DAL_USAGE", "none was given"],
    [{ position: M101, name: "M101" }, "DAL_USAGE", "not around both"],
    [{ position: { raDeg: 400, decDeg: 0 } }, "DAL_USAGE", "no position"],
    [{ position: { raDeg: Number.NaN, decDeg: 0 } }, "DAL_USAGE", "no position"],
    [{ position: M101, radiusDeg: 0 }, "DAL_USAGE", "radius"],
    [{ filters: ["obs_collection!=HST"] }, "MAST_FILTER", "all of the archive"],
    [{ filters: ["instrument=NIRCAM"] }, "MAST_FILTER", "instrument_name"],
    [{ filters: ["nonsense"] }, "MAST_FILTER", "is no filter"],
    [{ name: "Nibiru" }, "MAST_NAME", "Nibiru"],
    [{ name: " " }, "MAST_NAME", "empty"],
  ])("%j is refused", async (question, code, words) => {
    await expect(search(await mast(), question)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  test("a count that is none is told of", async () => {
    const service = await mast();
    service.on("/api/v0/invoke", answer(200, `{"status":"COMPLETE","data":[{"Column1":"many"}],"fields":[]}`));
    await expect(countObservations(openSession(service), { filters: ["obs_collection=HST"] })).rejects.toMatchObject({
      code: "DAL_FORMAT",
      message: expect.stringContaining("many"),
    });
  });
});

describe("what there is", () => {
  test("columns with units, meanings and examples, once a session", async () => {
    const service = await mast();
    const session = openSession(service);
    const [columns, again] = await Promise.all([
      describeColumns(session, "observations"),
      describeColumns(session, "observations"),
    ]);
    expect(again).toStrictEqual(columns);
    expect(service.received).toHaveLength(1);
    const about = new Map(columns.map((column) => [column.name, column]));
    expect(about.get("obs_collection")).toMatchObject({
      label: "Mission",
      separator: ";",
      example: "E.g. SWIFT, PS1, HST, IUE",
      isContinuous: false,
    });
    expect(about.get("t_min")).toMatchObject({ unit: "d", isMjd: true, isContinuous: true });
    expect(about.get("t_exptime")).toMatchObject({ unit: "s" });
    expect(about.has("_selected_")).toBe(false);
    expect(about.has("s_fov")).toBe(false);
    const products = await describeColumns(session, "products");
    expect(products.map(({ name }) => name)).toContain("dataURI");
  });

  test("a config that nobody knows is an error, and asked for again", async () => {
    const service = await mast();
    const session = openSession(service);
    for (const asked of [1, 2]) {
      await expect(fetchColumnsConfig(session, "Mast.Nothing")).rejects.toMatchObject({ code: "DAL_NOT_FOUND" });
      expect(service.received).toHaveLength(asked);
    }
    service.on("/portal/Mashup/Mashup.asmx/columnsconfig", answer(200, ""), answer(200, "{"), answer(200, "[]"));
    for (const code of ["DAL_FORMAT", "DAL_FORMAT"]) {
      await expect(fetchColumnsConfig(session, "Mast.Nothing")).rejects.toMatchObject({ code });
    }
  });

  test("missions, and how much there is of each", async () => {
    const missions = await listMissions(openSession(await mast()));
    expect(missions).toStrictEqual([
      { name: "HST", observations: 120 },
      { name: "JWST", observations: 212 },
      { name: "TESS", observations: 30 },
    ]);
  });

  test("places of names", async () => {
    const session = openSession(await mast());
    expect(await resolveMastName(session, "M101")).toStrictEqual({
      ...M101,
      canonicalName: "MESSIER 101",
      resolver: "NED",
      objectType: "G",
    });
  });
});
