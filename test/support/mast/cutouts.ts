import { type MastApi, type MastCall, sendJson } from "./api.ts";
import { type ZipFile, zipOf } from "./zip.ts";

/** TESScut takes so many requests of a user at a time. */
const MOST_AT_ONCE = 10;
const NO_SECTOR = "No TESS sectors found for the given coordinates.";
const NO_SURVEY = "Search position is not in the footprint of any available survey.";
/** Bodies that Horizons knows, with the sectors that saw them. */
const BODIES: Readonly<Record<string, { readonly type: string; readonly sectors: readonly number[] }>> = {
  ceres: { type: "smallbody", sectors: [29, 43, 44, 92] },
  eleonora: { type: "smallbody", sectors: [6] },
  mars: { type: "majorbody", sectors: [] },
};
const GOODS_NORTH = {
  raDeg: 189.49206,
  decDeg: 62.20615,
  surveys: ["candels_gn_60mas", "candels_gn_30mas", "goods_north"],
};

let atOnce = 0;

/** TESScut, zcut and hapcut: sectors by rule, files with a FITS header of what was asked for, a zip of them. */
export const CUTOUTS: MastApi = {
  name: "cutouts",
  paths: /^\/(?:tesscut|zcut|hapcut)\/api\/v0\.1\//,
  async answer(call) {
    const asked = call.request.method === "POST" ? postedParameters(call) : call.url.searchParams;
    const [, service = "", what = ""] = /^\/(\w+)\/api\/v0\.1\/(.+)$/.exec(call.path) ?? [];
    if (what === "sector") return sendJson(call, { results: sectorsAt(asked).map(sectorRow) });
    if (what === "moving_target/sector") {
      const body = BODIES[String(asked.get("obj_id")).toLowerCase()];
      if (body === undefined) return sendJson(call, { error: "Target unknown to JPL Horizons." }, 400);
      return sendJson(call, { results: body.sectors.map(sectorRow) });
    }
    if (what === "survey") return sendJson(call, { surveys: surveysAt(asked) });
    if (service !== "tesscut")
      return sendCutouts(call, filesOf(service, asked), service === "zcut" ? NO_SURVEY : "No images.");
    if (atOnce >= MOST_AT_ONCE) return call.response.writeHead(503).end("Too many requests at a time.\n");
    atOnce++;
    call.response.once("close", () => atOnce--);
    // Made when asked for: others come meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return sendCutouts(call, tessFiles(what, asked), NO_SECTOR);
  },
};

/** hapcut takes JSON as well, as astroquery sends it. */
function postedParameters(call: MastCall): URLSearchParams {
  if (!/json/.test(call.request.headers["content-type"] ?? "")) return call.form;
  const json = JSON.parse(call.body.toString()) as Record<string, unknown>;
  return new URLSearchParams(Object.entries(json).map(([name, value]) => [name, String(value)]));
}

/** Nothing near the ecliptic; elsewhere four of a hundred sectors. */
function sectorsAt(asked: URLSearchParams): number[] {
  const [ra, dec] = [Number(asked.get("ra")), Number(asked.get("dec"))];
  if (Math.abs(dec) < 6) return [];
  return Array.from({ length: 4 }, (_, index) => 1 + ((Math.floor(ra) * 7 + index * 25) % 96)).sort((a, b) => a - b);
}

/** Numbers as text. */
function sectorRow(sector: number): Readonly<Record<string, string>> {
  const [camera, ccd] = [1 + (sector % 4), 1 + ((sector >> 2) % 4)];
  const number = String(sector).padStart(4, "0");
  return {
    sectorName: `tess-s${number}-${camera}-${ccd}`,
    sector: String(sector),
    camera: String(camera),
    ccd: String(ccd),
  };
}

function tessFiles(what: string, asked: URLSearchParams): ZipFile[] {
  const isMoving = what === "moving_target/astrocut";
  const body = BODIES[String(asked.get("obj_id")).toLowerCase()];
  const sectors = isMoving ? (body?.sectors ?? []) : sectorsAt(asked);
  const wanted = asked.get("sector");
  const place = isMoving ? String(asked.get("obj_id")) : `${fixed(asked, "ra")}_${fixed(asked, "dec")}`;
  return sectors
    .filter((sector) => wanted === null || sector === Number(wanted))
    .map((sector) => ({
      name: `${sectorRow(sector)["sectorName"]}_${place}_${asked.get("x")}x${asked.get("y")}_astrocut.fits`,
      content: fitsOf(`SECTOR  = ${sector}`, Number(asked.get("x")) * Number(asked.get("y"))),
    }));
}

function fixed(asked: URLSearchParams, name: string): string {
  return Number(asked.get(name)).toFixed(6);
}

function surveysAt(asked: URLSearchParams): readonly string[] {
  const near = (name: string, there: number): boolean => Math.abs(Number(asked.get(name)) - there) < 0.2;
  return near("ra", GOODS_NORTH.raDeg) && near("dec", GOODS_NORTH.decDeg) ? GOODS_NORTH.surveys : [];
}

function filesOf(service: string, asked: URLSearchParams): ZipFile[] {
  const ending = asked.get("cutout_format") ?? "fits";
  const surveys = surveysAt(asked).filter((one) => asked.get("survey") === null || one === asked.get("survey"));
  return surveys.map((survey) => ({
    name: `${service}-${survey}_${asked.get("x")}x${asked.get("y")}.${ending}`,
    content: fitsOf(`SURVEY  = '${survey}'`, 4),
  }));
}

function sendCutouts(call: MastCall, files: readonly ZipFile[], none: string): void {
  // What is JSON has the status of a ZIP, and its type as well.
  call.response.setHeader("Content-Type", "application/zip");
  if (files.length === 0) call.response.end(JSON.stringify({ results: [], msg: none }));
  else call.response.end(zipOf(files));
}

/** A primary header, and bytes of data that can be told apart. */
function fitsOf(card: string, bytes: number): Buffer {
  const cards = [
    "SIMPLE  =                    T",
    "BITPIX  =                    8",
    "NAXIS   =                    1",
    `NAXIS1  = ${bytes}`,
    card,
    "END",
  ];
  const header = Buffer.alloc(2880, " ");
  for (const [index, text] of cards.entries()) header.write(text, index * 80, "latin1");
  const data = Buffer.alloc(Math.ceil(bytes / 2880) * 2880);
  for (let at = 0; at < bytes; at++) data[at] = (at * 31) % 256;
  return Buffer.concat([header, data]);
}
