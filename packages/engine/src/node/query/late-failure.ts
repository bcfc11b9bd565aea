import type { DuckDBConnection } from "@duckdb/node-api";

/*
 * DuckDB's binding for Node gives the rows of a stream, and where an error ends them it gives what it gives at their end: nothing more.
 * The transaction around the query knows: it is aborted, and takes no other statement.
 */

/** Comes before a query whose rows are read as a stream. */
export const BEGIN = "BEGIN TRANSACTION READ ONLY";

/**
 * Why a stream of rows ended before all of them had come; undefined where they have. The values are computed once more, and what cannot be
 * computed is told then, but for the order of the rows; where all can be, it was the room to keep and sort them in.
 */
export async function failureBehind(connection: DuckDBConnection, sql: string): Promise<unknown> {
  try {
    // To prepare one would not be enough.
    await connection.run("SELECT 1");
    return undefined;
  } catch {
    await connection.run("ROLLBACK");
  }
  try {
    await connection.run(`SELECT max(hash(given)) FROM (${sql}) AS given`);
  } catch (failure) {
    return failure;
  }
  return new Error("Out of Memory Error: the rows broke off");
}
