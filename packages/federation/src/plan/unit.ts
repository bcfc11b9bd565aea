import type { Condition, Join, ScopeColumn, Source, TableReference } from "@armillary/adql";
import type { Member } from "../member.ts";

/** A part of FROM that one place answers by itself: tables of one archive and the joins among them, or one table here. */
export interface Unit {
  /** The name of its rows in the query that joins all: `p1`, `p2`, … */
  readonly id: string;
  /** Undefined for what stays in the query that is run here. */
  readonly member: Member | undefined;
  readonly tree: TableReference;
  /** The tables in it, each under the name that columns are qualified by. */
  readonly leaves: readonly Source["node"][];
  /** Conditions on its columns alone, which its archive applies. */
  readonly pushed: Condition[];
}

/** A FROM clause, its units joined as the query has them. */
export type FromNode = UnitNode | JoinNode;

export interface UnitNode {
  readonly kind: "unit";
  readonly unit: Unit;
}

export interface JoinNode {
  readonly kind: "join";
  readonly type: Join["type"];
  readonly left: FromNode;
  readonly right: FromNode;
  /** What ON asks, but for what is pushed. */
  on: readonly Condition[];
  /** Columns that NATURAL or USING makes one of two. */
  readonly merged: readonly ScopeColumn[];
}

/** The units of a part of FROM, from left to right. */
export function unitsOf(node: FromNode): readonly Unit[] {
  return node.kind === "unit" ? [node.unit] : [...unitsOf(node.left), ...unitsOf(node.right)];
}

/** The joins of a part of FROM, inner ones first. */
export function joinsOf(node: FromNode): readonly JoinNode[] {
  return node.kind === "unit" ? [] : [...joinsOf(node.left), ...joinsOf(node.right), node];
}

/** Units whose rows a condition above may choose: those that no outer join fills up with NULL. */
export function certainUnits(node: FromNode): ReadonlySet<Unit> {
  if (node.kind === "unit") return new Set([node.unit]);
  const { type } = node;
  const left = type === "RIGHT" || type === "FULL" ? [] : certainUnits(node.left);
  const right = type === "LEFT" || type === "FULL" ? [] : certainUnits(node.right);
  return new Set([...left, ...right]);
}

/** Units whose rows a join's own ON may choose before it joins. */
export function choosableUnits({ type, left, right }: JoinNode): ReadonlySet<Unit> {
  const fromLeft = type === "LEFT" || type === "FULL" ? [] : certainUnits(left);
  const fromRight = type === "RIGHT" || type === "FULL" ? [] : certainUnits(right);
  return new Set([...fromLeft, ...fromRight]);
}
