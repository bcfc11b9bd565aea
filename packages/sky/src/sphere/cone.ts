import { SkyError } from "../errors.ts";
import { DEGREES_PER_RADIAN, normalizeRaDeg, RADIANS_PER_DEGREE } from "./position.ts";
import { separationDeg } from "./separation.ts";

/** Ranges of right ascension and declination that have every position of a region in them, and others. */
export interface CoordinateRanges {
  readonly minDecDeg: number;
  readonly maxDecDeg: number;
  /** One range of right ascension in [0, 360], or two where 0 lies between; first ≤ last in each. */
  readonly raRangesDeg: readonly (readonly [firstDeg: number, lastDeg: number])[];
}

/** More than the rounding of a coordinate in degrees, and much less than any radius that is meant: 0.004 µas. */
const SLACK_DEG = 1e-12;

/** Whether a position is in a cone, its border included. */
export function isInCone(
  raDeg: number,
  decDeg: number,
  centreRaDeg: number,
  centreDecDeg: number,
  radiusDeg: number,
): boolean {
  return separationDeg(raDeg, decDeg, centreRaDeg, centreDecDeg) <= radiusDeg;
}

/**
 * The smallest ranges of coordinates around a cone: all of right ascension where it touches a pole, two ranges where it
 * crosses right ascension 0.
 * @param radiusDeg - 0 to 180
 * @throws SkyError SKY_ANGLE for another radius
 */
export function coneRanges(raDeg: number, decDeg: number, radiusDeg: number): CoordinateRanges {
  requireRadius(radiusDeg);
  const minDecDeg = Math.max(-90, decDeg - radiusDeg - SLACK_DEG);
  const maxDecDeg = Math.min(90, decDeg + radiusDeg + SLACK_DEG);
  const halfWidthDeg = coneHalfWidthDeg(decDeg, radiusDeg);
  if (halfWidthDeg >= 180) return { minDecDeg, maxDecDeg, raRangesDeg: [[0, 360]] };
  const ra = normalizeRaDeg(raDeg);
  const [first, last] = [ra - halfWidthDeg, ra + halfWidthDeg];
  const raRangesDeg: CoordinateRanges["raRangesDeg"] =
    first < 0
      ? [
          [0, last],
          [first + 360, 360],
        ]
      : last > 360
        ? [
            [0, last - 360],
            [first, 360],
          ]
        : [[first, last]];
  return { minDecDeg, maxDecDeg, raRangesDeg };
}

/** How far right ascension in a cone is from that of its centre at most, in degrees; 180 where a pole is inside. */
export function coneHalfWidthDeg(decDeg: number, radiusDeg: number): number {
  if (Math.abs(decDeg) + radiusDeg >= 90 - SLACK_DEG) return 180;
  const sine = Math.sin(radiusDeg * RADIANS_PER_DEGREE) / Math.cos(decDeg * RADIANS_PER_DEGREE);
  return sine >= 1 ? 180 : Math.asin(sine) * DEGREES_PER_RADIAN * (1 + 1e-12) + SLACK_DEG;
}

/** @throws SkyError SKY_ANGLE for what is no radius on the sphere */
export function requireRadius(radiusDeg: number): void {
  if (radiusDeg >= 0 && radiusDeg <= 180) return;
  throw new SkyError("SKY_ANGLE", `A radius of ${radiusDeg} degrees is none: 0 to 180 are possible.`);
}
