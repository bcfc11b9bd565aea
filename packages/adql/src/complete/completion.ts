import type { Span } from "../language/ast.ts";
import type { AdqlVersion } from "../language/keywords.ts";

/** What a completion is; `result` is a column of the SELECT list by its alias, `join` a whole condition for ON. */
export type CompletionKind =
  | "keyword"
  | "schema"
  | "table"
  | "alias"
  | "column"
  | "result"
  | "join"
  | "function"
  | "unit"
  | "frame"
  | "type";

/** Something that could stand where the cursor is. */
export interface Completion {
  /** As a list shows it. */
  readonly label: string;
  readonly kind: CompletionKind;
  /** The text that is replaced: the whole word that the cursor is in or behind. Empty between words. */
  readonly span: Span;
  readonly insertText: string;
  /** The same with places to fill in, in the syntax of LSP's snippets, where there are any: `POINT(${1:lon}, ${2:lat})`. */
  readonly snippet?: string;
  /** On one line: type, unit, UCD and table of a column; rows of a table; parameters of a function. */
  readonly detail?: string;
  /** Markdown; what a service says in it is escaped. Made when it is read. */
  readonly documentation: string | undefined;
  /** From 0, the best; the order of the list. */
  readonly rank: number;
  /** What is compared with the text of `span` when more is typed. */
  readonly filterText: string;
}

export interface CompleteOptions {
  /** Columns, and tables, that are given at most; what else there may be is not so many. Default 200. */
  readonly limit?: number;
  /** Leaves out what came with 2.1. The default is what the service takes; `2.1` where it does not say. */
  readonly version?: AdqlVersion;
}
