import type { CellValue } from "@armillary/columns";
import { type ColumnSpec, type ServiceTable, serviceTable } from "../support/tap-service/tables.ts";

type Words = Readonly<Record<string, string>>;

const text = (utype: string, ucd: string, more: Words = {}): ColumnSpec => ({
  datatype: "unicodeChar",
  arraysize: "*",
  utype: `obscore:${utype}`,
  ucd,
  ...more,
});
const real = (utype: string, ucd: string, unit?: string): ColumnSpec => ({
  datatype: "double",
  utype: `obscore:${utype}`,
  ucd,
  ...(unit === undefined ? {} : { unit }),
});
const whole = (utype: string, ucd: string, more: Words = {}): ColumnSpec => ({
  datatype: "long",
  utype: `obscore:${utype}`,
  ucd,
  ...more,
});

/** The mandatory columns (ObsCore 1.1, tables 5 and 6). */
const COLUMNS: Readonly<Record<string, ColumnSpec>> = {
  dataproduct_type: text("ObsDataset.dataProductType", "meta.code.class"),
  calib_level: { datatype: "int", utype: "obscore:ObsDataset.calibLevel", ucd: "meta.code;obs.calib" },
  obs_collection: text("DataID.Collection", "meta.id"),
  obs_id: text("DataID.observationID", "meta.id"),
  obs_publisher_did: text("Curation.PublisherDID", "meta.ref.ivoid"),
  access_url: text("Access.Reference", "meta.ref.url"),
  access_format: text("Access.Format", "meta.code.mime"),
  access_estsize: whole("Access.Size", "phys.size;meta.file", { unit: "kbyte" }),
  target_name: text("Target.Name", "meta.id;src"),
  s_ra: real("Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1", "pos.eq.ra", "deg"),
  s_dec: real("Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C2", "pos.eq.dec", "deg"),
  s_fov: real("Char.SpatialAxis.Coverage.Bounds.Extent.diameter", "phys.angSize;instr.fov", "deg"),
  s_region: text("Char.SpatialAxis.Coverage.Support.Area", "pos.outline;obs.field"),
  s_resolution: real("Char.SpatialAxis.Resolution.Refval.value", "pos.angResolution", "arcsec"),
  s_xel1: whole("Char.SpatialAxis.numBins1", "meta.number"),
  s_xel2: whole("Char.SpatialAxis.numBins2", "meta.number"),
  t_xel: whole("Char.TimeAxis.numBins", "meta.number"),
  t_min: real("Char.TimeAxis.Coverage.Bounds.Limits.StartTime", "time.start;obs.exposure", "d"),
  t_max: real("Char.TimeAxis.Coverage.Bounds.Limits.StopTime", "time.end;obs.exposure", "d"),
  t_exptime: real("Char.TimeAxis.Coverage.Support.Extent", "time.duration;obs.exposure", "s"),
  t_resolution: real("Char.TimeAxis.Resolution.Refval.value", "time.resolution", "s"),
  em_xel: whole("Char.SpectralAxis.numBins", "meta.number"),
  em_min: real("Char.SpectralAxis.Coverage.Bounds.Limits.LoLimit", "em.wl;stat.min", "m"),
  em_max: real("Char.SpectralAxis.Coverage.Bounds.Limits.HiLimit", "em.wl;stat.max", "m"),
  em_res_power: real("Char.SpectralAxis.Resolution.ResolPower.refVal", "spect.resolution"),
  o_ucd: text("Char.ObservableAxis.ucd", "meta.ucd"),
  pol_xel: whole("Char.PolarizationAxis.numBins", "meta.number"),
  pol_states: text("Char.PolarizationAxis.stateList", "meta.code;phys.polarization"),
  facility_name: text("Provenance.ObsConfig.Facility.name", "meta.id;instr.tel"),
  instrument_name: text("Provenance.ObsConfig.Instrument.name", "meta.id;instr"),
};

const COMMON: Readonly<Record<string, CellValue>> = {
  calib_level: 3,
  obs_collection: "survey",
  access_estsize: 20n,
  s_fov: 0.2,
  t_exptime: 600,
  facility_name: "Telescope",
  instrument_name: "Camera",
};

const DATASETS: readonly Readonly<Record<string, CellValue>>[] = [
  {
    dataproduct_type: "image",
    obs_id: "img1",
    s_ra: 10,
    s_dec: 20,
    em_min: 4e-7,
    em_max: 7e-7,
    t_min: 55000,
    t_max: 55001,
    access_format: "image/fits",
    s_region: "Circle ICRS 10 20 0.1",
  },
  {
    dataproduct_type: "image",
    obs_id: "img2",
    s_ra: 200,
    s_dec: -45,
    em_min: 1e-6,
    em_max: 2e-6,
    t_min: 56000,
    t_max: 56001,
    access_format: "image/fits",
    pol_states: "/I/Q/",
    s_region: "Polygon ICRS 199.9 -45.1 200.1 -45.1 200.1 -44.9 199.9 -44.9",
  },
  {
    dataproduct_type: "cube",
    obs_id: "cube1",
    obs_collection: "radio",
    s_ra: 10.05,
    s_dec: 20.05,
    em_min: 0.2,
    em_max: 0.22,
    t_min: 57000,
    t_max: 57001,
    access_format: "application/fits",
  },
  {
    dataproduct_type: "spectrum",
    obs_id: "spec1",
    s_ra: 10,
    s_dec: 20,
    em_min: 4e-7,
    em_max: 7e-7,
    t_min: 55000,
    t_max: 55001,
    access_format: "application/x-votable+xml",
  },
  {
    dataproduct_type: "spectrum",
    obs_id: "spec2",
    em_min: 1e-9,
    em_max: 2e-9,
    t_min: 58000,
    t_max: 58001,
    access_format: "application/fits",
  },
];

/**
 * Datasets of ObsCore: two images, a cube, two spectra, of which one has no place.
 * @param regions - whether `s_region` is told to be a region, not a text
 */
export function obsCoreTable({ regions = false, name = "ivoa.obscore" } = {}): ServiceTable {
  const columns = {
    ...COLUMNS,
    ...(regions
      ? { s_region: text("Char.SpatialAxis.Coverage.Support.Area", "pos.outline;obs.field", { xtype: "adql:REGION" }) }
      : {}),
  };
  const rows = DATASETS.map((dataset) => {
    const id = dataset["obs_id"];
    const whole: Readonly<Record<string, CellValue>> = {
      ...COMMON,
      obs_publisher_did: `ivo://test/obs?${id}`,
      access_url: `https://data.example/${id}`,
      target_name: `Target ${id}`,
      ...dataset,
    };
    return Object.keys(columns).map((column) => whole[column] ?? null);
  });
  return serviceTable(name, columns, rows, { description: "Datasets of the test" });
}
