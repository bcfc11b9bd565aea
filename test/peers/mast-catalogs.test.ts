import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createNodeTransport } from "@armillary/dali/node";
import {
  type CatalogQuery,
  createMastSession,
  fetchMissionColumns,
  findHscMembers,
  findTessSectors,
  findZcutSurveys,
  type MastSession,
  type MissionQuery,
  openCutouts,
  type PanstarrsQuery,
  searchCatalog,
  searchMission,
  searchPanstarrs,
} from "@armillary/mast";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openMast, type SimulatedMast } from "../support/mast/open-mast.ts";
import { hasAstroquery, PYTHON } from "../support/peers.ts";

// Catalogues, missions and cutouts of the same simulated MAST, through astroquery and through ours.

const SCRIPT = fileURLToPath(new URL("mast-catalogs.py", import.meta.url));

type Told = null | boolean | number | string;

let service: SimulatedMast;
let session: MastSession;
let theirs: readonly unknown[];

/** Ours in JSON's types, as the script has them. */
function tell(value: unknown): Told {
  if (typeof value === "bigint") return value > 2n ** 53n ? String(value) : Number(value);
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  return value === "" ? null : (value as Told);
}

interface Rows {
  rows(): AsyncIterable<Readonly<Record<string, unknown>>>;
}

async function rowsOf(asked: Promise<Rows>): Promise<Readonly<Record<string, Told>>[]> {
  const told: Readonly<Record<string, Told>>[] = [];
  for await (const row of (await asked).rows()) {
    told.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, tell(value)])));
  }
  return told;
}

interface Question {
  readonly theirs: Readonly<Record<string, unknown>>;
  readonly ours: () => Promise<unknown>;
}

const M101 = { ra: 210.80227, dec: 54.34895 };
const PS1 = { ra: 5.97754, dec: 32.53617 };
const STAR = { ra: 107.18696, dec: -70.50919 };
const NGC_1068 = { ra: 40.66963, dec: -0.01328 };

const place = ({ ra, dec }: { readonly ra: number; readonly dec: number }) => ({ raDeg: ra, decDeg: dec });
const catalog = (their: Readonly<Record<string, unknown>>, query: CatalogQuery): Question => ({
  theirs: their,
  ours: () => rowsOf(searchCatalog(session, query)),
});
const panstarrs = (their: Readonly<Record<string, unknown>>, query: PanstarrsQuery): Question => ({
  theirs: { do: "panstarrs", ...their },
  ours: () => rowsOf(searchPanstarrs(session, query)),
});
const mission = (name: string, their: Readonly<Record<string, unknown>>, query: MissionQuery): Question => ({
  theirs: { do: "mission", mission: name, ...their },
  ours: () => rowsOf(searchMission(session, name, query, { pageSize: 400 })),
});

const QUESTIONS: Readonly<Record<string, Question>> = {
  "TIC around a place": catalog(
    { do: "cone", catalog: "Tic", ...M101, radius: 0.05 },
    { catalog: "tic", position: place(M101), radiusDeg: 0.05 },
  ),
  "Gaia DR2, whose identifiers have 64 bits": catalog(
    { do: "cone", catalog: "Gaia", version: 2, ...M101, radius: 0.1 },
    { catalog: "gaia", version: 2, position: place(M101), radiusDeg: 0.1 },
  ),
  HSC: catalog(
    { do: "cone", catalog: "HSC", ...M101, radius: 0.1 },
    { catalog: "hsc", position: place(M101), radiusDeg: 0.1 },
  ),
  "members of an object of HSC": {
    theirs: { do: "match", id: 82_000_007 },
    ours: () => rowsOf(findHscMembers(session, 82_000_007)),
  },
  "TIC by a range and a value": catalog(
    { do: "criteria", catalog: "Tic", criteria: { Tmag: [10.75, 11.5], objType: "STAR" } },
    { catalog: "tic", filters: ["Tmag=10.75..11.5", "objType=STAR"] },
  ),
  "TIC by a range around a place": catalog(
    { do: "criteria", catalog: "Tic", ...M101, radius: 0.1, criteria: { Teff: [4000, 5000] } },
    { catalog: "tic", position: place(M101), radiusDeg: 0.1, filters: ["Teff=4000..5000"] },
  ),
  "Pan-STARRS around a place, sorted": panstarrs(
    {
      ...PS1,
      radius: 0.01,
      criteria: {
        nDetections: [["gte", 2]],
        columns: ["objName", "objID", "nDetections", "distance"],
        sort_by: [["distance", "desc"]],
      },
    },
    {
      position: place(PS1),
      radiusDeg: 0.01,
      filters: ["nDetections>=2"],
      columns: ["objName", "objID", "nDetections", "distance"],
      sort: [{ column: "distance", descending: true }],
    },
  ),
  "Pan-STARRS by values": panstarrs({ criteria: { nDetections: [5, 7] } }, { filters: ["nDetections=5,7"] }),
  "Hubble around a place": mission(
    "hst",
    { ...NGC_1068, radius: 4 },
    { targets: [place(NGC_1068)], radiusDeg: 4 / 60 },
  ),
  "Hubble by conditions": mission(
    "hst",
    {
      criteria: {
        sci_instrume: "ACS,WFC3",
        sci_actual_duration: "1000..2000",
        sci_targname: "*GAL*",
        select_cols: ["sci_data_set_name", "sci_instrume"],
        sort_by: ["sci_data_set_name"],
      },
    },
    {
      filters: ["sci_instrume=ACS,WFC3", "sci_actual_duration=1000..2000", "sci_targname=*GAL*"],
      columns: ["sci_data_set_name", "sci_instrume"],
    },
  ),
  "Webb by what it is not": mission(
    "jwst",
    { criteria: { instrume: "!NIRCAM", duration: ">700", sort_by: ["fileSetName"] } },
    { filters: ["instrume!=NIRCAM", "duration>700"] },
  ),
  "columns of Webb": {
    theirs: { do: "mission columns", mission: "jwst" },
    ours: async () => (await fetchMissionColumns(session, "jwst")).map(({ name }) => name).sort(),
  },
  "sectors of a place": { theirs: { do: "sectors", ...STAR }, ours: () => findTessSectors(session, place(STAR)) },
  "sectors of a body": {
    theirs: { do: "sectors", body: "Ceres" },
    ours: () => findTessSectors(session, { movingTarget: "Ceres" }),
  },
  "cutouts of a sector": {
    theirs: { do: "cutouts", ...STAR, size: 7, sector: 78 },
    ours: async () => {
      await using answer = await openCutouts(session, {
        service: "tesscut",
        target: place(STAR),
        sector: 78,
        size: { width: 7, height: 7, unit: "px" },
      });
      return answer.files.map(({ name, bytes }) => [name, bytes]);
    },
  },
  "surveys of a place": {
    theirs: { do: "surveys", ra: 189.49206, dec: 62.20615 },
    ours: () => findZcutSurveys(session, { raDeg: 189.49206, decDeg: 62.20615 }),
  },
};

const NAMES = Object.keys(QUESTIONS);

describe.skipIf(!hasAstroquery)(`beside astroquery${hasAstroquery ? "" : " (skipped: no astroquery)"}`, () => {
  beforeAll(async () => {
    service = await openMast();
    session = createMastSession({ transport: createNodeTransport({ rewrites: service.rewrites }) });
    theirs = await askTheirs(Object.values(QUESTIONS).map((question) => question.theirs));
  });
  afterAll(async () => {
    await session.transport.close();
    await service.close();
  });

  test.each(NAMES)("%s", async (name) => {
    const answer = theirs[NAMES.indexOf(name)];
    expect(await QUESTIONS[name]?.ours()).toStrictEqual(answer);
    expect((answer as readonly unknown[]).length).toBeGreaterThan(0);
  });
});

/** Not by execFileSync: the service is in this process. */
async function askTheirs(questions: readonly unknown[]): Promise<unknown[]> {
  const child = spawn(PYTHON, [SCRIPT, service.origin], { stdio: ["pipe", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += String(chunk);
  });
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
  const [status] = (await once(child, "close")) as [number];
  if (status !== 0) throw new Error(`astroquery ended with status ${status}`);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}
