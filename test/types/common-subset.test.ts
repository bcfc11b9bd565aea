import type { RowOf } from "@armillary/adql";
import { expect, test } from "vitest";
import type { Schema } from "./archive-schema.d.ts";
import { COMMON_SUBSET, type SubsetQuery } from "./common-subset.ts";
import { assertType, type Exact } from "./exact.ts";

// The law of typed rows: what the compiler reads out of a query is what `check` finds in it.

/** The queries in which the compiler finds other columns than the table says; never when all agree. */
type Disagreement<Query extends SubsetQuery> = Query extends SubsetQuery
  ? Exact<keyof RowOf<Schema, Query["adql"]>, Query["columns"][number]> extends true
    ? never
    : { readonly adql: Query["adql"]; readonly found: keyof RowOf<Schema, Query["adql"]> }
  : never;

test("the compiler knows the columns of every query of the common subset", () => {
  assertType<Exact<Disagreement<(typeof COMMON_SUBSET)[number]>, never>>();
  expect(COMMON_SUBSET.length).toBeGreaterThanOrEqual(40);
});
