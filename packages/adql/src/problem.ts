import type { Span } from "./language/ast.ts";

/** Codes of what can be wrong with a query. Stable: callers match on them. */
export const PROBLEM_CODES = [
  "ADQL_SYNTAX", // the text does not follow the grammar
  "ADQL_RESERVED", // a reserved word stands where a name must
  "ADQL_VERSION", // right in another version of ADQL than the one asked for
  "ADQL_EXTENSION", // SQL that many services run and no version of ADQL has
  "ADQL_LIMIT", // nested deeper than can be followed
  "ADQL_UNKNOWN_TABLE",
  "ADQL_UNKNOWN_COLUMN",
  "ADQL_UNKNOWN_FUNCTION",
  "ADQL_AMBIGUOUS", // a name that several tables in scope have
  "ADQL_DUPLICATE", // the same alias or result column twice
  "ADQL_AGGREGATE", // an aggregate where none may be, or a column that is not grouped by
  "ADQL_ARGUMENTS", // wrong number of arguments
  "ADQL_TYPE", // a value of the wrong type
  "ADQL_SHAPE", // set operands or subqueries with a wrong number of columns
  "ADQL_UNIT", // units that do not go together
  "ADQL_FRAME", // a coordinate frame missing, wrong or unknown
  "ADQL_FEATURE", // a feature that the service does not declare
  "ADQL_ROWS", // more rows than the service gives
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** One replacement of text. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** A change that would put the problem right. */
export interface QuickFix {
  /** What it does, as an imperative: `Quote "size"`. */
  readonly title: string;
  /** Non-overlapping, in the order of the text. */
  readonly edits: readonly TextEdit[];
}

/** Something wrong (`error`) or doubtful (`warning`) in the text of a query. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: "error" | "warning";
  /** One sentence or two: what was found, and what to do. */
  readonly message: string;
  readonly span: Span;
  /** Line and column of the start, from 1; columns count UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** What could have stood there, as a reader would say it: `"a column"`, `"FROM"`. Syntax problems only. */
  readonly expected?: readonly string[];
  readonly fixes?: readonly QuickFix[];
}
