import { DalError, type SkyPosition } from "@armillary/dali";
import { isBox, posOfRegion, type SkyCircle, type SkyRegion } from "@armillary/dali/dataset";
import { enclosingCircle } from "@armillary/siap";
import { separationDeg, skyPolygon } from "@armillary/sky";
import { enclosingCircleOfRange } from "./range-circle.ts";

/** A region of a question: what its protocols need to know of it. */
export interface RegionShape {
  /** Where distances are measured from: the middle of a circle or box, the mean of a polygon's vertices. */
  readonly centre: SkyPosition;
  /** A circle around all of it; the region itself, where that is one. */
  readonly enclosing: SkyCircle;
  readonly isCircle: boolean;
  /** Whether a position is in it, its border included. False for NaN. */
  contains(raDeg: number, decDeg: number): boolean;
}

/** Rounding of coordinates must not put a row outside of a circle that it lies on: 0.0004 arcsec. */
const SLACK_DEG = 1e-7;

/**
 * Looks at a region. Boxes are what lies between two meridians and two parallels, as in `posOfRegion`; a polygon is the smaller side
 * of its border.
 * @throws DalError code DAL_USAGE for numbers that are no place on the sky, and vertices that bound no region
 */
export function regionShape(region: SkyRegion): RegionShape {
  const parts = posOfRegion(region);
  const [first] = parts;
  if (first?.shape === "POLYGON") return polygonShape(first.vertices);
  if (first?.shape === "CIRCLE") {
    const circle = { raDeg: first.longitudeDeg, decDeg: first.latitudeDeg, radiusDeg: first.radiusDeg };
    return {
      centre: circle,
      enclosing: circle,
      isCircle: true,
      contains: (raDeg, decDeg) =>
        separationDeg(circle.raDeg, circle.decDeg, raDeg, decDeg) <= circle.radiusDeg + SLACK_DEG,
    };
  }
  const ranges = parts.flatMap((part) => (part.shape === "RANGE" ? [part] : []));
  const enclosing = enclosingCircleOfRange(ranges);
  return {
    centre: isBox(region) ? region : enclosing,
    enclosing,
    isCircle: false,
    contains(raDeg, decDeg) {
      // Two right ascensions are the same whichever way round they are counted.
      const ra = ((raDeg % 360) + 360) % 360;
      return ranges.some(
        ({ longitudeDeg, latitudeDeg }) =>
          decDeg >= latitudeDeg.lower &&
          decDeg <= latitudeDeg.upper &&
          [ra, ra - 360, ra + 360].some((each) => each >= longitudeDeg.lower && each <= longitudeDeg.upper),
      );
    },
  };
}

function polygonShape(
  vertices: readonly { readonly longitudeDeg: number; readonly latitudeDeg: number }[],
): RegionShape {
  const enclosing = enclosingCircle(vertices);
  const corners = vertices.map(({ longitudeDeg, latitudeDeg }) => ({ raDeg: longitudeDeg, decDeg: latitudeDeg }));
  try {
    const polygon = skyPolygon(corners);
    return { centre: enclosing, enclosing, isCircle: false, contains: polygon.contains };
  } catch (failure) {
    if (!(failure instanceof Error && failure.name === "SkyError")) throw failure;
    throw new DalError("DAL_USAGE", failure.message, {}, { cause: failure });
  }
}
