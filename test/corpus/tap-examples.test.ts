import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@armillary/adql";
import { parseExamples } from "@armillary/tap";
import { describe, expect, test } from "vitest";
import { corpusFolder, corpusLabel } from "../support/corpus.ts";

// HEASARC's examples, as pyvo's tests have them: XHTML with RDFa, and a continuation.

describe.skipIf(corpusFolder === undefined)(`examples of the corpus${corpusLabel}`, () => {
  test("HEASARC's: five queries that parse, each with a name and words, and a document with more", () => {
    const text = readFileSync(join(corpusFolder ?? "", "dal/dali-examples/pyvo/examples.htm"), "utf8");
    const { examples, continuations } = parseExamples(text, "https://heasarc.gsfc.nasa.gov/xamin/vo/tap/examples");
    expect(examples.map(({ id }) => id)).toEqual([
      "QueryContainsPointCircle",
      "CrossMatch",
      "QueryCirclesIntersect",
      "QueryPolygon",
      "QueryDistance",
    ]);
    for (const { name, description, query } of examples) {
      expect(name).toMatch(/^Simple geometric query/);
      expect(description?.length).toBeGreaterThan(100);
      expect(parse(query ?? "").valid).toBe(true);
    }
    expect(continuations).toEqual(["http://example.org/obscore-examples.html"]);
  });
});
