import { type Condition, parse } from "@armillary/adql";
import { regtapTables, type TestResource } from "../regtap-service.ts";
import { isWithin } from "../tap-service/geometry.ts";
import { ARCHIVES as QUIRKS, serviceTable } from "../tap-service/index.ts";
import { QueryRefused } from "../tap-service/values.ts";
import { xmlText } from "../tap-service/xml-text.ts";
import { type House, type Reply, real, resultsReply, text, whole } from "./answers.ts";
import { type Asked, boxOf, coneOf, isAsked, limitOf } from "./asked.ts";
import { daliError, mastConeError, Refused } from "./errors.ts";
import { fileReply } from "./files.ts";
import { answerGuideStars, mastCatalogueTaps } from "./mast-catalogues.ts";
import { answerMastSpectra } from "./mast-spectra.ts";
import { mastLookup, mastSanta } from "./names.ts";
import { circleText, OBSCORE_COLUMNS, obscoreRow } from "./obscore.ts";
import { type ArchiveParts, type ArchiveSettings, GEOMETRY } from "./parts.ts";
import { type Dataset, datasetsOf, sightingsOf } from "./sky.ts";

/** Of the SIA service; its version is not recorded. */
const SIA_HOUSE: House = { version: "1.1", namespace: "http://www.ivoa.net/xml/VOTable/v1.1" };
/** navo.md 2.1, SCS: VOTable 1.0 with a document type, without a namespace. */
const SCS_HOUSE: House = { version: "1.0", doctype: true };

/** MAST, as navo.md 1.1 and 2.1 have it. */
export function mast({ catalogue, mostRows }: ArchiveSettings, resources: readonly TestResource[]): ArchiveParts {
  const images = datasetsOf(catalogue, "mast", "image");
  const spectra = datasetsOf(catalogue, "mast", "spectrum");
  // One client has to make https of the URLs in ObsCore (navo.md 2.1).
  const obscore = [...images, ...spectra].map((each, index) =>
    obscoreRow(each, "archive.stsci.edu", regionText(each, index), each.accessUrl.replace(/^https:/, "http:")),
  );
  // Columns without a unit have one that is none (navo.md 2.5).
  const columns = Object.entries(OBSCORE_COLUMNS).map(([name, meta]) => [name, { unit: "n.n", ...meta }] as const);
  const quirks = { ...QUIRKS.mast, cap: { rows: mostRows, silent: true } };
  return {
    hosts: ["mast.stsci.edu", "archive.stsci.edu", "mastresolver.stsci.edu", "hla.stsci.edu", "gsss.stsci.edu"],
    taps: [
      {
        protocol: "tap",
        place: "mast.stsci.edu/vo-tap/api/v0.1/caom",
        options: {
          tables: [serviceTable("ivoa.obscore", Object.fromEntries(columns), obscore)],
          quirks,
          declared: { geometry: GEOMETRY },
          check: refuseLateCones,
          dress,
        },
      },
      {
        protocol: "tap",
        place: "mast.stsci.edu/vo-tap/api/v0.1/hsc",
        options: {
          tables: [
            // Names are in small letters, and queries in any.
            serviceTable(
              "dbo.summagaper2catview",
              {
                matchid: whole({ ucd: "meta.id;meta.main" }),
                targetname: text({ ucd: "meta.id" }),
                matchra: real("deg", { ucd: "pos.eq.ra;meta.main" }),
                matchdec: real("deg", { ucd: "pos.eq.dec;meta.main" }),
                a_f606w: real("mag", { ucd: "phot.mag;em.opt.V" }),
              },
              sightingsOf(catalogue, "mast").map(({ name, raDeg, decDeg, magnitude }, index) => [
                index + 1,
                name,
                raDeg,
                decDeg,
                magnitude,
              ]),
            ),
          ],
          quirks,
          declared: { geometry: GEOMETRY },
          dress,
        },
      },
      ...mastCatalogueTaps(catalogue, { dress, mostRows }),
      {
        protocol: "registry",
        place: "mast.stsci.edu/vo-tap/api/v0.1/registry",
        options: { tables: regtapTables(resources, "1.1"), quirks, dress },
      },
    ],
    endpoints: [
      {
        protocol: "sia",
        place: /^mast\.stsci\.edu\/portal(?:_vo)?\/Mashup\/VoQuery\.asmx\/SiaV1$/,
        answer: (asked) => answerImages(images, asked),
      },
      {
        // The Hubble Legacy Archive (navo.md 1.1): of its answers nothing is recorded; it is MAST's for one mission.
        protocol: "sia",
        place: /^hla\.stsci\.edu\/cgi-bin\/hlaSIAP\.cgi$/,
        answer: (asked) =>
          answerImages(images, { ...asked, get: (name) => (name === "MISSION" ? "HST" : asked.get(name)) }),
      },
      {
        protocol: "scs",
        place: /^gsss\.stsci\.edu\/webservices\/vo\/(?:CatalogSearch|ConeSearch)\.aspx$/,
        answer: (asked) => answerGuideStars(catalogue, asked),
      },
      {
        protocol: "ssa",
        place: /^archive\.stsci\.edu\/ssap\/search2\.php$/,
        answer: (asked) => answerMastSpectra(spectra, asked),
      },
      {
        protocol: "scs",
        place: /^archive\.stsci\.edu\/\w+\/search\.php$/,
        answer: (asked) => answerCone({ catalogue, mostRows }, asked),
      },
      {
        protocol: "names",
        place: /^mast\.stsci\.edu\/api\/v0\/invoke$/,
        answer: (asked) => mastLookup(catalogue, asked),
      },
      {
        protocol: "names",
        place: /^mastresolver\.stsci\.edu\/Santa-war\/query$/,
        answer: (asked) => mastSanta(catalogue, asked),
      },
      {
        protocol: "files",
        place: /^mast\.stsci\.edu\/api\/v0\.1\/Download\/file$/,
        answer: ({ path, get }) => fileReply(catalogue, `https://${path}?uri=${get("URI")}`),
      },
    ],
  };
}

/** "MAST VOTable encoder version 1.0" (navo.md 2.1): a comment first, version 1.4, the query in the RESOURCE. */
function dress(document: string, query: string): string {
  return document
    .replace("<VOTABLE", "<!-- Produced by MAST VOTable encoder version 1.0 -->\n<VOTABLE")
    .replace(/(<VOTABLE[^>]*? version=)"[^"]*"/, '$1"1.4"')
    .replace(
      /(<RESOURCE type="results"[^>]*>)/,
      `$1<INFO name="QUERY" value="${xmlText(query).replaceAll("$", "$$$$")}"/>`,
    );
}

/** One CONTAINS a query, and no term such as `obs_collection IN (…)` before it (navo.md 2.1). */
function refuseLateCones(text: string): void {
  const { query } = parse(text, { extensions: "allow" });
  const where = query?.body.kind === "Select" ? query.body.where : undefined;
  const cones = termsOf(where).map((term) => JSON.stringify(term).match(/"name":"CONTAINS"/gi)?.length ?? 0);
  if (cones.reduce((sum, count) => sum + count, 0) > 1) throw new QueryRefused("Only one CONTAINS is supported");
  if (cones.findIndex((count) => count > 0) > 0) throw new QueryRefused("Incorrect ADQL: CONTAINS was not expected");
}

/** What ANDs hold together. */
function termsOf(condition: Condition | undefined): readonly Condition[] {
  if (condition === undefined) return [];
  if (condition.kind === "ParenthesizedCondition") return termsOf(condition.condition);
  return condition.kind === "Logical" && condition.operator === "AND"
    ? condition.operands.flatMap(termsOf)
    : [condition];
}

/** Images by MISSION (navo.md 1.1, 2.1): MAST's own names of columns beside the UCDs of SIA 1. */
function answerImages(images: readonly Dataset[], asked: Asked): Reply {
  const box = boxOf(asked);
  const refuse = (words: string) => new Refused(words, daliError(SIA_HOUSE));
  if (box === undefined) throw refuse("UsageFault: POS and SIZE are required");
  const mission = asked.get("MISSION")?.toUpperCase() ?? "";
  // With FORMAT=image/fits or image/jpeg nothing of GALEX is found.
  const isSpoilt = mission === "GALEX" && asked.get("FORMAT")?.startsWith("image/") === true;
  const found = isSpoilt ? [] : images.filter((each) => each.collection === mission);
  const columns = {
    collection: text(),
    insname: text({ ucd: "INST_ID" }),
    imageTitle: text({ ucd: "VOX:Image_Title" }),
    trgPosRA: real("deg", { ucd: "POS_EQ_RA_MAIN" }),
    trgPosDec: real("deg", { ucd: "POS_EQ_DEC_MAIN" }),
    contenttype: text({ ucd: "VOX:Image_Format" }),
    accessURL: text({ ucd: "VOX:Image_AccessReference" }),
    mjdObs: real("d", { ucd: "VOX:Image_MJDateObs" }),
    bandpassUnit: text({ ucd: "VOX:BandPass_Unit" }),
    bandpassLo: real("m", { ucd: "VOX:BandPass_LoLimit" }),
    bandpassHi: real("m", { ucd: "VOX:BandPass_HiLimit" }),
    target: text(),
  };
  const rows = found
    .filter((each) => isAsked(each, box, asked.get("INTERSECT")))
    .map((each) => [
      each.collection,
      each.instrument,
      each.id,
      each.raDeg,
      each.decDeg,
      each.format,
      each.accessUrl,
      each.startMjd,
      "m",
      each.bandMinM,
      each.bandMaxM,
      each.target,
    ]);
  return resultsReply(SIA_HOUSE, { columns, rows, ...limitOf(asked, asked.get("MAXREC")) });
}

/**
 * A mission's classic search as a cone search: old UCDs, errors in four placements (which for what is not recorded and is
 * ours, as the names of the columns are), rows limited by `max_records`.
 */
function answerCone({ catalogue }: ArchiveSettings, asked: Asked): Reply {
  const refuse = (words: string, placement: Parameters<typeof mastConeError>[1]) =>
    new Refused(words, mastConeError(SCS_HOUSE, placement));
  const missing = ["RA", "DEC", "SR"].find((name) => asked.get(name) === undefined);
  if (missing !== undefined) throw refuse(`${missing} is missing`, "resource-param");
  const cone = coneOf(asked);
  if (cone === undefined) throw refuse("RA, DEC and SR are numbers", "definitions-param");
  if (cone.radiusDeg < 0 || cone.radiusDeg > 180) throw refuse(`SR ${cone.radiusDeg} is out of range`, "root-info");
  const mission = asked.path.split("/")[1] ?? "";
  if (!["hst", "tues", "galex"].includes(mission)) throw refuse(`no mission ${mission}`, "resource-info");
  const rows = sightingsOf(catalogue, "mast")
    .filter((each) => isWithin(each, cone))
    .map(({ name, raDeg, decDeg, magnitude }) => [name, raDeg, decDeg, magnitude]);
  const columns = {
    "Target Name": text({ ucd: "ID_MAIN" }),
    "RA (J2000)": real("degrees", { ucd: "POS_EQ_RA_MAIN" }),
    "Dec (J2000)": real("degrees", { ucd: "POS_EQ_DEC_MAIN" }),
    Mag: real("mag", { ucd: "PHOT_MAG_OPTICAL" }),
  };
  return resultsReply(SCS_HOUSE, { columns, rows, ...limitOf(asked, asked.get("MAX_RECORDS")) });
}

/** The kinds of s_region that MAST has (navo.md 2.1): other frames, none, closed polygons, negative right ascensions. */
function regionText(dataset: Dataset, index: number): string {
  const { raDeg, decDeg, fovDeg } = dataset;
  const [half, along] = [fovDeg / 2, fovDeg / 2 / Math.cos((decDeg * Math.PI) / 180)];
  const shown = raDeg > 180 && index % 4 === 1 ? raDeg - 360 : raDeg;
  const corners = [
    [shown - along, decDeg - half],
    [shown + along, decDeg - half],
    [shown + along, decDeg + half],
    [shown - along, decDeg + half],
  ];
  const open = corners.map(([ra, dec]) => `${ra} ${dec}`);
  // A box about a pole has no such corners.
  if (Math.abs(decDeg) + half > 89) return circleText(dataset);
  return (
    [circleText(dataset), `POLYGON ICRS ${open.join(" ")}`, `POLYGON ${[...open, open[0]].join(" ")}`][index % 4] ??
    `POLYGON GSC1 ${open.join(" ")}`
  );
}
