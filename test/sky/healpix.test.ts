import {
  HEALPIX_DIRECTIONS,
  healpixBigIndex,
  healpixBorder,
  healpixCellRadiusDeg,
  healpixCentre,
  healpixConeRanges,
  healpixFromRing,
  healpixIndex,
  healpixNeighbours,
  healpixOfUniq,
  healpixOrderOf,
  healpixSizeDeg,
  healpixToRing,
  healpixUniq,
  separationDeg,
} from "@armillary/sky";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyPosition, near } from "./arbitraries.ts";

const orders = fc.integer({ min: 0, max: 24 });
const bigOrders = fc.integer({ min: 0, max: 29 });

/** Any cell, of any order that numbers can name. */
const cells = orders.chain((order) =>
  fc.tuple(
    fc.constant(order),
    fc.maxSafeInteger().map((any) => Math.abs(any) % (12 * 4 ** order)),
  ),
);
const bigCells = bigOrders.chain((order) =>
  fc.tuple(fc.constant(order), fc.bigInt({ min: 0n, max: (12n << BigInt(2 * order)) - 1n })),
);

describe("indices", () => {
  test.each([
    { order: 0, at: [45, 45], nested: 0, ring: 0 },
    { order: 0, at: [0, 0], nested: 4, ring: 4 },
    { order: 0, at: [315, -60], nested: 11, ring: 11 },
    { order: 1, at: [45, 89.9], nested: 3, ring: 0 },
    { order: 1, at: [45, -89.9], nested: 32, ring: 44 },
    { order: 3, at: [10.684708, 41.26875], nested: 42, ring: 112 },
  ] as const)("$at at order $order", ({ order, at: [ra, dec], nested, ring }) => {
    expect(healpixIndex(order, ra, dec)).toBe(nested);
    expect(healpixBigIndex(order, ra, dec)).toBe(BigInt(nested));
    expect(healpixToRing(order, nested)).toBe(ring);
  });

  test("lead to the centre, and the centre back to them", () => {
    fc.assert(
      fc.property(bigCells, ([order, index]) => {
        const { raDeg, decDeg } = healpixCentre(order, index);
        expect(healpixBigIndex(order, raDeg, decDeg)).toBe(index);
        expect(healpixFromRing(order, healpixToRing(order, index))).toBe(index);
        expect(healpixOfUniq(healpixUniq(order, index))).toEqual({ order, index });
      }),
    );
  });

  test("are the same as numbers and as bigints", () => {
    fc.assert(
      fc.property(cells, ([order, index]) => {
        expect(healpixCentre(order, BigInt(index))).toEqual(healpixCentre(order, index));
        expect(healpixToRing(order, BigInt(index))).toBe(BigInt(healpixToRing(order, index)));
        expect(healpixFromRing(order, healpixToRing(order, index))).toBe(index);
        expect(healpixUniq(order, BigInt(index))).toBe(BigInt(healpixUniq(order, index)));
        expect(healpixOfUniq(healpixUniq(order, index))).toEqual({ order, index });
      }),
    );
  });

  test("of RING go southwards, and eastwards along a circle", () => {
    for (const order of [0, 1, 3]) {
      const centres = Array.from({ length: 12 * 4 ** order }, (_, ring) =>
        healpixCentre(order, healpixFromRing(order, ring)),
      );
      for (const [index, { raDeg, decDeg }] of centres.slice(1).entries()) {
        const before = centres[index] as (typeof centres)[number];
        expect(decDeg < before.decDeg - 1e-9 || (Math.abs(decDeg - before.decDeg) < 1e-9 && raDeg > before.raDeg)).toBe(
          true,
        );
      }
    }
  });

  test("a position's cell of one order is the child of that of the order before", () => {
    fc.assert(
      fc.property(anyPosition, fc.integer({ min: 1, max: 29 }), ({ raDeg, decDeg }, order) => {
        // On a border, rounding may choose another side at another order.
        const parent = healpixBigIndex(order - 1, raDeg, decDeg);
        const child = healpixBigIndex(order, raDeg, decDeg);
        const around = [parent, ...healpixNeighbours(order - 1, parent)];
        expect(around).toContain(child >> 2n);
        const { raDeg: ra, decDeg: dec } = healpixCentre(order, child);
        expect(healpixBigIndex(order - 1, ra, dec)).toBe(child >> 2n);
      }),
    );
  });

  test.each([
    () => healpixIndex(25, 0, 0),
    () => healpixIndex(-1, 0, 0),
    () => healpixIndex(1.5, 0, 0),
    () => healpixBigIndex(30, 0, 0),
    () => healpixBigIndex(3, Number.NaN, 0),
    () => healpixCentre(1, 48),
    () => healpixCentre(1, -1n),
    () => healpixFromRing(1, 48),
    () => healpixFromRing(1, 48n),
    () => healpixUniq(0, 12),
    () => healpixOfUniq(3),
    () => healpixOfUniq(0.5),
  ])("what is no order or index is refused: %s", (ask) => {
    expect(ask).toThrow(expect.objectContaining({ code: "SKY_HEALPIX" }));
  });

  test("an unknown coordinate has no index", () => {
    expect(healpixIndex(5, Number.NaN, 0)).toBeNaN();
    expect(healpixIndex(5, 0, Number.NaN)).toBeNaN();
  });
});

test("neighbours are each other's neighbours, on the other side", () => {
  fc.assert(
    fc.property(bigCells, ([order, index]) => {
      const neighbours = healpixNeighbours(order, index);
      expect(neighbours).toHaveLength(HEALPIX_DIRECTIONS.length);
      for (const neighbour of neighbours) {
        if (neighbour !== undefined) expect(healpixNeighbours(order, neighbour)).toContain(index);
      }
    }),
  );
});

test("24 cells of an order have seven neighbours, all others eight", () => {
  for (const order of [1, 2, 3]) {
    const counts = Array.from({ length: 12 * 4 ** order }, (_, index) => {
      const neighbours = healpixNeighbours(order, index).filter((neighbour) => neighbour !== undefined);
      expect(new Set(neighbours).size).toBe(neighbours.length);
      return neighbours.length;
    });
    expect(counts.filter((count) => count === 7)).toHaveLength(24);
    expect(counts.filter((count) => count === 8)).toHaveLength(12 * 4 ** order - 24);
  }
});

test("borders run around the centre, no farther from it than a cell's radius", () => {
  fc.assert(
    fc.property(cells, ([order, index]) => {
      const centre = healpixCentre(order, index);
      const border = healpixBorder(order, index, 4);
      expect(border).toHaveLength(16);
      for (const { raDeg, decDeg } of border) {
        const distance = separationDeg(centre.raDeg, centre.decDeg, raDeg, decDeg);
        expect(distance).toBeLessThanOrEqual(healpixCellRadiusDeg(order));
        expect(distance).toBeGreaterThan(healpixSizeDeg(order) * 0.3);
      }
    }),
  );
});

test("sizes and orders belong together", () => {
  expect(healpixSizeDeg(0)).toBeCloseTo(58.6323, 4);
  for (let order = 0; order <= 29; order++) expect(healpixOrderOf(healpixSizeDeg(order))).toBe(order);
  expect(healpixOrderOf(1e-20)).toBe(29);
  expect(healpixOrderOf(200)).toBe(0);
  expect(() => healpixOrderOf(0)).toThrow(expect.objectContaining({ code: "SKY_ANGLE" }));
});

describe("healpixConeRanges", () => {
  const contains = (ranges: Float64Array, index: number): boolean =>
    ranges.some((first, at) => at % 2 === 0 && first <= index && index < (ranges[at + 1] as number));

  test("have the cell of every position of the cone", () => {
    const cones = anyPosition.chain((centre) =>
      fc.double({ min: 1e-6, max: 179, noNaN: true }).chain((radius) => {
        const finest = Math.min(24, healpixOrderOf(radius) + 5);
        return fc.tuple(
          fc.constant(centre),
          fc.constant(radius),
          fc.integer({ min: 0, max: finest }),
          fc.array(near(centre, radius), { minLength: 5, maxLength: 20 }),
        );
      }),
    );
    fc.assert(
      fc.property(cones, ([centre, radius, order, positions]) => {
        const ranges = healpixConeRanges(order, centre.raDeg, centre.decDeg, radius);
        expect(ranges.every((value, at) => at === 0 || value > (ranges[at - 1] as number))).toBe(true);
        expect(contains(ranges, healpixIndex(order, centre.raDeg, centre.decDeg))).toBe(true);
        for (const { raDeg, decDeg } of positions) {
          if (separationDeg(centre.raDeg, centre.decDeg, raDeg, decDeg) > radius) continue;
          expect(contains(ranges, healpixIndex(order, raDeg, decDeg))).toBe(true);
        }
      }),
    );
  });

  test("have few cells that the cone does not touch", () => {
    for (const [ra, dec] of [
      [10, 20],
      [0, 90],
      [359.9, -41.8],
    ] as const) {
      const ranges = healpixConeRanges(10, ra, dec, 1);
      let count = 0;
      for (let at = 0; at < ranges.length; at += 2) count += (ranges[at + 1] as number) - (ranges[at] as number);
      const cellArea = healpixSizeDeg(10) ** 2;
      expect(count * cellArea).toBeLessThan(Math.PI * (1 + 2 * healpixSizeDeg(10)) ** 2);
    }
  });

  test("are the whole sky for 180 degrees, and nothing for no position", () => {
    expect([...healpixConeRanges(3, 0, 0, 180)]).toEqual([0, 768]);
    expect([...healpixConeRanges(3, Number.NaN, 0, 1)]).toEqual([]);
  });
});
