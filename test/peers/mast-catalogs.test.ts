import {
  type CatalogQuery,
  fetchMissionColumns,
  findHscMembers,
  findTessSectors,
  findZcutSurveys,
  type MissionQuery,
  openCutouts,
  type PanstarrsQuery,
  searchCatalog,
  searchMission,
  searchPanstarrs,
} from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { hasAstroquery } from "../support/peers.ts";
import { type BesideAstroquery, besideAstroquery, type Question, toldRows } from "./astroquery-mast.ts";

// Catalogues, missions and cutouts of the same simulated MAST, through astroquery and through ours.

let beside: BesideAstroquery;

const M101 = { ra: 210.80227, dec: 54.34895 };
const PS1 = { ra: 5.97754, dec: 32.53617 };
const STAR = { ra: 107.18696, dec: -70.50919 };
const NGC_1068 = { ra: 40.66963, dec: -0.01328 };

const place = ({ ra, dec }: { readonly ra: number; readonly dec: number }) => ({ raDeg: ra, decDeg: dec });
const catalog = (their: Readonly<Record<string, unknown>>, query: CatalogQuery): Question => ({
  theirs: () => their,
  ours: async () => toldRows(await searchCatalog(beside.session, query)),
});
const panstarrs = (their: Readonly<Record<string, unknown>>, query: PanstarrsQuery): Question => ({
  theirs: () => ({ do: "panstarrs", ...their }),
  ours: async () => toldRows(await searchPanstarrs(beside.session, query)),
});
const mission = (name: string, their: Readonly<Record<string, unknown>>, query: MissionQuery): Question => ({
  theirs: () => ({ do: "mission", mission: name, ...their }),
  ours: async () => toldRows(await searchMission(beside.session, name, query, { pageSize: 400 })),
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
    theirs: () => ({ do: "match", id: 82_000_007 }),
    ours: async () => toldRows(await findHscMembers(beside.session, 82_000_007)),
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
    theirs: () => ({ do: "mission columns", mission: "jwst" }),
    ours: async () => (await fetchMissionColumns(beside.session, "jwst")).map(({ name }) => name).sort(),
  },
  "sectors of a place": {
    theirs: () => ({ do: "sectors", ...STAR }),
    ours: () => findTessSectors(beside.session, place(STAR)),
  },
  "sectors of a body": {
    theirs: () => ({ do: "sectors", body: "Ceres" }),
    ours: () => findTessSectors(beside.session, { movingTarget: "Ceres" }),
  },
  "cutouts of a sector": {
    theirs: () => ({ do: "cutouts", ...STAR, size: 7, sector: 78 }),
    ours: async () => {
      await using answer = await openCutouts(beside.session, {
        service: "tesscut",
        target: place(STAR),
        sector: 78,
        size: { width: 7, height: 7, unit: "px" },
      });
      return answer.files.map(({ name, bytes }) => [name, bytes]);
    },
  },
  "surveys of a place": {
    theirs: () => ({ do: "surveys", ra: 189.49206, dec: 62.20615 }),
    ours: () => findZcutSurveys(beside.session, { raDeg: 189.49206, decDeg: 62.20615 }),
  },
};

const NAMES = Object.keys(QUESTIONS);

describe.skipIf(!hasAstroquery)(`beside astroquery${hasAstroquery ? "" : " (skipped: no astroquery)"}`, () => {
  beside = besideAstroquery("mast-catalogs.py", () => Object.values(QUESTIONS).map((question) => question.theirs()));

  test.each(NAMES)("%s", async (name) => {
    const answer = beside.theirs[NAMES.indexOf(name)];
    expect(await QUESTIONS[name]?.ours()).toStrictEqual(answer);
    expect((answer as readonly unknown[]).length).toBeGreaterThan(0);
  });
});
