import { DEGREES_PER_RADIAN, normalizeRaDeg, type Position, RADIANS_PER_DEGREE, raDifferenceDeg } from "./position.ts";

/** A point of a tangent plane, in degrees at its centre: xi to the east, eta to the north. */
export interface PlanePoint {
  readonly xiDeg: number;
  readonly etaDeg: number;
}

/** The gnomonic projection (TAN of FITS WCS) about one position. */
export interface TangentPlane {
  readonly centre: Position;
  /** Undefined for positions 90 degrees and more away, which are not on the plane. */
  project(raDeg: number, decDeg: number): PlanePoint | undefined;
  /** The position that projects there; right ascension in [0, 360). */
  unproject(xiDeg: number, etaDeg: number): Position;
}

/**
 * The plane that touches the sphere at a position; great circles are straight lines on it.
 * @see Calabretta and Greisen 2002, section 5.1.3
 */
export function tangentPlane(raDeg: number, decDeg: number): TangentPlane {
  const sin0 = Math.sin(decDeg * RADIANS_PER_DEGREE);
  const cos0 = Math.cos(decDeg * RADIANS_PER_DEGREE);
  return {
    centre: { raDeg, decDeg },
    project(otherRaDeg, otherDecDeg) {
      const turn = raDifferenceDeg(raDeg, otherRaDeg) * RADIANS_PER_DEGREE;
      const sin = Math.sin(otherDecDeg * RADIANS_PER_DEGREE);
      const cos = Math.cos(otherDecDeg * RADIANS_PER_DEGREE);
      const depth = sin0 * sin + cos0 * cos * Math.cos(turn);
      if (!(depth > 0)) return undefined;
      const half = Math.sin(turn / 2);
      const north = Math.sin((otherDecDeg - decDeg) * RADIANS_PER_DEGREE) + 2 * sin0 * cos * half * half;
      return {
        xiDeg: ((cos * Math.sin(turn)) / depth) * DEGREES_PER_RADIAN,
        etaDeg: (north / depth) * DEGREES_PER_RADIAN,
      };
    },
    unproject(xiDeg, etaDeg) {
      const xi = xiDeg * RADIANS_PER_DEGREE;
      const eta = etaDeg * RADIANS_PER_DEGREE;
      const outwards = cos0 - eta * sin0;
      const decOut = Math.atan2(sin0 + eta * cos0, Math.sqrt(xi * xi + outwards * outwards));
      return {
        raDeg: normalizeRaDeg(raDeg + Math.atan2(xi, outwards) * DEGREES_PER_RADIAN),
        decDeg: decOut * DEGREES_PER_RADIAN,
      };
    },
  };
}
