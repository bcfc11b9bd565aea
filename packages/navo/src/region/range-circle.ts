import type { Pos } from "@armillary/dali";
import type { SkyCircle } from "@armillary/dali/dataset";
import { separationDeg } from "@armillary/sky";

type RangePos = Extract<Pos, { shape: "RANGE" }>;

/**
 * The smallest of three circles around what lies between two meridians and two parallels: one about its middle, and one about
 * each pole, which are the smaller ones for what goes all around.
 * @param parts - one range, or the two of one that crosses the meridian of 0, in their order from west to east
 */
export function enclosingCircleOfRange(parts: readonly RangePos[]): SkyCircle {
  const [first, second] = parts;
  const west = finite(first?.longitudeDeg.lower, 0);
  const firstEnd = finite(first?.longitudeDeg.upper, 360);
  const east = second === undefined ? firstEnd : firstEnd + finite(second.longitudeDeg.upper, 360);
  const south = Math.max(-90, finite(first?.latitudeDeg.lower, -90));
  const north = Math.min(90, finite(first?.latitudeDeg.upper, 90));
  const circles: SkyCircle[] = [
    { raDeg: 0, decDeg: 90, radiusDeg: 90 - south },
    { raDeg: 0, decDeg: -90, radiusDeg: north + 90 },
  ];
  const width = east - west;
  // Farther than half way around, the corners are not what is farthest.
  if (width <= 180) {
    const raDeg = (((west + width / 2) % 360) + 360) % 360;
    const decDeg = (south + north) / 2;
    // Along a meridian less than a quarter away the farthest point is an end; the ends of the middle one are nearer.
    const radiusDeg = Math.max(...[south, north].map((dec) => separationDeg(raDeg, decDeg, raDeg + width / 2, dec)));
    circles.unshift({ raDeg, decDeg, radiusDeg });
  }
  const smallest = circles.reduce((best, circle) => (circle.radiusDeg < best.radiusDeg ? circle : best));
  // Rounding must not leave a corner out.
  return { ...smallest, radiusDeg: Math.min(180, smallest.radiusDeg * (1 + 1e-12)) };
}

function finite(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) ? value : otherwise;
}
