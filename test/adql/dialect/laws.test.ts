import { DIALECT_PROFILES, type DialectProfile, parse, rewriteFor } from "@armillary/adql";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const fact = <T>(value: T) => ({ value, confidence: "observed", source: "a test" }) as const;
const base: DialectProfile = { id: "test", title: "Test", tapUrls: [] };
const FRAMED: DialectProfile = { ...base, frame: fact("required") };
const UNFRAMED: DialectProfile = { ...base, frame: fact("refused") };
const FIRST: DialectProfile = { ...base, truth: fact("first") };
const LAST: DialectProfile = { ...base, truth: fact("last") };

const blank = fc.constantFrom(" ", "  ", "\n", " -- a note\n ", "\t");
const column = fc.constantFrom("ra", "dec", "t.mag", '"size"');
const number = fc.constantFrom("1", "-2.5", "10", "1e-3");
const operand = fc.oneof(column, number);
const list = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.flatMap((part, index) => (index === 0 ? [part] : [fc.constantFrom(",", ", ", " ,\n"), part])))
    .map((all) => all.join(""));
const framed = (name: string, args: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom("", "'ICRS', ", "'ICRS',"), args).map(([frame, given]) => `${name}(${frame}${given})`);
const point = framed("POINT", list(operand, operand));
const circle = framed("CIRCLE", list(operand, operand, fc.constantFrom("1", "0.5", "t.r")));
const box = framed(
  "BOX",
  list(fc.constantFrom("1", "359.5"), fc.constantFrom("-80", "0"), fc.constant("2"), fc.constant("3")),
);
const polygon = framed("POLYGON", list(...Array.from({ length: 6 }, () => number)));
const region = fc.oneof(circle, box, polygon, fc.constant("s_region"));
const call = fc
  .tuple(fc.constantFrom("CONTAINS", "INTERSECTS", "contains"), point, region)
  .map(([name, a, b]) => `${name}(${a}, ${b})`);
const spatial = fc.oneof(
  fc.tuple(fc.constantFrom("1 = ", "0=", "1 <> ", "0 < "), call).map(([truth, of]) => truth + of),
  fc.tuple(call, fc.constantFrom(" = 1", "=0", " > 0", " != 1")).map(([of, truth]) => of + truth),
);
const distance = fc
  .tuple(
    fc.oneof(list(point, point), list(operand, operand, operand, operand)),
    fc.constantFrom(" <= 1", " < 2", " > 0.5", ">= 3"),
  )
  .map(([args, limit]) => `DISTANCE(${args})${limit}`);
const term = fc.oneof(
  spatial,
  spatial,
  distance,
  fc.tuple(column, number).map(([of, limit]) => `${of} != ${limit}`),
  fc.constantFrom("name ILIKE 'A%'", "NOT mag BETWEEN 1 AND 2", "id IN (SELECT id FROM u WHERE 1=CONTAINS(p, q))"),
);
const where = fc
  .array(fc.tuple(term, blank, fc.constantFrom("AND", "AND", "and", "OR"), blank), { minLength: 1, maxLength: 5 })
  .map((terms) =>
    terms.map(([text, a, operator, b], index) => text + (index === terms.length - 1 ? "" : a + operator + b)).join(""),
  );
const query = fc
  .tuple(
    fc.constantFrom("", "WITH u AS (SELECT id FROM v) "),
    fc.constantFrom("*", "ra, dec", "POINT(ra, dec)"),
    blank,
    where,
  )
  .map(([head, columns, gap, condition]) => `${head}SELECT ${columns}${gap}FROM t WHERE ${condition}`);

/** The words and signs of a text, without frames. */
function tokensOf(text: string): string[] {
  return parse(text)
    .tokens.map((token) => text.slice(token.start, token.end))
    .filter((token) => token !== "'ICRS'" && token !== ",");
}

describe("for any query", () => {
  const profiles = [...DIALECT_PROFILES, FRAMED, UNFRAMED, FIRST, LAST];

  test("rewriting gives a valid query, says each change, and does nothing the second time", () => {
    fc.assert(
      fc.property(query, fc.constantFrom(...profiles), (text, profile) => {
        expect(parse(text).valid).toBe(true);
        const once = rewriteFor(text, profile, { maxrec: 200_000 });
        expect(parse(once.text).problems.filter(({ severity }) => severity === "error")).toEqual([]);
        expect(once.text === text).toBe(once.changes.length === 0);
        const twice = rewriteFor(once.text, profile, { maxrec: 200_000 });
        expect(twice).toMatchObject({ text: once.text, changes: [] });
        const codes = (of: typeof once): string[] => of.problems.map(({ code, message }) => code + message).sort();
        expect(codes(twice)).toEqual(codes(once));
        for (const { span } of [...once.changes, ...once.problems]) {
          expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("outside of the places it names, the text is the same", () => {
    fc.assert(
      fc.property(query, fc.constantFrom(...profiles), (text, profile) => {
        const { text: written, changes } = rewriteFor(text, profile);
        const spans = changes.map(({ span }) => span).sort((a, b) => a.start - b.start);
        let at = 0;
        let from = 0;
        for (const { start, end } of spans) {
          if (start > at) {
            const kept = written.indexOf(text.slice(at, start), from);
            expect(kept).toBeGreaterThanOrEqual(from);
            from = kept + start - at;
          }
          at = Math.max(at, end);
        }
        expect(written.slice(from).endsWith(text.slice(at))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("frames come and go, and nothing else does", () => {
    fc.assert(
      fc.property(query, (text) => {
        const there = rewriteFor(text, FRAMED).text;
        const back = rewriteFor(there, UNFRAMED).text;
        expect(tokensOf(there)).toEqual(tokensOf(text));
        expect(tokensOf(back)).toEqual(tokensOf(text));
        expect(back).not.toContain("ICRS");
      }),
    );
  });

  test("the number of a predicate changes sides and comes back", () => {
    fc.assert(
      fc.property(query, (text) => {
        const first = rewriteFor(text, FIRST).text;
        const last = rewriteFor(first, LAST).text;
        expect(rewriteFor(last, FIRST).text).toBe(first);
      }),
    );
  });
});
