import { format, parse, print, visit } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { cpuTimeMs } from "../../support/cpu-time.ts";

const MANY = 100_000;

describe("what is nested without end is an error, not the end of the stack", () => {
  test.each([
    ["parentheses", `SELECT a FROM t WHERE ${"(".repeat(MANY)}a = 1${")".repeat(MANY)}`],
    ["parentheses that stay open", `SELECT ${"(".repeat(MANY)}`],
    ["subqueries", `SELECT a FROM ${"(SELECT a FROM ".repeat(MANY)}`],
    ["queries in parentheses", `${"(".repeat(MANY)}SELECT a FROM t${")".repeat(MANY)}`],
    ["functions", `SELECT ${"ABS(".repeat(MANY)}1${")".repeat(MANY)} FROM t`],
    ["signs", `SELECT ${"- ".repeat(MANY)}1 FROM t`],
    ["NOTs", `SELECT a FROM t WHERE ${"NOT ".repeat(MANY)}a = 1`],
    ["CASEs", `SELECT ${"CASE WHEN ".repeat(MANY)}`],
    ["casts", `SELECT ${"CAST(".repeat(MANY)}`],
    ["sums", `SELECT ${"a + ".repeat(MANY)}b FROM t`],
    ["joins", `SELECT a FROM t${" JOIN u USING (a)".repeat(MANY)}`],
    ["unions", `SELECT a FROM t${" UNION SELECT a FROM t".repeat(MANY)}`],
  ])("%s", (_, text) => {
    const { problems, query } = parse(text, { extensions: "allow" });
    expect(problems.map(({ code }) => code)).toContain("ADQL_LIMIT");
    if (query !== undefined) expect(print(query).length).toBeGreaterThan(0);
  });

  test.each([
    ["parentheses", `SELECT ${"(".repeat(390)}a${")".repeat(390)} FROM t`],
    ["sums", `SELECT ${"a + ".repeat(1100)}b FROM t`],
    ["subqueries", `SELECT a FROM ${"(SELECT a FROM ".repeat(150)}t${") AS q".repeat(150)}`],
  ])("what is allowed can be walked, printed and laid out: %s", (_, text) => {
    const { valid, query } = parse(text);
    expect(valid).toBe(true);
    let nodes = 0;
    if (query !== undefined) visit(query, { enter: () => ++nodes });
    expect(nodes).toBeGreaterThan(390);
    expect(query === undefined ? "" : print(query)).toBe(text.replace(/\s+/g, " "));
    expect(parse(format(text)).valid).toBe(true);
  });

  test("maxDepth says how deep", () => {
    const text = "SELECT ((((a)))) FROM t";
    expect([4, 20].map((maxDepth) => parse(text, { maxDepth }).valid)).toEqual([false, true]);
  });
});

describe("long texts take time in proportion", () => {
  test.each([
    ["a name of a megabyte", `SELECT ${"a".repeat(1e6)} FROM t`, 0],
    ["100 000 ANDs", `SELECT a FROM t WHERE ${"a = 1 AND ".repeat(MANY)}b = 2`, 0],
    ["100 000 columns", `SELECT ${"a, ".repeat(MANY)}b FROM t`, 0],
    ["100 000 values", `SELECT a FROM t WHERE a IN (${"1, ".repeat(MANY)}2)`, 0],
    ["100 000 commas", `SELECT ${",".repeat(MANY)} a FROM t`, MANY],
    ["100 000 comments of C", `SELECT ${"/**/".repeat(MANY)} a FROM t`, MANY],
    ["100 000 open comments of C", `SELECT a FROM t ${"/*".repeat(MANY)}`, 1],
    ["100 000 brackets", `SELECT a FROM t WHERE ${"[".repeat(MANY)}`, 1],
    ["100 000 comparisons", `SELECT a FROM t WHERE a ${"< b ".repeat(MANY)}`, MANY - 1],
    ["100 000 apostrophes that are letters", `SELECT a FROM t WHERE ${"ʼ ".repeat(MANY / 2)}x`, 1],
    ["an apostrophe that is a letter", "SELECT aʼb FROM t", 1],
    ["100 000 quotes of books", `SELECT a FROM t WHERE ${"“ ‘ ".repeat(MANY / 4)}`, 1],
  ])("%s", (_, text, problems) => {
    const startMs = cpuTimeMs();
    expect(parse(text).problems.length).toBeGreaterThanOrEqual(problems);
    expect(cpuTimeMs() - startMs).toBeLessThan(20_000);
  });
});
