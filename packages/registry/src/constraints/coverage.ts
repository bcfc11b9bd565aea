import { type AdqlText, type CircleRegion, type PolygonRegion, parseRegion, type Region } from "@armillary/adql";
import { mjdOfEpochMs, parseDaliTimestamp, parseInterval, printTimestamp } from "@armillary/dali";
import { type Constraint, inRows, needTable } from "../constraint.ts";
import { energiesOf, type SpectralRange } from "../energy.ts";
import { RegistryError } from "../errors.ts";
import type { RegistryFeatures } from "../features.ts";

/** How a resource's sky must lie to the one that is asked for. */
export const SPATIAL_RELATIONS = ["overlaps", "covers", "within"] as const;
export type SpatialRelation = (typeof SPATIAL_RELATIONS)[number];

export interface SpatialOptions {
  /** `overlaps` (default): there may be data; `covers`: all of the region; `within`: nowhere else. */
  readonly relation?: SpatialRelation;
  /** Order of the MOC that a circle or polygon is made, 6 (default) being about a degree, as coverages in registries are. */
  readonly order?: number;
}

/** A circle or polygon, in DALI's words (`CIRCLE 10.68 41.27 0.5`), or a MOC (`{ moc: "4/13 17-18" }`). ICRS. */
export type SpatialQuery = CircleRegion | PolygonRegion | string | { readonly moc: string };

/**
 * Resources with data in a region of the sky. Those that do not say where they have data are not found.
 *
 * Where the registry has MOCs as values, the region becomes one, which is faster; else it is asked as it is (RegTAP 1.2,
 * section 8.15).
 * @throws RegistryError code REG_USAGE for a region that is none
 */
export function spatial(query: SpatialQuery, options: SpatialOptions = {}): Constraint {
  const { relation = "overlaps", order = 6 } = options;
  const region = regionOf(query);
  return {
    text: `sky: ${relation} ${printRegion(region)}${order === 6 ? "" : ` at order ${order}`}`,
    condition(features) {
      needTable(features, "stc_spatial", "their place on the sky");
      const { adql, raw, allOf } = features.tools;
      const asked = shapeOf(region, order, features);
      const related =
        relation === "overlaps"
          ? adql`1 = INTERSECTS(coverage, ${asked})`
          : relation === "covers"
            ? adql`1 = CONTAINS(${asked}, coverage)`
            : adql`1 = CONTAINS(coverage, ${asked})`;
      // Reserved for coverages of planets and the like: those are not meant.
      const celestial = features.hasColumn("stc_spatial", "ref_system_name") && raw("ref_system_name IS NULL");
      return inRows(features, "stc_spatial", allOf(related, celestial));
    },
  };
}

/**
 * Resources with data at a wavelength, frequency or energy: `{ wavelengthM: 5e-6 }`, `{ energyJ: [1e-16, 2e-16] }`, `"2-10
 * keV"`. A range finds all that overlap it. Few resources say so: `waveband` finds more.
 * @throws RegistryError code REG_USAGE for what is none of these
 */
export function spectral(range: SpectralRange | string): Constraint {
  const { fromJ, toJ } = energiesOf(range);
  return overlapping("energies", "stc_spectral", ["spectral_start", "spectral_end"], [fromJ, toJ], "J");
}

/**
 * Resources with data at a time, or at some time of a range: MJD, or moments of ISO 8601 (UTC). Infinities are no bounds.
 * @throws RegistryError code REG_USAGE for what is no time, or a range that ends before it begins
 */
export function temporal(from: number | string, to: number | string = from): Constraint {
  const range = [mjdOf(from), mjdOf(to)] as const;
  return overlapping("times", "stc_temporal", ["time_start", "time_end"], range, "MJD");
}

/**
 * Times as people write them in one text, as MJD: `55409 55440`, `2010-08-01/2010-08-31`, `2010-08-01`. A day is all of it.
 * @throws RegistryError code REG_USAGE
 */
export function parseTimes(text: string): readonly [from: number, to: number] {
  const [first = "", second = first] = text.trim().split(/\s*\/\s*/, 2);
  if (/^\d{4}-/.test(first)) return [mjdOf(first), mjdOf(second) + (/^\d{4}-\d\d-\d\d$/.test(second) ? 1 : 0)];
  try {
    const { lower, upper } = parseInterval(text);
    return [lower, upper];
  } catch (cause) {
    throw new RegistryError("REG_USAGE", `"${text}" is no time: "55409 55440" (MJD), "2010-08-01/2010-08-31".`, {
      cause,
    });
  }
}

/** Without the functions of RegTAP 1.2: both ends are compared, which every service can. */
function overlapping(
  what: string,
  table: string,
  [start, end]: readonly [string, string],
  [from, to]: readonly [number, number],
  unit: string,
): Constraint {
  if (Number.isNaN(from) || Number.isNaN(to) || from > to) {
    throw new RegistryError("REG_USAGE", `From ${from} to ${to} ${unit} is no range: its start comes first.`);
  }
  return {
    text: `${what}: ${from === to ? from : `${from} to ${to}`} ${unit}`,
    condition(features) {
      needTable(features, table, what);
      const { adql, raw, allOf } = features.tools;
      return inRows(
        features,
        table,
        allOf(
          Number.isFinite(to) ? adql`${raw(start)} <= ${to}` : adql`${raw(start)} IS NOT NULL`,
          Number.isFinite(from) && adql`${raw(end)} >= ${from}`,
        ),
      );
    },
  };
}

function mjdOf(time: number | string): number {
  if (typeof time === "number") return time;
  try {
    return mjdOfEpochMs(parseDaliTimestamp(time).epochMs);
  } catch (cause) {
    throw new RegistryError("REG_USAGE", `"${time}" is no time: an MJD, or ${printTimestamp(0)} and shorter.`, {
      cause,
    });
  }
}

type AskedRegion = CircleRegion | PolygonRegion | { readonly moc: string };

function regionOf(query: SpatialQuery): AskedRegion {
  if (typeof query !== "string" && "moc" in query) {
    if (/^\s*(?:\d+\/[\d\s,-]*\s*)+$/.test(query.moc)) return { moc: query.moc.trim() };
    throw new RegistryError("REG_USAGE", `"${query.moc}" is no MOC in text: 4/13 17-18 8/3002.`);
  }
  let region: Region;
  try {
    region = typeof query === "string" ? parseRegion(query) : query;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new RegistryError("REG_USAGE", `${message} (a MOC is given as { moc: "…" })`, { cause });
  }
  if (region.shape === "range")
    throw new RegistryError("REG_USAGE", "A range of coordinates is no region here: a circle, a polygon or a MOC is.");
  return region;
}

function shapeOf(region: AskedRegion, order: number, { tools, hasMoc }: RegistryFeatures): AdqlText {
  const { adql, raw } = tools;
  if (!("moc" in region)) {
    const shape = tools.region(region);
    return hasMoc ? adql`MOC(${order}, ${shape})` : shape;
  }
  if (hasMoc) return adql`MOC(${raw(`'${region.moc}'`)})`;
  throw new RegistryError("REG_FEATURE", "It does not declare MOCs as values: a circle or a polygon can be asked for.");
}

function printRegion(region: AskedRegion): string {
  if ("moc" in region) return `MOC ${region.moc}`;
  return region.shape === "circle"
    ? `circle ${region.raDeg} ${region.decDeg} ${region.radiusDeg}`
    : `polygon ${region.verticesDeg.flat().join(" ")}`;
}
