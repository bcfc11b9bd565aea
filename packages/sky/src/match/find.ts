/**
 * Which of the pairs that are near enough count. The best match of a row is the nearest one; in a match by errors, the one whose
 * separation is the smallest part of what the errors allow; of equally good ones the first.
 *
 * - `all`: every one;
 * - `best`: each row of the table that has more positions (of equally many, the left) takes its best match, and of those that
 *   took the same row the best stays: no row is in two pairs;
 * - `best1`: for each row of the left table the best of the right one, which may be in several pairs;
 * - `best2`: for each row of the right table the best of the left one;
 * - `best-each-way`: each row is the best for the other, so that it does not matter which table is which;
 * - `each`: as `best1`, with a join that keeps every row of the left table.
 *
 * `all`, `best`, `best1` and `best2` are those of STILTS' tskymatch2, `each` that of its coneskymatch.
 */
export const FINDS = ["all", "best", "best1", "best2", "best-each-way", "each"] as const;
export type Find = (typeof FINDS)[number];

/** The modes in which every row of the left table is matched by itself, whatever the others do. */
export type RowwiseFind = "all" | "best1" | "each";

export function isRowwise(find: Find): find is RowwiseFind {
  return find === "all" || find === "best1" || find === "each";
}
