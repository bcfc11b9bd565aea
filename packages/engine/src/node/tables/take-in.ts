import { setImmediate } from "node:timers/promises";
import type { Field } from "@armillary/columns";
import type { TableStream } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { RowExtents, SpatialIndex } from "../../physical.ts";
import type { AddTableOptions } from "../api.ts";
import { ColumnAppender } from "../duckdb/appender.ts";
import { quoteName } from "../duckdb/quote.ts";
import { EngineError } from "../errors.ts";
import { findPosition, positionIndex, type TablePosition } from "./position.ts";
import { regionCaps, withCaps, withLargestCaps } from "./region-cap.ts";
import { hasRowId, rowExtents } from "./row-extents.ts";
import { CELL_NAME, capNames, type StoredColumn, storedColumns, VECTOR_NAMES, widened } from "./stored-column.ts";

/** DuckDB keeps minima and maxima of so many rows each: a smaller table has nothing to pass over. */
const GROUP_ROWS = 122_880;

/** How long the process may be deaf. */
const BREATH_MS = 20;

/** Rows that lie in a table of DuckDB now. */
export interface TakenTable {
  readonly relation: string;
  readonly columns: readonly StoredColumn[];
  readonly rows: number;
  readonly position?: SpatialIndex;
  readonly diagnostics: readonly Diagnostic[];
}

export interface TakeInOptions extends Pick<AddTableOptions, "position" | "signal" | "onProgress"> {
  /** What the table is called in DuckDB. */
  readonly name: string;
  /** Of the connection alone, and gone with it. */
  readonly temporary?: boolean;
}

/**
 * Takes the rows of a table in. Those of a table with positions are sorted by place, if they are many.
 * @throws EngineError ENGINE_SOURCE, ENGINE_POSITION; whatever the table throws. Nothing is left behind then
 */
export async function takeIn(
  connection: DuckDBConnection,
  table: Pick<TableStream, "fields" | "batches" | "summary" | "close">,
  options: TakeInOptions,
): Promise<TakenTable> {
  const { temporary = false, name } = options;
  const relation = `${temporary ? "temp" : "memory"}.main.${quoteName(name)}`;
  try {
    const columns = columnsOf(table.fields);
    const position = findPosition(table.fields, options.position ?? "auto");
    const added = [
      ...columns.flatMap(({ cap }, index) =>
        cap === undefined ? [] : capNames(index).map((part) => [part, "DOUBLE"]),
      ),
      ...(position === undefined ? [] : [...VECTOR_NAMES.map((axis) => [axis, "DOUBLE"]), [CELL_NAME, "UINTEGER"]]),
    ];
    const definitions = [
      ...columns.map(({ sql, type }) => `${sql} ${type}`),
      ...added.map(([column = "", type = ""]) => `${quoteName(column)} ${type}`),
    ];
    await connection.run(`CREATE ${temporary ? "TEMP " : ""}TABLE ${relation} (${definitions.join(", ")})`);
    const appender = await ColumnAppender.open(connection, name, temporary ? "temp" : "memory");
    let rows = 0;
    let breathMs = performance.now();
    try {
      for await (const batch of table.batches()) {
        options.signal?.throwIfAborted();
        const stored = batch.columns.map((column, index) => widened(column, columns[index] as StoredColumn));
        const caps = stored.flatMap((column, index) => (columns[index]?.cap === undefined ? [] : regionCaps(column)));
        const index = position === undefined ? [] : positionIndex(batch, position);
        appender.append(batch.rows, [...stored, ...caps, ...index]);
        rows += batch.rows;
        options.onProgress?.({ rows });
        // Batches that are at hand come without a turn of the loop in which timers, signals and others could be heard.
        if (performance.now() - breathMs > BREATH_MS) {
          await setImmediate();
          breathMs = performance.now();
        }
      }
    } finally {
      appender.close();
    }
    options.signal?.throwIfAborted();
    const sorted = position !== undefined && rows > GROUP_ROWS;
    if (sorted) await sortByCell(connection, relation, name, temporary);
    const extents = sorted && hasRowId(columns) ? await rowExtents(connection, relation, columns, position) : undefined;
    const { diagnostics } = await table.summary;
    return {
      relation,
      columns: await withLargestCaps(connection, relation, columns),
      rows,
      diagnostics,
      ...(position === undefined ? {} : { position: indexOf(position, extents) }),
    };
  } catch (failure) {
    await connection.run(`DROP TABLE IF EXISTS ${relation}`);
    throw failure;
  } finally {
    await table.close();
  }
}

function columnsOf(fields: readonly Field[]): readonly StoredColumn[] {
  if (fields.length === 0) throw new EngineError("ENGINE_SOURCE", "The table has no columns.");
  return withCaps(storedColumns(fields));
}

function indexOf(position: TablePosition, extents: RowExtents | undefined): SpatialIndex {
  const [x, y, z] = VECTOR_NAMES.map(quoteName) as [string, string, string];
  return { ...position, x, y, z, ...(extents === undefined ? {} : { extents }) };
}

async function sortByCell(
  connection: DuckDBConnection,
  relation: string,
  name: string,
  temporary: boolean,
): Promise<void> {
  const sorted = `${temporary ? "temp" : "memory"}.main.${quoteName(`${name} sorted`)}`;
  const cell = quoteName(CELL_NAME);
  const create = `CREATE ${temporary ? "TEMP " : ""}TABLE`;
  await connection.run(`${create} ${sorted} AS SELECT * EXCLUDE (${cell}) FROM ${relation} ORDER BY ${cell}`);
  await connection.run(`DROP TABLE ${relation}; ALTER TABLE ${sorted} RENAME TO ${quoteName(name)}`);
}
