/** A place on the sky: longitude and latitude of one frame, in degrees (right ascension and declination, as a rule). */
export interface Position {
  readonly raDeg: number;
  readonly decDeg: number;
}

export const RADIANS_PER_DEGREE: number = Math.PI / 180;
export const DEGREES_PER_RADIAN: number = 180 / Math.PI;

/** A longitude in degrees as one in [0, 360). */
export function normalizeRaDeg(raDeg: number): number {
  const turned = raDeg - 360 * Math.floor(raDeg / 360);
  // Just below zero rounds up to the whole circle.
  return turned >= 360 ? 0 : turned;
}

/** The shorter way from one longitude to another, in degrees, positive to the east: -180 to 180. */
export function raDifferenceDeg(fromRaDeg: number, toRaDeg: number): number {
  const difference = toRaDeg - fromRaDeg;
  return difference - 360 * Math.round(difference / 360);
}

/** The cosine of a declination: of all its digits near the poles, and 0 there. */
export function cosOfDec(decDeg: number): number {
  return Math.sin((90 - Math.abs(decDeg)) * RADIANS_PER_DEGREE);
}
