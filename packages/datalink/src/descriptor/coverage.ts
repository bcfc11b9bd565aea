import type { Pos } from "@armillary/dali";
import type { Point } from "@armillary/votable";

/** A circle on the sky that something lies in. */
export interface Cap {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
}

const DEGREE = Math.PI / 180;

/** A circle around a region; undefined for a range, which may go around the sky, and for what covers half of it. */
export function capOf(pos: Pos): Cap | undefined {
  if (pos.shape === "CIRCLE") {
    return { raDeg: pos.longitudeDeg, decDeg: pos.latitudeDeg, radiusDeg: pos.radiusDeg };
  }
  if (pos.shape === "RANGE") return undefined;
  const vectors = pos.vertices.map(vectorOf);
  const sum = [0, 1, 2].map((axis) => vectors.reduce((total, vector) => total + (vector[axis] ?? 0), 0));
  const [x = 0, y = 0, z = 0] = sum;
  if (Math.hypot(x, y, z) < 1e-9) return undefined;
  const centre = { longitudeDeg: Math.atan2(y, x) / DEGREE, latitudeDeg: Math.atan2(z, Math.hypot(x, y)) / DEGREE };
  const radiusDeg = Math.max(...pos.vertices.map((vertex) => separationDeg(centre, vertex)));
  // The edges of a polygon are within the circle of its corners as long as that is less than half of the sky.
  return radiusDeg < 90 ? { raDeg: centre.longitudeDeg, decDeg: centre.latitudeDeg, radiusDeg } : undefined;
}

/** Whether nothing can be in both: regions that touch, or may, are not apart. */
export function areApart(one: Cap, other: Cap): boolean {
  const between = separationDeg(
    { longitudeDeg: one.raDeg, latitudeDeg: one.decDeg },
    { longitudeDeg: other.raDeg, latitudeDeg: other.decDeg },
  );
  return between > (one.radiusDeg + other.radiusDeg) * (1 + 1e-9) + 1e-9;
}

function separationDeg(one: Point, other: Point): number {
  const [a, b] = [vectorOf(one), vectorOf(other)];
  const cross = Math.hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
  return Math.atan2(cross, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / DEGREE;
}

function vectorOf({ longitudeDeg, latitudeDeg }: Point): readonly [number, number, number] {
  const [ra, dec] = [longitudeDeg * DEGREE, latitudeDeg * DEGREE];
  return [Math.cos(dec) * Math.cos(ra), Math.cos(dec) * Math.sin(ra), Math.sin(dec)];
}
