import type { ColumnReference, Comparison, Identifier } from "@armillary/adql";

// Nodes of queries that are made here: they stand in no text.

/** A name without quotes. */
export function plainName(name: string): Identifier {
  return { kind: "Identifier", name, delimited: false };
}

export function columnOf(...parts: readonly Identifier[]): ColumnReference {
  return { kind: "ColumnReference", name: { kind: "QualifiedName", parts } };
}

export function equal(left: Comparison["left"], right: Comparison["right"]): Comparison {
  return { kind: "Comparison", operator: "=", left, right };
}
