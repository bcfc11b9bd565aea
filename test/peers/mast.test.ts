import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createNodeTransport } from "@armillary/dali/node";
import {
  type CatalogQuery,
  countObservations,
  createMastSession,
  describeColumns,
  listMissions,
  listProducts,
  type MastSession,
  type ObservationOptions,
  type ObservationQuestion,
  type ProductOptions,
  resolveMastName,
  searchCatalog,
  searchMission,
  searchObservations,
} from "@armillary/mast";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { observationsOf } from "../support/mast/observations.ts";
import { openMast, type SimulatedMast } from "../support/mast/open-mast.ts";
import { hasAstroquery, PYTHON } from "../support/peers.ts";

// The same questions to the same simulated MAST, through astroquery and through ours: the same rows, cell by cell.

const SCRIPT = fileURLToPath(new URL("mast-astroquery.py", import.meta.url));

type Told = null | boolean | number | string;
type ToldRow = Readonly<Record<string, Told>>;

let service: SimulatedMast;
let session: MastSession;
let theirs: readonly unknown[];

/** Ours in JSON's types; NaN, which astroquery takes for "not known", is null. */
function tell(value: unknown): Told {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  // To astroquery an empty text is not known either.
  return value === "" ? null : (value as Told);
}

async function rowsOf(rows: AsyncIterable<Readonly<Record<string, unknown>>>): Promise<ToldRow[]> {
  const told: ToldRow[] = [];
  for await (const row of rows) {
    told.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, tell(value)])));
  }
  return told;
}

const search = async (question: ObservationQuestion, options?: ObservationOptions): Promise<ToldRow[]> =>
  rowsOf((await searchObservations(session, question, options)).rows());

const M101 = { ra: 210.80227, dec: 54.34895 };
const M77 = { ra: 40.66963, dec: -0.01328 };
const position = { raDeg: M101.ra, decDeg: M101.dec };

/** Astroquery 0.4.6 asks for all observations in one request, and cannot say what is not wanted. */
const products = (
  id: string,
  filters: Readonly<Record<string, unknown>> | undefined,
  choice: ProductOptions,
): Question => ({
  theirs: () => ({ do: "products", obsids: obsidsOf(id), ...(filters === undefined ? {} : { filters }) }),
  ours: async () => rowsOf((await listProducts(session, obsidsOf(id), choice)).rows()),
});

function obsidsOf(id: string): string[] {
  const all = observationsOf(service.settings);
  return all.filter(({ proposal_id: one }) => one === id).map(({ obsid }) => String(obsid));
}

interface Question {
  readonly theirs: () => Readonly<Record<string, unknown>>;
  readonly ours: () => Promise<unknown>;
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
  const columns = await describeColumns(session, of);
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
    ours: () => countObservations(session, { position, radiusDeg: 0.3 }),
  },
  "how many around an object": {
    theirs: () => ({ do: "count", name: "M101", radius: 0.1 }),
    ours: () => countObservations(session, { name: "M101", radiusDeg: 0.1 }),
  },
  "how many by filters": {
    theirs: () => ({ do: "count", criteria: { obs_collection: "JWST", instrument_name: "MIRI/*" } }),
    // Of patterns ours counts the rows itself.
    ours: () => countObservations(session, { filters: ["obs_collection=JWST", "instrument_name=MIRI/*"] }),
  },
  missions: {
    theirs: () => ({ do: "missions" }),
    ours: async () => (await listMissions(session)).map(({ name }) => name),
  },
  "the place of a name": {
    theirs: () => ({ do: "resolve", name: "TIC 307210830" }),
    ours: async () => {
      const { raDeg, decDeg } = await resolveMastName(session, "TIC 307210830");
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

const catalogRows = async (query: CatalogQuery): Promise<ToldRow[]> =>
  rowsOf((await searchCatalog<Record<string, unknown>>(session, query)).rows());

/** Catalogues and missions, by the same means. */
const MORE: Readonly<Record<string, Question>> = {
  "stars of TIC around a position": {
    theirs: () => ({ do: "catalog", ...M101, radius: 0.05, catalog: { catalog: "Tic" } }),
    ours: () => catalogRows({ catalog: "tic", position, radiusDeg: 0.05 }),
  },
  "stars of Gaia, whose identifiers are longer than a double": {
    theirs: () => ({ do: "catalog", ...M101, radius: 0.1, catalog: { catalog: "Gaia", version: 2 } }),
    ours: () => catalogRows({ catalog: "gaia", version: 2, position, radiusDeg: 0.1 }),
  },
  "objects of HSC": {
    theirs: () => ({ do: "catalog", ...M101, radius: 0.1, catalog: { catalog: "Hsc", version: 3 } }),
    ours: () => catalogRows({ catalog: "hsc", version: 3, position, radiusDeg: 0.1 }),
  },
  "datasets of Hubble": {
    theirs: () => ({
      do: "mission",
      mission: "hst",
      ...M77,
      radius: 0.2,
      options: { select_cols: ["sci_data_set_name", "sci_targname", "sci_ra"] },
    }),
    ours: async () => {
      const columns = ["sci_data_set_name", "sci_targname", "sci_ra"];
      return rowsOf(
        (
          await searchMission(session, "hst", {
            targets: [{ raDeg: M77.ra, decDeg: M77.dec }],
            radiusDeg: 0.2,
            columns,
          })
        ).rows(),
      );
    },
  },
};

const ALL: Readonly<Record<string, Question>> = { ...QUESTIONS, ...MORE };
const NAMES = Object.keys(ALL);

describe.skipIf(!hasAstroquery)(`beside astroquery${hasAstroquery ? "" : " (skipped: no astroquery)"}`, () => {
  beforeAll(async () => {
    service = await openMast();
    session = createMastSession({ transport: createNodeTransport({ rewrites: service.rewrites }) });
    const asked = [
      ...Object.values(ALL).map((question) => question.theirs()),
      { do: "metadata", of: "observations" },
      { do: "metadata", of: "products" },
    ];
    theirs = await askTheirs(asked);
  });
  afterAll(async () => {
    await session.transport.close();
    await service.close();
  });

  test.each(NAMES)("%s", async (name) => {
    const answer = theirs[NAMES.indexOf(name)];
    expect(await ALL[name]?.ours()).toStrictEqual(answer);
    if (Array.isArray(answer) && name !== "around nothing") expect(answer.length).toBeGreaterThan(0);
  });

  test.each<["observations" | "products", number]>([
    ["observations", 0],
    ["products", 1],
  ])("the columns of %s, and what they are called", async (of, index) => {
    const rows = theirs[NAMES.length + index] as readonly ToldRow[];
    const shown = rows.map(({ "Column Name": name, "Column Label": label }) => ({
      "Column Name": name,
      "Column Label": label,
    }));
    expect(await metadata(of)).toStrictEqual(shown);
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
