import { printPos } from "@armillary/dali";
import { posOfRegion, type SkyRegion } from "@armillary/dali/dataset";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const text = (region: SkyRegion): string[] => posOfRegion(region).map((pos) => printPos(pos));

describe("posOfRegion", () => {
  test.each<[string, SkyRegion, string[]]>([
    ["a circle", { raDeg: 10, decDeg: 20, radiusDeg: 0.1 }, ["CIRCLE 10 20 0.1"]],
    ["a box on the equator", { raDeg: 10, decDeg: 0, sizeDeg: 2 }, ["RANGE 9 11 -1 1"]],
    ["a box of two sides", { raDeg: 10, decDeg: 0, sizeDeg: [2, 1] }, ["RANGE 9 11 -0.5 0.5"]],
    ["a box across 0", { raDeg: 0, decDeg: 0, sizeDeg: 2 }, ["RANGE 359 360 -1 1", "RANGE 0 1 -1 1"]],
    ["a box across the pole", { raDeg: 10, decDeg: 89.5, sizeDeg: 2 }, ["RANGE 0 360 88.5 90"]],
    [
      "a range across 0, as DALI has it",
      { shape: "RANGE", longitudeDeg: { lower: 359, upper: 1 }, latitudeDeg: { lower: -1, upper: 1 } },
      ["RANGE 359 360 -1 1", "RANGE 0 1 -1 1"],
    ],
    [
      "a range from -90",
      { shape: "RANGE", longitudeDeg: { lower: -90, upper: -80 }, latitudeDeg: { lower: -1, upper: 1 } },
      ["RANGE 270 280 -1 1"],
    ],
    [
      "an open range",
      {
        shape: "RANGE",
        longitudeDeg: { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY },
        latitudeDeg: { lower: -1, upper: 1 },
      },
      ["RANGE -Inf +Inf -1 1"],
    ],
    [
      "a polygon",
      {
        shape: "POLYGON",
        vertices: [
          { longitudeDeg: 1, latitudeDeg: 1 },
          { longitudeDeg: 2, latitudeDeg: 1 },
          { longitudeDeg: 2, latitudeDeg: 2 },
        ],
      },
      ["POLYGON 1 1 2 1 2 2"],
    ],
  ])("%s", (_, region, expected) => expect(text(region)).toEqual(expected));

  test.each<[string, SkyRegion]>([
    ["beyond the pole", { raDeg: 10, decDeg: 91, radiusDeg: 0.1 }],
    ["a negative radius", { raDeg: 10, decDeg: 0, radiusDeg: -0.1 }],
    ["NaN", { raDeg: Number.NaN, decDeg: 0, sizeDeg: 1 }],
    ["a negative side", { raDeg: 10, decDeg: 0, sizeDeg: [1, -1] }],
    ["a box beyond the pole", { raDeg: 10, decDeg: -90.5, sizeDeg: 1 }],
  ])("refuses %s", (_, region) => {
    expect(() => posOfRegion(region)).toThrow(expect.objectContaining({ code: "DAL_USAGE" }));
  });

  test("a box has its centre within it, and ranges that all services read", () => {
    const box = fc.record({
      raDeg: fc.double({ min: 0, max: 360, noNaN: true }),
      decDeg: fc.double({ min: -90, max: 90, noNaN: true }),
      sizeDeg: fc.double({ min: 1e-6, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(box, (region) => {
        const ranges = posOfRegion(region).flatMap((pos) => (pos.shape === "RANGE" ? [pos] : []));
        for (const { longitudeDeg, latitudeDeg } of ranges) {
          expect(longitudeDeg.lower).toBeLessThanOrEqual(longitudeDeg.upper);
          expect(longitudeDeg.lower).toBeGreaterThanOrEqual(0);
          expect(longitudeDeg.upper).toBeLessThanOrEqual(360);
          expect(latitudeDeg.lower).toBeGreaterThanOrEqual(-90);
          expect(latitudeDeg.upper).toBeLessThanOrEqual(90);
        }
        const slack = 1e-9;
        const holds = ranges.some(
          ({ longitudeDeg, latitudeDeg }) =>
            region.raDeg >= longitudeDeg.lower - slack &&
            region.raDeg <= longitudeDeg.upper + slack &&
            region.decDeg >= latitudeDeg.lower - slack &&
            region.decDeg <= latitudeDeg.upper + slack,
        );
        expect(holds).toBe(true);
      }),
    );
  });
});
