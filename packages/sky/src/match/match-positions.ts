import { SkyError } from "../errors.ts";
import { allPairs, filterPairs, type MatchedPairs, nearestPairs, turnPairs } from "./pairs.ts";
import { isPosition, type MatchRadius, type Positions } from "./positions.ts";
import { createSkyIndex, requirePositions, type SkyIndex } from "./sky-index.ts";

/**
 * Which of the pairs that are near enough count:
 *
 * - `all`: every one;
 * - `best`: each row of the longer table (of equally long ones, the left) takes its nearest, and of those that took the same
 *   row the nearest stays: no row is in two pairs;
 * - `best1`: for each row of the left table the nearest of the right one, which may be in several pairs;
 * - `best2`: for each row of the right table the nearest of the left one;
 * - `best-each-way`: each row is the nearest to the other, so that it does not matter which table is which;
 * - `each`: as `best1`, with a join that keeps every row of the left table.
 *
 * `all`, `best`, `best1` and `best2` are those of STILTS' tskymatch2, `each` that of its coneskymatch. Of equally near rows the
 * first is the nearest.
 */
export const FINDS = ["all", "best", "best1", "best2", "best-each-way", "each"] as const;
export type Find = (typeof FINDS)[number];

/** The modes in which every row of the left table is matched by itself, whatever the others do. */
export type RowwiseFind = "all" | "best1" | "each";

export type MatchPositionsOptions = MatchRadius & {
  /** Default `best`. */
  readonly find?: Find;
};

/**
 * Matches two tables by position.
 * @returns pairs by rows of the left table, the nearest of each first
 * @throws SkyError SKY_ANGLE, SKY_MATCH, SKY_LIMIT
 */
export function matchPositions(left: Positions, right: Positions, options: MatchPositionsOptions): MatchedPairs {
  const { find = "best" } = options;
  requirePositions(left);
  requirePositions(right);
  const leftTakes = (): MatchedPairs => nearestPairs(left, createSkyIndex(right, options));
  const rightTakes = (): MatchedPairs => nearestPairs(right, createSkyIndex(left, options));
  switch (find) {
    case "all":
    case "best1":
    case "each":
      return matchRows(left, createSkyIndex(right, options), find);
    case "best2":
      return turnPairs(rightTakes(), left.raDeg.length);
    case "best":
      if (countPositions(left) >= countPositions(right)) return withoutRivals(leftTakes(), right.raDeg.length);
      return turnPairs(withoutRivals(rightTakes(), left.raDeg.length), left.raDeg.length);
    case "best-each-way": {
      const back = rightTakes();
      const takenBy = new Int32Array(right.raDeg.length).fill(-1);
      for (const [pair, row] of back.left.entries()) takenBy[row] = back.right[pair] as number;
      return filterPairs(leftTakes(), (leftRow, rightRow) => takenBy[rightRow] === leftRow);
    }
    default:
      throw new SkyError("SKY_MATCH", `There is no mode ${String(find)}: ${FINDS.join(", ")}.`);
  }
}

/** The pairs of some rows of the left table, each matched by itself. */
export function matchRows(left: Positions, index: SkyIndex, find: RowwiseFind): MatchedPairs {
  return find === "all" ? allPairs(left, index) : nearestPairs(left, index);
}

export function isRowwise(find: Find): find is RowwiseFind {
  return find === "all" || find === "best1" || find === "each";
}

/** Of the pairs with the same right row the nearest, or the first of equally near ones. */
function withoutRivals(pairs: MatchedPairs, rightRows: number): MatchedPairs {
  const { left, right, separationDeg } = pairs;
  const nearest = new Int32Array(rightRows).fill(-1);
  const least = new Float64Array(rightRows).fill(Number.POSITIVE_INFINITY);
  for (const [pair, row] of right.entries()) {
    const separation = separationDeg[pair] as number;
    if (separation >= (least[row] as number)) continue;
    least[row] = separation;
    nearest[row] = left[pair] as number;
  }
  return filterPairs(pairs, (leftRow, rightRow) => nearest[rightRow] === leftRow);
}

function countPositions({ raDeg, decDeg }: Positions): number {
  let count = 0;
  for (let row = 0; row < raDeg.length; row++) if (isPosition(raDeg[row] as number, decDeg[row] as number)) count++;
  return count;
}
