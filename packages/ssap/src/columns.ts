import type { FieldMeta } from "@armillary/columns";
import type { ColumnWanted } from "@armillary/dali/table";

/** A quantity of a record: where it stands, and the unit that it has where none is said. */
export interface QuantityWanted extends ColumnWanted {
  readonly unit?: string;
}

/** What is read of a row. */
export type QuantityName =
  | "score"
  | "associationType"
  | "associationId"
  | "associationKey"
  | "accessUrl"
  | "format"
  | "size"
  | "dataModel"
  | "productType"
  | "length"
  | "deleted"
  | "title"
  | "creator"
  | "collection"
  | "obsId"
  | "creatorDid"
  | "instrument"
  | "facility"
  | "bandName"
  | "dataSource"
  | "creationType"
  | "publisher"
  | "publisherDid"
  | "reference"
  | "targetName"
  | "targetClass"
  | "targetPosition"
  | "redshift"
  | "varAmpl"
  | "snr"
  | "frame"
  | "position"
  | "ra"
  | "dec"
  | "aperture"
  | "region"
  | "spatialResolution"
  | "bandMin"
  | "bandMax"
  | "bandMid"
  | "bandWidth"
  | "spectralResolution"
  | "specRp"
  | "waveCalib"
  | "spectralUcd"
  | "spectralUnit"
  | "timeMin"
  | "timeMax"
  | "timeMid"
  | "exposure"
  | "timeResolution"
  | "fluxCalib"
  | "fluxUcd"
  | "fluxUnit"
  | "calibLevel";

/**
 * Where the quantities of a record stand: by the utypes of SSA 1.1 (section 4.2), with any prefix or none, under `Spectrum.` as
 * some services have them; else by the UCDs of older services; else by names, those of ObsCore first, for HEASARC has them
 * in its answers beside names that begin in `SSA_`, and IRSA has the utypes with underscores.
 */
export const QUANTITIES: Readonly<Record<QuantityName, QuantityWanted>> = {
  score: quantity("Query.Score"),
  associationType: quantity("Association.Type"),
  associationId: quantity("Association.ID"),
  associationKey: quantity("Association.Key"),
  accessUrl: quantity("Access.Reference", {
    ucds: ["VOX:Spectrum_AccessReference", "VOX:Image_AccessReference", "DATA_LINK", "meta.ref.url;meta.dataset"],
    names: ["access_url", "SSA_reference", "accessurl", "acref", "accref"],
  }),
  format: quantity("Access.Format", {
    ucds: ["VOX:Spectrum_Format", "VOX:Image_Format", "meta.code.mime"],
    names: ["access_format", "SSA_format"],
  }),
  size: quantity("Access.Size", { names: ["access_estsize", "access_size"], unit: "kbyte" }),
  dataModel: quantity("Dataset.DataModel"),
  productType: quantity("Dataset.Type", { names: ["dataproduct_type"] }),
  length: quantity("Dataset.Length"),
  deleted: quantity("Dataset.Deleted"),
  title: quantity("DataID.Title", {
    ucds: ["VOX:Image_Title", "meta.title;meta.dataset"],
    names: ["obs_title", "SSA_title"],
  }),
  creator: quantity("DataID.Creator"),
  collection: quantity("DataID.Collection", { names: ["obs_collection"] }),
  obsId: quantity("DataID.DatasetID", { names: ["obs_id"] }),
  creatorDid: quantity("DataID.CreatorDID", { names: ["obs_creator_did"] }),
  instrument: quantity("DataID.Instrument", { names: ["instrument_name"] }),
  facility: quantity("DataID.ObservatoryOrFacility", { names: ["facility_name"] }),
  bandName: quantity("DataID.Bandpass"),
  dataSource: quantity("DataID.DataSource"),
  creationType: quantity("DataID.CreationType"),
  publisher: quantity("Curation.Publisher"),
  publisherDid: quantity("Curation.PublisherDID", { names: ["obs_publisher_did"] }),
  reference: quantity("Curation.Reference", { names: ["bib_reference"] }),
  targetName: quantity("Target.Name", { names: ["target_name"] }),
  targetClass: quantity("Target.Class", { names: ["target_class"] }),
  targetPosition: quantity("Target.Pos"),
  redshift: quantity("Target.Redshift"),
  varAmpl: quantity("Target.VarAmpl"),
  snr: quantity("Derived.SNR"),
  frame: quantity("CoordSys.SpaceFrame.Name"),
  position: quantity("Char.SpatialAxis.Coverage.Location.Value", { unit: "deg" }),
  ra: quantity("Char.SpatialAxis.Coverage.Location.Value.C1", {
    ucds: ["pos.eq.ra;meta.main", "POS_EQ_RA_MAIN", "pos.eq.ra"],
    names: ["s_ra", "ra"],
    unit: "deg",
  }),
  dec: quantity("Char.SpatialAxis.Coverage.Location.Value.C2", {
    ucds: ["pos.eq.dec;meta.main", "POS_EQ_DEC_MAIN", "pos.eq.dec"],
    names: ["s_dec", "dec"],
    unit: "deg",
  }),
  aperture: quantity("Char.SpatialAxis.Coverage.Bounds.Extent", { names: ["s_fov"], unit: "deg" }),
  region: quantity("Char.SpatialAxis.Coverage.Support.Area", { names: ["s_region"] }),
  spatialResolution: quantity("Char.SpatialAxis.Resolution", { unit: "deg" }),
  bandMin: quantity("Char.SpectralAxis.Coverage.Bounds.Start", { names: ["em_min"], unit: "m" }),
  bandMax: quantity("Char.SpectralAxis.Coverage.Bounds.Stop", { names: ["em_max"], unit: "m" }),
  bandMid: quantity("Char.SpectralAxis.Coverage.Location.Value", { unit: "m" }),
  bandWidth: quantity("Char.SpectralAxis.Coverage.Bounds.Extent", { unit: "m" }),
  spectralResolution: quantity("Char.SpectralAxis.Resolution", { unit: "m" }),
  specRp: quantity("Char.SpectralAxis.ResPower", { names: ["em_res_power"] }),
  waveCalib: quantity("Char.SpectralAxis.Calibration"),
  spectralUcd: quantity("Char.SpectralAxis.Ucd"),
  spectralUnit: quantity("Char.SpectralAxis.Unit"),
  timeMin: quantity("Char.TimeAxis.Coverage.Bounds.Start", { names: ["t_min"], unit: "d" }),
  timeMax: quantity("Char.TimeAxis.Coverage.Bounds.Stop", { names: ["t_max"], unit: "d" }),
  timeMid: quantity("Char.TimeAxis.Coverage.Location.Value", { unit: "d" }),
  exposure: quantity("Char.TimeAxis.Coverage.Bounds.Extent", { names: ["t_exptime"], unit: "s" }),
  timeResolution: quantity("Char.TimeAxis.Resolution", { names: ["t_resolution"], unit: "s" }),
  fluxCalib: quantity("Char.FluxAxis.Calibration"),
  fluxUcd: quantity("Char.FluxAxis.Ucd", { names: ["o_ucd"] }),
  fluxUnit: quantity("Char.FluxAxis.Unit", { names: ["o_unit"] }),
  calibLevel: quantity(undefined, { names: ["calib_level"] }),
};

function quantity(
  utype: string | undefined,
  { ucds = [], names = [], unit }: { ucds?: readonly string[]; names?: readonly string[]; unit?: string } = {},
): QuantityWanted {
  const ends = utype === undefined ? [] : [utype];
  return {
    utypes: ends.flatMap((end) => [end, `Spectrum.${end}`]),
    ucds,
    names: [...names, ...ends.map((end) => end.replaceAll(".", "_"))],
    ...(unit === undefined ? {} : { unit }),
  };
}

/** A column that says where the links of a dataset are. */
export function isDatalinkColumn({ name, links = [] }: FieldMeta): boolean {
  return (
    /^datalink(_?url)?$/i.test(name) || links.some(({ contentType = "" }) => /content=datalink/i.test(contentType))
  );
}
