import { type AdqlText, createAdqlTools } from "@armillary/adql";
import { expect, test } from "vitest";

const { adql, allOf, anyOf, equals, oneOf, inInterval } = createAdqlTools();
const limit = undefined as number | undefined;

test.each<[string, AdqlText, string]>([
  ["all", allOf(adql`a = 1`, adql`b = 2 OR c = 3`), "a = 1 AND (b = 2 OR c = 3)"],
  ["all, some missing", allOf(adql`a = 1`, limit !== undefined && adql`b < ${limit}`, null, undefined), "a = 1"],
  ["all of none", allOf(), "1 = 1"],
  ["one of one stays open", allOf(adql`a = 1 OR b = 2`), "a = 1 OR b = 2"],
  ["any", anyOf(adql`a = 1 AND b = 2`, adql`c = 3`), "a = 1 AND b = 2 OR c = 3"],
  ["any of none", anyOf(false), "1 = 0"],
  ["all within any, any within all", allOf(anyOf(adql`a`, adql`b`), anyOf(adql`c`, adql`d`)), "(a OR b) AND (c OR d)"],
  ["a comment in the first", allOf(adql`a = 1 -- one`, adql`b = 2`), "a = 1 -- one\n AND b = 2"],
  ["equal", equals("name", "it's"), "name = 'it''s'"],
  ["equal to nothing", equals("t.name", null), "t.name IS NULL"],
  ["one of", oneOf("band", ["g", "r"]), "band IN ('g', 'r')"],
  ["one of or nothing", oneOf("band", ["g", null]), "(band IN ('g') OR band IS NULL)"],
  ["nothing", oneOf("band", [null]), "band IS NULL"],
  ["one of none", oneOf("band", []), "1 = 0"],
  ["an interval", inInterval("mag", -1, 20n), "mag BETWEEN -1 AND 20"],
  ["an interval of moments", inInterval("t", new Date(0), null), "t >= '1970-01-01T00:00:00'"],
  ["open below", inInterval("mag", -Infinity, 20), "mag <= 20"],
  ["open above", inInterval(adql`g - r`, 1, Infinity), "g - r >= 1"],
  ["open on both sides", inInterval("mag", null, null), "mag IS NOT NULL"],
  ["of a condition's value", equals(adql`a & b`, 1), "a & b = 1"],
])("%s", (_what, built, text) => {
  expect(built.text).toBe(text);
});

test.each<[string, () => AdqlText]>([
  ["NaN as a bound", () => inInterval("mag", Number.NaN, 1)],
  ["infinity the wrong way round", () => inInterval("mag", Infinity, null)],
  ["a condition as a column", () => equals("a = 1 OR b", 2)],
])("%s is an error", (_what, build) => {
  expect(build).toThrow(expect.objectContaining({ code: "ADQL_VALUE" }));
});
