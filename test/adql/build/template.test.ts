import { type AdqlText, adql, createAdqlTools } from "@armillary/adql";
import { describe, expect, test } from "vitest";

const { identifier, raw, interval } = createAdqlTools();

describe("values become literals", () => {
  test.each<[string, AdqlText, string]>([
    ["a number", adql`SELECT * FROM t WHERE ra < ${10.5}`, "SELECT * FROM t WHERE ra < 10.5"],
    ["a tiny number", adql`x > ${1e-30}`, "x > 1E-30"],
    ["a huge number", adql`x > ${1e300}`, "x > 1E300"],
    ["a negative number", adql`dec > ${-5}`, "dec > -5"],
    ["a negative number behind a minus sign", adql`a -${-5}`, "a -(-5)"],
    ["a negative number behind another operator", adql`a * ${-5}`, "a * (-5)"],
    ["a bigint", adql`id = ${9223372036854775807n}`, "id = 9223372036854775807"],
    ["a string", adql`name = ${"Barnard's star"}`, "name = 'Barnard''s star'"],
    ["a string that looks like a number", adql`name = ${"1"}`, "name = '1'"],
    ["true", adql`flag = ${true}`, "flag = 1"],
    ["false", adql`flag = ${false}`, "flag = 0"],
    ["null in the SELECT list", adql`SELECT ${null} AS nothing`, "SELECT NULL AS nothing"],
    ["null behind IS", adql`x IS NOT ${null}`, "x IS NOT NULL"],
    ["a moment", adql`t > ${new Date("2026-11-22T10:00:00Z")}`, "t > '2026-11-22T10:00:00'"],
    ["a moment with milliseconds", adql`t > ${new Date(1)}`, "t > '1970-01-01T00:00:00.001'"],
    ["an array behind IN", adql`x IN ${[1, 2, -3]}`, "x IN (1, 2, -3)"],
    ["an array within parentheses", adql`x NOT IN (${["a", "b'"]})`, "x NOT IN ('a', 'b''')"],
    ["an array as arguments", adql`COALESCE(a, ${[1, 2]})`, "COALESCE(a, 1, 2)"],
    ["names in the SELECT list", adql`SELECT ${[identifier("ra"), identifier("size")]}`, 'SELECT ra, "size"'],
    ["a qualified name", adql`FROM ${identifier("J/A+A/1", "t-2")}`, 'FROM "J/A+A/1"."t-2"'],
    ["a name behind a period", adql`t.${identifier("dec")}`, "t.dec"],
    ["a name with a quote", adql`FROM ${identifier('a"b')}`, 'FROM "a""b"'],
    ["a position", adql`DISTANCE(p, ${{ raDeg: 10, decDeg: -5 }})`, "DISTANCE(p, POINT('ICRS', 10, -5))"],
    [
      "a region",
      adql`CONTAINS(p, ${{ shape: "circle", raDeg: -10, decDeg: 5, radiusDeg: 1 }})`,
      "CONTAINS(p, CIRCLE('ICRS', 350, 5, 1))",
    ],
    ["an interval", adql`mag BETWEEN ${interval(-1.5, 20)}`, "mag BETWEEN -1.5 AND 20"],
    ["a count", adql`SELECT TOP ${10} * FROM t OFFSET ${20n}`, "SELECT TOP 10 * FROM t OFFSET 20"],
    ["text that is meant", adql`SELECT ${raw("a + b")} AS c`, "SELECT a + b AS c"],
    ["what the template does not use itself", adql`it's`, "it's"],
  ])("%s", (_what, built, text) => {
    expect(built.text).toBe(text);
    expect(`${built}`).toBe(text);
    expect(JSON.stringify([built])).toBe(JSON.stringify([text]));
  });
});

describe("pieces in pieces", () => {
  const either = adql`a = ${1} OR b = ${2}`;
  const both = adql`a = 1 AND b = 2`;
  const sum = adql`a + b`;
  test.each<[string, AdqlText, string]>([
    ["OR beside AND", adql`WHERE c = 3 AND ${either}`, "WHERE c = 3 AND (a = 1 OR b = 2)"],
    ["OR before AND", adql`WHERE ${either} AND c = 3`, "WHERE (a = 1 OR b = 2) AND c = 3"],
    ["OR alone", adql`WHERE ${either}`, "WHERE a = 1 OR b = 2"],
    ["OR beside OR", adql`WHERE ${either} OR c`, "WHERE a = 1 OR b = 2 OR c"],
    ["AND beside OR", adql`${both} OR c = 3`, "a = 1 AND b = 2 OR c = 3"],
    ["AND behind NOT", adql`NOT ${both}`, "NOT (a = 1 AND b = 2)"],
    ["OR in parentheses already", adql`x AND ${adql`(a OR b)`}`, "x AND (a OR b)"],
    ["BETWEEN beside AND", adql`x = 1 AND ${adql`a BETWEEN 1 AND 2`}`, "x = 1 AND a BETWEEN 1 AND 2"],
    ["a sum in a product", adql`2 * ${sum}`, "2 * (a + b)"],
    ["a sum behind a minus sign", adql`c - ${sum}`, "c - (a + b)"],
    ["a sum compared", adql`${sum} > 3`, "a + b > 3"],
    ["a product in a sum", adql`c + ${adql`a * b`}`, "c + a * b"],
    ["a list of columns", adql`SELECT ${adql`a, b + c`} FROM t`, "SELECT a, b + c FROM t"],
    ["all columns", adql`SELECT ${adql`t.*`} FROM t`, "SELECT t.* FROM t"],
    ["a literal that reads like an operator", adql`x = 1 AND ${adql`a = ${"OR"}`}`, "x = 1 AND a = 'OR'"],
    ["a query behind IN", adql`id IN ${adql`SELECT id FROM u`}`, "id IN (SELECT id FROM u)"],
    ["a query in parentheses", adql`id IN (${adql`SELECT id FROM u`})`, "id IN (SELECT id FROM u)"],
    ["a comment at the end", adql`${adql`a = 1 -- one`} AND b = 2`, "a = 1 -- one\n AND b = 2"],
  ])("%s", (_what, built, text) => {
    expect(built.text).toBe(text);
  });
});

describe("what cannot be written", () => {
  const text = "x";
  test.each<[string, () => AdqlText, string, RegExp]>([
    ["NaN", () => adql`x < ${Number.NaN}`, "ADQL_VALUE", /NaN is not a number/],
    ["infinity", () => adql`x < ${-Infinity}`, "ADQL_VALUE", /-Infinity/],
    ["U+0000", () => adql`x = ${"a\0b"}`, "ADQL_VALUE", /U\+0000 \(at 1\)/],
    ["half a surrogate pair", () => adql`x = ${"\ud800"}`, "ADQL_VALUE", /surrogate/],
    ["a backslash before a quote", () => adql`x = ${"\\' OR 1=1 --"}`, "ADQL_VALUE", /backslash before a quote/],
    ["a backslash at the end", () => adql`x = ${"a\\"} AND y = ${" OR 1=1 --"}`, "ADQL_VALUE", /backslash/],
    ["three backslashes before a quote", () => adql`x IN ${["\\\\\\'"]}`, "ADQL_VALUE", /backslash/],
    ["no Date", () => adql`x = ${new Date(Number.NaN)}`, "ADQL_VALUE", /invalid Date/],
    ["the year 10000", () => adql`x = ${new Date(253402300800000)}`, "ADQL_VALUE", /year 10000/],
    ["undefined", () => adql`x = ${undefined as never}`, "ADQL_VALUE", /undefined cannot/],
    ["a function", () => adql`x = ${(() => 1) as never}`, "ADQL_VALUE", /type function/],
    ["an object of others", () => adql`x = ${{ text: "1 OR 1 = 1" } as never}`, "ADQL_VALUE", /type object/],
    ["an empty name", () => identifier(""), "ADQL_VALUE", /empty name/],
    ["no name", () => identifier(), "ADQL_VALUE", /no name/],
    ["= null", () => adql`x = ${null}`, "ADQL_PLACE", /IS NULL/],
    ["null <>", () => adql`${null} <> x`, "ADQL_PLACE", /IS NULL/],
    ["an empty array", () => adql`x IN ${[]}`, "ADQL_PLACE", /oneOf/],
    ["null in an array", () => adql`x NOT IN ${[1, null]}`, "ADQL_PLACE", /NOT IN nothing/],
    ["an array of arrays", () => adql`x IN ${[[1], [2]]}`, "ADQL_PLACE", /neither arrays/],
    ["an array compared", () => adql`x = ${[1]}`, "ADQL_PLACE", /behind IN/],
    ["an interval compared", () => adql`x < ${interval(1, 2)}`, "ADQL_PLACE", /inInterval/],
    ["a string as a table", () => adql`SELECT * FROM ${text}`, "ADQL_PLACE", /identifier\(name\)/],
    ["a string as an alias", () => adql`SELECT a AS ${text}`, "ADQL_PLACE", /identifier\(name\)/],
    ["a negative TOP", () => adql`SELECT TOP ${-1} *`, "ADQL_PLACE", /behind TOP/],
    ["half a row", () => adql`SELECT * FROM t OFFSET ${1.5}`, "ADQL_PLACE", /behind OFFSET/],
    ["a value in quotes", () => adql`name = '${text}'`, "ADQL_PLACE", /Value 1 .* inside quotes/],
    ["a value in a pattern", () => adql`name LIKE '%${text}%'`, "ADQL_PLACE", /inside quotes/],
    ["a value behind a doubled quote", () => adql`name = 'it''${text}'`, "ADQL_PLACE", /inside quotes/],
    ["a value in double quotes", () => adql`FROM "${text}"`, "ADQL_PLACE", /inside double quotes/],
    ["a value in a comment", () => adql`a -- ${text}\n`, "ADQL_PLACE", /inside a comment/],
    ["a value in a comment of C", () => adql`a /* ${text} */`, "ADQL_PLACE", /inside a comment/],
    ["a value joined to a word", () => adql`SELECT TOP${10} *`, "ADQL_PLACE", /runs into/],
    ["a value joined to a number", () => adql`x = 1${0}`, "ADQL_PLACE", /runs into/],
    ["a value joined to a quote", () => adql`x = 'a'${text}`, "ADQL_PLACE", /runs into/],
    ["a value before a word", () => adql`x = ${10}E5`, "ADQL_PLACE", /Value 1 .* runs into/],
    ["a second value joined", () => adql`x = ${1} AND y = ${2}${3}`, "ADQL_PLACE", /Value 2 .* runs into/],
    ["a piece that opens a quote", () => adql`x = ${raw("'")} OR y`, "ADQL_PLACE", /runs into/],
  ])("%s", (_what, build, code, message) => {
    expect(build).toThrow(
      expect.objectContaining({ name: "AdqlBuildError", code, message: expect.stringMatching(message) }),
    );
  });
});

describe("what users paste stays a string", () => {
  test.each([
    "'; DROP TABLE stars; --",
    "' OR '1'='1",
    "'' OR 1=1",
    "\\\\' OR 1=1 --",
    "C:\\x",
    '" OR ""="',
    "x' UNION SELECT * FROM TAP_SCHEMA.tables --",
    "%' AND 1=CONTAINS(POINT(1,2),CIRCLE(1,2,3)) /*",
    "ＫＩＣ 8462852’",
    "ʼ OR 1=1",
    "a\r\nOR 1=1",
    "$\u007b1+1}",
    "N'x'",
    "α Centauri\u2028--",
    "👩‍🚀'",
  ])("%j", (pasted) => {
    const query = adql`SELECT * FROM t WHERE name = ${pasted} AND ra < ${5}`;
    expect(query.text).toBe(`SELECT * FROM t WHERE name = '${pasted.split("'").join("''")}' AND ra < 5`);
    expect(adql`FROM ${identifier(pasted)} AS t`.text).toBe(`FROM "${pasted.split('"').join('""')}" AS t`);
  });
});

describe("flavours", () => {
  test("backslashes of services that are known to follow the standard", () => {
    const { adql: plain } = createAdqlTools({ backslashes: "plain" });
    expect(plain`a = ${"\\"} OR a = ${"\\'"}`.text).toBe("a = '\\' OR a = '\\'''");
  });

  test("words for truth values, CAST for moments", () => {
    const tools = createAdqlTools({ booleans: "word", timestamps: "cast" });
    expect(tools.adql`a = ${true} AND b = ${false}`.text).toBe("a = 'True' AND b = 'False'");
    expect(tools.adql`t < ${new Date(0)}`.text).toBe("t < CAST('1970-01-01T00:00:00' AS TIMESTAMP)");
  });
});
