import { openTable } from "@armillary/formats";
import { checkDuplicates, type DuplicateOptions, type ProposedObservation, readProposals } from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { answer } from "../../support/faults.ts";
import { mast, type SimulatedMast } from "../../support/mast/open-mast.ts";
import { openSession } from "../open-session.ts";

type Row = Readonly<Record<string, unknown>>;

const EXISTING = {
  obsid: 87742159,
  obs_id: "jw01366-o001_t001_niriss",
  proposal_id: "01366",
  proposal_pi: "Batalha, Natalie",
  obs_title: "Exoplanets",
  target_name: "WASP-39",
  instrument_name: "NIRISS/SOSS",
  filters: "CLEAR;GR700XD",
  t_exptime: 26552.502,
  calib_level: 3,
  s_ra: 217.3266,
  s_dec: -3.4445,
};
const PLANNED = { ...EXISTING, obsid: 1, proposal_id: "9999", calib_level: -1, t_exptime: null, s_ra: 217.3276 };
const OTHER_MODE = { ...EXISTING, obsid: 2, instrument_name: "NIRISS/AMI", proposal_id: "1" };
const FIELDS = Object.keys(EXISTING).map((name) => ({
  name,
  type: /^t_|^s_/.test(name) ? "float" : name === "calib_level" ? "int" : "string",
}));

/** A MAST that has these observations, wherever one looks. */
async function archive(rows: readonly unknown[]): Promise<SimulatedMast> {
  const service = await mast();
  service.on(
    "/api/v0/invoke",
    answer(200, JSON.stringify({ status: "COMPLETE", msg: "", data: rows, fields: FIELDS })),
  );
  return service;
}

const WASP_39: ProposedObservation = {
  target: { raDeg: 217.3266, decDeg: -3.4445 },
  instrument: "NIRISS/SOSS",
  opticalElements: ["GR700XD"],
  exposureS: 20_000,
};

async function check(service: SimulatedMast, proposed: readonly ProposedObservation[], options?: DuplicateOptions) {
  const report = await checkDuplicates<Row>(openSession(service), proposed, options);
  const rows: Row[] = [];
  for await (const row of report.rows()) rows.push(row);
  return { rows, summary: await report.summary };
}

/** What a service was asked of Mashup. */
function questionsOf(
  service: SimulatedMast,
): { readonly service: string; readonly params: Readonly<Record<string, unknown>> }[] {
  return service.received.map(({ body }) => JSON.parse(new URLSearchParams(body).get("request") ?? "null"));
}

describe("a report on duplicates", () => {
  test("has every observation at the place, in what it agrees and differs, and a verdict", async () => {
    const { rows, summary } = await check(await archive([EXISTING, PLANNED, OTHER_MODE]), [WASP_39]);
    expect(
      rows.map((row) => [
        row["verdict"],
        row["agrees"],
        row["differs"],
        row["unknown"],
        row["planned"],
        row["program"],
      ]),
    ).toStrictEqual([
      ["DUPLICATE", "target instrument mode elements exposure", "", "", false, "01366"],
      ["POSSIBLE", "target instrument mode elements", "", "exposure", true, "9999"],
      ["DIFFERENT", "target instrument elements exposure", "mode", "", false, "1"],
    ]);
    expect(rows[0]).toMatchObject({ proposed: 1, label: "1", separation_arcsec: 0, obsid: "87742159" });
    expect(Number(rows[0]?.["exposure_ratio"])).toBeCloseTo(0.753, 3);
    expect(Number(rows[1]?.["separation_arcsec"])).toBeCloseTo(3.59, 1);
    expect(summary.outcomes).toStrictEqual([{ label: "1", candidates: 3, duplicates: 1, possible: 1 }]);
    expect(summary.notes.join(" ")).toMatch(/APT files/);
  });

  test("leaves out one's own programme, and what differs", async () => {
    const service = await archive([EXISTING, PLANNED, OTHER_MODE]);
    const { rows, summary } = await check(service, [WASP_39], { exceptPrograms: ["1366"], keep: "alike" });
    expect(rows.map((row) => row["verdict"])).toStrictEqual(["POSSIBLE"]);
    expect(summary.outcomes).toMatchObject([{ candidates: 2, duplicates: 0, possible: 1 }]);
  });

  test("asks around places by the mode's radius, and for bodies by name", async () => {
    const service = await archive([]);
    const { rows, summary } = await check(service, [
      WASP_39,
      { ...WASP_39, instrument: "NIRCam", mode: "imaging" },
      { ...WASP_39, radiusArcsec: 36 },
      { label: "volcanoes", target: { movingTarget: "Io" }, instrument: "NIRSPEC/IFU" },
    ]);
    expect(rows).toStrictEqual([]);
    expect(summary.outcomes.map(({ label, candidates }) => [label, candidates])).toStrictEqual([
      ["1", 0],
      ["2", 0],
      ["3", 0],
      ["volcanoes", 0],
    ]);
    const questions = questionsOf(service);
    expect(questions.map(({ params }) => params["position"])).toStrictEqual([
      `217.3266, -3.4445, ${30 / 3600}`,
      `217.3266, -3.4445, ${280 / 3600}`,
      "217.3266, -3.4445, 0.01",
      undefined,
    ]);
    expect(questions[3]?.params["filters"]).toStrictEqual([
      { paramName: "obs_collection", values: ["JWST"] },
      { paramName: "mtFlag", values: ["true"] },
      { paramName: "target_name", values: [], freeText: "%Io%" },
    ]);
  });

  test("against the simulated archive finds what is there", async () => {
    const { rows, summary } = await check(await mast(), [
      {
        label: "EGS",
        target: { raDeg: 214.9, decDeg: 52.9 },
        instrument: "NIRCAM/IMAGE",
        opticalElements: ["F115W"],
        exposureS: 2000,
      },
    ]);
    expect(rows.length).toBe(summary.outcomes[0]?.candidates);
    expect(new Set(rows.map((row) => row["verdict"]))).toStrictEqual(new Set(["DUPLICATE", "DIFFERENT"]));
    for (const row of rows) {
      const isAlike =
        row["instrument_name"] === "NIRCAM/IMAGE" &&
        /F115W/.test(String(row["filters"])) &&
        Number(row["exposure_s"]) >= 500 &&
        Number(row["exposure_s"]) <= 8000;
      expect(row["verdict"] === "DUPLICATE").toBe(isAlike);
    }
  });

  test("stops at a proposal that cannot be", async () => {
    const report = await checkDuplicates(openSession(await archive([EXISTING])), [
      WASP_39,
      { ...WASP_39, instrument: "" },
    ]);
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const row of report.rows()) seen.push(row);
    })();
    await expect(reading).rejects.toMatchObject({
      code: "DAL_USAGE",
      message: expect.stringContaining('"2" has no instrument'),
    });
    expect(seen).toHaveLength(1);
  });

  test("takes no factor below 1", async () => {
    await expect(checkDuplicates(openSession(await mast()), [], { exposureFactor: 0.5 })).rejects.toMatchObject({
      code: "DAL_USAGE",
    });
  });
});

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

async function proposalsOf(csv: string): Promise<ProposedObservation[]> {
  const read: ProposedObservation[] = [];
  for await (const one of readProposals(await openTable(bytesOf(csv), { format: "csv" }))) read.push(one);
  return read;
}

describe("tables of proposals", () => {
  test("have positions or moving targets, and what else there is", async () => {
    const csv = `target_name,ra,dec,moving_target,instrument,mode,filters,exposure_s,radius_arcsec
WASP-39,217.3266,-3.4445,,NIRISS,SOSS,GR700XD,20000,
Io,,,Io,NIRSpec,IFU,"F100LP,G140M",300,12
`;
    expect(await proposalsOf(csv)).toStrictEqual([
      {
        label: "WASP-39",
        target: { raDeg: 217.3266, decDeg: -3.4445 },
        instrument: "NIRISS",
        mode: "SOSS",
        opticalElements: ["GR700XD"],
        exposureS: 20000,
      },
      {
        label: "Io",
        target: { movingTarget: "Io" },
        instrument: "NIRSpec",
        mode: "IFU",
        opticalElements: ["F100LP", "G140M"],
        exposureS: 300,
        radiusArcsec: 12,
      },
    ]);
  });

  test("of moving targets alone need no positions", async () => {
    expect(await proposalsOf("body,instrument\nTitan,MIRI/IFU\n")).toStrictEqual([
      { label: "1", target: { movingTarget: "Titan" }, instrument: "MIRI/IFU" },
    ]);
  });

  test.each([
    ["no instruments", "ra,dec\n1,2\n", /no column of instruments/],
    ["an instrument that is missing", "ra,dec,instrument\n1,2,MIRI\n1,2,\n", /no instrument in row 2/],
    ["no target", "ra,dec,body,instrument\n1,2,,MIRI\n,,,MIRI\n", /neither a position nor a moving target in row 2/],
    ["a time that is none", "ra,dec,instrument,exposure_s\n1,2,MIRI,long\n", /"long" in row 1/],
  ])("with %s are refused", async (_what, csv, words) => {
    await expect(proposalsOf(csv)).rejects.toMatchObject({ code: "DAL_USAGE", message: expect.stringMatching(words) });
  });

  test("in another unit are refused", async () => {
    const votable = `<VOTABLE version="1.4"><RESOURCE><TABLE><FIELD name="ra" datatype="double"/><FIELD name="dec" datatype="double"/><FIELD name="instrument" datatype="char" arraysize="*"/><FIELD name="exposure" datatype="double" unit="h"/><DATA><TABLEDATA/></DATA></TABLE></RESOURCE></VOTABLE>`;
    const reading = (async () => {
      for await (const _one of readProposals(await openTable(bytesOf(votable)))) expect.unreachable();
    })();
    await expect(reading).rejects.toThrow(/"exposure" in h, where s is wanted/);
  });
});
