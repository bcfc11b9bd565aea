import { DEGREES_PER_RADIAN, normalizeRaDeg, type Position, RADIANS_PER_DEGREE } from "./position.ts";

/** x towards right ascension 0 on the equator, y towards 90 degrees, z towards the north pole. */
export type Vector = readonly [x: number, y: number, z: number];

/** The unit vector of a position. */
export function unitVector(raDeg: number, decDeg: number): Vector {
  const ra = raDeg * RADIANS_PER_DEGREE;
  const dec = decDeg * RADIANS_PER_DEGREE;
  const cosDec = Math.cos(dec);
  return [cosDec * Math.cos(ra), cosDec * Math.sin(ra), Math.sin(dec)];
}

/** The position that a vector of any length but zero points to; right ascension in [0, 360). */
export function positionOfVector([x, y, z]: Vector): Position {
  return {
    raDeg: normalizeRaDeg(Math.atan2(y, x) * DEGREES_PER_RADIAN),
    decDeg: Math.atan2(z, Math.sqrt(x * x + y * y)) * DEGREES_PER_RADIAN,
  };
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function lengthOf([x, y, z]: Vector): number {
  return Math.sqrt(x * x + y * y + z * z);
}
