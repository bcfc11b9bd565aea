import type { Join, Range, ScopeColumn, Select, TableReference } from "@armillary/adql";
import type { Bound } from "../bind/bind.ts";
import { FederationError } from "../errors.ts";
import { allOf, conjunctsOf } from "./conditions.ts";
import { isCorrelated, onlyMember } from "./membership.ts";
import type { FromNode, JoinNode, Unit } from "./unit.ts";

/** Makes a unit; its name is new in the whole query. */
export type MakeUnit = (tree: TableReference, member: Unit["member"]) => Unit;

/**
 * Divides the FROM clause of a SELECT into units, as large as can be: a join is one where all its tables are at one archive.
 * One node for each part that commas separate.
 */
export function divideFrom(select: Select, bound: Bound, makeUnit: MakeUnit): readonly FromNode[] {
  const ranges = bound.facts.scopes.get(select)?.ranges ?? [];
  // Columns that joins merge are known by their names alone, which a unit of several tables may not keep.
  const keepsApart = select.from.some(mergesColumns);
  const divide = (tree: TableReference, range: Range | undefined): FromNode => {
    const bare = withoutParentheses(tree);
    if (bare.kind === "ParenthesizedTable" && whole(bare, bound) === undefined) {
      throw new FederationError(
        "FEDERATION_UNSUPPORTED",
        `A join in parentheses with a name of its own is not divided among archives: write it as a subquery, (SELECT … FROM …) AS ${bare.alias?.name ?? "name"}.`,
      );
    }
    if (bare.kind !== "Join") {
      return {
        kind: "unit",
        unit: makeUnit(bare, bare.kind === "TableName" ? homeOf(bare, bound) : whole(bare, bound)),
      };
    }
    const member = keepsApart ? undefined : whole(bare, bound);
    if (member !== undefined) return { kind: "unit", unit: makeUnit(bare, member) };
    const [left, right] = range?.kind === "join" ? [range.left, range.right] : [];
    return {
      kind: "join",
      type: bare.type,
      left: divide(bare.left, left),
      right: divide(bare.right, right),
      on: conjunctsOf(bare.on),
      merged: range?.kind === "join" ? range.merged : [],
    };
  };
  return select.from.map((tree, index) => divide(tree, ranges[index]));
}

/** Two parts of FROM as one that conditions of WHERE join: one unit where both are at one archive. */
export function joinParts(left: FromNode, right: FromNode, on: JoinNode["on"], makeUnit: MakeUnit): FromNode {
  const member = left.kind === "unit" && right.kind === "unit" ? left.unit.member : undefined;
  if (left.kind === "unit" && right.kind === "unit" && member !== undefined && right.unit.member === member) {
    const condition = allOf(on);
    const tree: Join = {
      kind: "Join",
      natural: false,
      left: left.unit.tree,
      right: right.unit.tree,
      ...(condition === undefined ? {} : { on: condition }),
    };
    const unit = makeUnit(tree, member);
    unit.pushed.push(...left.unit.pushed, ...right.unit.pushed);
    return { kind: "unit", unit };
  }
  const merged: readonly ScopeColumn[] = [];
  return { kind: "join", type: "INNER", left, right, on, merged };
}

function homeOf(table: TableReference & { readonly kind: "TableName" }, bound: Bound): Unit["member"] {
  return bound.homeOf(table)?.member;
}

function whole(tree: TableReference, bound: Bound): Unit["member"] {
  return isCorrelated(tree, bound) ? undefined : onlyMember(tree, bound);
}

function withoutParentheses(tree: TableReference): TableReference {
  return tree.kind === "ParenthesizedTable" && tree.alias === undefined ? withoutParentheses(tree.table) : tree;
}

function mergesColumns(tree: TableReference): boolean {
  if (tree.kind === "ParenthesizedTable") return mergesColumns(tree.table);
  if (tree.kind !== "Join") return false;
  return tree.natural || tree.using !== undefined || mergesColumns(tree.left) || mergesColumns(tree.right);
}
