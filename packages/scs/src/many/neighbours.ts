import { positionOfVector, separationDeg, unitVector } from "@armillary/sky";
import type { Ask } from "./ask.ts";

/** A larger cone is not asked for: services refuse some (MaxSR), and its rows are far from every target. */
const LARGEST_RADIUS_DEG = 20;
const DEG2_PER_SR = (180 / Math.PI) ** 2;

/** Area of a cone on the sky, in square degrees. */
export function coneAreaDeg2(radiusDeg: number): number {
  // The sine of the half: 1 - cos loses all digits of small radii.
  return 4 * Math.PI * DEG2_PER_SR * Math.sin((radiusDeg * Math.PI) / 360) ** 2;
}

/** Radius of the cone of an area, at most the largest that is asked for. */
export function coneRadiusDeg(areaDeg2: number): number {
  const sine = Math.sqrt(areaDeg2 / (4 * Math.PI * DEG2_PER_SR));
  return sine >= 1 ? LARGEST_RADIUS_DEG : Math.min(LARGEST_RADIUS_DEG, (Math.asin(sine) * 360) / Math.PI);
}

/** One question instead of several: the cone around all of theirs. */
export function mergeAsks(parts: readonly Ask[]): Ask {
  const sum = parts
    .map(({ raDeg, decDeg }) => unitVector(raDeg, decDeg))
    .reduce((a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
  const { raDeg, decDeg } = positionOfVector(sum);
  const reaches = parts.map((part) => separationDeg(raDeg, decDeg, part.raDeg, part.decDeg) + part.radiusDeg);
  // The cones on the border are to be inside in spite of rounding.
  const radiusDeg = Math.max(...reaches) * (1 + 1e-9) + 1e-9;
  return { raDeg, decDeg, radiusDeg, targets: parts.flatMap(({ targets }) => targets), parts };
}

/**
 * Puts questions about places close to each other together, as far as that is worth it.
 * @param isWorth - whether one cone of this area may stand for so many
 * @returns in the order of the first target of each
 */
export function groupNeighbours(
  asks: readonly Ask[],
  isWorth: (count: number, areaDeg2: number) => boolean,
): readonly Ask[] {
  const groups: Ask[] = [];
  const open: (readonly Ask[])[] = asks.length === 0 ? [] : [asks];
  for (let parts = open.pop(); parts !== undefined; parts = open.pop()) {
    const [only] = parts;
    if (only !== undefined && parts.length === 1) groups.push(only);
    else {
      const whole = mergeAsks(parts);
      const fits = whole.radiusDeg <= LARGEST_RADIUS_DEG && isWorth(parts.length, coneAreaDeg2(whole.radiusDeg));
      if (fits) groups.push(whole);
      else open.push(...halves(parts));
    }
  }
  return groups.sort((a, b) => firstIndex(a) - firstIndex(b));
}

/** Two halves of at least two questions, divided where they are farthest apart. */
export function halves(parts: readonly Ask[]): readonly [readonly Ask[], readonly Ask[]] {
  const vectors = new Map(parts.map((part) => [part, unitVector(part.raDeg, part.decDeg)] as const));
  const along = (part: Ask, axis: 0 | 1 | 2): number => vectors.get(part)?.[axis] ?? 0;
  const width = (axis: 0 | 1 | 2): number => {
    const values = parts.map((part) => along(part, axis));
    return Math.max(...values) - Math.min(...values);
  };
  const widest = ([0, 1, 2] as const).reduce((a, b) => (width(b) > width(a) ? b : a));
  const sorted = [...parts].sort((a, b) => along(a, widest) - along(b, widest));
  const middle = sorted.length >> 1;
  return [sorted.slice(0, middle), sorted.slice(middle)];
}

function firstIndex({ targets }: Ask): number {
  return targets.reduce((least, { index }) => Math.min(least, index), Number.POSITIVE_INFINITY);
}
