import { isWithin } from "../tap-service/geometry.ts";
import { type House, OK_INFO, type Reply, real, resultsReply, text, votable } from "./answers.ts";
import { type Asked, limitOf, meetsRanges, mjdOf, numberOf, positionOf } from "./asked.ts";
import { daliError, Refused } from "./errors.ts";
import { endMjd } from "./obscore.ts";
import type { Dataset } from "./sky.ts";

/** navo.md 1.1: VOTable 1.1. */
const SSA_HOUSE: House = { version: "1.1", namespace: "http://www.ivoa.net/xml/VOTable/v1.1" };

/** Spectra by `id` (navo.md 2.1, SSA): SIZE is a diameter, BAND numbers alone, those above 100 in Angstrom. */
export function answerMastSpectra(spectra: readonly Dataset[], asked: Asked): Reply {
  if (asked.get("FORMAT")?.toLowerCase() === "metadata") return describeSpectra();
  const position = positionOf(asked);
  if (position === undefined) throw new Refused("POS: one position is required", daliError(SSA_HOUSE));
  const region = { ...position, radiusDeg: (numberOf(asked, "SIZE") ?? 0.05) / 2 };
  const mission = asked.get("ID")?.toUpperCase();
  const metres = (value: string): number => (Number(value) > 100 ? Number(value) * 1e-10 : Number(value));
  const rows = spectra
    .filter((each) => each.collection === mission && isWithin(each, region))
    .filter(({ bandMinM, bandMaxM }) => meetsRanges(asked.get("BAND"), bandMinM, bandMaxM, metres))
    .filter((each) => meetsRanges(asked.get("TIME"), each.startMjd, endMjd(each), mjdOf))
    .map((each) => [
      each.accessUrl,
      each.format,
      each.id,
      each.collection,
      each.target,
      `${each.raDeg} ${each.decDeg}`,
      each.bandMinM,
      each.bandMaxM,
      each.startMjd,
      endMjd(each),
      each.instrument,
      `ivo://archive.stsci.edu/${each.collection}/${each.id}`,
    ]);
  const columns = {
    AcRef: text({ ucd: "meta.ref.url", utype: "ssa:Access.Reference" }),
    Format: text({ utype: "ssa:Access.Format" }),
    Title: text({ ucd: "meta.title;meta.dataset", utype: "ssa:DataID.Title" }),
    Collection: text({ utype: "ssa:DataID.Collection" }),
    TargetName: text({ ucd: "meta.id;src", utype: "ssa:Target.Name" }),
    SpatialLocation: {
      ...real("deg"),
      arraysize: "2",
      ucd: "pos.eq",
      utype: "ssa:Char.SpatialAxis.Coverage.Location.Value",
    },
    BandStart: real("m", { ucd: "em.wl;stat.min", utype: "ssa:Char.SpectralAxis.Coverage.Bounds.Start" }),
    BandStop: real("m", { ucd: "em.wl;stat.max", utype: "ssa:Char.SpectralAxis.Coverage.Bounds.Stop" }),
    TimeStart: real("d", { ucd: "time.start", utype: "ssa:Char.TimeAxis.Coverage.Bounds.Start" }),
    TimeStop: real("d", { ucd: "time.end", utype: "ssa:Char.TimeAxis.Coverage.Bounds.Stop" }),
    Instrument: text({ ucd: "meta.id;instr", utype: "ssa:DataID.Instrument" }),
    PublisherDID: text({ ucd: "meta.ref.url;meta.curation", utype: "ssa:Curation.PublisherDID" }),
  };
  return resultsReply(SSA_HOUSE, { columns, rows, ...limitOf(asked, asked.get("MAXREC")) });
}

/** FORMAT=METADATA (SSA 1.1, section 4.1.1.5). */
function describeSpectra(): Reply {
  const params = [
    ["POS", "", "One position, without a modifier of the frame"],
    ["SIZE", "0.05", "Diameter in degrees"],
    ["BAND", "", "Range list in metres; numbers above 100 are Angstrom"],
    ["TIME", "", "Range of ISO 8601"],
    ["FORMAT", "ALL", ""],
  ].map(
    ([name, value, words]) =>
      `<PARAM name="INPUT:${name}" datatype="char" arraysize="*" value="${value}"><DESCRIPTION>${words}</DESCRIPTION></PARAM>`,
  );
  const table = '<TABLE><FIELD name="AcRef" datatype="char" arraysize="*" utype="ssa:Access.Reference"/></TABLE>';
  return { body: votable(SSA_HOUSE, `<RESOURCE type="results">${OK_INFO}${params.join("")}${table}</RESOURCE>`) };
}
