import type { RowExtents } from "../physical.ts";

/** Least and greatest value of a component of a unit vector. */
export type ComponentRange = readonly [least: number, most: number];

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

/** The shortest run of rows that has all whose vectors can be within the ranges of x, y and z; undefined where it is long. */
export function rowsWithin(
  { bounds, rowsPerExtent }: RowExtents,
  ranges: readonly ComponentRange[],
): RowRun | undefined {
  let first = -1;
  let last = -1;
  const [[leastX, mostX] = NONE, [leastY, mostY] = NONE, [leastZ, mostZ] = NONE] = ranges;
  for (let at = 0, extent = 0; at < bounds.length; at += 6, extent++) {
    const overlaps =
      (bounds[at] as number) <= mostX &&
      (bounds[at + 1] as number) >= leastX &&
      (bounds[at + 2] as number) <= mostY &&
      (bounds[at + 3] as number) >= leastY &&
      (bounds[at + 4] as number) <= mostZ &&
      (bounds[at + 5] as number) >= leastZ;
    if (!overlaps) continue;
    if (first < 0) first = extent;
    last = extent;
  }
  if (first < 0) return { first: 0, last: -1 };
  const run = { first: first * rowsPerExtent, last: (last + 1) * rowsPerExtent - 1 };
  return run.last - run.first < LONGEST_RUN ? run : undefined;
}

const NONE: ComponentRange = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
