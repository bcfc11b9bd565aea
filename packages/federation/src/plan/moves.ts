import { type Condition, visit } from "@armillary/adql";
import type { Bound } from "../bind/bind.ts";
import type { Divided } from "./divide.ts";
import { canBeAsked, touchedBy } from "./touches.ts";
import { choosableUnits, type FromNode, type JoinNode, joinsOf, type Unit } from "./unit.ts";

/** Rows of one unit that could be taken to the archive of another, to fetch of it what matches and no more. */
export interface Move {
  readonly join: JoinNode;
  /** Whose rows are fetched. */
  readonly target: Unit;
  /** Whose rows are uploaded. */
  readonly source: Unit;
  /** What the archive then asks of both. */
  readonly on: readonly Condition[];
}

/**
 * What could be moved where. A target is one side of a join, whole, on which an outer join fills up, if at all; what it is
 * matched by must be of one other unit.
 */
export function possibleMoves({ bound, selects }: Divided): readonly Move[] {
  const moves: Move[] = [];
  for (const { from, unitOfLeaf } of selects.values()) {
    for (const join of from.flatMap(joinsOf)) {
      for (const [side, other] of [
        [join.right, join.left],
        [join.left, join.right],
      ] as const) {
        if (side.kind !== "unit" || side.unit.member === undefined || !choosableUnits(join).has(side.unit)) continue;
        for (const source of sourcesOfMoves(other, bound)) {
          const target = side.unit;
          const on = join.on.filter((condition) => {
            const { units, isForeign } = touchedBy(condition, bound, unitOfLeaf);
            const isOfBoth = units.size === 2 && units.has(target) && units.has(source);
            return isOfBoth && !isForeign && !hasQuery(condition) && canBeAsked(condition, target, bound);
          });
          if (on.length > 0) moves.push({ join, target, source, on });
        }
      }
    }
  }
  return moves;
}

/** Units whose rows can be had by themselves: those of archives, and tables that are here. */
function sourcesOfMoves(node: FromNode, bound: Bound): readonly Unit[] {
  if (node.kind === "join") return [...sourcesOfMoves(node.left, bound), ...sourcesOfMoves(node.right, bound)];
  return node.unit.member !== undefined || isLocalTable(node.unit, bound) ? [node.unit] : [];
}

/** What WITH names is of the query alone. */
function isLocalTable({ tree }: Unit, { facts }: Bound): boolean {
  return tree.kind === "TableName" && facts.sources.get(tree)?.common === undefined;
}

function hasQuery(condition: Condition): boolean {
  let found = false;
  visit(condition, {
    enter(node) {
      if (node.kind === "Query") found = true;
    },
  });
  return found;
}
