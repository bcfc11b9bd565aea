import { offsetPosition, type Position, type Positions } from "@armillary/sky";
import fc from "fast-check";

/** Positions all over the sky, and often where something is special: poles, right ascension 0, borders of HEALPix base cells. */
export const anyPosition: fc.Arbitrary<Position> = fc.record({
  raDeg: fc.oneof(
    fc.double({ min: 0, max: 360, maxExcluded: true, noNaN: true }),
    fc.constantFrom(0, 45, 90, 180, 270, 359.9999999999, 1e-10),
  ),
  decDeg: fc.oneof(
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.constantFrom(-90, 90, 0, 41.8103148957786, -41.8103148957786, 89.9999999, -89.9999999),
  ),
});

const DIRECTIONS = fc.double({ min: 0, max: 360, noNaN: true });

/** A position some way from another: nearly always not farther than `mostDeg`. */
export function near(centre: Position, mostDeg: number): fc.Arbitrary<Position> {
  return fc
    .record({ distance: fc.double({ min: 0, max: mostDeg, noNaN: true }), direction: DIRECTIONS })
    .map(({ distance, direction }) => offsetPosition(centre.raDeg, centre.decDeg, distance, direction));
}

/** A table crowded around a few places, with rows that have no position among them. */
export const crowdedTables: fc.Arbitrary<readonly [left: Positions, right: Positions]> = fc
  .array(anyPosition, { minLength: 1, maxLength: 4 })
  .chain((centres) => {
    const row = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...centres).chain((centre) => near(centre, 3)) },
      { weight: 2, arbitrary: fc.constantFrom(...centres) },
      { weight: 1, arbitrary: fc.constant({ raDeg: Number.NaN, decDeg: 10 }) },
      { weight: 1, arbitrary: fc.constant({ raDeg: 10, decDeg: Number.NaN }) },
    );
    const table = fc
      .array(fc.tuple(row, fc.oneof(fc.double({ min: 0, max: 3, noNaN: true }), fc.constantFrom(Number.NaN, -1, 0))), {
        maxLength: 40,
      })
      .map((rows) => ({
        raDeg: Float64Array.from(rows, ([{ raDeg }]) => raDeg),
        decDeg: Float64Array.from(rows, ([{ decDeg }]) => decDeg),
        errorDeg: Float64Array.from(rows, ([, error]) => error),
      }));
    return fc.tuple(table, table);
  });
