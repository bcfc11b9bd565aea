import { healpixIndex } from "@armillary/sky";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { RowExtents } from "../../physical.ts";
import { quoteName } from "../duckdb/quote.ts";
import { CELL_ORDER, type TablePosition } from "./position.ts";
import type { StoredColumn } from "./stored-column.ts";

/** DuckDB computes so many rows at a time, and passes over less than that nowhere. */
const VECTOR_ROWS = 2048;

/** Whether DuckDB's own number of the row can be named: a column of this name would stand for itself. */
export function hasRowId(columns: readonly StoredColumn[]): boolean {
  return !columns.some(({ sql }) => sql.toLowerCase() === quoteName("rowid"));
}

/** The extents of the rows of a table that are sorted by the cells of their positions. */
export async function rowExtents(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly StoredColumn[],
  { ra, dec }: TablePosition,
): Promise<RowExtents> {
  const degrees = [ra, dec].map((index) => `(${columns[index]?.sql})::DOUBLE`);
  const reader = await connection.runAndReadAll(
    `SELECT ${degrees.join(", ")} FROM ${relation} WHERE rowid % ${VECTOR_ROWS} = 0 ORDER BY rowid`,
  );
  const firstCells = Float64Array.from(reader.getRows(), ([raDeg, decDeg]) =>
    Number.isFinite(raDeg) && Number.isFinite(decDeg)
      ? healpixIndex(CELL_ORDER, Number(raDeg), Number(decDeg))
      : Number.POSITIVE_INFINITY,
  );
  return { rowsPerExtent: VECTOR_ROWS, order: CELL_ORDER, firstCells };
}
