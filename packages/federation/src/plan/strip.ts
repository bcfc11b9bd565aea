import { type Identifier, type Node, type QualifiedName, type Source, transform } from "@armillary/adql";
import type { Bound } from "../bind/bind.ts";

/** A part of a query as the archive of its tables understands it: without the archive's name before theirs. */
export function stripped<Part extends Node>(part: Part, { facts, homeOf }: Bound): Part {
  return transform(part, (node) => {
    switch (node.kind) {
      case "TableName":
        return homeOf(node) === undefined ? node : { ...node, name: without(node.name) };
      case "ColumnReference": {
        const resolution = facts.references.get(node);
        const source = resolution?.kind === "column" ? resolution.column.sources[0] : undefined;
        return isFull(node.name.parts.slice(0, -1), source) ? { ...node, name: without(node.name) } : node;
      }
      case "AllColumns": {
        const [source] = facts.stars.get(node) ?? [];
        if (node.table === undefined || !isFull(node.table.parts, source)) return node;
        return { ...node, table: without(node.table) };
      }
      default:
        return node;
    }
  });

  /** Whether a qualifier is the whole name of a table of an archive. */
  function isFull(qualifier: readonly Identifier[], source: Source | undefined): boolean {
    if (source === undefined || source.alias !== undefined || source.node.kind !== "TableName") return false;
    return homeOf(source.node) !== undefined && qualifier.length === source.written.length;
  }
}

function without(name: QualifiedName): QualifiedName {
  return { ...name, parts: name.parts.slice(1) };
}
