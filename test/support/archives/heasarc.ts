import { isWithin, separation } from "../tap-service/geometry.ts";
import { ARCHIVES as QUIRKS, serviceTable } from "../tap-service/index.ts";
import { type Cell, type Columns, type Reply, real, resultsReply, text, whole } from "./answers.ts";
import { type Asked, boxOf, coneOf, isAsked, limitOf, meetsRanges, mjdOf, numberOf, positionOf } from "./asked.ts";
import { daliError, Refused, resourceInfoError } from "./errors.ts";
import { fileReply } from "./files.ts";
import { answerHeasarcLinks, HEASARC_HOUSE as HOUSE, XAMIN } from "./heasarc-links.ts";
import { circleText, endMjd, OBSCORE_COLUMNS, obscoreRow } from "./obscore.ts";
import { type ArchiveParts, type ArchiveSettings, GEOMETRY } from "./parts.ts";
import { type Catalogue, type Dataset, datasetsOf, sightingsOf } from "./sky.ts";
import { answerSkyView, answerSkyViewImage } from "./skyview.ts";

/** A table of HEASARC: a catalogue of objects, or one of observations. */
interface NativeTable {
  readonly name: string;
  readonly columns: Columns;
  readonly rows: readonly (readonly Cell[])[];
}

/** HEASARC, as navo.md 1.2 and 2.2 have it. */
export function heasarc({ catalogue, mostRows }: ArchiveSettings): ArchiveParts {
  const observations = [...datasetsOf(catalogue, "heasarc", "image"), ...datasetsOf(catalogue, "heasarc", "spectrum")];
  const tables = [objectTable(catalogue), observationTable(observations)];
  // Results of jobs could not be fetched in 2025: a fault of then, which tests of TAP have.
  const { resultFails: _, cap: __, ...quirks } = QUIRKS.heasarc;
  return {
    hosts: ["heasarc.gsfc.nasa.gov", "skyview.gsfc.nasa.gov"],
    taps: [
      {
        protocol: "tap",
        place: "heasarc.gsfc.nasa.gov/xamin/vo/tap",
        options: {
          tables: [
            ...tables.map(({ name, columns, rows }) => serviceTable(`public.${name}`, columns, rows)),
            // Not of the standard: how tables are shown and searched.
            serviceTable(
              "public.metainfo",
              { name: text(), type: text(), relation: text(), value: text() },
              tables.map(({ name }) => [name, "table", "defaultSearchRadius", "10"]),
            ),
          ],
          quirks: { ...quirks, cap: { rows: mostRows, topLifts: true } },
          // BINARY is sent all the same.
          declared: {
            geometry: GEOMETRY,
            formats: [["text/xml", "votable", "ivo://ivoa.net/std/TAPRegExt#output-votable-td"]],
          },
        },
      },
    ],
    endpoints: [
      {
        protocol: "scs",
        place: /^heasarc\.gsfc\.nasa\.gov\/(?:xamin\/vo\/cone|cgi-bin\/vo\/cone\/coneGet\.pl)$/,
        answer: (asked) => answerCone(tables, asked),
      },
      {
        protocol: "sia",
        place: /^heasarc\.gsfc\.nasa\.gov\/xamin\/vo\/sia$/,
        answer: (asked) => answerImages(observations, asked),
      },
      {
        protocol: "ssa",
        place: /^heasarc\.gsfc\.nasa\.gov\/xamin\/vo\/ssa$/,
        answer: (asked) => answerSpectra(observations, asked),
      },
      {
        protocol: "datalink",
        place: /^heasarc\.gsfc\.nasa\.gov\/xamin\/vo\/datalink(?:\/\w+)?$/,
        answer: (asked) => answerHeasarcLinks(observations, asked),
      },
      {
        protocol: "sia",
        place: /^skyview\.gsfc\.nasa\.gov\/cgi-bin\/vo\/sia\.pl$/,
        answer: answerSkyView,
      },
      {
        protocol: "files",
        place: /^skyview\.gsfc\.nasa\.gov\/cgi-bin\/images$/,
        answer: answerSkyViewImage,
      },
      {
        protocol: "files",
        place: /^heasarc\.gsfc\.nasa\.gov\/FTP\//,
        answer: ({ path }) => fileReply(catalogue, `https://${path}`),
      },
    ],
  };
}

function objectTable(catalogue: Catalogue): NativeTable {
  return {
    name: "zcat",
    columns: {
      name: text({ ucd: "meta.id;meta.main" }),
      ra: real("degree", { ucd: "pos.eq.ra;meta.main" }),
      dec: real("degree", { ucd: "pos.eq.dec;meta.main" }),
      bmag: real("mag", { ucd: "phot.mag;em.opt.B" }),
      redshift: real(undefined, { ucd: "src.redshift" }),
      __row: text(),
    },
    rows: sightingsOf(catalogue, "heasarc").map(({ name, raDeg, decDeg, magnitude, redshift }, index) => [
      name,
      raDeg,
      decDeg,
      magnitude,
      redshift,
      String(index + 1),
    ]),
  };
}

function observationTable(observations: readonly Dataset[]): NativeTable {
  return {
    name: "chanmaster",
    columns: {
      obsid: text({ ucd: "meta.id;meta.main" }),
      name: text({ ucd: "meta.id;src" }),
      ra: real("degree", { ucd: "pos.eq.ra;meta.main" }),
      dec: real("degree", { ucd: "pos.eq.dec;meta.main" }),
      time: real("mjd", { ucd: "time.start" }),
      exposure: real("s", { ucd: "time.duration;obs.exposure" }),
      detector: text({ ucd: "meta.id;instr" }),
      __row: text(),
    },
    rows: observations.map((each, index) => [
      each.id,
      each.target,
      each.raDeg,
      each.decDeg,
      each.startMjd,
      each.exposureS,
      each.instrument,
      String(index + 1),
    ]),
  };
}

/** Errors are INFOs without an ID (navo.md 2.2); `showoffsets`, which has no value, adds the distance in arcminutes. */
function answerCone(tables: readonly NativeTable[], asked: Asked): Reply {
  const name = asked.get("TABLE") ?? "";
  const table = tables.find((each) => each.name === name.toLowerCase());
  const refuse = (words: string) => new Refused(words, resourceInfoError(HOUSE));
  if (table === undefined) throw refuse(`Table ${name} is not known`);
  const cone = coneOf(asked);
  if (cone === undefined) throw refuse("RA, DEC and SR are required, in degrees");
  const withOffset = asked.get("SHOWOFFSETS") !== undefined;
  const [raAt, decAt] = ["ra", "dec"].map((column) => Object.keys(table.columns).indexOf(column));
  const rows = table.rows.flatMap((row) => {
    const point = { raDeg: Number(row[raAt ?? 0]), decDeg: Number(row[decAt ?? 0]) };
    // The row's key is not among the columns that are given without being asked for.
    const shown = row.slice(0, -1);
    if (!isWithin(point, cone)) return [];
    return [withOffset ? [...shown, separation(cone, point) * 60] : shown];
  });
  const { __row: _, ...columns } = table.columns;
  const offset = withOffset ? { Search_Offset: real("arcmin") } : {};
  return resultsReply(HOUSE, { columns: { ...columns, ...offset }, rows, ...limitOf(asked, asked.get("MAXREC")) });
}

/** Native columns, ObsCore's and `SIA_*` or `SSA_*` in one table, a `datalink` a row (navo.md 2.2). */
function mixedReply(
  prefix: "SIA" | "SSA",
  observations: readonly Dataset[],
  isFound: (each: Dataset) => boolean,
  asked: Asked,
): Reply {
  const ucdOf = (word: string): string => `VOX:${prefix === "SIA" ? "Image" : "Spectrum"}_${word}`;
  const own = observationTable(observations);
  const { __row: _, ...native } = own.columns;
  const columns: Columns = {
    ...native,
    ...OBSCORE_COLUMNS,
    [`${prefix}_title`]: text({ ucd: ucdOf("Title") }),
    [`${prefix}_reference`]: text({ ucd: ucdOf("AccessReference") }),
    [`${prefix}_format`]: text({ ucd: ucdOf("Format") }),
    [`${prefix}_naxes`]: whole(),
    datalink: text({ ucd: "meta.ref.url" }),
  };
  const rows = observations.flatMap((each, index) => {
    if (!isFound(each)) return [];
    const links = `${XAMIN}/datalink/${each.collection}?sizefiles=false&ID=${index + 1}`;
    const nativeRow = own.rows[index]?.slice(0, -1) ?? [];
    const obscore = obscoreRow(each, "nasa.heasarc", circleText(each));
    return [[...nativeRow, ...obscore, each.id, each.accessUrl, each.format, 2, links]];
  });
  return resultsReply(HOUSE, { columns, rows, ...limitOf(asked, asked.get("RESULTMAX") ?? asked.get("MAXREC")) });
}

function refuseTable(asked: Asked): Refused | undefined {
  if (asked.get("TABLE")?.toLowerCase() === "chanmaster") return undefined;
  return new Refused(`Table ${asked.get("TABLE")} has no data products`, daliError(HOUSE));
}

function answerImages(observations: readonly Dataset[], asked: Asked): Reply {
  const refused = refuseTable(asked);
  if (refused !== undefined) throw refused;
  const box = boxOf(asked);
  if (box === undefined) throw new Refused("POS and SIZE are required", daliError(HOUSE));
  const isFound = (each: Dataset): boolean => each.type === "image" && isAsked(each, box, asked.get("INTERSECT"));
  return mixedReply("SIA", observations, isFound, asked);
}

function answerSpectra(observations: readonly Dataset[], asked: Asked): Reply {
  const refused = refuseTable(asked);
  if (refused !== undefined) throw refused;
  const position = positionOf(asked);
  if (position === undefined) throw new Refused("POS is required", daliError(HOUSE));
  const cone = { ...position, radiusDeg: (numberOf(asked, "SIZE") ?? 0.2) / 2 };
  const isFound = (each: Dataset): boolean =>
    each.type === "spectrum" &&
    isWithin(each, cone) &&
    meetsRanges(asked.get("BAND"), each.bandMinM, each.bandMaxM) &&
    meetsRanges(asked.get("TIME"), each.startMjd, endMjd(each), mjdOf);
  return mixedReply("SSA", observations, isFound, asked);
}
