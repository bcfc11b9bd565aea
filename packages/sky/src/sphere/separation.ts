import { cosOfDec, DEGREES_PER_RADIAN, RADIANS_PER_DEGREE, raDifferenceDeg } from "./position.ts";

/**
 * The angle between two positions, in degrees: 0 to 180. NaN where a coordinate is NaN or infinite.
 *
 * Right to the last digits of the coordinates for positions that nearly coincide as well as for those that are nearly
 * opposite: by the haversine of the angle, or by that of what is missing to 180 degrees.
 */
export function separationDeg(ra1Deg: number, dec1Deg: number, ra2Deg: number, dec2Deg: number): number {
  const halfRa = raDifferenceDeg(ra1Deg, ra2Deg) * 0.5 * RADIANS_PER_DEGREE;
  const cosines = cosOfDec(dec1Deg) * cosOfDec(dec2Deg);
  const haversine = haversineOf((dec2Deg - dec1Deg) * 0.5, Math.sin(halfRa), cosines);
  if (haversine <= 0.5) return arcOfHaversineDeg(haversine);
  return 180 - arcOfHaversineDeg(haversineOf((dec2Deg + dec1Deg) * 0.5, Math.cos(halfRa), cosines));
}

function haversineOf(halfDecDeg: number, sineOfHalfRa: number, cosines: number): number {
  const sine = Math.sin(halfDecDeg * RADIANS_PER_DEGREE);
  return sine * sine + cosines * sineOfHalfRa * sineOfHalfRa;
}

/** The angle, in degrees, that has this haversine (0 to 1). */
function arcOfHaversineDeg(haversine: number): number {
  return 2 * DEGREES_PER_RADIAN * Math.asin(Math.sqrt(haversine));
}
