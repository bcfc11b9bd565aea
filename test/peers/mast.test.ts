import {
  countObservations,
  describeColumns,
  listMissions,
  listProducts,
  type ObservationOptions,
  type ObservationQuestion,
  type ProductOptions,
  resolveMastName,
  searchObservations,
} from "@armillary/mast";
import { describe, expect, test } from "vitest";
import { observationsOf } from "../support/mast/observations.ts";
import { hasAstroquery } from "../support/peers.ts";
import { type BesideAstroquery, besideAstroquery, type Question, type ToldRow, toldRows } from "./astroquery-mast.ts";

// The same questions to the same simulated MAST, through astroquery and through ours: the same rows, cell by cell.

let beside: BesideAstroquery;

const search = async (question: ObservationQuestion, options?: ObservationOptions): Promise<ToldRow[]> =>
  toldRows(await searchObservations(beside.session, question, options));

const M101 = { ra: 210.80227, dec: 54.34895 };
const position = { raDeg: M101.ra, decDeg: M101.dec };

/** Astroquery 0.4.6 asks for all observations in one request, and cannot say what is not wanted. */
const products = (
  id: string,
  filters: Readonly<Record<string, unknown>> | undefined,
  choice: ProductOptions,
): Question => ({
  theirs: () => ({ do: "products", obsids: obsidsOf(id), ...(filters === undefined ? {} : { filters }) }),
  ours: async () => toldRows(await listProducts(beside.session, obsidsOf(id), choice)),
});

function obsidsOf(id: string): string[] {
  const all = observationsOf(beside.service.settings);
  return all.filter(({ proposal_id: one }) => one === id).map(({ obsid }) => String(obsid));
}

const criteria = (
  given: Readonly<Record<string, unknown>>,
  question: ObservationQuestion,
  place: Readonly<Record<string, unknown>> = {},
): Question => ({
  theirs: () => ({ do: "criteria", criteria: given, ...place }),
  ours: () => search(question),
});

/** The labels that astroquery gives to metadata. */
async function metadata(of: "observations" | "products"): Promise<ToldRow[]> {
  const columns = await describeColumns(beside.session, of);
  return columns.map(({ name, label }) => ({ "Column Name": name, "Column Label": label ?? name }));
}

const QUESTIONS: Readonly<Record<string, Question>> = {
  "around a position": {
    theirs: () => ({ do: "region", ...M101, radius: 0.1 }),
    ours: () => search({ position, radiusDeg: 0.1 }),
  },
  "around a position, in pages": {
    theirs: () => ({ do: "region", ...M101, radius: 0.3, pagesize: 40 }),
    ours: () => search({ position, radiusDeg: 0.3 }, { pageSize: 30 }),
  },
  "around nothing": {
    theirs: () => ({ do: "region", ra: 0, dec: -89, radius: 0.1 }),
    ours: () => search({ position: { raDeg: 0, decDeg: -89 }, radiusDeg: 0.1 }),
  },
  "around an object": {
    theirs: () => ({ do: "object", name: "M31", radius: 0.2 }),
    ours: () => search({ name: "M31" }),
  },
  "of a mission": criteria({ obs_collection: "HST" }, { filters: ["obs_collection=HST"] }),
  "of two missions": criteria({ obs_collection: ["HST", "TESS"] }, { filters: ["obs_collection=HST,TESS"] }),
  "of a mission and a type": criteria(
    { obs_collection: "JWST", dataproduct_type: ["image"] },
    { filters: ["obs_collection=JWST", "dataproduct_type=image"] },
  ),
  "by a pattern": criteria({ instrument_name: "NIRCAM/*" }, { filters: ["instrument_name=NIRCAM/*"] }),
  "by filters, of which a cell has several": criteria(
    { obs_collection: "HST", filters: ["F606W", "G430L"] },
    { filters: ["obs_collection=HST", "filters=F606W,G430L"] },
  ),
  "by a range of times": criteria({ t_min: [59_740, 59_770.5] }, { filters: ["t_min=59740..59770.5"] }),
  "by a range of exposures around a position": criteria(
    { t_exptime: [100, 2000] },
    { position, radiusDeg: 0.2, filters: ["t_exptime=100..2000"] },
    { ...M101, radius: 0.2 },
  ),
  "by name and filters": criteria(
    { dataproduct_type: ["image"] },
    { name: "M101", radiusDeg: 0.3, filters: ["dataproduct_type=image"] },
    { name: "M101", radius: 0.3 },
  ),
  "by the investigator": criteria({ proposal_pi: "Finkel*" }, { filters: ["proposal_pi=Finkel*"] }),
  "by the level of calibration": criteria(
    { calib_level: [3], obs_collection: "TESS" },
    { filters: ["calib_level=3", "obs_collection=TESS"] },
  ),
  "how many around a position": {
    theirs: () => ({ do: "count", ...M101, radius: 0.3 }),
    ours: () => countObservations(beside.session, { position, radiusDeg: 0.3 }),
  },
  "how many around an object": {
    theirs: () => ({ do: "count", name: "M101", radius: 0.1 }),
    ours: () => countObservations(beside.session, { name: "M101", radiusDeg: 0.1 }),
  },
  "how many by filters": {
    theirs: () => ({ do: "count", criteria: { obs_collection: "JWST", instrument_name: "MIRI/*" } }),
    // Of patterns ours counts the rows itself.
    ours: () => countObservations(beside.session, { filters: ["obs_collection=JWST", "instrument_name=MIRI/*"] }),
  },
  missions: {
    theirs: () => ({ do: "missions" }),
    ours: async () => (await listMissions(beside.session)).map(({ name }) => name),
  },
  "the place of a name": {
    theirs: () => ({ do: "resolve", name: "TIC 307210830" }),
    ours: async () => {
      const { raDeg, decDeg } = await resolveMastName(beside.session, "TIC 307210830");
      return { ra: raDeg, dec: decDeg };
    },
  },
  "products of a programme": products("1345", undefined, {}),
  "products of science": products("5371", { productType: "SCIENCE" }, { types: ["SCIENCE"] }),
  "products by ending": products("5371", { extension: ["jpg", "x1d.fits"] }, { extensions: ["jpg", "x1d.fits"] }),
  "products that are recommended": products("2733", { mrp_only: true }, { minimumRecommended: true }),
  "products by two columns": products(
    "2733",
    { productSubGroupDescription: ["CAL", "RATE"], calib_level: [2] },
    { groups: ["CAL", "RATE"], calibLevels: [2] },
  ),
};

const NAMES = Object.keys(QUESTIONS);

describe.skipIf(!hasAstroquery)(`beside astroquery${hasAstroquery ? "" : " (skipped: no astroquery)"}`, () => {
  beside = besideAstroquery("mast-observations.py", () => [
    ...Object.values(QUESTIONS).map((question) => question.theirs()),
    { do: "metadata", of: "observations" },
    { do: "metadata", of: "products" },
  ]);

  test.each(NAMES)("%s", async (name) => {
    const answer = beside.theirs[NAMES.indexOf(name)];
    expect(await QUESTIONS[name]?.ours()).toStrictEqual(answer);
    if (Array.isArray(answer) && name !== "around nothing") expect(answer.length).toBeGreaterThan(0);
  });

  test.each<["observations" | "products", number]>([
    ["observations", 0],
    ["products", 1],
  ])("the columns of %s, and what they are called", async (of, index) => {
    const rows = beside.theirs[NAMES.length + index] as readonly ToldRow[];
    const shown = rows.map(({ "Column Name": name, "Column Label": label }) => ({
      "Column Name": name,
      "Column Label": label,
    }));
    expect(await metadata(of)).toStrictEqual(shown);
  });
});
