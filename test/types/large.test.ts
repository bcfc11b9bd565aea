import { declareSchema } from "@armillary/adql";
import { expect, test } from "vitest";
import { compile } from "./compile.ts";

// TypeScript gives up on types that refer to themselves too often. Queries of a realistic size must be far from that.

const COLUMNS = Array.from({ length: 200 }, (_, index) => `column_number_${index}`);
const SCHEMA = declareSchema({
  tables: ["catalogue.first", "catalogue.second"].map((name) => ({
    name,
    columns: COLUMNS.map((column) => ({ name: column, datatype: "double" })),
  })),
});

const list = (count: number, item: (index: number) => string, separator: string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(separator);

const LARGE = [
  {
    what: "30 columns, 20 conditions, a join",
    adql: `SELECT TOP 100 ${list(30, (i) => (i % 4 === 3 ? `a.column_number_${i} * 2 AS v${i}` : `a.column_number_${i}`), ",\n  ")}
      FROM catalogue.first AS a
      JOIN catalogue.second AS b ON a.column_number_1 = b.column_number_2
      WHERE ${list(20, (i) => `a.column_number_${i} BETWEEN ${i} AND ROUND(b.column_number_${i}, 2)`, "\n AND ")}
      ORDER BY v3`,
    property: "v3",
  },
  { what: "every column", adql: `SELECT ${COLUMNS.join(",")} FROM first`, property: "column_number_199" },
  { what: "every column of two tables", adql: "SELECT * FROM first, second", property: "column_number_199_2" },
  {
    what: "a list of 600 numbers",
    adql: `SELECT column_number_1 FROM first WHERE column_number_2 IN (${list(600, String, ",")})`,
    property: "column_number_1",
  },
  {
    what: "300 conditions",
    adql: `SELECT column_number_1 FROM first WHERE ${list(300, (i) => `column_number_${i % 200}=${i}`, " OR ")}`,
    property: "column_number_1",
  },
  {
    what: "a sum of 200",
    adql: `SELECT ${list(200, (i) => `column_number_${i}`, " + ")} AS x FROM first`,
    property: "x",
  },
  {
    what: "60 parentheses around one another",
    adql: `SELECT ${"ABS(".repeat(60)}column_number_1${")".repeat(60)} AS x FROM first WHERE ${"(".repeat(60)}1=1${")".repeat(60)}`,
    property: "x",
  },
  {
    what: "much white space and a long comment",
    adql: `SELECT column_number_1 -- ${"it's (\"nothing ".repeat(100)}\n${" ".repeat(2000)}FROM${"\n\t".repeat(300)}first`,
    property: "column_number_1",
  },
  {
    what: "20 tables",
    adql: `SELECT t7.column_number_1 FROM ${list(20, (i) => `first AS t${i}`, ", ")} WHERE t3.column_number_2 > 1`,
    property: "column_number_1",
  },
] as const;

test("large queries compile", () => {
  const rows = LARGE.map(
    ({ adql, property }, index) => `
      type Row${index} = RowOf<Schema, ${JSON.stringify(adql)}>;
      export const has${index}: ${JSON.stringify(property)} extends keyof Row${index} ? true : false = true;
      export const hasNo${index}: "other" extends keyof Row${index} ? true : false = false;`,
  );
  const { errors } = compile(rows.join("\n"), SCHEMA);
  expect(errors).toEqual([]);
});

test("a query of 2000 characters takes less than 40 000 instantiations, whatever is in the schema", () => {
  const [{ adql }] = LARGE;
  expect(adql.length).toBeGreaterThan(2000);
  const cost = (copies: number) =>
    compile(
      list(
        copies,
        (i) =>
          `export type R${i} = RowOf<Schema, ${JSON.stringify(`${adql}, v${7}--${i}`)}>; export const r${i} = {} as R${i}["v3"];`,
        "\n",
      ),
      SCHEMA,
    ).instantiations;
  const each = (cost(11) - cost(1)) / 10;
  expect(each).toBeGreaterThan(1000);
  expect(each).toBeLessThan(40_000);
});
