import type { Field } from "@armillary/columns";
import { createDatasetReader, type DatasetContext, type DatasetReader, type DatasetSources } from "./dataset-reader.ts";
import type { PropertySource } from "./property-reader.ts";

const text = (name: string, ...utypes: readonly string[]): PropertySource => ({
  wanted: [{ names: [name] }, { utypes }],
  as: "text",
});

const quantity = (
  as: Exclude<PropertySource["as"], "text">,
  unit: string,
  name: string,
  ...utypes: readonly string[]
): PropertySource => ({ wanted: [{ names: [name] }, { utypes }], as, unit });

const POSITION = "Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2";

/**
 * Where ObsCore has the properties of a dataset: by the names that ObsTAP requires, else by utype, for services that name
 * columns after their own tables (ObsCore 1.1, tables 5 to 7).
 */
export const OBSCORE_SOURCES: DatasetSources = {
  title: text("obs_title", "DataID.Title"),
  accessUrl: text("access_url", "Access.Reference"),
  format: text("access_format", "Access.Format"),
  sizeBytes: quantity("byte", "kbyte", "access_estsize", "Access.Size"),
  publisherDid: text("obs_publisher_did", "Curation.PublisherDID"),
  obsId: text("obs_id", "DataID.observationID"),
  collection: text("obs_collection", "DataID.Collection"),
  productType: text("dataproduct_type", "ObsDataset.dataProductType"),
  calibLevel: quantity("number", "", "calib_level", "ObsDataset.calibLevel"),
  targetName: text("target_name", "Target.Name"),
  raDeg: quantity("deg", "deg", "s_ra", `${POSITION}.C1`),
  decDeg: quantity("deg", "deg", "s_dec", `${POSITION}.C2`),
  fovDeg: quantity("deg", "deg", "s_fov", "Char.SpatialAxis.Coverage.Bounds.Extent.diameter"),
  region: [{ names: ["s_region"] }, { utypes: ["Char.SpatialAxis.Coverage.Support.Area"] }],
  pixels: [[{ names: ["s_xel1"] }], [{ names: ["s_xel2"] }]],
  pixelScaleArcsec: quantity("arcsec", "arcsec", "s_pixel_scale", "Char.SpatialAxis.Sampling.RefVal.SamplingPeriod"),
  // No column of ObsCore: CAOM's, which IRSA and CADC add.
  bandName: { wanted: [{ names: ["energy_bandpassname", "em_filter", "filter_name"] }], as: "text" },
  bandMinM: quantity("m", "m", "em_min", "Char.SpectralAxis.Coverage.Bounds.Limits.LoLimit"),
  bandMaxM: quantity("m", "m", "em_max", "Char.SpectralAxis.Coverage.Bounds.Limits.HiLimit"),
  tMinMjd: quantity("mjd", "d", "t_min", "Char.TimeAxis.Coverage.Bounds.Limits.StartTime"),
  tMaxMjd: quantity("mjd", "d", "t_max", "Char.TimeAxis.Coverage.Bounds.Limits.StopTime"),
  exposureS: quantity("s", "s", "t_exptime", "Char.TimeAxis.Coverage.Support.Extent"),
  facility: text("facility_name", "Provenance.ObsConfig.Facility.name"),
  instrument: text("instrument_name", "Provenance.ObsConfig.Instrument.name"),
};

/** Makes records of rows that are as ObsCore has them: those of ObsTAP and of SIA 2. */
export function createObsCoreReader(fields: readonly Field[], context: DatasetContext): DatasetReader {
  return createDatasetReader(fields, OBSCORE_SOURCES, context);
}
