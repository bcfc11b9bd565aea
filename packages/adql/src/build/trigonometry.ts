import { numberLiteral } from "./literals.ts";
import type { CircleRegion, PolygonRegion } from "./region.ts";
import { inwardPoles } from "./sphere.ts";

// Geometry for services that have none: conditions and values in RADIANS, SIN, COS and the like (ADQL 2.1, section
// 2.3). Coordinates are pieces of ADQL in degrees that may stand beside any operator.

/** The coordinates of a point, each a piece of ADQL that may stand beside any operator. */
export interface PointText {
  readonly ra: string;
  readonly dec: string;
}

/**
 * `point` within a circle. By haversines, which keep small radii exact; the declinations come first, for they can use
 * an index. (Right ascensions would have to know whether the column counts from 0 or from -180.)
 */
export function withinCircle(point: PointText, circle: CircleRegion): string {
  const halfChord = Math.sin((circle.radiusDeg * Math.PI) / 360);
  const haversine = haversineText(point, { ra: signed(circle.raDeg), dec: signed(circle.decDeg) });
  const south = circle.decDeg - circle.radiusDeg;
  const north = circle.decDeg + circle.radiusDeg;
  const band = `${point.dec} BETWEEN ${numberLiteral(south - BAND_MARGIN_DEG)} AND ${numberLiteral(north + BAND_MARGIN_DEG)}`;
  return `(${band} AND ${haversine} <= ${numberLiteral(halfChord * halfChord)})`;
}

/** The separation of two points in degrees, as DISTANCE has it. Rounding must not take ASIN beyond 1. */
export function separationText(from: PointText, to: PointText): string {
  return `DEGREES(2 * ATAN2(SQRT(${haversineText(from, to)}), SQRT(ABS(1 - ${haversineText(from, to)}))))`;
}

/** `point` within a convex polygon, or `undefined` when it is not convex: one half of the sky for each side. */
export function withinPolygon(point: PointText, polygon: PolygonRegion): string | undefined {
  const poles = inwardPoles(polygon);
  if (poles === undefined) return undefined;
  const ra = `RADIANS(${point.ra})`;
  const dec = `RADIANS(${point.dec})`;
  const halves = poles.map(([x, y, z]) => {
    const equatorial = `(${signed(x)} * COS(${ra}) + ${signed(y)} * SIN(${ra}))`;
    return `COS(${dec}) * ${equatorial} + ${signed(z)} * SIN(${dec}) >= 0`;
  });
  return `(${halves.join(" AND ")})`;
}

/** Wider than the rounding of coordinates, narrower than any catalogue's errors: what decides is the haversine. */
const BAND_MARGIN_DEG = 1e-9;

/** sin² of half the separation. */
function haversineText(from: PointText, to: PointText): string {
  const halfSine = (a: string, b: string): string => `POWER(SIN(RADIANS(${a} - ${b}) / 2), 2)`;
  return `(${halfSine(from.dec, to.dec)} + COS(RADIANS(${bare(from.dec)})) * COS(RADIANS(${bare(to.dec)})) * ${halfSine(from.ra, to.ra)})`;
}

/** The argument of a function needs no parentheses. */
function bare(coordinate: string): string {
  return /^\(-[^()]+\)$/.test(coordinate) ? coordinate.slice(1, -1) : coordinate;
}

/** A number beside an operator: a minus sign there would be a second operator, or begin a comment. */
function signed(value: number): string {
  const literal = numberLiteral(value);
  return literal.startsWith("-") ? `(${literal})` : literal;
}
