import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { complete, isReserved, type Problem, parse, print } from "../../../packages/adql/src/index.ts";
import { queries } from "../../support/adql-arbitraries.ts";
import { cpuTimeMs } from "../../support/cpu-time.ts";
import { keywordPlaces } from "./keyword-places.ts";
import { queryText } from "./query-arbitrary.ts";

// What the grammar lets come next, held against valid queries and against the parser.

/** Reserved words that are values or functions here, not keywords. */
const FUNCTIONS = new Set(["ABS", "COALESCE", "LOWER", "POINT", "CAST", "COUNT", "AVG", "MAX"]);

/** Types of arguments and the like are not the grammar's business. */
function syntaxErrors(query: string): readonly Problem[] {
  const { problems } = parse(query, { extensions: "allow" });
  return problems.filter(
    ({ severity, code }) => severity === "error" && (code === "ADQL_SYNTAX" || code === "ADQL_RESERVED"),
  );
}

/** At the end of a text these could be names that lack their quotes. */
const BEGINNINGS: Readonly<Record<string, string>> = { CASE: " WHEN", EXISTS: " (" };

/** Every place before a word of a query. */
function places(query: string): readonly { readonly before: string; readonly word: string }[] {
  const words = query.split(" ");
  return words.map((word, index) => ({
    before: words
      .slice(0, index)
      .map((each) => `${each} `)
      .join(""),
    word,
  }));
}

test("queries that are generated are valid", () => {
  fc.assert(
    fc.property(queryText, (query) => {
      expect(syntaxErrors(query)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test("the keyword that follows is among the completions", () => {
  fc.assert(
    fc.property(queryText, (query) => {
      for (const { before, word } of places(query)) {
        if (!/^[A-Z]+$/.test(word) || !isReserved(word) || FUNCTIONS.has(word)) continue;
        const labels = complete(before, before.length).map(({ label }) => label);
        const found = labels.some((label) => label.split(" ")[0] === word);
        expect(found, `${word} after ${before.slice(-200)}: ${labels.join(", ")}`).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test("so it is where the rest of the query follows, and where its first letter is typed", () => {
  fc.assert(
    fc.property(queryText, fc.nat(), (query, chosen) => {
      const all = places(query).filter(({ word }) => /^[A-Z]+$/.test(word) && isReserved(word) && !FUNCTIONS.has(word));
      const { before, word } = all[chosen % all.length] ?? { before: "", word: "SELECT" };
      const labels = complete(query, before.length + 1).map(({ label }) => label.split(" ")[0]);
      expect(labels, `${before.slice(-200)}|${word}`).toContain(word);
    }),
    { numRuns: 100 },
  );
});

test("so it is in queries printed from trees", () => {
  fc.assert(
    fc.property(queries, (query) => {
      const text = print(query);
      // What no grammar takes says nothing of what may follow.
      fc.pre(parse(text, { extensions: "allow" }).valid);
      // Trees can be large, and each place takes as long as all before it.
      const places = keywordPlaces(text);
      for (const { word, start } of places.filter((_, index) => index % Math.ceil(places.length / 20) === 0)) {
        const labels = complete(text.slice(0, start), start).map(({ label }) => label.split(" ")[0]);
        expect(labels, `${text.slice(0, start).slice(-200)}|${word}`).toContain(word);
      }
    }),
    { numRuns: 60 },
  );
});

test("every keyword that is offered is one that the parser takes there", () => {
  fc.assert(
    fc.property(queryText, fc.nat(), (query, chosen) => {
      const all = places(query);
      const { before } = all[chosen % all.length] ?? { before: "" };
      for (const { kind, label } of complete(before, before.length)) {
        if (kind !== "keyword") continue;
        const there = syntaxErrors(`${before}${label}${BEGINNINGS[label] ?? ""}`).filter(
          ({ span }) => span.start >= before.length && span.start < before.length + label.length,
        );
        expect(there, `${before.slice(-200)}|${label}`).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});

describe("nothing throws", () => {
  test("at any place of any text", () => {
    fc.assert(
      fc.property(fc.oneof(queryText, fc.string({ unit: "binary", maxLength: 80 })), fc.nat(), (text, at) => {
        expect(Array.isArray(complete(text, at % (text.length + 1)))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("at any place of a query that has been damaged", () => {
    fc.assert(
      fc.property(queryText, fc.nat(), fc.nat(), fc.string({ maxLength: 4 }), (text, from, length, put) => {
        const start = from % (text.length + 1);
        const damaged = text.slice(0, start) + put + text.slice(start + (length % 10));
        for (let at = start; at <= Math.min(start + 8, damaged.length); at++) {
          for (const { span } of complete(damaged, at)) {
            expect(span.start).toBeLessThanOrEqual(at);
            expect(span.end).toBeGreaterThanOrEqual(at);
          }
        }
        expect(damaged).toBeTypeOf("string");
      }),
      { numRuns: 50 },
    );
  });
});

describe("texts that nobody writes take time in proportion to their length", () => {
  test.each([
    ["parentheses", `SELECT ${"(".repeat(50_000)}1${")".repeat(50_000)}`],
    ["a name of very many parts", `SELECT ${"a.".repeat(50_000)}`],
    ["CASE in CASE", `SELECT ${"CASE WHEN ".repeat(20_000)}`],
    ["subqueries", "SELECT (".repeat(20_000)],
    ["one long word", `SELECT * FROM ${"a".repeat(200_000)}/`],
    ["quotes", "SELECT '\n\"\n".repeat(20_000)],
    ["semicolons", "SELECT 1;".repeat(30_000)],
    ["commas", `SELECT ${",".repeat(50_000)}`],
    ["comparisons", `SELECT a FROM t WHERE ${"a = ".repeat(30_000)}`],
  ])("%s", (_, text) => {
    const startMs = cpuTimeMs();
    expect(Array.isArray(complete(text, text.length))).toBe(true);
    expect(Array.isArray(complete(text, text.length >> 1))).toBe(true);
    expect(cpuTimeMs() - startMs).toBeLessThan(20_000);
  });
});
