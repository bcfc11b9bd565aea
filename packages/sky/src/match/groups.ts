import type { MatchRadius, Positions } from "./positions.ts";
import { createSkyIndex, requirePositions } from "./sky-index.ts";

/** Groups of rows of one table that belong together. */
export interface MatchedGroups {
  /** How many groups there are. */
  readonly count: number;
  /** For each row the number of its group, from 1, in the order of their first rows; 0 for a row that is alone. */
  readonly groupOf: Int32Array;
  /** For each row how many rows its group has; 0 for a row that is alone. */
  readonly sizeOf: Int32Array;
}

/**
 * Groups the rows of one table by position: rows that match are in one group, and so are those that match a row of it. Two
 * rows of a group need not match each other.
 * @throws SkyError SKY_ANGLE, SKY_MATCH, SKY_LIMIT
 */
export function groupPositions(positions: Positions, within: MatchRadius): MatchedGroups {
  const rows = requirePositions(positions);
  const { raDeg, decDeg, errorDeg } = positions;
  const index = createSkyIndex(positions, within);
  const firstOf = new Int32Array(rows);
  for (let row = 0; row < rows; row++) firstOf[row] = row;
  // The first row of a group stands for it; ways to it are halved as they are gone.
  const findFirst = (row: number): number => {
    let at = row;
    for (let next = firstOf[at] as number; next !== at; next = firstOf[at] as number) {
      firstOf[at] = firstOf[next] as number;
      at = next;
    }
    return at;
  };
  for (let row = 0; row < rows; row++) {
    index.visitMatches(raDeg[row] as number, decDeg[row] as number, errorDeg?.[row], (other) => {
      if (other >= row) return;
      const [one, two] = [findFirst(row), findFirst(other)];
      firstOf[Math.max(one, two)] = Math.min(one, two);
    });
  }
  return numbered(firstOf, findFirst);
}

function numbered(firstOf: Int32Array, findFirst: (row: number) => number): MatchedGroups {
  const rows = firstOf.length;
  const members = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const first = findFirst(row);
    members[first] = (members[first] as number) + 1;
  }
  const groupOf = new Int32Array(rows);
  const sizeOf = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const first = findFirst(row);
    const size = members[first] as number;
    if (size === 1) continue;
    if (first === row) count++;
    groupOf[row] = first === row ? count : (groupOf[first] as number);
    sizeOf[row] = size;
  }
  return { count, groupOf, sizeOf };
}
