import { createCatalog } from "@armillary/adql";
import type { CellValue } from "@armillary/columns";
import { completeQuery } from "@armillary/tap";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gather, rowsIn } from "../../support/column-arbitraries.ts";
import { serviceTable } from "../../support/tap-service/tables.ts";
import { multiset, runHere } from "./run-here.ts";

// Laws of dividing: the parts together are the whole, whatever the values and the limit; and it takes few queries.

/** Numbers in crowds, at the ends, equal ones, and NULLs. */
const reals: fc.Arbitrary<CellValue> = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: true, min: 0, max: 360 }) },
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }).map((n) => 83.8 + n * 1e-13) },
  { weight: 1, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324) },
  { weight: 2, arbitrary: fc.constant(null) },
);
const longs: fc.Arbitrary<CellValue> = fc.oneof(
  { weight: 3, arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { weight: 3, arbitrary: fc.bigInt({ min: 9_007_199_254_740_990n, max: 9_007_199_254_741_000n }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const texts: fc.Arbitrary<CellValue> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom("", "a", "A", "aa", "it's", "αβ", "😀", null) },
);

/** One key a row, so that any limit can be kept. */
const tables = fc
  .array(fc.tuple(reals, longs, texts), { maxLength: 120 })
  .map((rows) => rows.map((row, index): readonly CellValue[] => [BigInt(index % 97) * 3n, ...row, BigInt(index)]));

const SPECS = { class: "long", ra: "double", source: "long", label: "char*", number: "long" } as const;

test.each(["class", "ra", "source", "label", "number"] as const)(
  "divided by %s first, nothing is missing or doubled",
  async (first) => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 60 }), fc.boolean(), async (rows, limit, silent) => {
        const table = serviceTable("t", SPECS, rows, { indexed: [first] });
        const columns = table.fields.map(({ name, datatype, arraysize }) => ({
          name,
          datatype: datatype ?? "double",
          ...(arraysize === undefined ? {} : { arraysize }),
          indexed: name === first,
        }));
        const { run, queries, most } = runHere([table], { limit, silent });
        const result = await completeQuery("SELECT * FROM t", {
          run,
          catalog: createCatalog({ tables: [{ name: "t", columns }] }),
          limit,
          retryDelayMs: 0,
        });
        const got = rowsIn(await gather(result.batches()));
        expect(multiset(got)).toEqual(multiset(rows));
        const { proof } = await result.summary;
        expect(proof).toMatchObject({ isComplete: true, counted: rows.length, received: rows.length });
        expect(proof.parts.reduce((sum, { received = 0 }) => sum + received, 0)).toBe(rows.length);
        expect(proof.parts.every(({ counted }) => counted <= limit)).toBe(true);
        expect(proof.requests).toBe(queries.length);
        expect(most()).toBeLessThanOrEqual(2);
      }),
      { numRuns: 60 },
    );
  },
);
