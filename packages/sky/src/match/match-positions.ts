import { SkyError } from "../errors.ts";
import { FINDS, type Find, type RowwiseFind } from "./find.ts";
import { allPairs, bestPairs, filterPairs, type MatchedPairs, turnPairs } from "./pairs.ts";
import { canMatch, type MatchRadius, type Positions } from "./positions.ts";
import { createSkyIndex, requirePositions, type SkyIndex } from "./sky-index.ts";

export type MatchPositionsOptions = MatchRadius & {
  /** Default `best`. */
  readonly find?: Find;
};

/**
 * Matches two tables by position.
 * @returns pairs by rows of the left table, the best of each first
 * @throws SkyError SKY_ANGLE, SKY_MATCH, SKY_LIMIT
 */
export function matchPositions(left: Positions, right: Positions, options: MatchPositionsOptions): MatchedPairs {
  const { find = "best" } = options;
  requirePositions(left);
  requirePositions(right);
  const leftTakes = (): MatchedPairs => bestPairs(left, createSkyIndex(right, options));
  const rightTakes = (): MatchedPairs => bestPairs(right, createSkyIndex(left, options));
  switch (find) {
    case "all":
    case "best1":
    case "each":
      return matchRows(left, createSkyIndex(right, options), find);
    case "best2":
      return turnPairs(rightTakes(), left.raDeg.length);
    case "best":
      if (countMatchable(left, options) >= countMatchable(right, options))
        return withoutRivals(leftTakes(), right.raDeg.length);
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
  return find === "all" ? allPairs(left, index) : bestPairs(left, index);
}

/** Of the pairs with the same right row the best, or the first of equally good ones. */
function withoutRivals(pairs: MatchedPairs, rightRows: number): MatchedPairs {
  const { left, right, score } = pairs;
  const best = new Int32Array(rightRows).fill(-1);
  const bestScore = new Float64Array(rightRows).fill(Number.POSITIVE_INFINITY);
  for (let pair = 0; pair < right.length; pair++) {
    const row = right[pair] as number;
    if ((score[pair] as number) >= (bestScore[row] as number)) continue;
    bestScore[row] = score[pair] as number;
    best[row] = left[pair] as number;
  }
  return filterPairs(pairs, (leftRow, rightRow) => best[rightRow] === leftRow);
}

/** How many rows can match anything. */
function countMatchable({ raDeg, decDeg, errorDeg }: Positions, within: MatchRadius): number {
  const positions = { raDeg, decDeg, ...("radiusDeg" in within || errorDeg === undefined ? {} : { errorDeg }) };
  let count = 0;
  for (let row = 0; row < raDeg.length; row++) if (canMatch(positions, row)) count++;
  return count;
}
