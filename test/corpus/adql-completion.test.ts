import { complete, parse } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { keywordPlaces } from "../adql/complete/keyword-places.ts";
import { queriesOfSuites } from "../support/adql-queries.ts";
import { corpusLabel } from "../support/corpus.ts";

// Queries of other people, as if they were being written: the keyword that follows is offered.

const queries = queriesOfSuites();

describe.skipIf(queries.length === 0)(`completion of corpus/adql${corpusLabel}`, () => {
  test("the keyword that follows is among the completions", () => {
    const missed: string[] = [];
    let seen = 0;
    for (const { id, query } of queries) {
      if (!parse(query, { extensions: "error" }).valid) continue;
      for (const { word, start } of keywordPlaces(query)) {
        seen++;
        const before = query.slice(0, start);
        const labels = complete(before, start).map(({ label }) => label.split(" ")[0]);
        if (!labels.includes(word)) missed.push(`${id}: ${before.slice(-80)}|${word}`);
      }
    }
    expect(missed).toEqual([]);
    expect(seen).toBeGreaterThan(1500);
  });
});
