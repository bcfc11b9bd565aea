import { AdqlError } from "../errors.ts";
import type { Problem } from "../problem.ts";
import type { Query } from "./ast.ts";
import { Cursor, type Grammar } from "./cursor.ts";
import { deletion, fixOf } from "./edits.ts";
import type { FeatureUse } from "./features.ts";
import { exceedsHeight } from "./height.ts";
import type { AdqlVersion } from "./keywords.ts";
import { tokenize } from "./lexer.ts";
import { isClosing } from "./parentheses.ts";
import { expression } from "./parse-conditions.ts";
import { query } from "./parse-query.ts";
import { trailingSemicolons } from "./parse-tail.ts";
import { respellKeyword } from "./recovery.ts";
import { lineStartsOf, positionIn } from "./source.ts";
import type { Finding, Token } from "./token.ts";

export interface ParseOptions {
  /** `auto` (default) is the newest grammar, 2.1; the result says which version the text needs. */
  readonly version?: AdqlVersion | "auto";
  /** SQL that some services run and no version of ADQL has (CASE, bitwise operators, hexadecimal numbers …). Default `warn`. */
  readonly extensions?: "warn" | "error" | "allow";
  /** Levels of nesting that are followed; deeper is ADQL_LIMIT. The default, 400, is safe for all that walks a tree recursively. */
  readonly maxDepth?: number;
}

/** What was understood of a text. */
export interface ParseResult {
  readonly text: string;
  /** The tree as far as the text could be understood; undefined when there is no query in it, or one too deep. */
  readonly query: Query | undefined;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
  /** No problem is an error. */
  readonly valid: boolean;
  /** Every token, the last one of kind `end`; between them lie white space and comments, and nothing else. */
  readonly tokens: readonly Token[];
  /** Optional features that the query uses, each where it uses it first (ADQL 2.1, section 4). */
  readonly features: readonly FeatureUse[];
  /** The lowest version of which the query uses nothing that came later. */
  readonly version: AdqlVersion;
}

const GRAMMAR: Grammar = { query, expression };
const DEFAULT_MAX_DEPTH = 400;

/**
 * Reads a query, whatever the text is: never throws, takes time in proportion to the text, and finds several errors in
 * one go, each with its place, what was expected there, and where there is one a quick fix.
 *
 * Grammar: ADQL 2.1, appendix A; ADQL 2.0, appendix A, with its errata. docs/adql-disagreements.md says where
 * the two leave room, and how it is filled.
 */
export function parse(text: string, options: ParseOptions = {}): ParseResult {
  const { version = "auto", extensions = "warn", maxDepth = DEFAULT_MAX_DEPTH } = options;
  const { tokens, findings } = tokenize(text);
  const cursor = new Cursor(text, tokens, GRAMMAR, {
    version: version === "auto" ? "2.1" : version,
    extensions,
    maxDepth,
  });
  let tree = wholeText(cursor);
  // Chains (a + b + …) are read in a loop, but make a deep tree.
  if (tree !== undefined && tokens.length > maxDepth && exceedsHeight(tree, maxDepth * 3)) {
    const message = `This query is a tree of more than ${maxDepth * 3} levels. Split it, or raise maxDepth.`;
    if (!cursor.findings.some(({ code }) => code === "ADQL_LIMIT"))
      cursor.report("ADQL_LIMIT", tokens[0] as Token, message);
    tree = undefined;
  }
  const problems = located(text, [...findings, ...cursor.findings]);
  return {
    text,
    query: tree,
    problems,
    valid: problems.every(({ severity }) => severity !== "error"),
    tokens,
    features: cursor.features,
    version: cursor.needs21 ? "2.1" : "2.0",
  };
}

/**
 * The tree of a query without errors.
 * @throws AdqlError with the code and place of the first error, and all of them in `problems`
 */
export function parseQuery(text: string, options: ParseOptions = {}): Query {
  const { query: tree, problems } = parse(text, options);
  const first = problems.find(({ severity }) => severity === "error");
  if (first !== undefined || tree === undefined) throw new AdqlError(text, first, problems);
  return tree;
}

/** `query_specification`, then nothing but a semicolon. */
function wholeText(cursor: Cursor): Query | undefined {
  if (cursor.atEnd()) {
    cursor.expected(["SELECT"]);
    return undefined;
  }
  if (!cursor.leadsToQuery() && !respellKeyword(cursor, ["SELECT", "WITH"])) {
    cursor.expected(["SELECT"], "ADQL only reads: a query starts with SELECT or WITH.");
    while (!cursor.atEnd() && !cursor.isWord("SELECT")) cursor.advance();
    if (cursor.atEnd()) return undefined;
  }
  const tree = query(cursor, "main");
  while (isClosing(cursor.token)) {
    const token = cursor.advance();
    cursor.report(
      "ADQL_SYNTAX",
      token,
      "This ) closes nothing. Remove it, or open the parenthesis that it belongs to.",
      {
        fixes: [fixOf("Remove the )", deletion(token))],
      },
    );
  }
  trailingSemicolons(cursor);
  if (!cursor.atEnd()) cursor.expected(["the end of the query"]);
  return tree;
}

function located(text: string, findings: readonly Finding[]): readonly Problem[] {
  if (findings.length === 0) return [];
  const lines = lineStartsOf(text);
  return findings
    .map((finding) => ({ ...finding, ...positionIn(lines, finding.span.start) }))
    .sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end);
}
