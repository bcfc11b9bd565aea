import {
  boxVertices,
  coneRanges,
  healpixBorder,
  isInCone,
  MOLLWEIDE_HALF_HEIGHT_DEG,
  MOLLWEIDE_HALF_WIDTH_DEG,
  mollweide,
  offsetPosition,
  type Position,
  positionAngleDeg,
  positionOfVector,
  raDifferenceDeg,
  type SkyErrorCode,
  separationDeg,
  skyPolygon,
  tangentPlane,
  unitVector,
} from "@armillary/sky";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyPosition, near } from "./arbitraries.ts";

const ARCSEC = 1 / 3600;

describe("separationDeg", () => {
  test.each([
    { from: [10, 20], to: [10, 20], due: 0 },
    { from: [0, 0], to: [90, 0], due: 90 },
    { from: [0, 0], to: [180, 0], due: 180 },
    { from: [0, 90], to: [123, 90], due: 0 },
    { from: [0, 90], to: [50, -90], due: 180 },
    { from: [359.9999, 0], to: [0.0001, 0], due: 0.0002 },
    { from: [-10, 5], to: [350, 5], due: 0 },
    { from: [20, 89], to: [200, 89], due: 2 },
    // 1 nas, where the cosine of the angle is 1
    { from: [180, 0], to: [180, 1e-9 * ARCSEC], due: 1e-9 * ARCSEC },
    { from: [0, 60], to: [2e-9 * ARCSEC, 60], due: 1e-9 * ARCSEC },
    // 1 mas from the opposite position
    { from: [0, 30], to: [180, -30 + 1e-3 * ARCSEC], due: 180 - 1e-3 * ARCSEC },
  ] as const)("$from to $to is $due", ({ from, to, due }) => {
    const separation = separationDeg(from[0], from[1], to[0], to[1]);
    expect(Math.abs(separation - due)).toBeLessThanOrEqual(Math.min(due, 180 - due) * 1e-9 + (due > 90 ? 3e-14 : 0));
    expect(separationDeg(to[0], to[1], from[0], from[1])).toBe(separation);
  });

  test("is not known where a coordinate is not", () => {
    expect(separationDeg(Number.NaN, 0, 0, 0)).toBeNaN();
    expect(separationDeg(0, 0, 0, Number.POSITIVE_INFINITY)).toBeNaN();
  });

  test("is the angle between the unit vectors", () => {
    fc.assert(
      fc.property(anyPosition, anyPosition, (a, b) => {
        const [u, v] = [unitVector(a.raDeg, a.decDeg), unitVector(b.raDeg, b.decDeg)];
        const chord = Math.hypot(u[0] - v[0], u[1] - v[1], u[2] - v[2]);
        const byChord = (2 * Math.asin(Math.min(1, chord / 2)) * 180) / Math.PI;
        expect(separationDeg(a.raDeg, a.decDeg, b.raDeg, b.decDeg)).toBeCloseTo(byChord, chord > 1.9 ? 4 : 11);
      }),
    );
  });
});

describe("offsets", () => {
  test("lead as far and in the direction that separation and position angle tell", () => {
    fc.assert(
      fc.property(
        anyPosition,
        fc.double({ min: 1e-7, max: 179, noNaN: true }),
        fc.double({ min: 0, max: 359, noNaN: true }),
        ({ raDeg, decDeg }, distance, angle) => {
          fc.pre(Math.abs(decDeg) < 89.999);
          const there = offsetPosition(raDeg, decDeg, distance, angle);
          expect(separationDeg(raDeg, decDeg, there.raDeg, there.decDeg)).toBeCloseTo(distance, 11);
          const back = positionAngleDeg(raDeg, decDeg, there.raDeg, there.decDeg);
          // The coordinates have 14 digits: the direction to what is near cannot have more.
          expect(Math.abs(raDifferenceDeg(back, angle)) * Math.sin((distance * Math.PI) / 180)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  test.each([
    { to: [10, 21], due: 0 },
    { to: [11, 20.003], due: 89.64605 },
    { to: [10, 19], due: 180 },
    { to: [9, 20.003], due: 270.35395 },
  ] as const)("the position angle of $to from 10, 20 is $due", ({ to, due }) => {
    expect(positionAngleDeg(10, 20, to[0], to[1])).toBeCloseTo(due, 4);
  });
});

test("unit vectors and tangent planes lead back to the position", () => {
  fc.assert(
    fc.property(
      anyPosition.chain((centre) => fc.tuple(fc.constant(centre), near(centre, 80))),
      ([centre, position]) => {
        const back = positionOfVector(unitVector(position.raDeg, position.decDeg));
        expect(separationDeg(back.raDeg, back.decDeg, position.raDeg, position.decDeg)).toBeLessThan(1e-13);
        const plane = tangentPlane(centre.raDeg, centre.decDeg);
        const point = plane.project(position.raDeg, position.decDeg);
        const again = plane.unproject(point?.xiDeg ?? Number.NaN, point?.etaDeg ?? Number.NaN);
        expect(separationDeg(again.raDeg, again.decDeg, position.raDeg, position.decDeg)).toBeLessThan(1e-11);
      },
    ),
  );
  expect(tangentPlane(0, 0).project(0, 45)).toEqual({ xiDeg: 0, etaDeg: expect.closeTo(180 / Math.PI, 10) });
  expect(tangentPlane(0, 0).project(90.1, 0)).toBeUndefined();
});

describe("coneRanges", () => {
  test.each([
    { cone: [10, 20, 1], ranges: [[8.936, 11.064]] },
    {
      cone: [0.5, 0, 1],
      ranges: [
        [0, 1.5],
        [359.5, 360],
      ],
    },
    {
      cone: [359.5, 0, 1],
      ranges: [
        [0, 0.5],
        [358.5, 360],
      ],
    },
    { cone: [10, 89.5, 1], ranges: [[0, 360]] },
    { cone: [10, -89.5, 0.5], ranges: [[0, 360]] },
    { cone: [10, 0, 180], ranges: [[0, 360]] },
  ] as const)("$cone", ({ cone: [ra, dec, radius], ranges }) => {
    const found = coneRanges(ra, dec, radius).raRangesDeg;
    expect(found.map((range) => range.map((value) => Math.round(value * 1000) / 1000))).toEqual(ranges);
  });

  test("have every position of the cone in them, and are touched by it", () => {
    const cones = anyPosition.chain((centre) =>
      fc.tuple(fc.constant(centre), fc.double({ min: 1e-6, max: 120, noNaN: true })),
    );
    fc.assert(
      fc.property(
        cones.chain(([centre, radius]) => fc.tuple(fc.constant(centre), fc.constant(radius), near(centre, radius))),
        ([centre, radius, position]) => {
          const { minDecDeg, maxDecDeg, raRangesDeg } = coneRanges(centre.raDeg, centre.decDeg, radius);
          expect(position.decDeg).toBeGreaterThanOrEqual(minDecDeg);
          expect(position.decDeg).toBeLessThanOrEqual(maxDecDeg);
          const slack = 1e-9;
          const isPole = Math.abs(position.decDeg) > 90 - 1e-9;
          const inside = raRangesDeg.some(
            ([first, last]) => position.raDeg >= first - slack && position.raDeg <= last + slack,
          );
          expect(inside || isPole).toBe(true);
        },
      ),
    );
  });

  test.each([-1, 181, Number.NaN])("a radius of %s is refused", (radius) => {
    expect(() => coneRanges(0, 0, radius)).toThrow(expect.objectContaining({ code: "SKY_ANGLE" as SkyErrorCode }));
  });
});

describe("skyPolygon", () => {
  const at = (raDeg: number, decDeg: number): Position => ({ raDeg, decDeg });
  const aroundPole = [at(0, 80), at(90, 80), at(180, 80), at(270, 80)];
  const acrossZero = [at(350, -10), at(10, -10), at(10, 10), at(350, 10)];
  const octant = [at(0, 0), at(90, 0), at(0, 90)];
  const arrow = [at(0, 0), at(10, 10), at(0, 4), at(350, 10)];
  test.each([
    { name: "around the pole: the pole", vertices: aroundPole, position: at(77, 90), inside: true },
    { name: "around the pole: near it", vertices: aroundPole, position: at(200, 85), inside: true },
    {
      name: "around the pole: a corner's declination, between corners",
      vertices: aroundPole,
      position: at(45, 80.1),
      inside: false,
    },
    { name: "around the pole: the other pole", vertices: aroundPole, position: at(0, -90), inside: false },
    { name: "across RA 0: the middle", vertices: acrossZero, position: at(0, 0), inside: true },
    { name: "across RA 0: west of 0", vertices: acrossZero, position: at(355, -5), inside: true },
    { name: "across RA 0: the opposite", vertices: acrossZero, position: at(180, 0), inside: false },
    {
      name: "across RA 0: over the parallel, under the great circle",
      vertices: acrossZero,
      position: at(0, 10.1),
      inside: true,
    },
    { name: "an octant: inside", vertices: octant, position: at(45, 45), inside: true },
    { name: "an octant: its border", vertices: octant, position: at(45, 0), inside: true },
    { name: "an octant: its corner", vertices: octant, position: at(0, 90), inside: true },
    { name: "an octant: the border's continuation", vertices: octant, position: at(135, 0), inside: false },
    { name: "an octant: a hair outside", vertices: octant, position: at(45, -1e-9), inside: false },
    { name: "not convex: in the notch", vertices: arrow, position: at(0, 6), inside: false },
    { name: "not convex: below it", vertices: arrow, position: at(0, 2), inside: true },
    { name: "not convex: in a barb", vertices: arrow, position: at(8, 8.2), inside: true },
    { name: "no number", vertices: octant, position: at(Number.NaN, 0), inside: false },
  ])("$name", ({ vertices, position, inside }) => {
    expect(skyPolygon(vertices).contains(position.raDeg, position.decDeg)).toBe(inside);
    expect(skyPolygon([...vertices].reverse()).contains(position.raDeg, position.decDeg)).toBe(inside);
  });

  test("has the area that is known", () => {
    expect(skyPolygon(octant).areaDeg2).toBeCloseTo(((4 * Math.PI) / 8) * (180 / Math.PI) ** 2, 8);
    expect(skyPolygon([...octant, at(0, 90)]).vertices).toHaveLength(3);
    expect(skyPolygon(boxVertices(200, 0, 1, 1)).areaDeg2).toBeCloseTo(1, 3);
  });

  test("is what its convex corners say: on the left of every edge", () => {
    const regular = fc.record({
      centre: anyPosition,
      corners: fc.integer({ min: 3, max: 9 }),
      radius: fc.double({ min: 0.001, max: 80, noNaN: true }),
      turn: fc.double({ min: 0, max: 90, noNaN: true }),
    });
    fc.assert(
      fc.property(
        regular,
        anyPosition,
        fc.double({ min: 0, max: 1.5, noNaN: true }),
        ({ centre, corners, radius, turn }, elsewhere, part) => {
          const { raDeg, decDeg } = centre;
          const vertices = Array.from({ length: corners }, (_, corner) =>
            offsetPosition(raDeg, decDeg, radius, turn + (360 * corner) / corners),
          );
          const polygon = skyPolygon(vertices);
          const inner = radius * Math.cos(Math.PI / corners) * 0.5;
          const angle = elsewhere.raDeg;
          const inside = offsetPosition(raDeg, decDeg, Math.min(inner, inner * part), angle);
          expect(polygon.contains(inside.raDeg, inside.decDeg)).toBe(true);
          const outside = offsetPosition(raDeg, decDeg, Math.min(180, radius * (1.001 + part)), angle);
          expect(polygon.contains(outside.raDeg, outside.decDeg)).toBe(false);
          expect(isInCone(inside.raDeg, inside.decDeg, raDeg, decDeg, radius)).toBe(true);
        },
      ),
    );
  });

  test.each([
    { why: "two vertices", vertices: [at(0, 0), at(1, 0), at(0, 0)], words: "2 different vertices" },
    { why: "opposite neighbours", vertices: [at(0, 0), at(180, 0), at(90, 50)], words: "opposite" },
    { why: "one arc", vertices: [at(0, 0), at(10, 0), at(20, 0)], words: "one arc" },
    { why: "a hemisphere", vertices: [at(0, 0), at(120, 0), at(240, 0)], words: "as large" },
    { why: "not a number", vertices: [at(0, 0), at(Number.NaN, 0), at(240, 0)], words: "not a number" },
  ])("$why bound no region", ({ vertices, words }) => {
    expect(() => skyPolygon(vertices)).toThrow(
      expect.objectContaining({ code: "SKY_POLYGON", message: expect.stringContaining(words) }),
    );
  });

  test("a box that leaves the sphere is refused", () => {
    expect(() => boxVertices(0, 89.9, 1, 1)).toThrow(expect.objectContaining({ code: "SKY_POLYGON" }));
  });
});

describe("mollweide", () => {
  test.each([
    { at: [0, 0], due: [0, 0] },
    { at: [90, 0], due: [MOLLWEIDE_HALF_WIDTH_DEG / 2, 0] },
    { at: [270, 0], due: [-MOLLWEIDE_HALF_WIDTH_DEG / 2, 0] },
    { at: [123, 90], due: [0, MOLLWEIDE_HALF_HEIGHT_DEG] },
    { at: [123, -90], due: [0, -MOLLWEIDE_HALF_HEIGHT_DEG] },
    // Half of the area of the hemisphere lies below 30 degrees: there 2γ + sin 2γ = π/2.
    { at: [0, 30], due: [0, MOLLWEIDE_HALF_HEIGHT_DEG * Math.sin(0.41585559678986794)] },
  ] as const)("$at", ({ at: [raDeg, decDeg], due: [xiDeg, etaDeg] }) => {
    const point = mollweide(0).project(raDeg, decDeg);
    expect(point.xiDeg).toBeCloseTo(xiDeg, 9);
    expect(point.etaDeg).toBeCloseTo(etaDeg, 8);
  });

  test("comes back, about any meridian", () => {
    fc.assert(
      fc.property(anyPosition, fc.double({ min: -180, max: 540, noNaN: true }), ({ raDeg, decDeg }, central) => {
        const map = mollweide(central);
        const { xiDeg, etaDeg } = map.project(raDeg, decDeg);
        const back = map.unproject(xiDeg, etaDeg);
        // A step in the plane next to a pole is a larger one on the sky.
        expect(separationDeg(raDeg, decDeg, back?.raDeg ?? Number.NaN, back?.decDeg ?? Number.NaN)).toBeLessThan(1e-6);
      }),
    );
  });

  test("outside of the ellipse nothing is", () => {
    const map = mollweide(0);
    expect(map.unproject(MOLLWEIDE_HALF_WIDTH_DEG * 1.001, 0)).toBeUndefined();
    expect(map.unproject(MOLLWEIDE_HALF_WIDTH_DEG * 0.8, MOLLWEIDE_HALF_HEIGHT_DEG * 0.8)).toBeUndefined();
    expect(map.unproject(0, MOLLWEIDE_HALF_HEIGHT_DEG * 1.001)).toBeUndefined();
    expect(map.unproject(Number.NaN, 0)).toBeUndefined();
  });

  test("keeps areas: of a cell of HEALPix its share of the sky", () => {
    const map = mollweide(0);
    // Cells that the edge of the map does not tear, at the equator and up to a pole.
    for (const cell of [0, 5, 15, 70, 130]) {
      const border = healpixBorder(2, cell, 200).map(({ raDeg, decDeg }) => map.project(raDeg, decDeg));
      const area = border.reduce((sum, { xiDeg, etaDeg }, at) => {
        const next = border[(at + 1) % border.length] as (typeof border)[number];
        return sum + (xiDeg * next.etaDeg - next.xiDeg * etaDeg) / 2;
      }, 0);
      expect(Math.abs(area) / (41252.961 / 192)).toBeCloseTo(1, 3);
    }
  });
});
