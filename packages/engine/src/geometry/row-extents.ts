import { healpixConeRanges, healpixOrderOf, type Position, positionOfVector, type Vector } from "@armillary/sky";
import type { RowExtents } from "../physical.ts";

/** A run of rows by their numbers, both ends in it; `last` is less than `first` where there are none. */
export interface RowRun {
  readonly first: number;
  readonly last: number;
}

/**
 * So many rows at most are worth naming: what is longer mostly holds places far apart in the order of the cells, and DuckDB's minima and
 * maxima pass over what lies between them.
 */
const LONGEST_RUN = 2 * 122_880;

interface Asked {
  readonly raDeg: number;
  readonly decDeg: number;
  readonly radiusDeg: number;
  readonly run: RowRun | undefined;
}

/** The cone that was asked for last: a query's bounds and its number of rows come from the same. */
const lastAsked = new WeakMap<RowExtents, Asked>();

/** The shortest run of rows that has all of a cone around a unit vector; undefined where it is long. */
export function rowsWithin(extents: RowExtents, axis: Vector, radiusDeg: number): RowRun | undefined {
  const { raDeg, decDeg } = positionOfVector(axis);
  const last = lastAsked.get(extents);
  if (last?.raDeg === raDeg && last.decDeg === decDeg && last.radiusDeg === radiusDeg) return last.run;
  const run = shortestRun(extents, { raDeg, decDeg }, radiusDeg);
  lastAsked.set(extents, { raDeg, decDeg, radiusDeg, run });
  return run;
}

function shortestRun(extents: RowExtents, { raDeg, decDeg }: Position, radiusDeg: number): RowRun | undefined {
  const { firstCells, rowsPerExtent } = extents;
  // Cells well below the radius: with coarser ones the cone touches neighbours that it is not near to.
  const order = Math.min(extents.order, healpixOrderOf(Math.max(radiusDeg, 1e-4)) + 2);
  const finer = 4 ** (extents.order - order);
  const ranges = healpixConeRanges(order, raDeg, decDeg, radiusDeg);
  let [start, behind] = [Number.POSITIVE_INFINITY, 0];
  for (let at = 0; at < ranges.length; at += 2) {
    const [firstCell, lastCell] = [(ranges[at] as number) * finer, (ranges[at + 1] as number) * finer - 1];
    // Rows of the cell that an extent begins with can be at the end of the one before.
    const from = Math.max(0, firstNotBelow(firstCells, firstCell) - 1);
    const to = firstNotBelow(firstCells, lastCell + 1);
    if (to <= from) continue;
    start = Math.min(start, from);
    behind = Math.max(behind, to);
  }
  if (behind === 0) return { first: 0, last: -1 };
  const run = { first: start * rowsPerExtent, last: behind * rowsPerExtent - 1 };
  return run.last - run.first < LONGEST_RUN ? run : undefined;
}

/** Index of the first of ascending values that is not less than one. */
function firstNotBelow(values: Float64Array, least: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
