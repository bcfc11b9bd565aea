import { type Condition, type Node, type Source, visit } from "@armillary/adql";
import type { Bound } from "../bind/bind.ts";
import { membershipOf } from "./membership.ts";
import type { Unit } from "./unit.ts";

/** What a condition looks at. */
export interface Touched {
  readonly units: ReadonlySet<Unit>;
  /** Columns of a query around, or such as are not known. */
  readonly isForeign: boolean;
}

/** The units of a FROM clause by the tables in them. */
export type UnitOfLeaf = ReadonlyMap<Source["node"], Unit>;

/** What a condition looks at, in the queries within it too. */
export function touchedBy(condition: Condition, bound: Bound, unitOfLeaf: UnitOfLeaf): Touched {
  const units = new Set<Unit>();
  const within = new Set<Node>();
  let isForeign = false;
  visit(condition, { enter: (node) => within.add(node) });
  for (const node of within) {
    if (node.kind !== "ColumnReference") continue;
    const resolution = bound.facts.references.get(node);
    if (resolution?.kind !== "column") {
      isForeign = true;
      continue;
    }
    for (const source of resolution.column.sources) {
      const unit = unitOfLeaf.get(source.node);
      if (unit !== undefined) units.add(unit);
      else if (!within.has(source.node)) isForeign = true;
    }
  }
  return { units, isForeign };
}

/** Whether the place of a unit gives the answer to a condition that would be found later, as far as what is in it goes. */
export function canBeAsked(condition: Condition, { member, tree }: Unit, bound: Bound): boolean {
  if (member === undefined && tree.kind !== "TableName") return false;
  const { members, hasOthers } = membershipOf(condition, bound);
  if (hasOthers || [...members].some((each) => each !== member)) return false;
  let isPlain = true;
  visit(condition, {
    enter(node) {
      if (node.kind !== "FunctionCall") return;
      const name = node.name.parts.at(-1)?.name.toLowerCase() ?? "";
      // RAND is another number each time. The functions of the IVOA's catalogue are here, and at few archives.
      if (name === "rand" || name.startsWith("ivo_")) isPlain = false;
    },
  });
  return isPlain;
}
