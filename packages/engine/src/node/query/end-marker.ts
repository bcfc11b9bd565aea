import { bitAt, type Column } from "@armillary/columns";

/*
 * DuckDB's binding for Node gives the rows of a stream, and where an error ends them it gives what it gives at their end: nothing more.
 * So each query is followed by a row of our own. Where that has come, all rows have; where it has not, rows are missing.
 */

/** The query, and behind its rows one with true in a further, last column, which is false in all others. */
export function withEndMarker(sql: string, columns: number): string {
  const nothing = Array.from({ length: columns }, () => "NULL, ").join("");
  return `SELECT *, false AS "armillary end" FROM (${sql}) AS given UNION ALL SELECT ${nothing}true`;
}

/**
 * A query that computes every value of another and gives one row: what fails in that fails in this, and is told. Of its order nothing is
 * left.
 */
export function computingAll(sql: string): string {
  return `SELECT max(hash(given)) FROM (${sql}) AS given`;
}

/**
 * Whether a row is the marker's. It proves that all others have come where it is the last one, as DuckDB keeps the order of a UNION's
 * parts; a row behind it would say that it does not, and the rows are then not taken for all.
 */
export function isMarker(marker: Column, row: number): boolean {
  if (marker.kind !== "bool") throw new TypeError("The marker of the end is no truth value.");
  return bitAt(marker.bits, row);
}
