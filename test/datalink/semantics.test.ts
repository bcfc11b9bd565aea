import { findTerm, matchesSemantics, narrowerTerms, normalizeSemantics, SEMANTICS_TERMS } from "@armillary/datalink";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

// Semantics of links: the core vocabulary's hierarchy, its spellings, and vocabularies of others.

const CORE = "http://www.ivoa.net/rdf/datalink/core";

describe("spellings", () => {
  test.each([
    ["#this", "#this"],
    ["this", "#this"],
    [`${CORE}#this`, "#this"],
    ["https://www.ivoa.net/rdf/datalink/core#preview-plot", "#preview-plot"],
    [" #cutout ", "#cutout"],
    ["#not-a-term", "#not-a-term"],
    ["science", "science"],
    ["https://heasarc.gsfc.nasa.gov/products.jsp#swift.obs", "https://heasarc.gsfc.nasa.gov/products.jsp#swift.obs"],
    ["urn:example:rdf/dlext#oracle", "urn:example:rdf/dlext#oracle"],
    [`${CORE}#`, `${CORE}#`],
  ])("%s", (written, expected) => expect(normalizeSemantics(written)).toBe(expected));
});

describe("matches", () => {
  const exactly = { narrower: false };
  test.each<[found: string, wanted: string | string[], options: { narrower?: boolean }, expected: boolean]>([
    ["#preview", "#preview", {}, true],
    ["#preview", "preview", {}, true],
    ["#preview-plot", "#preview", {}, true],
    ["#thumbnail", "preview", {}, true],
    ["#preview-plot", "#preview", exactly, false],
    ["#preview", "#preview-plot", {}, false],
    ["#cutout", `${CORE}#proc`, {}, true],
    ["#detached-header", "#documentation", {}, true],
    ["#this", ["#preview", "#this"], {}, true],
    ["#this", [], {}, false],
    ["", "#this", {}, false],
    ["https://h.test/products.jsp#swift.obs", "#swift.obs", {}, true],
    ["https://h.test/products.jsp#swift.obs", "#obs", {}, false],
    ["https://h.test/products.jsp#swift.obs", "https://h.test/products.jsp#swift.obs", {}, true],
    // The end of another's URI is no core term.
    ["https://h.test/own#preview", "#preview", {}, false],
    ["urn:example:rdf/dlext#oracle", "urn:example:rdf/dlext#oracle", {}, true],
    ["#proc", "#", {}, false],
  ])("%s for %s", (found, wanted, options, expected) =>
    expect(matchesSemantics(found, wanted, options)).toBe(expected),
  );
});

describe("the vocabulary", () => {
  test("has each term once, and wider ones that it has", () => {
    const terms = SEMANTICS_TERMS.map(({ term }) => term);
    expect(new Set(terms).size).toBe(terms.length);
    for (const { wider } of SEMANTICS_TERMS) if (wider !== undefined) expect(terms).toContain(wider);
    expect(narrowerTerms("calibration")).toEqual(["bias", "dark", "flat"]);
    expect(findTerm("preview-plot")).toEqual({ term: "preview-plot", label: "Plot preview", wider: "preview" });
    expect(findTerm("science")).toBeUndefined();
  });

  const term = fc.constantFrom(...SEMANTICS_TERMS.map((each) => each.term));

  test("a term matches itself in any spelling, and all that are wider", () => {
    fc.assert(
      fc.property(term, fc.constantFrom("", "#", `${CORE}#`), (name, prefix) => {
        expect(matchesSemantics(`#${name}`, `${prefix}${name}`)).toBe(true);
        const { wider } = findTerm(name) ?? {};
        if (wider !== undefined) expect(matchesSemantics(`#${name}`, wider)).toBe(true);
      }),
    );
  });

  test("of two terms, at most one is narrower than the other", () => {
    fc.assert(
      fc.property(term, term, (one, other) => {
        fc.pre(one !== other);
        expect(matchesSemantics(`#${one}`, other) && matchesSemantics(`#${other}`, one)).toBe(false);
      }),
    );
  });
});
