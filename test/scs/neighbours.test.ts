import { separationDeg } from "@armillary/sky";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Ask } from "../../packages/scs/src/many/ask.ts";
import {
  coneAreaDeg2,
  coneRadiusDeg,
  groupNeighbours,
  halves,
  mergeAsks,
} from "../../packages/scs/src/many/neighbours.ts";

const ask = (index: number, raDeg: number, decDeg: number, radiusDeg: number): Ask => {
  const target = { index, raDeg, decDeg, radiusDeg, batch: { rows: 1, columns: [] }, row: 0 };
  return { raDeg, decDeg, radiusDeg, targets: [target] };
};

const asks = fc
  .array(
    fc.tuple(
      fc.double({ min: 0, max: 360, noNaN: true }),
      fc.double({ min: -90, max: 90, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
    { minLength: 2, maxLength: 40 },
  )
  .map((places) => places.map(([raDeg, decDeg, radiusDeg], index) => ask(index, raDeg, decDeg, radiusDeg)));

describe("cones for several targets", () => {
  test("have the cones of all in them", () => {
    fc.assert(
      fc.property(asks, (parts) => {
        const whole = mergeAsks(parts);
        for (const part of parts) {
          const reach = separationDeg(whole.raDeg, whole.decDeg, part.raDeg, part.decDeg) + part.radiusDeg;
          expect(reach).toBeLessThanOrEqual(whole.radiusDeg);
        }
      }),
    );
  });

  test("leave no target out, ask for none twice, and are worth it", () => {
    fc.assert(
      fc.property(asks, fc.double({ min: 0, max: 2000, noNaN: true }), (parts, mostDeg2) => {
        const groups = groupNeighbours(parts, (_, areaDeg2) => areaDeg2 <= mostDeg2);
        const indexes = groups.flatMap(({ targets }) => targets.map(({ index }) => index));
        expect([...indexes].sort((a, b) => a - b)).toEqual(parts.map((_, index) => index));
        for (const group of groups.filter((each) => each.parts !== undefined)) {
          expect(coneAreaDeg2(group.radiusDeg)).toBeLessThanOrEqual(mostDeg2);
        }
      }),
    );
  });

  test("are divided into two that are not empty", () => {
    fc.assert(
      fc.property(asks, (parts) => {
        const [one, two] = halves(parts);
        expect(Math.abs(one.length - two.length)).toBeLessThanOrEqual(1);
        expect(new Set([...one, ...two])).toEqual(new Set(parts));
      }),
    );
  });

  test.each([
    [180, 41252.96],
    [90, 20626.48],
    [1, 3.14151],
    [1 / 3600, Math.PI / 3600 ** 2],
  ])("a cone of %d degrees has an area", (radiusDeg, areaDeg2) => {
    expect(coneAreaDeg2(radiusDeg) / areaDeg2).toBeCloseTo(1, 5);
    if (radiusDeg <= 20) expect(coneRadiusDeg(coneAreaDeg2(radiusDeg))).toBeCloseTo(radiusDeg, 12);
  });
});
