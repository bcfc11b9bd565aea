import { check, createCatalog, declareSchema, parse, type RowOf } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { archive } from "./archive.ts";
import type { Schema } from "./archive-schema.d.ts";
import { COMMON_SUBSET, type SubsetQuery } from "./common-subset.ts";
import { compile } from "./compile.ts";
import { assertType, type Exact } from "./exact.ts";

// The law of typed rows: what the compiler reads out of a query is what `check` finds in it.

/** The queries in which the compiler finds other columns than the table says; never when all agree. */
type Disagreement<Query extends SubsetQuery> = Query extends SubsetQuery
  ? Exact<keyof RowOf<Schema, Query["adql"]>, Query["columns"][number]> extends true
    ? never
    : { readonly adql: Query["adql"]; readonly found: keyof RowOf<Schema, Query["adql"]> }
  : never;

const catalog = createCatalog(archive);
const checked = COMMON_SUBSET.map(({ adql, columns }) => ({ adql, columns, result: check(parse(adql), catalog) }));

describe("in every query of the common subset", () => {
  test("the compiler finds the columns that the table says", () => {
    assertType<Exact<Disagreement<(typeof COMMON_SUBSET)[number]>, never>>();
    expect(COMMON_SUBSET.length).toBeGreaterThanOrEqual(40);
  });

  test.each(checked)("check finds them: $adql", ({ columns, result }) => {
    expect(result.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(result.columns.filter(({ named }) => named).map(({ name }) => name)).toEqual(columns);
  });

  test("values that check expects are of the compiler's types", () => {
    const rows = checked.map(({ result }, index) => ({
      name: `found.row${index}`,
      columns: result.columns.filter(({ named }) => named).map(({ name, votable }) => ({ name, ...votable })),
    }));
    const program = checked.map(
      ({ adql }, index) => `
      export const law${index}: [Present<Schema["found.row${index}"]>] extends [RowOf<Schema, ${JSON.stringify(adql)}>]
        ? true : false = true;`,
    );
    const { errors } = compile(
      `type Present<Row> = { [Name in keyof Row]: Exclude<Row[Name], null> };\n${program.join("\n")}`,
      declareSchema({ tables: [...(archive.tables ?? []), ...rows] }),
    );
    expect(errors).toEqual([]);
  });
});
