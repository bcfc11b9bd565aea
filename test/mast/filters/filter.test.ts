import { type Filter, type FilterTerm, parseFilter, printFilter } from "@armillary/mast";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

type Terms = readonly FilterTerm[];
const value = (text: string, isNegated = false): FilterTerm => ({ kind: "value", text, isNegated });
const pattern = (parts: readonly string[], isNegated = false): FilterTerm => ({ kind: "pattern", parts, isNegated });
const range = (min: string | undefined, max: string | undefined, isNegated = false): FilterTerm => ({
  kind: "range",
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
  isNegated,
});

describe("a filter as people write it", () => {
  test.each<[text: string, column: string, terms: Terms]>([
    ["instrument_name=NIRCAM/IMAGE", "instrument_name", [value("NIRCAM/IMAGE")]],
    ["instrument_name=NIRCAM/*", "instrument_name", [pattern(["NIRCAM/", ""])]],
    ["instrument_name=%CAM%", "instrument_name", [pattern(["", "CAM", ""])]],
    ["a=x**y*%z", "a", [pattern(["x", "y", "z"])]],
    ["filters=F070W, F090W", "filters", [value("F070W"), value("F090W")]],
    ["filters!=F070W", "filters", [value("F070W", true)]],
    ["filters!=F070W,!F090W", "filters", [value("F070W", true), value("F090W")]],
    ["filters=F*,!F070W", "filters", [pattern(["F", ""]), value("F070W", true)]],
    ["t_exptime=100..", "t_exptime", [range("100", undefined)]],
    ["t_exptime=..1e3", "t_exptime", [range(undefined, "1e3")]],
    ["t_exptime = 1.5 .. 2", "t_exptime", [range("1.5", "2")]],
    ["t_exptime=-5..-1", "t_exptime", [range("-5", "-1")]],
    ["t_exptime>=100", "t_exptime", [range("100", undefined)]],
    ["t_exptime<=100", "t_exptime", [range(undefined, "100")]],
    ["t_exptime>100", "t_exptime", [{ kind: "above", bound: "100", isNegated: false }]],
    ["t_exptime=<100", "t_exptime", [{ kind: "below", bound: "100", isNegated: false }]],
    ["size=!14400,<20000", "size", [value("14400", true), { kind: "below", bound: "20000", isNegated: false }]],
    ["t_min=2022-07-12..2022-08-01T10:00", "t_min", [range("2022-07-12", "2022-08-01T10:00")]],
    ["t_min=2022-07-12 10:00..", "t_min", [range("2022-07-12T10:00", undefined)]],
    ["t_min=2022-07-12", "t_min", [value("2022-07-12")]],
    ["obs_title~exoplanet", "obs_title", [pattern(["", "exoplanet", ""])]],
    ["obs_title!=x", "obs_title", [value("x", true)]],
    ['target_name="NGC 1, 2*"', "target_name", [value("NGC 1, 2*")]],
    ['target_name="say ""hi"" "', "target_name", [value('say "hi" ')]],
    ['target_name=*"a, b"', "target_name", [pattern(["", "a, b"])]],
    ['target_name=""', "target_name", [value("")]],
    ['target_name="1..2"', "target_name", [value("1..2")]],
    ["proposal_pi=O'Dea", "proposal_pi", [value("O'Dea")]],
    ["a=b=c", "a", [value("b=c")]],
    ["a=jw01345-o001..x*", "a", []],
  ])("%s", (text, column, terms) => {
    if (terms.length === 0) expect(() => parseFilter(text)).toThrow(expect.objectContaining({ code: "MAST_FILTER" }));
    else expect(parseFilter(text)).toStrictEqual({ column, terms });
  });

  test.each<[text: string, words: string]>([
    ["", "is no filter"],
    ["instrument_name", "is no filter"],
    ["=x", "is no filter"],
    ["1a=x", "is no filter"],
    ["a=", "is empty"],
    ["a=x,,y", "is empty"],
    ["a=!", "is empty"],
    ['a="x', "a quote is not closed"],
    ["a=..", "open at both ends"],
    ["a=x..y", "is no end of a range"],
    ["a>soon", "is no end of a range"],
    ["a=2..1", "runs backwards"],
    ["a=2022-08-01..2022-07-12", "runs backwards"],
    ["a>2022-13-45", "is no day or time"],
  ])("%s is refused, and why", (text, words) => {
    expect(() => parseFilter(text)).toThrow(
      expect.objectContaining({ name: "MastError", code: "MAST_FILTER", message: expect.stringContaining(words) }),
    );
  });

  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const bound = fc.oneof(number.map(String), fc.constantFrom("2022-07-12", "2022-07-12T10:00:00.5"));
  const ends = fc.oneof(
    fc.tuple(number, number).map((pair) => pair.sort((one, other) => one - other).map(String)),
    fc.constant(["2022-07-12", "2022-07-12T10:00:00.5"]),
  );
  const isNegated = fc.boolean();
  const term: fc.Arbitrary<FilterTerm> = fc.oneof(
    fc.record({ kind: fc.constant("value" as const), text: fc.string({ unit: "binary" }), isNegated }),
    fc.record({
      kind: fc.constant("pattern" as const),
      // Two stars in a row are one: what is between two others is not empty.
      parts: fc
        .tuple(fc.string(), fc.array(fc.string({ minLength: 1 }), { maxLength: 2 }), fc.string())
        .map(([first, middle, last]) => [first, ...middle, last]),
      isNegated,
    }),
    fc
      .tuple(ends, fc.constantFrom("min", "max", "neither"), isNegated)
      .map(([[min, max], open, not]) => range(open === "min" ? undefined : min, open === "max" ? undefined : max, not)),
    fc.record({ kind: fc.constantFrom("above" as const, "below" as const), bound, isNegated }),
  );
  const filter: fc.Arbitrary<Filter> = fc.record({
    column: fc.constantFrom("t_exptime", "obs_id"),
    terms: fc.array(term, { minLength: 1, maxLength: 4 }),
  });

  test("law: what is printed is read as the same", () => {
    fc.assert(
      fc.property(filter, (one) => {
        expect(parseFilter(printFilter(one))).toEqual(one);
      }),
    );
  });

  test("law: no text does anything but parse or be refused", () => {
    fc.assert(
      fc.property(fc.string(), (rest) => {
        try {
          const once = parseFilter(`a=${rest}`);
          expect(parseFilter(printFilter(once))).toStrictEqual(once);
        } catch (failure) {
          expect(failure).toMatchObject({ code: "MAST_FILTER" });
        }
      }),
    );
  });
});
