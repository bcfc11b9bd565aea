import { caretPicture, parse, positionAt } from "@armillary/adql";
import { describe, expect, test } from "vitest";

function picture(text: string, options?: Parameters<typeof caretPicture>[2]): string[] {
  const [problem] = parse(text).problems;
  if (problem === undefined) throw new Error(`nothing is wrong with ${text}`);
  return caretPicture(text, problem, options).split("\n");
}

describe("caretPicture", () => {
  test("place, message, line, mark and fix", () => {
    expect(picture("SELECT a\nFORM t", { name: "q.adql" })).toEqual([
      "q.adql:2:1: error: Expected FROM, found FORM. It looks like a misspelling. (ADQL_SYNTAX)",
      "  2 │ FORM t",
      "    │ ^^^^",
      "    = fix: Replace by FROM",
    ]);
  });

  test("the end of the text", () => {
    expect(picture("SELECT").slice(1)).toEqual(["  1 │ SELECT", "    │       ^"]);
  });

  test("tabs, wide characters, control characters", () => {
    expect(picture("SELECT\t'日本', 'a\u001b[31m', size FROM t").slice(1, 3)).toEqual([
      "  1 │ SELECT    '日本', 'a\\x1b[31m', size FROM t",
      `    │ ${" ".repeat("SELECT    '....', 'a\\x1b[31m', ".length)}^^^^`,
    ]);
  });

  test("a fault over several lines is marked on its first", () => {
    expect(picture("SELECT a /* b\nc */ FROM t").slice(1, 3)).toEqual(["  1 │ SELECT a /* b", "    │          ^^^^"]);
  });

  test.each([
    ["in the middle", `SELECT ${"a, ".repeat(100)}size${", b".repeat(100)} FROM t`],
    ["at the start", `SELECT size${", b".repeat(100)} FROM t`],
    ["at the end", `SELECT ${"a, ".repeat(100)}b FORM t`],
    ["long itself", `SELECT ${"a".repeat(300)}.b.c.d.e FROM t`],
  ])("long lines are cut, the fault %s", (_, text) => {
    const [, line = "", mark = ""] = picture(text, { width: 60 });
    expect(line.length).toBeLessThanOrEqual(60);
    const [problem] = parse(text).problems;
    const marked = line.slice(mark.indexOf("^"), mark.lastIndexOf("^") + 1).replace(/…$/, "");
    expect(text.slice(problem?.span.start).startsWith(marked)).toBe(true);
    expect(marked.length).toBeGreaterThan(3);
  });
});

test.each([
  [0, 1, 1],
  [3, 2, 1],
  [4, 2, 2],
  [5, 3, 1],
  [7, 4, 1],
  [8, 4, 2],
])("offset %i is at %i:%i, whatever ends the lines", (offset, line, column) => {
  expect(positionAt("ab\nc\n\r\nd\re", offset)).toEqual(offset === 5 ? { line, column } : { line, column });
});
