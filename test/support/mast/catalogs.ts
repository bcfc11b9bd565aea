import { filteredTable } from "./filtered-table.ts";
import { type MashupService, type Row, type SentRequest, ServiceError, type ServiceTable } from "./mashup-services.ts";
import { makeRandom, pick } from "./random.ts";

type Fields = ServiceTable["fields"];

interface SimulatedCatalog {
  readonly fields: Fields;
  readonly rows: readonly Row[];
  readonly position: readonly [ra: string, dec: string];
  readonly id: string;
}

const CENTRE = { ra: 210.80227, dec: 54.34895 };

function places(count: number, seed: number): readonly (readonly [ra: number, dec: number, random: () => number])[] {
  const random = makeRandom(seed);
  return Array.from({ length: count }, () => [
    Number((CENTRE.ra + (random() - 0.5) * 0.3).toFixed(9)),
    Number((CENTRE.dec + (random() - 0.5) * 0.2).toFixed(9)),
    random,
  ]);
}

/** Identifiers are declared text, and sent as numbers. */
const TIC: SimulatedCatalog = {
  id: "ID",
  position: ["ra", "dec"],
  fields: [
    { name: "ID", type: "string" },
    { name: "version", type: "string" },
    { name: "HIP", type: "int" },
    { name: "ra", type: "float" },
    { name: "dec", type: "float" },
    { name: "objType", type: "string" },
    { name: "Tmag", type: "float" },
    { name: "Teff", type: "float" },
    { name: "objID", type: "string" },
  ],
  rows: places(900, 41).map(([ra, dec, random], index) => ({
    ID: 10_000_000_000 + index,
    version: "20190415",
    HIP: random() < 0.9 ? null : Math.floor(random() * 1e5),
    ra,
    dec,
    objType: pick(random, ["STAR", "EXTENDED"]),
    Tmag: Number((8 + random() * 8).toFixed(3)),
    Teff: random() < 0.3 ? null : Math.round(3000 + random() * 4000),
    objID: 150_000_000 + index,
  })),
};

/** 64-bit identifiers, unquoted. */
const GAIA: SimulatedCatalog = {
  id: "source_id",
  position: ["ra", "dec"],
  fields: [
    { name: "source_id", type: "long" },
    { name: "designation", type: "string" },
    { name: "ra", type: "float" },
    { name: "dec", type: "float" },
    { name: "phot_g_mean_mag", type: "float" },
  ],
  rows: places(400, 42).map(([ra, dec, random], index) => ({
    source_id: 3_774_902_350_511_581_696n + BigInt(index),
    designation: `Gaia DR3 ${3_774_902_350_511_581_696n + BigInt(index)}`,
    ra,
    dec,
    phot_g_mean_mag: Number((10 + random() * 10).toFixed(4)),
  })),
};

const HSC: SimulatedCatalog = {
  id: "MatchID",
  position: ["MatchRA", "MatchDec"],
  fields: [
    { name: "MatchID", type: "int" },
    { name: "MatchRA", type: "float" },
    { name: "MatchDec", type: "float" },
    { name: "NumImages", type: "int" },
  ],
  rows: places(500, 43).map(([MatchRA, MatchDec, random], index) => ({
    MatchID: 82_000_000 + index,
    MatchRA,
    MatchDec,
    NumImages: 1 + Math.floor(random() * 9),
  })),
};

function separationDeg(ra1: number, dec1: number, ra2: number, dec2: number): number {
  const [a1, d1, a2, d2] = [ra1, dec1, ra2, dec2].map((deg) => (deg * Math.PI) / 180) as [
    number,
    number,
    number,
    number,
  ];
  const half = Math.sin((d2 - d1) / 2) ** 2 + Math.cos(d1) * Math.cos(d2) * Math.sin((a2 - a1) / 2) ** 2;
  return (2 * Math.asin(Math.sqrt(half)) * 180) / Math.PI;
}

function within({ rows, position: [ra, dec] }: SimulatedCatalog, params: SentRequest["params"]): Row[] {
  const [raDeg, decDeg, radius] = [params["ra"], params["dec"], params["radius"] ?? 0.02].map(Number) as [
    number,
    number,
    number,
  ];
  if (![raDeg, decDeg, radius].every(Number.isFinite)) throw new ServiceError("Input position is not valid.");
  return rows.filter((row) => separationDeg(raDeg, decDeg, Number(row[ra]), Number(row[dec])) <= radius);
}

function cone(catalog: SimulatedCatalog, limit?: string): MashupService {
  return ({ params }) => {
    const found = within(catalog, params);
    // What is beyond the limit is left out without a word.
    const rows = limit === undefined ? found : found.slice(0, Number(params[limit] ?? 50_000));
    return { fields: catalog.fields, rows, rowsTotal: rows.length };
  };
}

/** Rows alone: a count is an error of the database. */
function rowsOnly(service: MashupService): MashupService {
  return (request, settings, user) => {
    if (/COUNT/i.test(String(request.params["columns"]))) throw new ServiceError("Incorrect syntax near '*'.");
    return service(request, settings, user);
  };
}

const filtered =
  (catalog: SimulatedCatalog): MashupService =>
  (request) =>
    filteredTable(request, catalog);
const filteredAround =
  (catalog: SimulatedCatalog): MashupService =>
  (request) =>
    filteredTable(request, { fields: catalog.fields, rows: within(catalog, request.params) });

/**
 * Pairs of the rows that were sent with those of the catalogue. Some services give back what was sent with each, some only their own columns.
 */
function crossmatch(catalog: SimulatedCatalog, isEchoing: boolean): MashupService {
  return ({ params, data }) => {
    const [raColumn, decColumn] = [String(params["raColumn"] ?? "ra"), String(params["decColumn"] ?? "dec")];
    if (data === undefined) throw new ServiceError("No data to match.");
    if (!data.fields.some(({ name }) => name === raColumn))
      throw new ServiceError(`Invalid column name '${raColumn}'.`);
    const [ra, dec] = catalog.position;
    const rows: Row[] = [];
    for (const sent of data.data) {
      for (const row of within(catalog, {
        ra: sent[raColumn],
        dec: sent[decColumn],
        radius: params["radius"] ?? 0.002,
      })) {
        const { [ra]: matchRa, [dec]: matchDec, [catalog.id]: id, ...rest } = row;
        rows.push({
          ...(isEchoing ? sent : {}),
          MatchID: id ?? null,
          MatchRA: matchRa ?? null,
          MatchDEC: matchDec ?? null,
          ...rest,
        });
      }
    }
    const own: Fields = [
      { name: "MatchID", type: "string" },
      { name: "MatchRA", type: "float" },
      { name: "MatchDEC", type: "float" },
      ...catalog.fields.filter(({ name }) => ![ra, dec, catalog.id].includes(name)),
    ];
    const echoed = isEchoing
      ? data.fields.map(({ name }) => ({ name, type: name.endsWith("row") ? "int" : "float" }))
      : [];
    // In the order of the catalogue, as joins come.
    rows.sort((a, b) => (String(a["MatchID"]) < String(b["MatchID"]) ? -1 : 1));
    return { fields: [...echoed, ...own], rows, rowsTotal: rows.length };
  };
}

/** `Mast.Catalogs.*`, `Mast.Hsc.*`, `Mast.*.Crossmatch`. */
export const CATALOG_SERVICES: Readonly<Record<string, MashupService>> = {
  "Mast.Catalogs.Tic.Cone": cone(TIC),
  "Mast.Catalogs.Filtered.Tic": filtered(TIC),
  "Mast.Catalogs.Filtered.Tic.Rows": rowsOnly(filtered(TIC)),
  "Mast.Catalogs.Filtered.Tic.Position": filteredAround(TIC),
  "Mast.Catalogs.Filtered.Tic.Position.Rows": rowsOnly(filteredAround(TIC)),
  "Mast.Catalogs.GaiaDR2.Cone": cone(GAIA),
  "Mast.Catalogs.GaiaDR3.Cone": cone(GAIA),
  "Mast.Hsc.Db.v3": cone(HSC, "nr"),
  "Mast.HscMatches.Db.v3": ({ params }) => {
    const rows = HSC.rows
      .filter((row) => String(row["MatchID"]) === String(params["input"]))
      .flatMap((row) => [row, { ...row, NumImages: 0 }]);
    return { fields: HSC.fields, rows, rowsTotal: rows.length };
  },
  "Mast.HscSpectra.Db.All": () => ({
    fields: [{ name: "DatasetName", type: "string" }],
    rows: [{ DatasetName: "HAG_J1" }],
    rowsTotal: 1,
  }),
  "Mast.Catalogs.All.Tic": () => ({ document: ticHistograms() }),
  "Mast.Tic.Crossmatch": crossmatch(TIC, true),
  "Mast.GaiaDR3.Crossmatch": crossmatch(GAIA, false),
};

/** What the portal knows of TIC's columns: hardly anything, and not which hold numbers. */
export const TIC_CONFIG: Readonly<Record<string, unknown>> = {
  _selected_: { add: true, hidden: true, text: "selected", type: "boolean" },
  ID: { autoFacetRule: "never", text: "ID" },
  Tmag: { defaultFacet: true, text: "TESS Mag.", "vot.unit": "mag", "vot.description": "TESS magnitude" },
  HIP: { autoFacetRule: "never", intAsString: true },
};

/** The form that `extjs` has: values of columns, and ranges of those that hold numbers. */
function ticHistograms(): unknown {
  const isNumber = (type: string): boolean => type === "float";
  const named = (wanted: boolean): string[] =>
    TIC.fields.filter(({ type }) => isNumber(type) === wanted).map(({ name }) => name);
  const discreteHistogram = Object.fromEntries(
    named(false).map((name) => [name, { hist: [{ count: 1, key: "x" }], x: { count: 1, key: "x" } }]),
  );
  const continuousHistogram = Object.fromEntries(
    named(true).map((name) => [name, { hist: { hist: [] }, min: 0, max: 1, type: "numeric" }]),
  );
  const ExtendedProperties = { discreteHistogram, continuousHistogram, Paging: {} };
  return { status: "COMPLETE", msg: "", data: { name: "NewDataSet", Tables: [{ name: "Table", ExtendedProperties }] } };
}
