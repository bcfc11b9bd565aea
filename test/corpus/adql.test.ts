import { check, format, parse, print } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { type QueryOfSuite, queriesOfSuites } from "../support/adql-queries.ts";
import { meaning } from "../support/adql-trees.ts";
import { corpusLabel } from "../support/corpus.ts";
import exceptions from "./adql-exceptions.json" with { type: "json" };

// The verdicts of other people's suites, by the grammar of the version that each query is for, with SQL's extensions
// refused. Where we say otherwise, the file of exceptions argues it; an entry that is none any more fails. What only tables
// can decide is adql-semantic.test.ts's.

const argued: Readonly<Record<string, string>> = exceptions;
const queries = queriesOfSuites();

/** By the grammar, and by the functions that a query brings along. */
function isValid({ query, version, functions }: QueryOfSuite): boolean {
  const parsed = parse(query, { version, extensions: "error" });
  if (!parsed.valid || functions === undefined) return parsed.valid;
  const { problems } = check(parsed, { functions: functions.map((signature) => ({ signature })) });
  return !problems.some(({ code }) => code === "ADQL_UNKNOWN_FUNCTION");
}

describe.skipIf(queries.length === 0)(`corpus/adql${corpusLabel}`, () => {
  test.each(queries)("$id", (query) => {
    const verdict = isValid(query);
    if (argued[query.id] === undefined) expect(verdict, query.query).toBe(query.valid);
    else expect(verdict, "an exception that is none any more").not.toBe(query.valid);
  });

  test("every exception is a query of the corpus", () => {
    const ids = new Set(queries.map(({ id }) => id));
    expect(Object.keys(argued).filter((id) => !ids.has(id))).toEqual([]);
  });

  test("what is right is printed and laid out, and means the same", () => {
    let seen = 0;
    for (const { id, query, version } of queries) {
      const parsed = parse(query, { version });
      if (!parsed.valid || parsed.query === undefined) continue;
      seen++;
      const printed = parse(print(parsed.query, { version }), { version });
      const laidOut = parse(format(query, { version, keywordCase: "keep" }), { version });
      expect(
        [printed.query, laidOut.query].map((tree) => tree && meaning(tree)),
        id,
      ).toEqual([meaning(parsed.query), meaning(parsed.query)]);
      expect(format(laidOut.text, { version, keywordCase: "keep" }), id).toBe(laidOut.text);
    }
    expect(seen).toBeGreaterThan(300);
  });

  test("what is wrong is told with places inside the text", () => {
    for (const { id, query, version, valid } of queries) {
      for (const { span, line, column } of parse(query, { version }).problems) {
        expect(span.start <= span.end && span.end <= query.length && line > 0 && column > 0, `${id}, ${valid}`).toBe(
          true,
        );
      }
    }
  });
});
