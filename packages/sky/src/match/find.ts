/**
 * Which of the pairs that are near enough count:
 *
 * - `all`: every one;
 * - `best`: each row of the table that has more positions (of equally many, the left) takes its nearest, and of those that took the same
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

export function isRowwise(find: Find): find is RowwiseFind {
  return find === "all" || find === "best1" || find === "each";
}
