import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  countRows,
  DIALECT_PROFILES,
  type DialectProfile,
  literalOf,
  parse,
  print,
  rewriteFor,
  splitAt,
  splittable,
  withTop,
} from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { corpusFolder, corpusLabel } from "../support/corpus.ts";

// Queries that others wrote: what is made of them stays ADQL, and is said. Nothing here knows what they ask for.

const queries = corpusFolder === undefined ? [] : queriesIn(join(corpusFolder, "adql"));

function queriesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ndjson"));
  const lines = files.flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  return lines.flatMap((line) => (line === "" ? [] : [String(JSON.parse(line).query)]));
}

const fact = <T>(value: T) => ({ value, confidence: "observed", source: "a test" }) as const;
const POOR: DialectProfile = {
  id: "poor",
  title: "Poor",
  tapUrls: [],
  versions: fact(["2.0"] as const),
  frame: fact("required"),
  truth: fact("last"),
  spatial: fact({ most: 1, first: true }),
  missing: (["DISTANCE", "BOX", "ILIKE", "WITH", "!=", "LEFT JOIN", "* OF JOIN"] as const).map(fact),
};
const BARE: DialectProfile = {
  ...POOR,
  id: "bare",
  frame: fact("refused"),
  missing: (["POINT", "<>"] as const).map(fact),
};

describe.skipIf(queries.length === 0)(`corpus/adql, rewritten${corpusLabel}`, () => {
  const valid = queries.filter((query) => parse(query).valid);

  test("there are queries", () => {
    expect(valid.length).toBeGreaterThan(300);
  });

  test.each([...DIALECT_PROFILES, POOR, BARE].map((profile) => [profile.id, profile] as const))(
    "for %s",
    (_id, profile) => {
      for (const query of valid) {
        const { text, changes, problems } = rewriteFor(query, profile, { maxrec: 200_000 });
        expect(parse(text).problems.filter(({ severity }) => severity === "error")).toEqual([]);
        expect([query, text === query]).toEqual([query, changes.length === 0]);
        expect(rewriteFor(text, profile, { maxrec: 200_000 })).toMatchObject({ text, changes: [] });
        for (const { span } of [...changes, ...problems]) expect(span.end).toBeLessThanOrEqual(query.length);
      }
    },
  );

  test("what is no query comes back as it is", () => {
    for (const query of queries.filter((query) => !valid.includes(query))) {
      const { text, problems, changes } = rewriteFor(query, POOR);
      if (changes.every(({ rule }) => rule !== "mend")) expect(text).toBe(query);
      expect(problems.length + changes.length).toBeGreaterThan(0);
    }
  });

  test("counted, cut off and divided they are still ADQL", () => {
    let divided = 0;
    for (const text of valid) {
      const { query } = parse(text);
      if (query === undefined) throw new Error(text);
      const made = [countRows(query), withTop(query, 10).query];
      const column = splittable(query).columns?.[0];
      if (column !== undefined) {
        made.push(...splitAt(query, column, [literalOf(-1)]));
        divided += 1;
      }
      for (const part of made) {
        if (part === undefined) continue;
        expect(parse(print(part)).problems.filter(({ severity }) => severity === "error")).toEqual([]);
      }
    }
    expect(divided).toBeGreaterThan(150);
  });
});
