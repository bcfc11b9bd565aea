import type { CellValue, ColumnBatch } from "@armillary/columns";
import { DalError } from "@armillary/dali";
import type { TableStream } from "@armillary/formats";
import type { RunQuery } from "@armillary/tap";
import { batchOf, streamOf } from "../../support/column-arbitraries.ts";
import { runQuery } from "../../support/tap-service/engine.ts";
import type { ServiceTable } from "../../support/tap-service/tables.ts";
import { QueryRefused } from "../../support/tap-service/values.ts";

export interface HereOptions {
  /** Rows of one answer. */
  readonly limit?: number;
  /** Nothing is said of rows that are left out (MAST). */
  readonly silent?: boolean;
  /** Rows of a batch (default: all). */
  readonly batchRows?: number;
  /** Called before each query; what it throws is the answer. */
  readonly before?: (adql: string, number: number) => void | Promise<void>;
}

export interface Here {
  readonly run: RunQuery;
  readonly queries: readonly string[];
  /** Queries that were under way at a time, at most. */
  readonly most: () => number;
}

/** Runs queries over tables in memory, as a service with a limit would. */
export function runHere(tables: readonly ServiceTable[], options: HereOptions = {}): Here {
  const { limit = Number.POSITIVE_INFINITY, silent = false, batchRows, before } = options;
  const queries: string[] = [];
  let [running, most] = [0, 0];
  const run: RunQuery = async (adql, { maxrec = Number.POSITIVE_INFINITY, signal }) => {
    signal.throwIfAborted();
    queries.push(adql);
    running++;
    most = Math.max(most, running);
    try {
      await before?.(adql, queries.length - 1);
      return answer(adql, tables, Math.min(limit, maxrec), silent && limit <= maxrec, batchRows);
    } finally {
      running--;
    }
  };
  return { run, queries, most: () => most };
}

function answer(
  adql: string,
  tables: readonly ServiceTable[],
  most: number,
  silent: boolean,
  batchRows = Number.POSITIVE_INFINITY,
): TableStream {
  try {
    const { fields, rows } = runQuery(adql, tables);
    const status = rows.length > most && !silent ? "OVERFLOW" : "OK";
    const given = rows.slice(0, most);
    const batches: ColumnBatch[] = [];
    for (let at = 0; at === 0 || at < given.length; at += batchRows)
      batches.push(batchOf(fields, given.slice(at, at + batchRows)));
    return streamOf({ fields, batches }, { status });
  } catch (failure) {
    if (!(failure instanceof QueryRefused)) throw failure;
    throw new DalError("DAL_QUERY_ERROR", failure.message, { serviceMessage: failure.message });
  }
}

/** Rows as texts that are the same for the same rows, sorted: two lists are equal where the multisets are. */
export function multiset(rows: Iterable<readonly CellValue[]>): readonly string[] {
  return [...rows].map(textOfRow).sort();
}

export function textOfRow(row: readonly CellValue[]): string {
  return JSON.stringify(row, (_, value) =>
    typeof value === "bigint"
      ? String(value)
      : typeof value === "number"
        ? Object.is(value, -0)
          ? "0"
          : String(value)
        : value,
  );
}
