import type { Identifier, Node, NodeKind, Span } from "../language/ast.ts";
import type { ParseResult } from "../language/parse.ts";
import type { Finding } from "../language/token.ts";
import type { QuickFix } from "../problem.ts";
import type { Facts } from "./facts.ts";

export interface RuleContext {
  readonly facts: Facts;
  readonly parsed: ParseResult;
  report(finding: Finding): void;
  /**
   * Whether what somebody may have meant is still worth looking for: it takes time for each name, and after the first
   * few a text is no query for these tables.
   */
  maySuggest(): boolean;
  /** The text of a node as it was written. */
  textOf(node: Node): string;
}

/** One check: what it looks at, by kind of node. Reports one problem for one cause. */
export type Rule = {
  readonly [Kind in NodeKind]?: (node: Extract<Node, { readonly kind: Kind }>, context: RuleContext) => void;
};

/** Trees that come from a parser have spans everywhere; a hole has the place where something is missing. */
export function spanOf({ span }: { readonly span?: Span }): Span {
  return span ?? { start: 0, end: 0 };
}

export function replaceFix(title: string, span: Span, text: string): QuickFix {
  return { title, edits: [{ span, text }] };
}

export function insertFix(title: string, offset: number, text: string): QuickFix {
  return replaceFix(title, { start: offset, end: offset }, text);
}

/** `a, b and c`; of many names the first few. */
export function listOf(names: readonly string[], word = "and"): string {
  if (names.length < 2) return names.join("");
  if (names.length > 6) return `${names.slice(0, 5).join(", ")} ${word} ${names.length - 5} more`;
  return `${names.slice(0, -1).join(", ")} ${word} ${names.at(-1)}`;
}

/** A name with what stands before it, as it was written. */
export function printName(parts: readonly Identifier[]): string {
  return parts.map(({ name, delimited }) => (delimited ? `"${name}"` : name)).join(".");
}

/** ` Did you mean a or b?`, or nothing. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? "" : ` Did you mean ${listOf(names, "or")}?`;
}
