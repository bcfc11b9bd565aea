import { type Position, positionOfVector, separationDeg, unitVector } from "@armillary/sky";

/** A circle on the sky that has positions in it. */
export interface Cap {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
}

const ROUNDS = 60;

/**
 * A circle around positions that is nearly the smallest: its centre goes towards the farthest of them, by ever shorter steps (Bădoiu
 * and Clarkson 2003). Undefined for none. Positions all around the sky give a radius near 180 degrees.
 */
export function enclosingCap(positions: readonly Position[]): Cap | undefined {
  if (positions.length === 0) return undefined;
  const vectors = positions.map(({ raDeg, decDeg }) => unitVector(raDeg, decDeg));
  let [x, y, z] = [0, 0, 0];
  for (const vector of vectors) [x, y, z] = [x + vector[0], y + vector[1], z + vector[2]];
  const length = Math.hypot(x, y, z);
  // Positions all around have no mean direction: any is as good.
  if (length < 1e-9 * vectors.length) return { raDeg: 0, decDeg: 0, radiusDeg: 180 };
  [x, y, z] = [x / length, y / length, z / length];
  for (let round = 1; round <= ROUNDS; round++) {
    let least = 2;
    let farthest: readonly [number, number, number] = [x, y, z];
    for (const vector of vectors) {
      const nearness = x * vector[0] + y * vector[1] + z * vector[2];
      if (nearness < least) [least, farthest] = [nearness, vector];
    }
    const step = 1 / (round + 1);
    [x, y, z] = [x + (farthest[0] - x) * step, y + (farthest[1] - y) * step, z + (farthest[2] - z) * step];
    const norm = Math.hypot(x, y, z);
    // The centre and a position opposite to it cancel each other out.
    if (norm < 1e-6) return { raDeg: 0, decDeg: 0, radiusDeg: 180 };
    [x, y, z] = [x / norm, y / norm, z / norm];
  }
  const centre = positionOfVector([x, y, z]);
  return { ...centre, radiusDeg: farthestDeg(centre, positions) };
}

/** How far the farthest of the positions is from a place. */
export function farthestDeg({ raDeg, decDeg }: Position, positions: readonly Position[]): number {
  return positions.reduce((most, other) => Math.max(most, separationDeg(raDeg, decDeg, other.raDeg, other.decDeg)), 0);
}
