import type { DuckDBConnection } from "@duckdb/node-api";
import type { RowExtents } from "../../physical.ts";
import { quoteName } from "../duckdb/quote.ts";
import { type StoredColumn, VECTOR_NAMES } from "./stored-column.ts";

/** DuckDB computes so many rows at a time, and passes over less than that nowhere. */
const VECTOR_ROWS = 2048;

/** Whether DuckDB's own number of the row can be named: a column of this name would stand for itself. */
export function hasRowId(columns: readonly StoredColumn[]): boolean {
  return !columns.some(({ sql }) => sql.toLowerCase() === quoteName("rowid"));
}

/** The extents of the rows of a table, whose vectors are stored and sorted by place. */
export async function rowExtents(connection: DuckDBConnection, relation: string): Promise<RowExtents> {
  const bounds = VECTOR_NAMES.map(quoteName).flatMap((name) => [`min(${name})`, `max(${name})`]);
  const extent = `rowid // ${VECTOR_ROWS}`;
  const reader = await connection.runAndReadAll(
    `SELECT (${extent})::INTEGER, ${bounds.join(", ")} FROM ${relation} GROUP BY ${extent} ORDER BY 1`,
  );
  const rows = reader.getRows();
  const values = new Float64Array(6 * rows.length);
  for (const [row, [, ...extents]] of rows.entries()) {
    for (const [index, value] of extents.entries()) {
      values[6 * row + index] =
        typeof value === "number" ? value : index % 2 === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    }
  }
  return { rowsPerExtent: VECTOR_ROWS, bounds: values };
}
