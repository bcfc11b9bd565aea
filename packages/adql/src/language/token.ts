import type { Problem } from "../problem.ts";
import type { Span } from "./ast.ts";

/**
 * `word` is a keyword or a regular identifier (which of them, the grammar and the version say), `delimited` an
 * identifier in double quotes, `end` the end of the text, always the last token and empty.
 */
export type TokenKind = "word" | "delimited" | "number" | "string" | "symbol" | "end";

/** One word, literal or sign of the text. What lies between two tokens is white space and comments. */
export interface Token extends Span {
  readonly kind: TokenKind;
  /** A word in upper case; a string or delimited identifier without its quotes, doubled ones undone; else as written. */
  readonly text: string;
}

/** A problem before its line and column are looked up. */
export type Finding = Omit<Problem, "line" | "column">;
