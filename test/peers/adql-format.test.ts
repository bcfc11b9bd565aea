import { format, parse, print } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { queriesOfSuites } from "../support/adql-queries.ts";
import { dachsLabel, dachsUrl } from "../support/dachs.ts";
import { QUERIES } from "./tap-queries.ts";

// Whatever DaCHS runs, it runs the same once it was printed on one line and once it was laid out: our forty queries, and those
// of the corpus that it takes. (DaCHS 2.7 fails on `<>` and on LEFT JOIN without OUTER: the author's words are kept.)

/** A query that DaCHS refuses says so with this status, inside a document that may have status 200. */
const REFUSED = /name="QUERY_STATUS" value="ERROR"/;

/** Rows in no order, as text; undefined where it is refused. A time-out is a refusal: some queries of the corpus are joins of all. */
async function answerOf(query: string): Promise<readonly string[] | undefined> {
  const body = new URLSearchParams({ LANG: "ADQL", QUERY: query, FORMAT: "tsv", MAXREC: "20000" });
  const response = await fetch(`${dachsUrl}/tap/sync`, { method: "POST", body });
  const text = await response.text();
  return response.ok && !REFUSED.test(text) ? text.split("\n").sort() : undefined;
}

describe.skipIf(dachsUrl === undefined)(`DaCHS${dachsLabel}`, () => {
  test("our queries", async () => {
    for (const query of QUERIES) {
      const before = await answerOf(query);
      expect(before, query).toBeDefined();
      const tree = parse(query).query;
      expect(tree && (await answerOf(print(tree))), print(tree ?? { kind: "NullLiteral" })).toEqual(before);
      expect(await answerOf(format(query)), format(query)).toEqual(before);
    }
  });

  const valid = queriesOfSuites().filter(({ valid }) => valid);
  test.skipIf(valid.length === 0)("queries of the corpus that it runs", async () => {
    let ran = 0;
    for (const { id, query, version } of valid) {
      const parsed = parse(query, { version });
      if (!parsed.valid || parsed.query === undefined) continue;
      const before = await answerOf(query).catch(() => undefined);
      if (before === undefined) continue;
      ran++;
      expect(await answerOf(print(parsed.query)), `${id}: ${print(parsed.query)}`).toEqual(before);
      expect(await answerOf(format(query, { version })), `${id}: ${format(query, { version })}`).toEqual(before);
    }
    expect(ran).toBeGreaterThan(10);
  });
});
