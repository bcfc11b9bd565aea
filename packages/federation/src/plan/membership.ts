import { type Node, type Source, type TableName, type TableReference, visit } from "@armillary/adql";
import type { Bound } from "../bind/bind.ts";
import type { Member } from "../member.ts";

/** Tables that a part of a query names. */
export interface Membership {
  readonly members: ReadonlySet<Member>;
  /** Whether tables are among them that are here, or that WITH names further out. */
  readonly hasOthers: boolean;
}

/** Where the tables of a part of a query are, those of the queries within it too. */
export function membershipOf(node: Node, bound: Bound): Membership {
  const members = new Set<Member>();
  const within = new Set<Node>();
  let hasOthers = false;
  const tables: TableName[] = [];
  visit(node, {
    enter(each) {
      within.add(each);
      if (each.kind === "TableName") tables.push(each);
    },
  });
  for (const table of tables) {
    const home = bound.homeOf(table);
    const common = bound.facts.sources.get(table)?.common;
    if (home !== undefined) members.add(home.member);
    else if (common === undefined || !within.has(common)) hasOthers = true;
  }
  return { members, hasOthers };
}

/** The one archive that a part of a query is of, wholly, if it is. */
export function onlyMember(node: Node, bound: Bound): Member | undefined {
  const { members, hasOthers } = membershipOf(node, bound);
  const [member] = members;
  return members.size === 1 && !hasOthers ? member : undefined;
}

/** Whether a part of a query uses columns of tables that are not in it: of a query around it. */
export function isCorrelated(node: Node, bound: Bound): boolean {
  const within = new Set<Node>();
  visit(node, { enter: (each) => within.add(each) });
  for (const each of within) {
    if (each.kind !== "ColumnReference") continue;
    const resolution = bound.facts.references.get(each);
    if (resolution?.kind !== "column" && resolution?.kind !== "open") continue;
    const { select } = resolution.scope;
    // A scope without SELECT is of the columns of a set operation, which is within.
    if (select === undefined || within.has(select)) continue;
    // ON is in the scope of the SELECT around its join, and looks at the tables of the join.
    const { sources } = resolution.kind === "column" ? resolution.column : resolution;
    if (sources.some((source) => !within.has(source.node))) return true;
  }
  return false;
}

/** Tables, derived tables and joins with a name, as a FROM clause has them from left to right. */
export function leavesOf(table: TableReference): readonly Source["node"][] {
  switch (table.kind) {
    case "Join":
      return [...leavesOf(table.left), ...leavesOf(table.right)];
    case "ParenthesizedTable":
      return table.alias === undefined ? leavesOf(table.table) : [table];
    default:
      return [table];
  }
}
