import { isWithin } from "../tap-service/geometry.ts";
import { ARCHIVES as QUIRKS, serviceTable } from "../tap-service/index.ts";
import { type Columns, type Reply, real, resultsReply, text } from "./answers.ts";
import { type Asked, coneOf, limitOf, meetsRanges, mjdOf, numberOf, positionOf } from "./asked.ts";
import { daliError, Refused, rootInfoError } from "./errors.ts";
import { fileReply } from "./files.ts";
import { answerIrsaImages, IRSA_HOUSE as HOUSE } from "./irsa-images.ts";
import { answerIbe, simulatedImages, simulatedTap } from "./irsa-more.ts";
import { endMjd } from "./obscore.ts";
import type { ArchiveParts, ArchiveSettings, TapEndpoint } from "./parts.ts";
import { type Catalogue, type Dataset, datasetsOf, sightingsOf } from "./sky.ts";

/** Collections whose spectra over the whole sky take too long (navo.md 2.3, SSA). */
const SLOW_COLLECTIONS = ["iso_sws", "iras_lrs", "sofia_forcast"];
const LARGEST_SIZE_DEG = 45;

const CATALOGUE_COLUMNS: Columns = {
  designation: text({ ucd: "meta.id;meta.main" }),
  ra: real("deg", { ucd: "pos.eq.ra;meta.main" }),
  dec: real("deg", { ucd: "pos.eq.dec;meta.main" }),
  j_m: real("mag", { ucd: "phot.mag;em.IR.J" }),
};

/** IRSA, as navo.md 1.3 and 2.3 have it. */
export function irsa({ catalogue }: ArchiveSettings): ArchiveParts {
  const images = datasetsOf(catalogue, "irsa", "image");
  const spectra = datasetsOf(catalogue, "irsa", "spectrum");
  // Failures now and then are the fault `flaky`.
  const { syncFails: _, ...quirks } = QUIRKS.irsa;
  const options: TapEndpoint["options"] = {
    tables: [
      serviceTable("fp_psc", CATALOGUE_COLUMNS, catalogueRows(catalogue)),
      serviceTable(
        "caom.observation",
        { obsid: text(), collection: text() },
        [...images, ...spectra].map(({ id, collection }) => [id, collection]),
      ),
      serviceTable(
        "caom.plane",
        { planeid: text(), obsid: text(), dataproducttype: text() },
        [...images, ...spectra].map(({ id, type }) => [`${id}_plane`, id, type]),
      ),
    ],
    quirks,
    declared: {
      geometry: ["POINT", "CIRCLE", "BOX", "POLYGON", "CONTAINS", "INTERSECTS", "COORDSYS"],
      formats: [
        ["application/x-votable+xml", "votable"],
        ["text/xml"],
        ["text/csv", "csv"],
        ["text/tab-separated-values", "tsv"],
        ["text/plain", "ipac_table"],
        ["application/fits", "fits"],
        ["application/x-hdf5", "hdf5"],
      ],
    },
    // An attribute that VOTable does not have (navo.md 2.5).
    dress: (document) => document.replaceAll("<FIELD ", '<FIELD irsa_format="%s" '),
  };
  const simulated = simulatedImages(images);
  return {
    hosts: ["irsa.ipac.caltech.edu"],
    taps: [{ protocol: "tap", place: "irsa.ipac.caltech.edu/TAP", options }, simulatedTap(simulated, options)],
    endpoints: [
      { protocol: "sia", place: /^irsa\.ipac\.caltech\.edu\/SIA$/, answer: (asked) => answerIrsaImages(images, asked) },
      {
        protocol: "sia",
        place: /^irsa\.ipac\.caltech\.edu\/simulated\/SIA$/,
        answer: (asked) => answerIrsaImages(simulated, asked),
      },
      {
        protocol: "sia",
        place: /^irsa\.ipac\.caltech\.edu\/ibe\/sia\//,
        answer: (asked) => answerIbe(images, asked),
      },
      { protocol: "ssa", place: /^irsa\.ipac\.caltech\.edu\/SSA$/, answer: (asked) => answerSpectra(spectra, asked) },
      { protocol: "scs", place: /^irsa\.ipac\.caltech\.edu\/SCS$/, answer: (asked) => answerCone(catalogue, asked) },
      {
        protocol: "files",
        place: /^irsa\.ipac\.caltech\.edu\/ibe\/data\//,
        answer: ({ path }) => fileReply(catalogue, `https://${path}`),
      },
    ],
  };
}

function catalogueRows(catalogue: Catalogue): (readonly (string | number)[])[] {
  return sightingsOf(catalogue, "irsa").map(({ name, raDeg, decDeg, magnitude }) => [name, raDeg, decDeg, magnitude]);
}

/** Errors are INFOs at the root before an empty RESOURCE (navo.md 2.3, SCS). */
function answerCone(catalogue: Catalogue, asked: Asked): Reply {
  const refuse = (words: string) => new Refused(words, rootInfoError(HOUSE));
  if (asked.get("TABLE")?.toLowerCase() !== "fp_psc") throw refuse(`table ${asked.get("TABLE")} does not exist`);
  const cone = coneOf(asked);
  if (cone === undefined) throw refuse("RA, DEC and SR are required");
  const rows = catalogueRows(catalogue).filter(([, ra, dec]) =>
    isWithin({ raDeg: Number(ra), decDeg: Number(dec) }, cone),
  );
  return resultsReply(HOUSE, { columns: CATALOGUE_COLUMNS, rows, ...limitOf(asked, asked.get("MAXREC")) });
}

/**
 * Spectra (navo.md 2.3, SSA): a row a format, so that `access_url` alone is unique; SIZE as a radius, as a crawler reports;
 * target names are blank.
 */
function answerSpectra(spectra: readonly Dataset[], asked: Asked): Reply {
  const position = positionOf(asked);
  const sizeDeg = numberOf(asked, "SIZE") ?? 0.1;
  const wanted = asked.all("COLLECTION");
  if (wanted.some((each) => SLOW_COLLECTIONS.includes(each)) && sizeDeg > LARGEST_SIZE_DEG) {
    throw new Refused("TransientFault: INTERNAL_SERVER_ERROR: Job ran but timed out", daliError(HOUSE));
  }
  const found = spectra.filter(
    (each) =>
      (wanted.length === 0 || wanted.includes(each.collection)) &&
      (position === undefined || isWithin(each, { ...position, radiusDeg: sizeDeg })) &&
      meetsRanges(asked.get("BAND"), each.bandMinM, each.bandMaxM) &&
      meetsRanges(asked.get("TIME"), each.startMjd, endMjd(each), mjdOf),
  );
  const format = asked.get("FORMAT")?.toLowerCase() ?? "all";
  const rows = found.flatMap((each) =>
    [
      ["application/x-votable+xml", each.accessUrl],
      ["text/plain", each.accessUrl.replace(/xml$/, "tbl")],
      ["application/fits", each.accessUrl.replace(/xml$/, "fits")],
    ].flatMap(([mime = "", url = ""]) =>
      format === "all" || format === mime
        ? [
            [
              url,
              mime,
              each.id,
              each.collection,
              `ivo://irsa.ipac/${each.collection}/${each.id}`,
              "",
              each.raDeg,
              each.decDeg,
              each.bandMinM,
              each.bandMaxM,
              each.startMjd,
              each.instrument,
            ],
          ]
        : [],
    ),
  );
  const columns: Columns = {
    access_url: text({ ucd: "meta.ref.url", utype: "ssa:Access.Reference" }),
    access_format: text({ utype: "ssa:Access.Format" }),
    dataid_title: text({ utype: "ssa:DataID.Title" }),
    dataid_collection: text({ utype: "ssa:DataID.Collection" }),
    curation_publisherdid: text({ utype: "ssa:Curation.PublisherDID" }),
    target_name: text({ utype: "ssa:Target.Name" }),
    ra: real("deg", { ucd: "pos.eq.ra" }),
    dec: real("deg", { ucd: "pos.eq.dec" }),
    em_min: real("m", { utype: "ssa:Char.SpectralAxis.Coverage.Bounds.Start" }),
    em_max: real("m", { utype: "ssa:Char.SpectralAxis.Coverage.Bounds.Stop" }),
    tmid: real("d", { utype: "ssa:Char.TimeAxis.Coverage.Location.Value" }),
    dataid_instrument: text({ utype: "ssa:DataID.Instrument" }),
  };
  return resultsReply(HOUSE, { columns, rows, ...limitOf(asked, asked.get("MAXREC")) });
}
