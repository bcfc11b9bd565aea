import { type AdqlText, createAdqlTools } from "@armillary/adql";
import type { Pos } from "@armillary/dali";
import type { ObsCoreMatch } from "./query-text.ts";

/** The condition that a dataset is at a place. */
export interface RegionCondition {
  readonly condition: AdqlText;
  /** Where it is not quite what was asked for. */
  readonly note?: string;
}

const { contains, inRegion, intersects, intersectsCircle } = createAdqlTools();

const RAD_PER_DEG = Math.PI / 180;
const ARCSEC_PER_RAD = 3600 / RAD_PER_DEG;
/** How far a side of a polygon may be from the parallel that it stands for. */
const TOLERANCE_ARCSEC = 0.05;
/** Vertices of one side at most: queries that are longer are refused by some services. */
const MOST_SEGMENTS = 48;
/** Polygons of half the sky have no inside; ranges that are wider are judged by the centres of datasets. */
const WIDEST_DEG = 90;

/** The condition for a region of POS, on `s_region`, or on `s_ra` and `s_dec` for centres. */
export function regionCondition(pos: Pos, match: ObsCoreMatch): RegionCondition {
  switch (pos.shape) {
    case "CIRCLE": {
      const { longitudeDeg: raDeg, latitudeDeg: decDeg, radiusDeg } = pos;
      if (match === "centre") {
        return { condition: inRegion("s_ra", "s_dec", { shape: "circle", raDeg, decDeg, radiusDeg }) };
      }
      if (radiusDeg === 0) return { condition: contains("s_region", raDeg, decDeg) };
      return { condition: intersectsCircle("s_region", raDeg, decDeg, radiusDeg) };
    }
    case "POLYGON": {
      const verticesDeg = pos.vertices.map(({ longitudeDeg, latitudeDeg }) => [longitudeDeg, latitudeDeg] as const);
      const polygon = { shape: "polygon", verticesDeg } as const;
      return { condition: match === "centre" ? inRegion("s_ra", "s_dec", polygon) : intersects("s_region", polygon) };
    }
    case "RANGE":
      return rangeCondition(pos, match);
  }
}

type RangePos = Extract<Pos, { shape: "RANGE" }>;

function rangeCondition({ longitudeDeg, latitudeDeg }: RangePos, match: ObsCoreMatch): RegionCondition {
  const west = Math.max(longitudeDeg.lower, 0);
  const east = Math.min(longitudeDeg.upper, 360);
  const south = Math.max(latitudeDeg.lower, -90);
  const north = Math.min(latitudeDeg.upper, 90);
  const range = { shape: "range", raDeg: [west, east], decDeg: [south, north] } as const;
  if (match === "centre") return { condition: inRegion("s_ra", "s_dec", range) };
  if (east - west > WIDEST_DEG || north - south > WIDEST_DEG || north === 90 || south === -90) {
    return {
      condition: inRegion("s_ra", "s_dec", range),
      note: "ADQL has no range for regions, and this one is too wide for a polygon: datasets were found whose centres lie in it.",
    };
  }
  const width = east - west;
  const segments = Math.min(
    MOST_SEGMENTS,
    Math.max(1, Math.ceil(Math.sqrt(departureArcsec(width, south, north) / TOLERANCE_ARCSEC))),
  );
  const departure = departureArcsec(width / segments, south, north);
  const steps = Array.from({ length: segments + 1 }, (_, step) => west + (width * step) / segments);
  // Counter-clockwise as seen from the origin (DALI 1.1, section 3.3.7).
  const verticesDeg = [
    ...steps.map((ra) => [ra, south] as const),
    ...steps.map((ra) => [ra, north] as const).reverse(),
  ];
  return {
    condition: intersects("s_region", { shape: "polygon", verticesDeg: verticesDeg.reverse() }),
    ...(departure <= TOLERANCE_ARCSEC
      ? {}
      : {
          note: `ADQL has no range for regions: the range was asked for as a polygon, which departs from it by up to ${departure.toFixed(1)} arcsec.`,
        }),
  };
}

/** How far a great circle departs from the parallel between two meridians, at the worse of two declinations. */
function departureArcsec(widthDeg: number, south: number, north: number): number {
  const steepest = Math.max(...[south, north].map((dec) => Math.abs(Math.sin(2 * dec * RAD_PER_DEG)) / 2));
  return ((widthDeg * RAD_PER_DEG) ** 2 / 8) * steepest * ARCSEC_PER_RAD;
}
