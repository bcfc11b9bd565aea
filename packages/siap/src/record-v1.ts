import type { ColumnBatch, Field, FieldMeta } from "@armillary/columns";
import {
  cellAt,
  columnOf,
  converterTo,
  createDatasetReader,
  createObsCoreReader,
  type DatasetConstraint,
  type DatasetReader,
  type DatasetSources,
  numbersOf,
  OBSCORE_SOURCES,
  type PropertySource,
  propertyReader,
} from "@armillary/dali/dataset";
import type { ColumnWanted } from "@armillary/dali/table";
import type { ImageWcs, SiaRecord } from "./record.ts";

/** By UCD, which is how version 1 names columns; by name for services that leave UCDs out. */
function wanted(ucds: readonly string[], names: readonly string[]): readonly ColumnWanted[] {
  return [{ ucds }, { names }];
}

const text = (ucds: readonly string[], ...names: readonly string[]): PropertySource => ({
  wanted: wanted(ucds, names),
  as: "text",
});

const quantity = (
  as: Exclude<PropertySource["as"], "text">,
  unit: string,
  ucds: readonly string[],
  ...names: readonly string[]
): PropertySource => ({ wanted: wanted(ucds, names), as, unit });

/**
 * Where version 1 has the properties of an image (SIA 1.0, section 4.2.5). Names beginning with `sia_` are those of IRSA's
 * ibe and of HEASARC; the others without a UCD are MAST's.
 */
const SOURCES: DatasetSources = {
  title: text(["VOX:Image_Title"], "sia_title"),
  accessUrl: text(["VOX:Image_AccessReference"], "sia_url", "sia_reference", "accessURL"),
  format: text(["VOX:Image_Format"], "sia_fmt", "sia_format", "contenttype"),
  sizeBytes: quantity("byte", "byte", ["VOX:Image_FileSize"], "sia_filesize"),
  publisherDid: text(["meta.ref.ivoid"]),
  collection: text([], "collection", "mission"),
  targetName: text(["meta.id;src"], "object", "target"),
  raDeg: quantity("deg", "deg", ["POS_EQ_RA_MAIN", "pos.eq.ra;meta.main"], "sia_ra", "trgPosRA"),
  decDeg: quantity("deg", "deg", ["POS_EQ_DEC_MAIN", "pos.eq.dec;meta.main"], "sia_dec", "trgPosDec"),
  region: [{ utypes: ["Char.SpatialAxis.Coverage.Support.Area"] }, { names: ["coverage", "regionSTCS"] }],
  pixels: [wanted(["VOX:Image_Naxis"], ["sia_naxis"])],
  pixelScaleArcsec: quantity("arcsec", "deg/pix", ["VOX:Image_Scale"], "sia_scale"),
  bandName: text(["VOX:BandPass_ID"], "sia_bp_id"),
  bandMinM: quantity("m", "m", ["VOX:BandPass_LoLimit"], "sia_bp_lo"),
  bandMaxM: quantity("m", "m", ["VOX:BandPass_HiLimit"], "sia_bp_hi"),
  tMinMjd: quantity("mjd", "d", ["VOX:Image_MJDateObs"], "sia_mjd_obs"),
  tMaxMjd: quantity("mjd", "d", ["VOX:Image_MJDateObs"], "sia_mjd_obs"),
  exposureS: quantity("s", "s", ["time.duration;obs.exposure"], "exptime", "exposure"),
  facility: text(["meta.id;instr.tel"], "telescope"),
  instrument: text(["INST_ID"], "sia_instr", "insname"),
};

const BAND_REFERENCE = quantity("m", "m", ["VOX:BandPass_RefValue"], "sia_bp_ref");
const BAND_UNIT = text(["VOX:BandPass_Unit"], "sia_bp_unit");
const PIXEL_FLAGS = text(["VOX:Image_PixFlags"], "sia_pixflags");
const TTL = quantity("s", "s", ["VOX:Image_AccessRefTTL"]);

const FRAME = text(["VOX:STC_CoordRefFrame"], "sia_frame");
const EQUINOX = quantity("number", "", ["VOX:STC_CoordEquinox"], "sia_equinox");
const PROJECTION = text(["VOX:WCS_CoordProjection"], "sia_proj");
const ARRAYS = {
  referencePixel: wanted(["VOX:WCS_CoordRefPixel"], ["sia_crpix"]),
  referenceValueDeg: wanted(["VOX:WCS_CoordRefValue"], ["sia_crval"]),
  cdMatrixDegPerPixel: wanted(["VOX:WCS_CDMatrix"], ["sia_cd"]),
};

/** Columns by which a table is taken for one of ObsCore, at least in part. */
const OBSCORE_NAMES: ReadonlySet<string> = new Set(["access_url", "s_ra", "s_region", "obs_id", "em_min", "t_min"]);

/** The place of the column with the links to the images, in an answer of either version. */
export function findAccessColumn(fields: readonly Field[]): number | undefined {
  return columnOf(fields, [...(SOURCES.accessUrl?.wanted ?? []), ...(OBSCORE_SOURCES.accessUrl?.wanted ?? [])]);
}

/** Whether a table of version 1 has a column that tells what a constraint is about. */
export function tells(fields: readonly Field[], { key, properties }: DatasetConstraint): boolean {
  const has = (ways: readonly ColumnWanted[] | undefined): boolean =>
    ways !== undefined && columnOf(fields, ways) !== undefined;
  const hasSource = (source: DatasetSources[keyof DatasetSources]): boolean =>
    source !== undefined && "wanted" in source && has(source.wanted);
  if (key === "bandM" && hasSource(BAND_REFERENCE)) return true;
  if (key === "fovDeg" && has(SOURCES.pixels?.[0]) && hasSource(SOURCES.pixelScaleArcsec)) return true;
  return properties.some((property) => {
    const name = property as keyof DatasetSources;
    return hasSource(SOURCES[name]) || hasSource(OBSCORE_SOURCES[name]);
  });
}

/** Whether a table is one of version 1: UCDs of VOX are its alone. */
export function isSia1Table(fields: readonly FieldMeta[]): boolean {
  return fields.some(({ ucd }) => /^vox:/i.test(ucd ?? ""));
}

/**
 * Makes records of the rows of version 1. HEASARC and MAST mix columns of ObsCore into them: what the columns of version 1
 * do not say is taken from those.
 */
export function createSia1Reader(fields: readonly Field[], url: string): DatasetReader<SiaRecord> {
  const context = { protocol: "sia1", url } as const;
  const read = createDatasetReader(fields, SOURCES, context);
  const isMixed = fields.some(({ name }) => OBSCORE_NAMES.has(name.toLowerCase()));
  const readObsCore = isMixed ? createObsCoreReader(fields, context) : undefined;
  const readBand = bandReader(fields);
  const readWcs = wcsReader(fields);
  const flags = propertyReader(fields, PIXEL_FLAGS);
  const ttl = propertyReader(fields, TTL);
  return (batch, row) => {
    const record = { ...readObsCore?.(batch, row), ...read(batch, row), ...readBand(batch, row) };
    const { pixels, pixelScaleArcsec, fovDeg = fieldOfView(pixels, pixelScaleArcsec) } = record;
    const wcs = readWcs(batch, row);
    const pixelFlags = flags?.(batch, row);
    const accessTtlS = ttl?.(batch, row);
    return {
      ...record,
      protocol: "sia1",
      ...(fovDeg === undefined ? {} : { fovDeg }),
      ...(Object.keys(wcs).length === 0 ? {} : { wcs }),
      ...(typeof pixelFlags === "string" ? { pixelFlags } : {}),
      ...(typeof accessTtlS === "number" ? { accessTtlS } : {}),
    };
  };
}

type Band = Pick<SiaRecord, "bandMinM" | "bandMaxM" | "bandReferenceM">;

/** The band, which has its unit in a column of its own, row by row (SIA 1.0: VOX:BandPass_Unit). */
function bandReader(fields: readonly Field[]): (batch: ColumnBatch, row: number) => Band {
  const unitOf = propertyReader(fields, BAND_UNIT);
  const reference = propertyReader(fields, BAND_REFERENCE);
  const raw = (source: PropertySource | undefined) =>
    source === undefined ? undefined : propertyReader(fields, { ...source, as: "number" });
  const [low, high, middle] = [raw(SOURCES.bandMinM), raw(SOURCES.bandMaxM), raw(BAND_REFERENCE)];
  return (batch, row) => {
    const unit = unitOf?.(batch, row);
    if (typeof unit !== "string") {
      const value = reference?.(batch, row);
      return typeof value === "number" ? { bandReferenceM: value } : {};
    }
    const convert = converterTo("m", unit, "m");
    const [min, max, bandReferenceM] = [low, high, middle].map((limit) => {
      const value = limit?.(batch, row);
      return typeof value === "number" ? convert?.(value) : undefined;
    });
    const [bandMinM, bandMaxM] = min !== undefined && max !== undefined && min > max ? [max, min] : [min, max];
    // What is in a unit that is not known is not there, whatever the FIELD said.
    return {
      ...(bandMinM === undefined ? {} : { bandMinM }),
      ...(bandMaxM === undefined ? {} : { bandMaxM }),
      ...(bandReferenceM === undefined ? {} : { bandReferenceM }),
    };
  };
}

function wcsReader(fields: readonly Field[]): (batch: ColumnBatch, row: number) => ImageWcs {
  const frame = propertyReader(fields, FRAME);
  const equinox = propertyReader(fields, EQUINOX);
  const projection = propertyReader(fields, PROJECTION);
  const arrays = Object.entries(ARRAYS).flatMap(([key, ways]) => {
    const index = columnOf(fields, ways);
    return index === undefined ? [] : [[key, index] as const];
  });
  return (batch, row) => {
    const found: Record<string, unknown> = {
      frame: frame?.(batch, row),
      equinoxYr: equinox?.(batch, row),
      projection: projection?.(batch, row),
    };
    for (const [key, index] of arrays) found[key] = numbersOf(cellAt(batch, index, row));
    return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  };
}

/** The circle around the pixels. */
function fieldOfView(pixels: readonly number[] | undefined, scaleArcsec: number | undefined): number | undefined {
  const [width, height] = pixels ?? [];
  if (width === undefined || height === undefined || scaleArcsec === undefined) return undefined;
  return (Math.hypot(width, height) * scaleArcsec) / 3600;
}
