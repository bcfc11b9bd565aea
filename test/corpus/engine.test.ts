import { AdqlError } from "@armillary/adql";
import { createEngineCatalog, translate } from "@armillary/engine";
import { afterAll, describe, expect, test } from "vitest";
import { queriesOfSuites } from "../support/adql-queries.ts";
import { corpusLabel } from "../support/corpus.ts";
import { guessedTables } from "../support/guessed-tables.ts";
import { openDuckDB } from "../support/translated.ts";

// What other implementations' tests hold for right ADQL becomes SQL that DuckDB takes, over tables guessed from the queries.

const queries = queriesOfSuites().filter(({ valid, contextual }) => valid && !contextual);

describe.skipIf(queries.length === 0)(`corpus/adql on DuckDB${corpusLabel}`, () => {
  test("every query that can be translated binds, and most can", async () => {
    const connection = await openDuckDB(afterAll);
    const unbound: string[] = [];
    const refused = new Map<string, number>();
    let bound = 0;
    for (const { id, query } of queries) {
      let sql: string;
      try {
        ({ sql } = translate(query, createEngineCatalog(guessedTables(query))));
      } catch (error) {
        if (!(error instanceof AdqlError)) throw new Error(`${id}: ${query}`, { cause: error });
        refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
        continue;
      }
      await connection.run(`EXPLAIN ${sql}`).then(
        () => bound++,
        (error: Error) => unbound.push(`${id}: ${error.message.slice(0, 400)}\n${query}\n${sql.slice(0, 800)}`),
      );
    }
    expect(unbound).toEqual([]);
    expect(bound).toBeGreaterThan(queries.length * 0.6);
  });
});
