import { AdqlError, type FormatOptions, format, parse, print } from "@armillary/adql";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { queries } from "../../support/adql-arbitraries.ts";

function formatted(text: string, options?: FormatOptions): string {
  return format(text, { extensions: "allow", ...options });
}

describe("format", () => {
  test.each<[string, string, string, FormatOptions?]>([
    ["clauses on lines", "select a,b from t where x=1 order by a", "SELECT a, b\nFROM t\nWHERE x = 1\nORDER BY a"],
    [
      "joins on lines",
      "select a from t as x join u on x.i=u.i left outer join v using(i,j)",
      "SELECT a\nFROM t AS x\n  JOIN u ON x.i = u.i\n  LEFT OUTER JOIN v USING (i, j)",
    ],
    [
      "long lists one to a line",
      "select first_column, second_column from t",
      "SELECT\n  first_column,\n  second_column\nFROM t",
      { width: 30 },
    ],
    [
      "long conditions one to a line",
      "select a from t where first_column > 1 and second_column < 2 or third_column = 3",
      "SELECT a\nFROM t\nWHERE first_column > 1 AND second_column < 2\n  OR third_column = 3",
      { width: 50 },
    ],
    [
      "long lists of numbers fill lines",
      "select a from t where b in (1,2,3,4,5,6,7,8,9,10)",
      "SELECT a\nFROM t\nWHERE b IN (\n    1, 2, 3, 4, 5,\n    6, 7, 8, 9, 10\n  )",
      { width: 20 },
    ],
    [
      "subqueries on their line where they fit",
      "select a from (select b from u) as q where a in (select c from v)",
      "SELECT a\nFROM (SELECT b FROM u) AS q\nWHERE a IN (SELECT c FROM v)",
    ],
    [
      "subqueries indented where they do not",
      "select a from (select b,c,d,e from some_table where f=1) as q",
      "SELECT a\nFROM (\n  SELECT b, c, d, e\n  FROM some_table\n  WHERE f = 1\n) AS q",
      { width: 40 },
    ],
    [
      "sets and common tables",
      "with q as (select a from t) select a from q union all select b from u offset 3",
      "WITH q AS (\n  SELECT a\n  FROM t\n)\nSELECT a\nFROM q\nUNION ALL\nSELECT b\nFROM u\nOFFSET 3",
    ],
    [
      "functions, casts and names",
      "select point ( 'ICRS' , t . ra,-1),cast(x as char( 3 )),count( distinct x ) from s . t",
      "SELECT POINT('ICRS', t.ra, -1), CAST(x AS CHAR(3)), COUNT(DISTINCT x)\nFROM s.t",
    ],
    [
      "comments stay where they are",
      "-- head\n\nselect a, -- the a\n b -- the b\nfrom t -- t\n-- why\nwhere c=1 -- c\nand d=2 -- d\n-- foot",
      "-- head\n\nSELECT\n  a, -- the a\n  b -- the b\nFROM t -- t\n-- why\nWHERE c = 1 -- c\n  AND d = 2 -- d\n-- foot",
    ],
    [
      "keywords in small letters",
      "SELECT A FROM T WHERE ABS(X)=1",
      "select A\nfrom T\nwhere abs(X) = 1",
      { keywordCase: "lower" },
    ],
    ["keywords as they are", "Select a From t", "Select a\nFrom t", { keywordCase: "keep" }],
    ["other indentation", "select a from t join u using(i)", "SELECT a\nFROM t\n    JOIN u USING (i)", { indent: 4 }],
    ["two signs", "select - -a from t", "SELECT - -a\nFROM t"],
    ["strings that go on", "select 'a'\n'b' from t", "SELECT 'a' 'b'\nFROM t"],
    ["a semicolon", "select a from t ;", "SELECT a\nFROM t;"],
  ])("%s", (_, text, expected, options) => {
    expect(formatted(text, options)).toBe(expected);
  });

  test("names of 2.0 keep their letters there", () => {
    expect(formatted("select offset from t", { version: "2.0" })).toBe("SELECT offset\nFROM t");
  });

  test("a text with errors is refused", () => {
    expect(() => format("SELECT a FORM t")).toThrow(AdqlError);
  });
});

describe("for any query, with comments anywhere, at any width", () => {
  const gaps = fc.array(fc.constantFrom("", "", "", "", "", " -- a\n", "\n-- b\n", "\n\n--c\n\n", " --- d\n  -- e\n"), {
    minLength: 60,
    maxLength: 60,
  });

  /** The text with comments between its tokens. */
  function commented(text: string, comments: readonly string[]): string {
    const { tokens } = parse(text);
    return tokens
      .map(({ start, end }, index) => {
        const gap = text.slice(tokens[index - 1]?.end ?? 0, start);
        return gap + (gap === "" ? "" : (comments[index % comments.length] ?? "")) + text.slice(start, end);
      })
      .join("");
  }

  function written(text: string): string[] {
    return parse(text).tokens.map(({ kind, text: upper, start, end }) =>
      kind === "word" ? upper : text.slice(start, end),
    );
  }

  const commentsOf = (text: string): string[] => {
    const { tokens } = parse(text);
    return tokens
      .flatMap(({ start }, index) => text.slice(tokens[index - 1]?.end ?? 0, start).split("\n"))
      .map((line) => line.trim())
      .filter((line) => line !== "");
  };

  test("tokens and comments stay, and formatting again changes nothing", () => {
    fc.assert(
      fc.property(queries, gaps, fc.integer({ min: 20, max: 120 }), (query, comments, width) => {
        const text = commented(print(query), comments);
        fc.pre(parse(text, { extensions: "allow" }).valid);
        const once = formatted(text, { width });
        expect(written(once)).toEqual(written(text));
        expect(commentsOf(once)).toEqual(commentsOf(text));
        expect(formatted(once, { width })).toBe(once);
      }),
      { numRuns: 300 },
    );
  });
});
