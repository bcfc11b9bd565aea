import type { SkyRegion } from "@armillary/dali/dataset";
import { regionShape } from "@armillary/navo";
import { separationDeg } from "@armillary/sky";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWithin } from "../support/tap-service/geometry.ts";

const vertices = (...numbers: readonly (readonly [number, number])[]) =>
  numbers.map(([longitudeDeg, latitudeDeg]) => ({ longitudeDeg, latitudeDeg }));

const REGIONS: Readonly<Record<string, SkyRegion>> = {
  circle: { raDeg: 10, decDeg: 41, radiusDeg: 0.5 },
  box: { raDeg: 10, decDeg: 41, sizeDeg: [1, 0.4] },
  "box across 0": { raDeg: 0.1, decDeg: -15, sizeDeg: 1 },
  "box over the pole": { raDeg: 40, decDeg: 89.8, sizeDeg: 1 },
  range: { shape: "RANGE", longitudeDeg: { lower: 9, upper: 12 }, latitudeDeg: { lower: 40, upper: 42 } },
  "range across 0": { shape: "RANGE", longitudeDeg: { lower: 359, upper: 1 }, latitudeDeg: { lower: -1, upper: 1 } },
  "range below 0": { shape: "RANGE", longitudeDeg: { lower: -1, upper: 1 }, latitudeDeg: { lower: -1, upper: 1 } },
  "wide range": { shape: "RANGE", longitudeDeg: { lower: 10, upper: 300 }, latitudeDeg: { lower: 60, upper: 80 } },
  // Its corners are nearer to its middle than its ends on the equator are.
  "more than half around": {
    shape: "RANGE",
    longitudeDeg: { lower: 0, upper: 200 },
    latitudeDeg: { lower: -10, upper: 10 },
  },
  "open range": {
    shape: "RANGE",
    longitudeDeg: { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY },
    latitudeDeg: { lower: -90, upper: -80 },
  },
  polygon: { shape: "POLYGON", vertices: vertices([9.5, 40.5], [11, 41], [10, 42]) },
  "polygon across 0": { shape: "POLYGON", vertices: vertices([359.5, -1], [0.5, -1], [0, 1]) },
};

/** Written anew, so that it can disagree. */
function isIn(region: SkyRegion, raDeg: number, decDeg: number): boolean {
  if ("radiusDeg" in region && !("shape" in region)) return isWithin({ raDeg, decDeg }, region);
  if ("sizeDeg" in region) {
    const [width, height] = typeof region.sizeDeg === "number" ? [region.sizeDeg, region.sizeDeg] : region.sizeDeg;
    const isHigh = Math.abs(region.decDeg) + height / 2 >= 90;
    const half = isHigh ? 180 : width / 2 / Math.cos((region.decDeg * Math.PI) / 180);
    const apart = Math.abs(((((raDeg - region.raDeg) % 360) + 540) % 360) - 180);
    return Math.abs(decDeg - region.decDeg) <= height / 2 && apart <= half;
  }
  if (region.shape === "CIRCLE") throw new Error("no such region here");
  if (region.shape === "POLYGON") {
    const corners = region.vertices.map(({ longitudeDeg, latitudeDeg }) => ({
      raDeg: longitudeDeg,
      decDeg: latitudeDeg,
    }));
    return isWithin({ raDeg, decDeg }, { vertices: corners });
  }
  const { longitudeDeg, latitudeDeg } = region;
  const [west, east] = [Math.max(longitudeDeg.lower, -360), Math.min(longitudeDeg.upper, 360)];
  const isBetween = west <= east ? raDeg >= west && raDeg <= east : raDeg >= west || raDeg <= east;
  const isWest = west < 0 && raDeg - 360 >= west;
  return decDeg >= latitudeDeg.lower && decDeg <= latitudeDeg.upper && (isBetween || isWest);
}

/** From -1 to 1, evenly. */
const fraction = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((count) => count / 1_000_000);

describe.each(Object.entries(REGIONS))("%s", (_, region) => {
  const shape = regionShape(region);
  const { raDeg, decDeg, radiusDeg } = shape.enclosing;

  test("positions in it, and others, are told apart; those in it are in the circle around it", () => {
    let inside = 0;
    fc.assert(
      fc.property(fraction, fraction, (x, y) => {
        const dec = Math.max(-89.999, Math.min(89.999, decDeg + 1.3 * y * Math.max(radiusDeg, 0.1)));
        const spread = Math.min(180, (1.3 * radiusDeg) / Math.cos((dec * Math.PI) / 180));
        const ra = (((raDeg + x * spread) % 360) + 360) % 360;
        const contained = shape.contains(ra, dec);
        expect(contained).toBe(isIn(region, ra, dec));
        if (!contained) return;
        inside++;
        expect(separationDeg(raDeg, decDeg, ra, dec)).toBeLessThanOrEqual(radiusDeg * (1 + 1e-9) + 1e-7);
      }),
      { numRuns: 1500 },
    );
    expect(inside).toBeGreaterThan(10);
  });

  test("NaN is nowhere", () => {
    expect(shape.contains(Number.NaN, decDeg)).toBe(false);
    expect(shape.contains(raDeg, Number.NaN)).toBe(false);
  });
});

test("the circle around a region is no larger than it must be", () => {
  const around = (name: string) => regionShape(REGIONS[name] as SkyRegion).enclosing;
  expect(around("circle")).toEqual({ raDeg: 10, decDeg: 41, radiusDeg: 0.5 });
  expect(around("box").radiusDeg).toBeCloseTo(Math.hypot(0.5, 0.2), 2);
  expect(around("range across 0")).toMatchObject({ raDeg: 0, decDeg: 0 });
  expect(around("range across 0").radiusDeg).toBeCloseTo(Math.SQRT2, 2);
  // Around the pole: the circle that goes all around is smaller than one about the middle.
  expect(around("wide range")).toMatchObject({ decDeg: 90 });
  expect(around("wide range").radiusDeg).toBeCloseTo(30, 6);
  expect(around("more than half around").radiusDeg).toBeCloseTo(100, 6);
  expect(around("open range")).toMatchObject({ decDeg: -90 });
  expect(around("open range").radiusDeg).toBeCloseTo(10, 6);
});

test.each<readonly [string, SkyRegion]>([
  ["a radius below 0", { raDeg: 1, decDeg: 2, radiusDeg: -1 }],
  ["a declination beyond the pole", { raDeg: 1, decDeg: 91, radiusDeg: 1 }],
  ["vertices on one arc", { shape: "POLYGON", vertices: vertices([0, 0], [1, 0], [2, 0]) }],
])("%s bounds no region", (_, region) => {
  expect(() => regionShape(region)).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
});
