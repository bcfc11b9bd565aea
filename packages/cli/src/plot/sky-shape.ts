import { isBox, isPos, posOfRegion, type SkyRegion } from "@armillary/dali/dataset";
import {
  normalizeRaDeg,
  offsetPosition,
  type Position,
  positionOfVector,
  separationDeg,
  unitVector,
} from "@armillary/sky";

/** A region that is drawn. Ranges of right ascension go from the first to the second, across 0 where that is smaller. */
export type SkyShape =
  | { readonly shape: "circle"; readonly raDeg: number; readonly decDeg: number; readonly radiusDeg: number }
  | { readonly shape: "polygon"; readonly vertices: readonly Position[] }
  | {
      readonly shape: "range";
      readonly raDeg: readonly [from: number, to: number];
      readonly decDeg: readonly [from: number, to: number];
    };

/** A region of a search as it is drawn. */
export function shapesOfRegion(region: SkyRegion): readonly SkyShape[] {
  if (!isPos(region) && !isBox(region)) return [{ shape: "circle", ...region }];
  const parts = posOfRegion(region);
  const [first, second] = parts;
  // A range across 0, which services must be told as two, is one here.
  if (first?.shape === "RANGE" && second?.shape === "RANGE") {
    const { lower, upper } = first.latitudeDeg;
    return [{ shape: "range", raDeg: [first.longitudeDeg.lower, second.longitudeDeg.upper], decDeg: [lower, upper] }];
  }
  return parts.map((pos): SkyShape => {
    if (pos.shape === "CIRCLE") {
      return { shape: "circle", raDeg: pos.longitudeDeg, decDeg: pos.latitudeDeg, radiusDeg: pos.radiusDeg };
    }
    if (pos.shape === "POLYGON") {
      const vertices = pos.vertices.map(({ longitudeDeg, latitudeDeg }) => ({
        raDeg: longitudeDeg,
        decDeg: latitudeDeg,
      }));
      return { shape: "polygon", vertices };
    }
    const bounded = (value: number, bound: number): number => (Number.isFinite(value) ? value : bound);
    const { longitudeDeg: ra, latitudeDeg: dec } = pos;
    return {
      shape: "range",
      raDeg: [bounded(ra.lower, 0), bounded(ra.upper, 360)],
      decDeg: [bounded(dec.lower, -90), bounded(dec.upper, 90)],
    };
  });
}

/** Sides longer than this are drawn in steps: in a map of the whole sky they are curves. */
const STEP_DEG = 1.5;
const POINTS_OF_CIRCLE = 180;
const POINTS_OF_SIDE = 48;

/** The borders of a shape, as closed rings of points that straight lines may join. A range all around has two. */
export function ringsOf(shape: SkyShape): readonly (readonly Position[])[] {
  if (shape.shape === "circle") {
    const { raDeg, decDeg, radiusDeg } = shape;
    const angle = 360 / POINTS_OF_CIRCLE;
    return [steps(POINTS_OF_CIRCLE, (at) => offsetPosition(raDeg, decDeg, radiusDeg, at * angle))];
  }
  if (shape.shape === "polygon") return [shape.vertices.flatMap((from, at) => sideOf(from, shape.vertices, at))];
  const [west, east] = shape.raDeg;
  const [south, north] = shape.decDeg;
  const turn = east - west;
  if (turn >= 360) {
    const parallel = (decDeg: number) => steps(240, (at) => ({ raDeg: at * 1.5, decDeg }));
    return [south, north].filter((decDeg) => Math.abs(decDeg) < 90).map(parallel);
  }
  const width = turn >= 0 ? turn : normalizeRaDeg(turn);
  const along = (share: number): number => normalizeRaDeg(west + width * share);
  const up = (share: number): number => south + (north - south) * share;
  return [
    [
      ...steps(POINTS_OF_SIDE, (at) => ({ raDeg: along(at / POINTS_OF_SIDE), decDeg: south })),
      ...steps(POINTS_OF_SIDE, (at) => ({ raDeg: along(1), decDeg: up(at / POINTS_OF_SIDE) })),
      ...steps(POINTS_OF_SIDE, (at) => ({ raDeg: along(1 - at / POINTS_OF_SIDE), decDeg: north })),
      ...steps(POINTS_OF_SIDE, (at) => ({ raDeg: along(0), decDeg: up(1 - at / POINTS_OF_SIDE) })),
    ],
  ];
}

/** One side of a polygon, an arc of a great circle, without its end. */
function sideOf(from: Position, vertices: readonly Position[], at: number): readonly Position[] {
  const to = vertices[(at + 1) % vertices.length] as Position;
  const parts = Math.ceil(separationDeg(from.raDeg, from.decDeg, to.raDeg, to.decDeg) / STEP_DEG);
  if (parts <= 1) return [from];
  const [a, b] = [unitVector(from.raDeg, from.decDeg), unitVector(to.raDeg, to.decDeg)];
  return steps(parts, (part) => {
    const share = part / parts;
    const mix = (axis: 0 | 1 | 2): number => a[axis] * (1 - share) + b[axis] * share;
    return part === 0 ? from : positionOfVector([mix(0), mix(1), mix(2)]);
  });
}

function steps(count: number, at: (step: number) => Position): readonly Position[] {
  return Array.from({ length: count }, (_, step) => at(step));
}
