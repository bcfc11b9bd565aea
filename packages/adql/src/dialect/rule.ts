import type { Facts } from "../check/facts.ts";
import type { Node, Query, Span } from "../language/ast.ts";
import type { ParseResult } from "../language/parse.ts";
import type { ProblemCode, TextEdit } from "../problem.ts";
import type { DialectProfile } from "./profile.ts";

/** What a rule looks at: one state of the query. */
export interface RuleContext {
  readonly parsed: ParseResult;
  readonly query: Query;
  readonly profile: DialectProfile;
  /** What the names of the query mean, as far as the service's tables are known. */
  facts(): Facts;
  /** The rows that are asked for by other means than TOP (MAXREC), where there is such a number. */
  readonly maxrec: number | undefined;
  /** The text of a node. */
  textOf(node: Node): string;
}

/** A change that a rule makes: edits of one place, and why. */
export interface Rewrite {
  readonly reason: string;
  readonly edits: readonly TextEdit[];
}

/** Something that a rule cannot put right. */
export interface Objection {
  readonly code: ProblemCode;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly span: Span;
}

export interface Verdict {
  /** Applied in the order of the text; what overlaps an earlier one waits for the next round. */
  readonly rewrites: readonly Rewrite[];
  /** Heard once there is nothing more to rewrite. */
  readonly objections: readonly Objection[];
}

/** One adaptation. It is asked again until it has no rewrites left, so that nested places come one after the other. */
export interface Rule {
  readonly name: string;
  apply(context: RuleContext): Verdict;
}

export const NOTHING: Verdict = { rewrites: [], objections: [] };

/** The span of a node of a parsed tree, which all have one. */
export function spanOf(node: Node): Span {
  if (node.span === undefined) throw new TypeError(`A ${node.kind} without a span: rules work on parsed queries`);
  return node.span;
}

/** A rewrite that replaces one node. */
export function replacing(node: Node, text: string, reason: string): Rewrite {
  return { reason, edits: [{ span: spanOf(node), text }] };
}
