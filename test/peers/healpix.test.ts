import {
  healpixBigIndex,
  healpixBorder,
  healpixCentre,
  healpixConeRanges,
  healpixFromRing,
  healpixIndex,
  healpixNeighbours,
  healpixSizeDeg,
  healpixToRing,
  separationDeg,
  unitVector,
} from "@armillary/sky";
import { describe, expect, test } from "vitest";
import { hasHealpy, python } from "../support/peers.ts";
import { generator } from "../support/skies.ts";

// healpy, which wraps the HEALPix C++ library, on the same cells.

const CELLS = `
import json, sys, healpy
out = []
for order, ra, dec in json.load(sys.stdin):
    side = 2 ** order
    nested = int(healpy.ang2pix(side, ra, dec, nest=True, lonlat=True))
    ra0, dec0 = healpy.pix2ang(side, nested, nest=True, lonlat=True)
    around = [str(n) if n >= 0 else None for n in map(int, healpy.get_all_neighbours(side, nested, nest=True))]
    x, y, z = healpy.boundaries(side, nested, step=3, nest=True)
    out.append({"nested": str(nested), "ring": str(healpy.nest2ring(side, nested)), "centre": [float(ra0), float(dec0)],
                "around": around, "border": [list(map(float, point)) for point in zip(x, y, z)]})
print(json.dumps(out))`;

const CONES = `
import json, sys, math, healpy
out = []
for order, ra, dec, radius in json.load(sys.stdin):
    cone = (2 ** order, healpy.ang2vec(ra, dec, lonlat=True), math.radians(radius))
    out.append({"touched": list(map(int, healpy.query_disc(*cone, inclusive=True, fact=16, nest=True))),
                "centred": list(map(int, healpy.query_disc(*cone, inclusive=False, nest=True)))})
print(json.dumps(out))`;

interface TheirCell {
  readonly nested: string;
  readonly ring: string;
  readonly centre: [raDeg: number, decDeg: number];
  readonly around: (string | null)[];
  /** Unit vectors. */
  readonly border: [x: number, y: number, z: number][];
}

const random = generator(20_261);

/** All over the sky, every fourth next to a pole. */
function anyPosition(index: number): [raDeg: number, decDeg: number] {
  const nearPole = (random() < 0.5 ? 1 : -1) * (90 - 10 ** (-7 * random()));
  return [random() * 360, index % 4 === 0 ? nearPole : (Math.asin(2 * random() - 1) * 180) / Math.PI];
}

describe.skipIf(!hasHealpy)("healpy", () => {
  test("has the same cells, at every order: indices, centres, neighbours, borders", () => {
    const asked = Array.from({ length: 3000 }, (_, index) => [index % 30, ...anyPosition(index)] as const);
    const answers = JSON.parse(python(CELLS, JSON.stringify(asked))) as TheirCell[];
    let others = 0;
    for (const [index, [order, ra, dec]] of asked.entries()) {
      const { nested, ring, centre, around, border } = answers[index] as TheirCell;
      const cell = BigInt(nested);
      const found = healpixBigIndex(order, ra, dec);
      if (order <= 24) expect(healpixIndex(order, ra, dec)).toBe(Number(found));
      if (found !== cell) {
        // A border runs through the last digits of the position: the finest cells have 7 digits left.
        expect(order).toBeGreaterThan(20);
        expect(healpixNeighbours(order, cell)).toContain(found);
        others++;
      }
      expect(healpixToRing(order, cell)).toBe(BigInt(ring));
      expect(healpixFromRing(order, BigInt(ring))).toBe(cell);
      const ours = healpixCentre(order, cell);
      // Next to the poles theirs have fewer digits.
      expect(separationDeg(ours.raDeg, ours.decDeg, ...centre)).toBeLessThan(1e-10);
      expect(healpixNeighbours(order, cell).map((one) => one?.toString() ?? null)).toEqual(around);
      for (const { raDeg, decDeg } of healpixBorder(order, cell, 3)) {
        const [x, y, z] = unitVector(raDeg, decDeg);
        const nearest = Math.min(...border.map((point) => Math.hypot(x - point[0], y - point[1], z - point[2])));
        expect(nearest).toBeLessThan(1e-6 * healpixSizeDeg(order) + 1e-14);
      }
    }
    expect(others).toBeLessThan(4);
  });

  test("finds no cell of a cone that we do not, and we few that it does not", () => {
    const asked = Array.from({ length: 300 }, (_, index) => {
      const order = index % 9;
      return [order, ...anyPosition(index), Math.min(150, healpixSizeDeg(order) * 10 * random() ** 2)] as const;
    });
    const answers = JSON.parse(python(CONES, JSON.stringify(asked))) as { touched: number[]; centred: number[] }[];
    let [ours, theirs] = [0, 0];
    for (const [index, [order, ra, dec, radius]] of asked.entries()) {
      const { touched, centred } = answers[index] as (typeof answers)[number];
      const found = new Set<number>();
      const ranges = healpixConeRanges(order, ra, dec, radius);
      for (let at = 0; at < ranges.length; at += 2) {
        for (let cell = ranges[at] as number; cell < (ranges[at + 1] as number); cell++) found.add(cell);
      }
      // Theirs are generous, too: a cell of theirs that is not among ours must be outside.
      for (const cell of touched) {
        if (found.has(cell)) continue;
        const points = healpixBorder(order, cell, 64);
        const nearest = Math.min(...points.map(({ raDeg, decDeg }) => separationDeg(ra, dec, raDeg, decDeg)));
        expect(nearest).toBeGreaterThan(radius);
      }
      expect(centred.filter((cell) => !found.has(cell))).toEqual([]);
      ours += found.size;
      theirs += touched.length;
    }
    expect(ours).toBeLessThan(theirs * 1.15);
  });
});
