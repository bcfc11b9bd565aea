import type { ColumnBatch } from "@armillary/columns";
import type { PositionColumns } from "../columns/position-columns.ts";
import { concatenatePositions } from "../columns/read-degrees.ts";
import { SkyError } from "../errors.ts";
import { type Find, isRowwise } from "../match/find.ts";
import { matchPositions, matchRows } from "../match/match-positions.ts";
import type { MatchedPairs } from "../match/pairs.ts";
import type { MatchRadius, Positions } from "../match/positions.ts";
import { createSkyIndex } from "../match/sky-index.ts";
import { BatchJoiner } from "./join-batches.ts";
import { JOIN_PARTS, JOINS, type Join, joinedFields } from "./joined-fields.ts";
import { type MatchColumns, TablePositions } from "./table-positions.ts";
import { type Hold, holdInMemory, passing, type TableRows } from "./table-rows.ts";

export type MatchTablesOptions = MatchRadius & {
  /** Default `best`. */
  readonly find?: Find;
  /** Default `1and2`; `all1` where `find` is `each`. */
  readonly join?: Join;
  readonly leftColumns?: MatchColumns;
  readonly rightColumns?: MatchColumns;
  /** What is put behind names that both tables have (default `_1` and `_2`). */
  readonly suffixes?: readonly [left: string, right: string];
  /**
   * Keeps the left table, to be read a second time, where which pairs count is known only at its end (`best`, `best2`,
   * `best-each-way`). Default: in memory, the batches as they are.
   */
  readonly hold?: Hold;
};

/** Two tables as one. */
export interface MatchedTable extends TableRows {
  readonly leftColumns: PositionColumns;
  readonly rightColumns: PositionColumns;
  /** Counts so far; whole when the batches have ended. */
  readonly counts: MatchCounts;
}

export interface MatchCounts {
  readonly leftRows: number;
  readonly rightRows: number;
  readonly pairs: number;
  /** Rows without a position, or without an error radius in a match by errors: they match nothing. */
  readonly leftWithoutPosition: number;
  readonly rightWithoutPosition: number;
}

/**
 * Matches two tables by position and joins them: the columns of both, and `separation_arcsec`.
 *
 * The right table is kept in memory, the left one streams past: put the larger on the left. Rows come in the order of the left
 * table, the matches of a row the best first; right rows without a match come last. What is left out of a row is null.
 * @throws SkyError SKY_POSITION where it is not told which columns hold the positions, SKY_ANGLE, SKY_MATCH, SKY_LIMIT;
 *   whatever the tables throw
 */
export async function matchTables(
  left: TableRows,
  right: TableRows,
  options: MatchTablesOptions,
): Promise<MatchedTable> {
  const { find = "best", suffixes = ["_1", "_2"], hold = holdInMemory } = options;
  const join = options.join ?? (find === "each" ? "all1" : "1and2");
  if (JOIN_PARTS[join] === undefined) {
    throw new SkyError("SKY_MATCH", `There is no join ${String(join)}: ${JOINS.join(", ")}.`);
  }
  const leftSide = new TablePositions(left, options.leftColumns, options, "left");
  const rightSide = new TablePositions(right, options.rightColumns, options, "right");
  const shape = joinedFields(left.fields, right.fields, join, suffixes);
  const rightBatches: ColumnBatch[] = [];
  const rightParts: Positions[] = [];
  for await (const batch of right.batches()) {
    rightParts.push(rightSide.read(batch));
    // Rows count, whether their columns are wanted or not.
    rightBatches.push(shape.hasRight ? batch : { rows: batch.rows, columns: [] });
  }
  const rightPositions = concatenatePositions(rightParts);
  const joiner = new BatchJoiner(left.fields, right.fields, rightBatches, shape, join);
  let pairs = 0;

  async function* joined(
    table: TableRows,
    pairsOf: (batch: ColumnBatch, firstRow: number) => MatchedPairs,
  ): AsyncGenerator<ColumnBatch, void, void> {
    let firstRow = 0;
    for await (const batch of table.batches()) {
      const found = pairsOf(batch, firstRow);
      pairs += found.left.length;
      firstRow += batch.rows;
      yield* joiner.joinLeft(batch, found);
    }
    yield* joiner.joinRest();
  }

  async function* batches(): AsyncGenerator<ColumnBatch, void, void> {
    if (isRowwise(find)) {
      const index = createSkyIndex(rightPositions, options);
      yield* joined(left, (batch) => matchRows(leftSide.read(batch), index, find));
      return;
    }
    const parts: Positions[] = [];
    const held = await hold(passing(left, (batch) => parts.push(leftSide.read(batch))));
    const found = matchPositions(concatenatePositions(parts), rightPositions, { ...options, find });
    let next = 0;
    yield* joined(held, (batch, firstRow) => {
      const from = next;
      while (next < found.left.length && (found.left[next] as number) < firstRow + batch.rows) next++;
      return partOf(found, from, next, firstRow);
    });
  }

  return {
    fields: shape.fields,
    leftColumns: leftSide.position,
    rightColumns: rightSide.position,
    batches,
    get counts() {
      return {
        leftRows: leftSide.rows,
        rightRows: rightSide.rows,
        pairs,
        leftWithoutPosition: leftSide.withoutPosition,
        rightWithoutPosition: rightSide.withoutPosition,
      };
    },
  };
}

/** Some of the pairs, their left rows counted from `firstRow`. */
function partOf(
  { left, right, separationDeg, score }: MatchedPairs,
  from: number,
  to: number,
  firstRow: number,
): MatchedPairs {
  return {
    left: left.subarray(from, to).map((row) => row - firstRow),
    right: right.subarray(from, to),
    separationDeg: separationDeg.subarray(from, to),
    score: score.subarray(from, to),
  };
}
