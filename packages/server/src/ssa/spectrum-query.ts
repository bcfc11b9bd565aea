import { type AdqlText, createAdqlTools, type OptionalCondition } from "@armillary/adql";
import type { Field } from "@armillary/columns";
import { mjdOfEpochMs, parseDaliTimestamp } from "@armillary/dali";
import type { PublishedTable } from "../engine.ts";
import { usageError } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";
import { ObsCoreConstraints } from "../obscore/constraints.ts";

const { adql, raw, allOf, anyOf } = createAdqlTools();

/** A column of the answer: what SSA calls it, and the column of ObsCore that has it (SSA 1.1, table 4; ObsCore 1.1, table 5). */
interface SsaColumn {
  readonly obscore: string;
  readonly utype: string;
  readonly ucd: string;
  readonly unit?: string;
}

const COLUMNS: readonly SsaColumn[] = [
  { obscore: "access_url", utype: "ssa:Access.Reference", ucd: "meta.ref.url" },
  { obscore: "access_format", utype: "ssa:Access.Format", ucd: "meta.code.mime" },
  { obscore: "access_estsize", utype: "ssa:Access.Size", ucd: "phys.size;meta.file", unit: "kbyte" },
  { obscore: "dataproduct_type", utype: "ssa:Dataset.Type", ucd: "meta.code.class" },
  { obscore: "obs_title", utype: "ssa:DataID.Title", ucd: "meta.title;meta.dataset" },
  { obscore: "obs_collection", utype: "ssa:DataID.Collection", ucd: "meta.id" },
  { obscore: "obs_creator_did", utype: "ssa:DataID.CreatorDID", ucd: "meta.id" },
  { obscore: "instrument_name", utype: "ssa:DataID.Instrument", ucd: "meta.id;instr" },
  { obscore: "obs_publisher_did", utype: "ssa:Curation.PublisherDID", ucd: "meta.ref.ivoid" },
  { obscore: "target_name", utype: "ssa:Target.Name", ucd: "meta.id;src" },
  { obscore: "s_ra", utype: "ssa:Char.SpatialAxis.Coverage.Location.Value.C1", ucd: "pos.eq.ra", unit: "deg" },
  { obscore: "s_dec", utype: "ssa:Char.SpatialAxis.Coverage.Location.Value.C2", ucd: "pos.eq.dec", unit: "deg" },
  { obscore: "s_fov", utype: "ssa:Char.SpatialAxis.Coverage.Bounds.Extent", ucd: "instr.fov", unit: "deg" },
  { obscore: "em_min", utype: "ssa:Char.SpectralAxis.Coverage.Bounds.Start", ucd: "em.wl;stat.min", unit: "m" },
  { obscore: "em_max", utype: "ssa:Char.SpectralAxis.Coverage.Bounds.Stop", ucd: "em.wl;stat.max", unit: "m" },
  { obscore: "em_res_power", utype: "ssa:Char.SpectralAxis.ResPower", ucd: "spect.resolution" },
  { obscore: "t_min", utype: "ssa:Char.TimeAxis.Coverage.Bounds.Start", ucd: "time.start;obs.exposure", unit: "d" },
  { obscore: "t_max", utype: "ssa:Char.TimeAxis.Coverage.Bounds.Stop", ucd: "time.end;obs.exposure", unit: "d" },
  {
    obscore: "t_exptime",
    utype: "ssa:Char.TimeAxis.Coverage.Bounds.Extent",
    ucd: "time.duration;obs.exposure",
    unit: "s",
  },
];

/** A search for spectra as a query, and what its columns are in SSA. */
export interface SpectrumQuery {
  readonly query: string;
  readonly describe: (field: Field, index: number) => Field;
}

/**
 * A search for spectra, time series and SEDs as a query on an ObsCore table (SSA 1.1, section 4.1).
 * @throws ServiceError SERVER_USAGE; DalError DAL_USAGE
 */
export function buildSpectrumQuery(table: PublishedTable, parameters: Parameters): SpectrumQuery {
  const find = new ObsCoreConstraints(table);
  const columns = COLUMNS.filter(({ obscore }) => find.has(obscore));
  const conditions: OptionalCondition[] = [
    find.oneOfWords("dataproduct_type", ["spectrum", "timeseries", "sed"]),
    positionCondition(find, parameters.one("POS"), parameters.one("SIZE")),
    intervalCondition(parameters.one("BAND"), (text) => find.overlaps("em_min", "em_max", [bounds(text, metres)])),
    intervalCondition(parameters.one("TIME"), (text) => find.overlaps("t_min", "t_max", [bounds(text, mjd)])),
    formatCondition(find, parameters.one("FORMAT")),
    named(parameters, "TARGETNAME", (values) => find.oneOf("target_name", values)),
    named(parameters, "COLLECTION", (values) => find.oneOf("obs_collection", values)),
    named(parameters, "PUBDID", (values) => find.oneOf("obs_publisher_did", values)),
    named(parameters, "CREATORDID", (values) => find.oneOf("obs_creator_did", values)),
  ];
  const select = raw(columns.map(({ obscore }) => find.column(obscore).text).join(", "));
  return {
    query: adql`SELECT ${select} FROM ${raw(table.name)} WHERE ${allOf(...conditions)}`.text,
    describe: (field, index) => {
      const { utype = "", ucd = "", unit } = columns[index] ?? {};
      return { ...field, utype, ucd, ...(unit === undefined || field.unit !== undefined ? {} : { unit }) };
    },
  };
}

/** A circle of `SIZE` degrees across, which is its diameter (SSA 1.1, section 4.1.1.2); one arcsecond where none is said. */
function positionCondition(
  find: ObsCoreConstraints,
  pos: string | undefined,
  size: string | undefined,
): OptionalCondition {
  if (pos === undefined) return false;
  const [place = "", frame = "ICRS"] = pos.split(";");
  const [longitudeDeg = Number.NaN, latitudeDeg = Number.NaN, ...more] = place.split(",").map(numberOf);
  if (!Number.isFinite(longitudeDeg + latitudeDeg) || more.length > 0 || Math.abs(latitudeDeg) > 90) {
    throw usageError(`POS=${pos} is no position: two numbers of degrees with a comma between them are due.`);
  }
  if (!/^(ICRS|FK5)$/i.test(frame.trim())) throw usageError(`POS is in ICRS here, not in ${frame}.`);
  const radiusDeg = numberOf(size ?? String(2 / 3600)) / 2;
  if (!(radiusDeg >= 0 && radiusDeg <= 180)) throw usageError(`SIZE=${size} is no diameter in degrees.`);
  return find.within({ shape: "CIRCLE", longitudeDeg, latitudeDeg, radiusDeg });
}

/** Lists of ranges, `1e-7/2e-7,5e-7` (SSA 1.1, section 8.7.2); what stands behind a semicolon qualifies them. */
function intervalCondition(text: string | undefined, condition: (range: string) => AdqlText): OptionalCondition {
  if (text === undefined) return false;
  const [list = "", qualifier] = text.split(";");
  if (qualifier !== undefined && !/^(source|observer)$/i.test(qualifier))
    throw usageError(`${text}: ${qualifier} is unknown.`);
  return anyOf(...list.split(",").map(condition));
}

/** A range as an interval of DALI. */
function bounds(range: string, read: (text: string) => number): string {
  const [low = "", high = low, ...more] = range.split("/").map((part) => part.trim());
  if (more.length > 0 || (low === "" && high === "")) throw usageError(`${range} is no range.`);
  return `${low === "" ? "-Inf" : read(low)} ${high === "" ? "+Inf" : read(high)}`;
}

function metres(text: string): number {
  const value = numberOf(text);
  if (!Number.isFinite(value))
    throw usageError(`BAND has ${text}, which is no wavelength in metres; names of bands are unknown here.`);
  return value;
}

function mjd(text: string): number {
  return mjdOfEpochMs(parseDaliTimestamp(text).epochMs);
}

/** Media types in any case; `all` is no condition, `compliant` what is a VOTable or FITS (SSA 1.1, section 4.1.1.5). */
function formatCondition(find: ObsCoreConstraints, format: string | undefined): OptionalCondition {
  const words = (format ?? "all").split(",").map((word) => word.trim().toLowerCase());
  if (words.includes("all")) return false;
  const types = words.flatMap((word) => FORMATS[word] ?? word);
  return find.oneOfWords("access_format", types);
}

const VOTABLE = ["application/x-votable+xml", "text/xml", "text/xml;content=x-votable"];
const FITS = ["application/fits", "image/fits"];
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  votable: VOTABLE,
  xml: VOTABLE,
  fits: FITS,
  compliant: [...VOTABLE, ...FITS],
  native: FITS,
};

function named(
  parameters: Parameters,
  name: string,
  condition: (values: readonly string[]) => AdqlText,
): OptionalCondition {
  const value = parameters.one(name);
  return value !== undefined && condition(value.split(",").map((word) => word.trim()));
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
