import type { PolygonRegion } from "./region.ts";

/** A direction as a vector of length 1: x towards right ascension 0 on the equator, z to the north pole. */
export type Direction = readonly [x: number, y: number, z: number];

export function directionOf(raDeg: number, decDeg: number): Direction {
  const ra = (raDeg * Math.PI) / 180;
  const dec = (decDeg * Math.PI) / 180;
  return [Math.cos(dec) * Math.cos(ra), Math.cos(dec) * Math.sin(ra), Math.sin(dec)];
}

/**
 * The corners of ADQL's BOX: its sides are great circles that cross the arms of a cross at right angles, the arms
 * reaching half the width along the great circle eastwards, and half the height along the meridian. In the tangent plane
 * that is a rectangle. Counter-clockwise as seen from the Earth, from the north-east on, as DALI winds polygons.
 * @param widthDeg - above 0 and below 180, as is `heightDeg`
 * @see ADQL 2.1, section 4.2.9 "BOX"; DALI 1.2, section 3.10 "Polygon"
 */
export function boxCorners(raDeg: number, decDeg: number, widthDeg: number, heightDeg: number): PolygonRegion {
  const centre = directionOf(raDeg, decDeg);
  const east = directionOf(raDeg + 90, 0);
  const north: Direction = [
    centre[1] * east[2] - centre[2] * east[1],
    centre[2] * east[0] - centre[0] * east[2],
    centre[0] * east[1] - centre[1] * east[0],
  ];
  const x = Math.tan((widthDeg * Math.PI) / 360);
  const y = Math.tan((heightDeg * Math.PI) / 360);
  const corner = (right: number, up: number): readonly [number, number] => {
    const at = (axis: 0 | 1 | 2): number => centre[axis] + right * x * east[axis] + up * y * north[axis];
    const ra = (Math.atan2(at(1), at(0)) * 180) / Math.PI;
    return [ra < 0 ? ra + 360 : ra, (Math.atan2(at(2), Math.hypot(at(0), at(1))) * 180) / Math.PI];
  };
  return { shape: "polygon", verticesDeg: [corner(1, 1), corner(1, -1), corner(-1, -1), corner(-1, 1)] };
}

/**
 * The poles of the great circles along the sides of a convex polygon, each turned inwards: a direction is inside when
 * its product with every pole is 0 or more. `undefined` where the polygon is not convex, or has a side of no length.
 */
export function inwardPoles(polygon: PolygonRegion): readonly Direction[] | undefined {
  const vertices = polygon.verticesDeg.map(([ra, dec]) => directionOf(ra, dec));
  const poles: Direction[] = [];
  for (const [index, from] of vertices.entries()) {
    const to = vertices[(index + 1) % vertices.length] ?? from;
    const pole = cross(from, to);
    const length = Math.hypot(...pole);
    if (length < 1e-12) return undefined;
    poles.push([pole[0] / length, pole[1] / length, pole[2] / length]);
  }
  // Vertices on a side are within the rounding of their own coordinates.
  const inside = (sign: number): boolean =>
    poles.every((pole) => vertices.every((vertex) => sign * dot(pole, vertex) >= -1e-12));
  if (inside(1)) return poles;
  if (inside(-1)) return poles.map(([x, y, z]): Direction => [-x, -y, -z]);
  return undefined;
}

function cross(a: Direction, b: Direction): Direction {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: Direction, b: Direction): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
