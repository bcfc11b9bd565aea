import { AdqlError } from "@armillary/adql";
import { createEngineCatalog, type EngineCatalog, translate } from "@armillary/engine";
import { expect, test } from "vitest";
import { Random } from "../../bench/random.js";
import { Sentences } from "../support/adql-sentences.ts";
import { guessedTables } from "../support/guessed-tables.ts";
import { RANDOM_TABLES, RandomQueries } from "../support/random-queries.ts";
import { openDuckDB } from "../support/translated.ts";

/** How many of the queries become SQL; those that DuckDB does not take, and what it says. */
async function bind(queries: Iterable<string>, catalogOf: (query: string) => EngineCatalog) {
  const connection = await openDuckDB();
  const unbound: string[] = [];
  const refusals: string[] = [];
  let bound = 0;
  for (const query of queries) {
    let sql: string;
    try {
      ({ sql } = translate(query, catalogOf(query)));
    } catch (error) {
      if (!(error instanceof AdqlError)) throw new Error(query, { cause: error });
      expect(error.problems.length).toBeGreaterThan(0);
      refusals.push(`${error.message}\n${query}`);
      continue;
    }
    try {
      await connection.run(`EXPLAIN ${sql}`);
      bound++;
    } catch (error) {
      unbound.push(`${(error as Error).message.slice(0, 500)}\n${query}\n${sql}`);
    }
  }
  return { bound, unbound, refusals };
}

test("random sentences of the grammar are refused with a place, or become SQL that DuckDB takes", async () => {
  const sentences = new Sentences(new Random(20261122));
  const queries = Array.from({ length: 500 }, () => sentences.query(2));
  const { bound, unbound } = await bind(queries, (query) => createEngineCatalog(guessedTables(query)));
  expect(unbound).toEqual([]);
  expect(bound).toBeGreaterThan(2);
});

test("random queries that are right become SQL that DuckDB takes", async () => {
  const random = new RandomQueries(new Random(42));
  const catalog = createEngineCatalog(RANDOM_TABLES);
  const queries = Array.from({ length: 300 }, () => random.query());
  const { bound, unbound, refusals } = await bind(queries, () => catalog);
  expect(unbound).toEqual([]);
  expect(refusals).toEqual([]);
  expect(bound).toBe(queries.length);
});
