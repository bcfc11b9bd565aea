import { createCatalog } from "@armillary/adql";
import type { CellValue } from "@armillary/columns";
import { completeQuery } from "@armillary/tap";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gather, rowsIn } from "../../support/column-arbitraries.ts";
import { serviceTable } from "../../support/tap-service/tables.ts";
import { multiset, runHere } from "./run-here.ts";

// How many queries dividing takes: as many as there are parts, times a little for finding where to cut.

/** To come from 360 degrees down to 1e-6 of them, by two cuts each. */
const MOST_STEPS = 30;

/** Positions as surveys have them: even, in clusters, ever closer to one place; `random` gives numbers from 0 to 1. */
const SPREADS: Readonly<Record<string, (row: number, random: () => number) => number>> = {
  even: (_, random) => random() * 360,
  clustered: (row, random) => (row % 10 === 0 ? random() * 360 : 83.82 + random() * 1e-6),
  "ever denser": (_, random) => 2 ** (-random() * 1000),
  "far apart": (_, random) => (random() - 0.5) * 2 ** (random() * 2000 - 1000),
};

test.each(Object.keys(SPREADS))("rows that are %s take O(n / limit · log) queries", async (name) => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1500 }),
      fc.integer({ min: 10, max: 300 }),
      fc.integer(),
      async (count, limit, seed) => {
        const random = generator(seed);
        const rows = Array.from({ length: count }, (_, row): readonly CellValue[] => [
          SPREADS[name]?.(row, random) ?? 0,
        ]);
        const { run, queries } = runHere([serviceTable("t", { ra: "double" }, rows)], { limit });
        const catalog = createCatalog({ tables: [{ name: "t", columns: [{ name: "ra", datatype: "double" }] }] });
        const result = await completeQuery("SELECT ra FROM t", { run, catalog, limit });
        expect(multiset(rowsIn(await gather(result.batches())))).toEqual(multiset(rows));
        const parts = count / limit;
        expect(queries.length).toBeLessThanOrEqual(
          3 + (parts <= 1 ? 0 : MOST_STEPS + 3 * parts * Math.log2(2 + parts)),
        );
      },
    ),
    { numRuns: 25 },
  );
});

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
