import type { CellValue, FieldMeta } from "@armillary/columns";
import { onTestFinished } from "vitest";
import type { EngineOptions, EngineResult } from "../../../packages/engine/src/node/api.ts";
import { Database } from "../../../packages/engine/src/node/duckdb/database.ts";
import { openResult } from "../../../packages/engine/src/node/query/result.ts";
import { Session } from "../../../packages/engine/src/node/query/session.ts";
import { Stop } from "../../../packages/engine/src/node/query/stop.ts";
import { type TakenTable, takeIn } from "../../../packages/engine/src/node/tables/take-in.ts";
import { gather, rowsIn, type SampleTable, streamOf } from "../../support/column-arbitraries.ts";

/** A database that ends with the test. */
export async function openDatabase(options: EngineOptions = {}): Promise<Database> {
  const database = await Database.open({ memoryLimitBytes: 2 ** 30, threads: 2, ...options });
  onTestFinished(() => database.close());
  return database;
}

/** Takes a table in, without an index. */
export async function taken(database: Database, name: string, sample: SampleTable): Promise<TakenTable> {
  const connection = await database.connect();
  try {
    return await takeIn(connection, streamOf(sample), { name, position: false });
  } finally {
    connection.closeSync();
  }
}

/** Runs SQL of DuckDB's as a query whose translation gave it. */
export async function runSql(
  database: Database,
  sql: string,
  fields: readonly FieldMeta[],
  options: { readonly maxrec?: number; readonly stop?: Stop; readonly onEnd?: () => void } = {},
): Promise<EngineResult> {
  const stop = options.stop ?? new Stop(undefined, undefined);
  const session = new Session(await database.connect(), stop, options.onEnd ?? (() => undefined));
  return openResult(session, {
    sql,
    fields,
    problems: [],
    metadata: { params: [], infos: [] },
    maxrec: options.maxrec,
    mostRows: Number.POSITIVE_INFINITY,
    memoryLimitBytes: database.memoryLimitBytes,
  });
}

/** All rows of a table that was taken in. */
export async function readBack(database: Database, { columns, relation }: TakenTable): Promise<EngineResult> {
  const selected = columns.map(({ sql }, index) => `${sql} AS c${index + 1}`);
  return runSql(
    database,
    `SELECT ${selected.join(", ")} FROM ${relation}`,
    columns.map(({ field: { layout: _layout, ...meta } }) => meta),
  );
}

export async function rowsOf(result: EngineResult): Promise<CellValue[][]> {
  return rowsIn(await gather(result.batches()));
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("This should have failed.");
    },
    (failure: unknown) => failure,
  );
}
