import type { Node, Query, Span } from "../language/ast.ts";
import { parse } from "../language/parse.ts";
import { childrenOf } from "../language/visitor.ts";

/** A part of a query with a query in it. */
export interface OutlineItem {
  readonly kind: "common-table" | "derived-table" | "subquery" | "operand" | "query";
  /** Its name, or the first words of its text. */
  readonly name: string;
  readonly span: Span;
  /** The name, or the beginning. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineItem[];
}

/** The queries of a text, those of WITH, in FROM and in conditions, as a tree; the main one is its root. */
export function outline(text: string): readonly OutlineItem[] {
  const { query } = parse(text, { extensions: "allow" });
  return query === undefined ? [] : [itemOf("query", query, query, text)];
}

function itemOf(kind: OutlineItem["kind"], whole: Node, query: Query, text: string): OutlineItem {
  const span = whole.span ?? { start: 0, end: text.length };
  const name = nameOf(whole);
  return {
    kind,
    name: name?.name ?? beginningOf(text, query.span ?? span),
    span,
    nameSpan: name?.span ?? { start: span.start, end: Math.min(span.end, span.start + 6) },
    children: childrenOf(query).flatMap((child) => itemsIn(child, text)),
  };
}

function itemsIn(node: Node, text: string): readonly OutlineItem[] {
  switch (node.kind) {
    case "CommonTable":
      return [itemOf("common-table", node, node.query, text)];
    case "DerivedTable":
      return [itemOf("derived-table", node, node.query, text)];
    case "ParenthesizedQuery":
      return [itemOf("operand", node, node.query, text)];
    case "Query":
      return [itemOf("subquery", node, node, text)];
    default:
      return childrenOf(node).flatMap((child) => itemsIn(child, text));
  }
}

function nameOf(node: Node): { readonly name: string; readonly span?: Span } | undefined {
  if (node.kind === "CommonTable") return node.name;
  return node.kind === "DerivedTable" ? node.alias : undefined;
}

const LONGEST = 40;

function beginningOf(text: string, { start, end }: Span): string {
  const line = text.slice(start, Math.min(end, start + 4 * LONGEST)).replace(/\s+/g, " ");
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
