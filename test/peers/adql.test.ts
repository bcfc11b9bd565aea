import { readFileSync } from "node:fs";
import { type ParseResult, parse, type Value, visit } from "@armillary/adql";
import { describe, expect, test } from "vitest";
import { Random } from "../../bench/random.js";
import { askAdqlJava, hasAdqlJava, type Refusal } from "../support/adql-java.ts";
import { queriesOfSuites } from "../support/adql-queries.ts";
import { Sentences } from "../support/adql-sentences.ts";

// adql-java and we say the same of a query of ADQL 2.0, or docs/adql-disagreements.md says why not.

interface Case {
  readonly text: string;
  readonly ours: ParseResult;
  readonly theirs: Refusal;
}

/** Kinds of queries that the two judge differently, each with one of them. */
const ARGUED: readonly {
  readonly what: string;
  readonly example: string;
  readonly applies: (found: Case) => boolean;
}[] = [
  {
    what: "a JOIN without ON or USING",
    example: "SELECT a FROM t JOIN u",
    applies: ({ ours, theirs }) => theirs !== undefined && warns(ours, /neither ON nor USING/),
  },
  {
    what: "joins nested by their ONs",
    example: "SELECT a FROM t JOIN u JOIN v ON b = c ON d = e",
    applies: ({ ours, theirs }) =>
      theirs !== undefined && has(ours, (node) => node.kind === "Join" && node.right.kind === "Join"),
  },
  {
    what: "ON after NATURAL JOIN",
    example: "SELECT a FROM t NATURAL JOIN u ON b = c",
    applies: ({ ours, theirs }) => theirs !== undefined && warns(ours, /NATURAL JOIN/),
  },
  {
    what: "an alias of a join in parentheses",
    example: "SELECT a FROM (t JOIN u USING (b)) AS v",
    applies: ({ ours, theirs }) =>
      theirs !== undefined && has(ours, (node) => node.kind === "ParenthesizedTable" && node.alias !== undefined),
  },
  {
    what: "NULL as a value",
    example: "SELECT NULL FROM t",
    applies: ({ ours, theirs }) => theirs !== undefined && has(ours, (node) => node.kind === "NullLiteral"),
  },
  {
    what: "strings where numbers are due, and numbers and calculations where geometries are",
    example: "SELECT '3' * 2, AREA(3) FROM t",
    applies: ({ ours, theirs }) => theirs !== undefined && has(ours, hasLooseOperand),
  },
  {
    what: "strings on the right of a comparison with a calculation",
    example: "SELECT a FROM t WHERE 1 + 2 > 'a' || 'b'",
    applies: ({ theirs }) => theirs?.includes("Impossible to update the right operand") === true,
  },
  {
    what: "a word right behind a number",
    example: "SELECT 89x FROM t",
    applies: ({ theirs }) => theirs?.includes("Invalid ADQL regular identifier") === true,
  },
  {
    what: "a column as a coordinate system",
    example: 'SELECT POINT("ICRS", 1, 2) FROM t',
    applies: ({ ours, theirs }) => theirs === undefined && ours.problems.some(({ code }) => code === "ADQL_FRAME"),
  },
  {
    what: "text behind a semicolon",
    example: "SELECT a FROM t; SELECT b FROM u",
    applies: ({ ours, theirs }) => theirs === undefined && errs(ours, /nothing may follow the semicolon/),
  },
  {
    what: "COUNT(DISTINCT *)",
    example: "SELECT COUNT(DISTINCT *) FROM t",
    applies: ({ ours, theirs }) => theirs === undefined && errs(ours, /COUNT\(\*\) counts rows/),
  },
  {
    what: "RAND of anything but a whole number",
    example: "SELECT RAND(x) FROM t",
    applies: ({ ours, theirs }) => theirs === undefined && errs(ours, /seed of RAND/),
  },
  {
    what: "ORDER BY 0",
    example: "SELECT a FROM t ORDER BY 0",
    applies: ({ theirs }) => theirs?.includes("0th column") === true,
  },
  {
    what: "names of no letters",
    example: 'SELECT "" FROM t',
    applies: ({ ours, theirs }) => theirs === undefined && errs(ours, /cannot be empty/),
  },
];

function warns({ problems }: ParseResult, message: RegExp): boolean {
  return problems.some((problem) => problem.severity === "warning" && message.test(problem.message));
}

function errs({ problems }: ParseResult, message: RegExp): boolean {
  return problems.some((problem) => problem.severity === "error" && message.test(problem.message));
}

type AnyNode = Parameters<NonNullable<Parameters<typeof visit>[1]["enter"]>>[0];

function has({ query }: ParseResult, wanted: (node: AnyNode) => boolean): boolean {
  let found = false;
  const enter = (node: AnyNode): void => {
    if (wanted(node)) found = true;
  };
  if (query !== undefined) visit(query, { enter });
  return found;
}

const GEOMETRIC: ReadonlySet<string> = new Set(["AREA", "CENTROID", "COORDSYS", "CONTAINS", "INTERSECTS", "REGION"]);

/** `<value_expression_primary>` stands for a value of any type in the grammar; adql-java wants literals of the right one. */
function hasLooseOperand(node: AnyNode): boolean {
  if (node.kind === "UnaryOperation") return isString(node.operand);
  if (node.kind === "BinaryOperation") return node.operator !== "||" && (isString(node.left) || isString(node.right));
  if (node.kind !== "FunctionCall") return false;
  const name = node.name.parts[0]?.name.toUpperCase() ?? "";
  if (GEOMETRIC.has(name))
    return node.arguments.some((argument) => isString(argument) !== (name === "REGION") || isLoose(argument));
  const frame = ["POINT", "CIRCLE", "BOX", "POLYGON"].includes(name) ? 1 : 0;
  return /^[A-Z0-9]+$/.test(name) && node.arguments.slice(frame).some(isString);
}

function isString(value: Value): boolean {
  return value.kind === "StringLiteral" || (value.kind === "ParenthesizedValue" && isString(value.expression));
}

function isLoose({ kind }: Value): boolean {
  return kind === "NumberLiteral" || kind === "Aggregate" || kind === "ParenthesizedValue";
}

function judged(texts: readonly string[]): Case[] {
  const verdicts = askAdqlJava(texts);
  expect(verdicts).toHaveLength(texts.length);
  return texts.map((text, index) => ({
    text,
    ours: parse(text, { version: "2.0", extensions: "error" }),
    theirs: verdicts[index],
  }));
}

const differs = ({ ours, theirs }: Case): boolean => ours.valid !== (theirs === undefined);

/** Disagreements that no kind of them explains. */
function unexplained(cases: readonly Case[]): string[] {
  return cases
    .filter((found) => differs(found) && !ARGUED.some(({ applies }) => applies(found)))
    .map(
      ({ text, ours, theirs }) =>
        `${text}\n  we: ${ours.problems[0]?.message ?? "valid"}\n  adql-java: ${theirs ?? "valid"}`,
    );
}

const label = hasAdqlJava ? "" : " (skipped: no adql-java, or no javac)";

describe.skipIf(!hasAdqlJava)(`adql-java${label}`, () => {
  test("the kinds of disagreement are what docs/adql-disagreements.md says they are", () => {
    const cases = judged(ARGUED.map(({ example }) => example));
    expect(cases.filter((found) => !differs(found)).map(({ text }) => text)).toEqual([]);
    const argued = readFileSync(new URL("../../docs/adql-disagreements.md", import.meta.url), "utf8");
    expect(ARGUED.filter(({ what }) => !argued.includes(`| ${what}`)).map(({ what }) => what)).toEqual([]);
    expect(ARGUED.filter(({ applies }, index) => !applies(cases[index] as Case)).map(({ what }) => what)).toEqual([]);
  });

  test("every query of the corpus", () => {
    const texts = queriesOfSuites().map(({ query }) => query);
    expect(unexplained(judged(texts))).toEqual([]);
  });

  test("queries of the corpus with tokens taken out, doubled, swapped and replaced", () => {
    const right = queriesOfSuites()
      .map(({ query }) => parse(query, { version: "2.0", extensions: "error" }))
      .filter(({ valid, text }) => valid && text.length < 400)
      .map(({ text, tokens }) => tokens.slice(0, -1).map(({ start, end }) => text.slice(start, end)));
    if (right.length === 0) return expect(right).toEqual([]);
    const random = new Random(1);
    const texts = Array.from({ length: 4000 }, () => {
      const tokens = [...random.pick(right)];
      const at = random.below(tokens.length);
      const other = random.pick(random.pick(right));
      const kind = random.below(4);
      if (kind === 0) tokens.splice(at, 1);
      else if (kind === 1) tokens.splice(at, 0, other);
      else if (kind === 2) tokens[at] = other;
      else tokens.push(...tokens.splice(at, 1));
      return tokens.join(" ");
    });
    expect(unexplained(judged(texts))).toEqual([]);
  });

  test("sentences of the grammar", () => {
    const sentences = new Sentences(new Random(2));
    const texts = Array.from({ length: 4000 }, () => sentences.query());
    const cases = judged(texts);
    expect(
      cases.filter(({ ours }) => !ours.valid).map(({ text, ours }) => `${text}: ${ours.problems[0]?.message}`),
    ).toEqual([]);
    expect(unexplained(cases)).toEqual([]);
    expect(cases.filter(differs).length).toBeLessThan(cases.length / 10);
  });
});
