import { DEGREES_PER_RADIAN, normalizeRaDeg, type Position, RADIANS_PER_DEGREE, raDifferenceDeg } from "./position.ts";
import type { PlanePoint } from "./tangent-plane.ts";

/** Mollweide's projection (MOL of FITS WCS) of the whole sky: equal areas stay equal, parallels are straight lines. */
export interface Mollweide {
  /** The right ascension in the middle of the picture. */
  readonly centralRaDeg: number;
  /** Inside the ellipse with semi-axes of `halfWidthDeg` and `halfHeightDeg`; xi to the east. */
  project(raDeg: number, decDeg: number): PlanePoint;
  /** The position that projects there, right ascension in [0, 360); undefined outside of the ellipse. */
  unproject(xiDeg: number, etaDeg: number): Position | undefined;
}

/** Half the width of the ellipse, 2√2 radians: lengths are those of the equator's middle but for a factor of 0.9. */
export const MOLLWEIDE_HALF_WIDTH_DEG: number = 2 * Math.SQRT2 * DEGREES_PER_RADIAN;
/** Half its height, √2 radians. */
export const MOLLWEIDE_HALF_HEIGHT_DEG: number = Math.SQRT2 * DEGREES_PER_RADIAN;

/**
 * The whole sky as an ellipse twice as wide as high, about a right ascension on the equator.
 * @see Calabretta and Greisen 2002, section 5.3.3
 */
export function mollweide(centralRaDeg: number): Mollweide {
  return {
    centralRaDeg,
    project(raDeg, decDeg) {
      const gamma = auxiliaryAngle(decDeg * RADIANS_PER_DEGREE);
      const share = raDifferenceDeg(centralRaDeg, raDeg) / 180;
      return {
        xiDeg: MOLLWEIDE_HALF_WIDTH_DEG * share * Math.cos(gamma),
        etaDeg: MOLLWEIDE_HALF_HEIGHT_DEG * Math.sin(gamma),
      };
    },
    unproject(xiDeg, etaDeg) {
      const sine = etaDeg / MOLLWEIDE_HALF_HEIGHT_DEG;
      if (!(Math.abs(sine) <= 1)) return undefined;
      const gamma = Math.asin(sine);
      const cosine = Math.cos(gamma);
      // A pole is one point; all right ascensions are there.
      const share = cosine < 1e-12 ? 0 : xiDeg / (MOLLWEIDE_HALF_WIDTH_DEG * cosine);
      if (!(Math.abs(share) <= 1 + 1e-12)) return undefined;
      const decDeg = Math.asin(clamped((2 * gamma + Math.sin(2 * gamma)) / Math.PI)) * DEGREES_PER_RADIAN;
      return { raDeg: normalizeRaDeg(centralRaDeg + 180 * share), decDeg };
    },
  };
}

/** The root of 2γ + sin 2γ = π sin δ. */
function auxiliaryAngle(dec: number): number {
  const due = Math.PI * Math.sin(dec);
  const sign = Math.sign(due);
  // By Newton, whose steps come to the root from below: the slope falls on the way there. It vanishes at the pole as the square
  // of what is missing to it, so a start with the right root of that is what makes few steps do.
  const missing = Math.cbrt(0.75 * (Math.PI - Math.abs(due)));
  let gamma = Math.max(0, Math.PI / 2 - missing);
  for (let step = 0; step < 50; step++) {
    const slope = 2 + 2 * Math.cos(2 * gamma);
    if (slope < 1e-14) break;
    const change = (2 * gamma + Math.sin(2 * gamma) - Math.abs(due)) / slope;
    gamma = Math.min(Math.PI / 2, Math.max(0, gamma - change));
    if (Math.abs(change) < 1e-15) break;
  }
  return sign * gamma;
}

function clamped(sine: number): number {
  return Math.max(-1, Math.min(1, sine));
}
