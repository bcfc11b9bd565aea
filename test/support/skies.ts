import { offsetPosition, type Position, type Positions } from "@armillary/sky";

/** Where matching goes wrong, if it does. */
const CENTRES: readonly Position[] = [
  { raDeg: 0, decDeg: 90 },
  { raDeg: 0, decDeg: -90 },
  { raDeg: 0, decDeg: 0 },
  { raDeg: 0, decDeg: 45 },
  { raDeg: 180, decDeg: 89.9999 },
  { raDeg: 359.9999999, decDeg: -60 },
  { raDeg: 123.456, decDeg: -30 },
];

/**
 * Positions crowded within some arcseconds around the poles, right ascension 0 and elsewhere, some rows without a position, and
 * errors up to an arcsecond. The same seed gives the same positions.
 */
export function crowdedSky(seed: number, rows: number): Positions {
  const random = generator(seed);
  const positions = { raDeg: new Float64Array(rows), decDeg: new Float64Array(rows), errorDeg: new Float64Array(rows) };
  for (let row = 0; row < rows; row++) {
    const centre = CENTRES[Math.floor(random() * CENTRES.length)] as Position;
    const { raDeg, decDeg } = offsetPosition(
      centre.raDeg,
      centre.decDeg,
      (20 * Math.sqrt(random())) / 3600,
      random() * 360,
    );
    const isMissing = random() < 0.03;
    positions.raDeg[row] = isMissing ? Number.NaN : raDeg;
    positions.decDeg[row] = isMissing ? Number.NaN : decDeg;
    positions.errorDeg[row] = random() / 3600;
  }
  return positions;
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
