import { DEGREES_PER_RADIAN, normalizeRaDeg, type Position, RADIANS_PER_DEGREE, raDifferenceDeg } from "./position.ts";

/**
 * The direction in which the second position lies from the first, in degrees from north through east: [0, 360).
 * 0 where the two coincide; at a pole north is along the given right ascension.
 */
export function positionAngleDeg(fromRaDeg: number, fromDecDeg: number, toRaDeg: number, toDecDeg: number): number {
  const difference = raDifferenceDeg(fromRaDeg, toRaDeg) * RADIANS_PER_DEGREE;
  const from = fromDecDeg * RADIANS_PER_DEGREE;
  const to = toDecDeg * RADIANS_PER_DEGREE;
  const half = Math.sin(difference / 2);
  const east = Math.cos(to) * Math.sin(difference);
  // sin(to - from) and a small correction: no two large numbers are subtracted for positions close to each other.
  const north =
    Math.sin((toDecDeg - fromDecDeg) * RADIANS_PER_DEGREE) + 2 * Math.sin(from) * Math.cos(to) * half * half;
  return normalizeRaDeg(Math.atan2(east, north) * DEGREES_PER_RADIAN);
}

/**
 * The position `distanceDeg` away in the direction `positionAngle` (degrees from north through east).
 * @returns right ascension in [0, 360)
 */
export function offsetPosition(
  raDeg: number,
  decDeg: number,
  distanceDeg: number,
  positionAngleInDeg: number,
): Position {
  const dec = decDeg * RADIANS_PER_DEGREE;
  const distance = distanceDeg * RADIANS_PER_DEGREE;
  const angle = positionAngleInDeg * RADIANS_PER_DEGREE;
  const [sinDec, cosDec] = [Math.sin(dec), Math.cos(dec)];
  const [sinDistance, cosDistance] = [Math.sin(distance), Math.cos(distance)];
  const towardsNorth = sinDistance * Math.cos(angle);
  const east = sinDistance * Math.sin(angle);
  const outwards = cosDec * cosDistance - sinDec * towardsNorth;
  const north = sinDec * cosDistance + cosDec * towardsNorth;
  const turn = Math.atan2(east, outwards) * DEGREES_PER_RADIAN;
  // atan2 and not asin, which knows no small differences near the poles.
  const decOut = Math.atan2(north, Math.sqrt(east * east + outwards * outwards)) * DEGREES_PER_RADIAN;
  return { raDeg: normalizeRaDeg(raDeg + turn), decDeg: decOut };
}
