import { expandTerm, parseVocabulary } from "@armillary/registry";
import { describe, expect, test } from "vitest";

const DESISE = JSON.stringify({
  uri: "http://www.ivoa.net/rdf/uat",
  flavour: "SKOS",
  terms: {
    galaxies: {
      label: "Galaxies",
      wider: ["extragalactic-astronomy"],
      narrower: ["active-galaxies", "dwarf-galaxies"],
    },
    "active-galaxies": { label: "Active galaxies", wider: ["galaxies"], narrower: ["seyfert-galaxies", "galaxies"] },
    "seyfert-galaxies": { label: "Seyfert galaxies", wider: ["active-galaxies"], narrower: [] },
    "dwarf-galaxies": { label: "Dwarf galaxies", wider: ["galaxies"] },
    "extragalactic-astronomy": { label: "Extragalactic astronomy", wider: [], narrower: ["galaxies"] },
  },
});

describe("a vocabulary", () => {
  const uat = parseVocabulary(DESISE);

  test.each([
    [{}, ["galaxies"]],
    [{ narrower: 1 }, ["galaxies", "active-galaxies", "dwarf-galaxies"]],
    [{ narrower: 2 }, ["galaxies", "active-galaxies", "dwarf-galaxies", "seyfert-galaxies"]],
    [{ narrower: Number.POSITIVE_INFINITY }, ["galaxies", "active-galaxies", "dwarf-galaxies", "seyfert-galaxies"]],
    [{ wider: 5 }, ["galaxies", "extragalactic-astronomy"]],
  ])("expands by %j, through circles", (expansion, terms) => {
    expect([...expandTerm(uat, "galaxies", expansion)]).toEqual(terms);
  });

  test.each(["seyfert-galaxies", "Seyfert Galaxies", "seyfert_galaxies", "SEYFERT galaxies"])("knows %s", (text) => {
    expect([...expandTerm(uat, text)]).toEqual(["seyfert-galaxies"]);
  });

  test("names terms that are near one that it has not", () => {
    expect(() => expandTerm(uat, "seyfert")).toThrow(/no term "seyfert"\. There are: seyfert-galaxies\./);
  });

  test.each(["<html>", "[]", "{}", '{"uri": 1, "terms": {}}', '{"uri": "x", "terms": null}'])("%s is none", (text) => {
    expect(() => parseVocabulary(text)).toThrow(expect.objectContaining({ code: "REG_VOCABULARY" }));
  });
});
