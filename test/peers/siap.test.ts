import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createNodeTransport } from "@armillary/dali/node";
import type { DatasetRecord } from "@armillary/dali/table";
import { type SiaQuery, type SiaRecord, SiaService } from "@armillary/siap";
import { TapService } from "@armillary/tap";
import { type ObsCoreQuery, ObsCoreService } from "@armillary/tap/obscore";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { newHome } from "../cli/home.ts";
import { dachsLabel, dachsUrl } from "../support/dachs.ts";
import { hasPyvo } from "../support/peers.ts";

// Image services of DaCHS: every parameter changes its answer, and SIA 2 and ObsTAP find the same datasets.

const base = dachsUrl ?? "";
const SIA1 = `${base}/images/q/sia1/siap.xml?`;
const SIA2 = `${base}/images/q/sia2/siap2.xml`;
/** All of ObsCore that is images and cubes. */
const SITEWIDE = `${base}/__system__/siap2/sitewide/siap2.xml`;

const transport = () => {
  const opened = createNodeTransport();
  onTestFinished(() => opened.close());
  return opened;
};

const open = (url: string): SiaService => new SiaService(url, { transport: transport() });

/** What a search finds: the publisher's identifiers, in an order of their own. */
async function found(service: SiaService, query: SiaQuery): Promise<string[]> {
  return idsOf((await service.search(query)).records());
}

async function idsOf(records: AsyncIterable<DatasetRecord>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { publisherDid } of records) ids.push(publisherDid ?? "");
  return ids.sort();
}

const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
const around = { raDeg: 10, decDeg: 20, sizeDeg: 0.1 } as const;
/** A region with images that lie within it, and some that reach out of it. */
const wide = { raDeg: 300, decDeg: 40, sizeDeg: 60 } as const;

describe.skipIf(dachsUrl === undefined)(`SIA 1 at DaCHS${dachsLabel}`, () => {
  test("finds three images around a position", async () => {
    const result = await open(SIA1).search({ region: around });
    expect(result.version).toBe(1);
    const bands: (string | undefined)[] = [];
    for await (const { bandName, protocol, accessUrl, wcs } of result.records()) {
      bands.push(bandName);
      expect(protocol).toBe("sia1");
      expect(accessUrl).toContain("/getproduct/images/data/");
      expect(wcs).toMatchObject({ frame: "ICRS", projection: "TAN" });
    }
    expect(bands.sort()).toEqual(["g", "r", "z"]);
  });

  // Each query beside the one without the parameter: rows must differ.
  test.each<[string, SiaQuery, SiaQuery]>([
    ["POS", { region: around }, { region: { ...around, raDeg: 100 } }],
    ["SIZE", { region: around }, { region: { ...around, sizeDeg: 60 } }],
    ["SIZE, of two sides", { region: wide }, { region: { ...wide, sizeDeg: [60, 1] } }],
    ["INTERSECT=COVERS", { region: wide }, { region: wide, intersect: "COVERS" }],
    ["INTERSECT=ENCLOSED", { region: around }, { region: around, intersect: "ENCLOSED" }],
    ["INTERSECT=CENTER", { region: wide }, { region: wide, intersect: "CENTER" }],
    ["FORMAT", { region: around, format: "image/fits" }, { region: around, format: "image/jpeg" }],
    ["MAXREC", { region: around }, { region: around, maxrec: 2 }],
    ["a parameter of its own", { region: around }, { region: around, parameters: { bandpassId: "g" } }],
    ["band, judged here", { region: around }, { region: around, bandM: 5e-7 }],
    ["time, judged here", { region: around }, { region: around, timeMjd: 55_000 }],
    ["instrument, judged here", { region: wide }, { region: wide, instrument: "PeerCam-1" }],
    ["target, judged here", { region: wide }, { region: wide, target: "Field 018" }],
    ["exposure, judged here", { region: wide }, { region: wide, exposureS: { lower: 0, upper: 100 } }],
    ["field of view, judged here", { region: wide }, { region: wide, fovDeg: { lower: 5, upper: 10 } }],
  ])("%s changes the answer", async (_, without, with_) => {
    const service = open(SIA1);
    const [a, b] = [await found(service, without), await found(service, with_)];
    expect(a.length).toBeGreaterThan(0);
    expect(b).not.toEqual(a);
  });

  // DaCHS 2.7 takes these and does nothing by them: that they are sent, and the answer is none the worse, is all there is to see.
  test.each<[string, SiaQuery]>([
    ["an image to build", { region: around, grid: { pixels: 32, frame: "ICRS", projection: "TAN" } }],
  ])("%s is passed over by the service", async (_, query) => {
    expect(await found(open(SIA1), query)).toEqual(await found(open(SIA1), { region: around }));
  });

  test("VERB changes the columns", async () => {
    const columns = async (verbosity: 1 | 3) => {
      const result = await open(SIA1).search({ region: around, verbosity });
      await result.close();
      return result.fields.length;
    };
    expect(await columns(1)).toBeLessThan(await columns(3));
  });

  test("a response in another format has the same rows", async () => {
    for (const responseFormat of ["votable/td", "tsv"]) {
      const result = await open(SIA1).search({ region: around, responseFormat });
      expect(await result.summary).toMatchObject({ rows: 3 });
    }
  });

  test("METADATA describes it", async () => {
    const { inputs, fields, version, capabilities } = await open(SIA1).describe();
    expect(version).toBe(1);
    expect(inputs.find(({ name }) => name === "INTERSECT")).toMatchObject({
      default: "OVERLAPS",
      options: expect.arrayContaining(["COVERS", "ENCLOSED", "CENTER", "OVERLAPS"]),
    });
    expect(fields.map(({ ucd }) => ucd)).toContain("VOX:Image_AccessReference");
    expect(capabilities?.length).toBeGreaterThan(3);
  });

  test("what it refuses comes in its words", async () => {
    const refused = open(SIA1).search({ parameters: { TARGET: "M 31" } });
    await expect(refused).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: expect.stringContaining("POS") },
    });
  });

  test("a cut is told", async () => {
    const result = await open(SIA1).search({ region: around, maxrec: 2 });
    expect(await result.summary).toMatchObject({ status: "OVERFLOW", rows: 2 });
  });
});

/** Questions that both SIA 2 and ObsTAP are asked; each finds something, and not all. */
const QUESTIONS: readonly (readonly [string, ObsCoreQuery])[] = [
  ["a circle", { region: { raDeg: 10, decDeg: 20, radiusDeg: 0.1 } }],
  ["a wide circle", { region: { raDeg: 300, decDeg: 40, radiusDeg: 20 } }],
  ["a box", { region: around }],
  [
    "a range",
    { region: { shape: "RANGE", longitudeDeg: { lower: 300, upper: 360 }, latitudeDeg: { lower: 30, upper: 60 } } },
  ],
  [
    "a range across 0",
    { region: { shape: "RANGE", longitudeDeg: { lower: 340, upper: 20 }, latitudeDeg: { lower: 10, upper: 50 } } },
  ],
  [
    "a polygon",
    {
      region: {
        shape: "POLYGON",
        vertices: [
          { longitudeDeg: 5, latitudeDeg: 15 },
          { longitudeDeg: 15, latitudeDeg: 15 },
          { longitudeDeg: 10, latitudeDeg: 25 },
        ],
      },
    },
  ],
  [
    "two places",
    {
      region: [
        { raDeg: 10, decDeg: 20, radiusDeg: 0.1 },
        { raDeg: 315, decDeg: 39, radiusDeg: 1 },
      ],
    },
  ],
  ["BAND", { bandM: { lower: 4e-7, upper: 5e-7 } }],
  ["BAND, one wavelength", { bandM: 6.6e-7 }],
  ["BAND, open", { bandM: { lower: 8e-7, upper: POSITIVE_INFINITY } }],
  ["BAND, two", { bandM: [4.5e-7, 9e-7] }],
  ["TIME", { timeMjd: { lower: 55_000, upper: 55_100 } }],
  ["TIME, open", { timeMjd: { lower: NEGATIVE_INFINITY, upper: 55_050 } }],
  ["POL", { polarization: "I" }],
  ["FOV", { fovDeg: { lower: 0.55, upper: 1 } }],
  ["SPATRES", { resolutionArcsec: { lower: 65, upper: POSITIVE_INFINITY } }],
  ["SPECRP", { resolvingPower: { lower: 100, upper: 1000 } }],
  ["EXPTIME", { exposureS: { lower: 200, upper: 300 } }],
  ["TIMERES", { timeResolutionS: { lower: NEGATIVE_INFINITY, upper: 60 } }],
  ["ID", { publisherDid: "ivo://peer.test/~?images/data/field018_z.fits" }],
  ["COLLECTION", { collection: "PEER-IFU" }],
  ["INSTRUMENT", { instrument: ["PeerCam-1", "PeerIFU"] }],
  ["DPTYPE", { productType: "cube" }],
  ["CALIB", { calibLevel: 3 }],
  ["TARGET", { target: "Field 018" }],
  ["FORMAT", { format: "application/x-votable+xml;content=datalink" }],
  [
    "several at once",
    { region: { raDeg: 300, decDeg: 40, radiusDeg: 40 }, bandM: 5e-7, exposureS: { lower: 60, upper: 120 } },
  ],
];

describe.skipIf(dachsUrl === undefined)(`SIA 2 and ObsTAP at DaCHS${dachsLabel}`, () => {
  test.each(QUESTIONS)("%s finds the same datasets in both, and not all of them", async (_, question) => {
    const http = transport();
    const sia = new SiaService(SITEWIDE, { transport: http, version: 2 });
    const obscore = new ObsCoreService(new TapService(`${base}/tap`, { transport: http }));
    const bySia = await found(sia, question);
    const byTap = await idsOf((await obscore.search({ productType: ["image", "cube"], ...question })).records());
    expect(bySia.length).toBeGreaterThan(0);
    expect(bySia.length).toBeLessThan(304);
    expect(byTap).toEqual(bySia);
  });

  test("records are the same in both", async () => {
    const http = transport();
    const question = { region: { raDeg: 10, decDeg: 20, radiusDeg: 0.1 } } as const;
    const plain = async (records: AsyncIterable<DatasetRecord>) => {
      const all: object[] = [];
      for await (const { row: _row, protocol: _protocol, ...record } of records) all.push(record);
      return all.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    };
    const sia = await plain((await new SiaService(SITEWIDE, { transport: http }).search(question)).records());
    const obscore = new ObsCoreService(new TapService(`${base}/tap`, { transport: http }));
    const tap = await plain((await obscore.search({ ...question, productType: ["image", "cube"] })).records());
    expect(sia).toHaveLength(4);
    expect(tap).toEqual(sia);
  });

  test("centres are found where that is wanted", async () => {
    const service = new TapService(`${base}/tap`, { transport: transport() });
    const question = { region: around, productType: "image" } as const;
    const centres = await idsOf((await new ObsCoreService(service, { match: "centre" }).search(question)).records());
    const regions = await idsOf((await new ObsCoreService(service).search(question)).records());
    expect(centres).toEqual(regions);
    const off = { ...question, region: { ...around, raDeg: 10.2 } };
    expect(await idsOf((await new ObsCoreService(service, { match: "centre" }).search(off)).records())).toEqual([]);
    expect(await idsOf((await new ObsCoreService(service).search(off)).records())).toEqual(regions);
  });

  test("rows at most, in both", async () => {
    const http = transport();
    const sia = await new SiaService(SITEWIDE, { transport: http }).search({ maxrec: 5 });
    expect(await sia.summary).toMatchObject({ rows: 5, status: "OVERFLOW" });
    const obscore = new ObsCoreService(new TapService(`${base}/tap`, { transport: http }));
    expect(await (await obscore.search({ maxrec: 5 })).summary).toMatchObject({ rows: 5, status: "OVERFLOW" });
  });

  test("a facility that is not there has no images", async () => {
    expect(await found(open(SIA2), { facility: "Peer Observatory" })).toHaveLength(304);
    expect(await found(open(SIA2), { facility: "Elsewhere" })).toEqual([]);
  });

  test("MAXREC=0 describes it, all parameters of SIA 2 among them", async () => {
    const { inputs, fields, version } = await open(SIA2).describe();
    const names = inputs.map(({ name }) => name);
    expect(version).toBe(2);
    expect(names).toEqual(
      expect.arrayContaining(
        "POS BAND TIME POL FOV SPATRES SPECRP EXPTIME TIMERES ID COLLECTION FACILITY INSTRUMENT DPTYPE CALIB TARGET FORMAT".split(
          " ",
        ),
      ),
    );
    expect(inputs.find(({ name }) => name === "FOV")).toMatchObject({ unit: "deg", xtype: "interval" });
    expect(fields.map(({ name }) => name)).toContain("obs_publisher_did");
  });

  test("what it refuses comes in its words", async () => {
    await expect(open(SIA2).search({ region: around, responseFormat: "papyrus" })).rejects.toMatchObject({
      code: "DAL_QUERY_ERROR",
      failure: { serviceMessage: expect.stringContaining("papyrus") },
    });
  });
});

test.skipIf(dachsUrl === undefined)(`armillary images${dachsLabel}`, async () => {
  const { run } = await newHome();
  const asked = ["images", "10 20", "--radius", "6arcmin", "--band", "500nm", "--time", "2009-06-18", "--to", "csv"];
  const { status, stdout, stderr } = await run([...asked, "--service", SIA2]);
  expect({ status, rows: stdout.trim().split("\n").length }).toEqual({ status: 0, rows: 2 });
  expect(stdout).toContain("field000_g.fits");
  expect(stderr).toContain("SIA 2 was spoken: its capabilities say so");
  const older = await run([...asked, "--service", SIA1]);
  expect(older.stdout).toContain("field000_g.fits");
  expect(older.stderr).toMatch(/--band was not sent.*of 3 rows/);
});

type Side = {
  readonly service: "sia1" | "sia2";
  readonly query: SiaQuery;
  readonly arguments: Readonly<Record<string, unknown>>;
};

/** The same searches, in our words and in pyvo's. */
const SEARCHES: readonly (readonly [string, Side])[] = [
  ["SIA 1, a box", { service: "sia1", query: { region: around }, arguments: { pos: [10, 20], size: 0.1 } }],
  [
    "SIA 1, a wide box of two sides",
    {
      service: "sia1",
      query: { region: { raDeg: 300, decDeg: 40, sizeDeg: [40, 20] } },
      arguments: { pos: [300, 40], size: [40, 20] },
    },
  ],
  [
    "SIA 1, images that cover the place, of all formats",
    {
      service: "sia1",
      query: { region: { ...around, sizeDeg: 0.01 }, intersect: "COVERS", format: "ALL" },
      arguments: { pos: [10, 20], size: 0.01, intersect: "covers", format: "all" },
    },
  ],
  [
    "SIA 2, a circle",
    {
      service: "sia2",
      query: { region: { raDeg: 10, decDeg: 20, radiusDeg: 0.1 } },
      arguments: { pos: [10, 20, 0.1] },
    },
  ],
  [
    "SIA 2, a range of places, a band",
    {
      service: "sia2",
      query: {
        region: { shape: "RANGE", longitudeDeg: { lower: 300, upper: 350 }, latitudeDeg: { lower: 20, upper: 60 } },
        bandM: { lower: 4e-7, upper: 5e-7 },
      },
      arguments: { pos: [300, 350, 20, 60], band: [4e-7, 5e-7] },
    },
  ],
  [
    "SIA 2, a polygon, a time, a level",
    {
      service: "sia2",
      query: {
        region: {
          shape: "POLYGON",
          vertices: [
            { longitudeDeg: 250, latitudeDeg: 20 },
            { longitudeDeg: 350, latitudeDeg: 20 },
            { longitudeDeg: 300, latitudeDeg: 70 },
          ],
        },
        timeMjd: { lower: 55_000, upper: 55_200 },
        calibLevel: 2,
      },
      arguments: { pos: [250, 20, 350, 20, 300, 70], time: [55_000, 55_200], calib_level: 2 },
    },
  ],
  [
    "SIA 2, a collection and what it is made of",
    {
      service: "sia2",
      query: {
        collection: "PEER-IFU",
        instrument: "PeerIFU",
        productType: "cube",
        exposureS: { lower: 0, upper: 1e5 },
      },
      arguments: { collection: "PEER-IFU", instrument: "PeerIFU", data_type: "cube", exptime: [0, 1e5] },
    },
  ],
];

/** ObsTAP by the query that ours becomes. */
const OBSCORE_QUESTION: ObsCoreQuery = {
  region: { raDeg: 300, decDeg: 40, radiusDeg: 20 },
  bandM: { lower: 4e-7, upper: 5e-7 },
  timeMjd: { lower: 55_000, upper: 55_500 },
};

interface Answer {
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  readonly urls?: readonly string[];
  readonly error?: string;
}

const hasBoth = dachsUrl !== undefined && hasPyvo;

describe.skipIf(!hasBoth)(`beside pyvo${hasBoth ? "" : " (skipped: no DaCHS answers, or no pyvo)"}`, () => {
  const answers: Answer[] = [];
  const urlOf = { sia1: SIA1, sia2: SIA2 } as const;

  beforeAll(async () => {
    const program = fileURLToPath(new URL("siap-pyvo.py", import.meta.url));
    const child = spawn("/usr/bin/python3", [program], { stdio: ["pipe", "pipe", "inherit"] });
    const tap = new ObsCoreService(new TapService(`${base}/tap`, { transport: createNodeTransport() }));
    const asked = [
      ...SEARCHES.map(([, { service, arguments: given }]) => ({ service, url: urlOf[service], arguments: given })),
      { service: "tap", url: `${base}/tap`, query: tap.adql(OBSCORE_QUESTION).query.text },
    ];
    child.stdin.end(asked.map((search) => `${JSON.stringify(search)}\n`).join(""));
    for await (const line of createInterface({ input: child.stdout })) answers.push(JSON.parse(line));
  });

  test.each(SEARCHES.map(([name, side], index) => ({ name, ...side, index })))(
    "$name",
    async ({ service, query, index }) => {
      const result = await open(urlOf[service]).search(query);
      const ours: SiaRecord[] = [];
      for await (const record of result.records()) ours.push(record);
      const { rows, urls, error } = answers[index] ?? {};
      expect(error).toBeUndefined();
      expect(ours.length).toBeGreaterThan(0);
      expect(byText(ours.map(({ row }) => toldRow(row)))).toEqual(byText(rows?.map(normalRow) ?? []));
      expect(ours.map(({ accessUrl }) => accessUrl).sort()).toEqual([...(urls ?? [])].sort());
    },
  );

  test("ObsTAP", async () => {
    const service = new ObsCoreService(new TapService(`${base}/tap`, { transport: transport() }));
    const ours: DatasetRecord[] = [];
    for await (const record of (await service.search(OBSCORE_QUESTION)).records()) ours.push(record);
    const { rows, error } = answers[SEARCHES.length] ?? {};
    expect(error).toBeUndefined();
    expect(ours.length).toBeGreaterThan(0);
    expect(byText(ours.map(({ row }) => toldRow(row)))).toEqual(byText(rows?.map(normalRow) ?? []));
  });
});

/** A cell of ours, so that nulls of all kinds are one: pyvo has no null for text, and NaN for that of a number. */
function told(cell: unknown): unknown {
  if (cell === null || cell === "" || (typeof cell === "number" && Number.isNaN(cell))) return null;
  if (Array.isArray(cell)) return cell.map(told);
  if (typeof cell === "bigint") return Number(cell);
  return cell;
}

/** The same of what siap-pyvo.py tells. */
function normal(cell: unknown): unknown {
  if (cell === null) return null;
  const [kind, value] = cell as [unknown, unknown];
  if (typeof kind !== "string") return (cell as unknown[]).map(normal);
  if (kind === "i") return Number(value);
  if (kind === "d") return told(Buffer.from(String(value), "hex").readDoubleBE());
  return told(value);
}

function toldRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, told(cell)]));
}

function normalRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, normal(cell)]));
}

function byText<Item>(items: readonly Item[]): Item[] {
  const texts = new Map(items.map((item) => [item, JSON.stringify(item)]));
  return [...items].sort((a, b) => ((texts.get(a) ?? "") < (texts.get(b) ?? "") ? -1 : 1));
}
