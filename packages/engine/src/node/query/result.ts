import type { Problem } from "@armillary/adql";
import {
  type Column,
  type ColumnBatch,
  concatenateBatches,
  type Field,
  type FieldMeta,
  sliceBatch,
} from "@armillary/columns";
import type { StreamSummary, TableMetadata } from "@armillary/formats";
import { type DuckDBDataChunk, type DuckDBPreparedStatement, StatementType } from "@duckdb/node-api";
import bindings from "@duckdb/node-bindings";
import type { EngineResult } from "../api.ts";
import { explained } from "../duckdb/failure.ts";
import { withFixedLists } from "../duckdb/fixed-lists.ts";
import { readColumn } from "../duckdb/read-column.ts";
import { EngineError } from "../errors.ts";
import { failureBehind } from "./late-failure.ts";
import { type ResultColumn, resultColumn } from "./result-field.ts";
import type { Session } from "./session.ts";

/** Rows of a batch; DuckDB gives 2048 at a time. */
const BATCH_ROWS = 32_768;

/** A query that DuckDB can run. */
export interface Runnable {
  readonly sql: string;
  readonly fields: readonly FieldMeta[];
  readonly problems: readonly Problem[];
  /** What the table says of itself. */
  readonly metadata: TableMetadata;
  /** Rows at most; the SQL gives one more where there are more. */
  readonly maxrec?: number | undefined;
  /** Rows that the SQL gives at most; Infinity where that is not known. */
  readonly mostRows: number;
  readonly memoryLimitBytes: number;
}

/** So few values are computed whole, which DuckDB does in less time, and tells of a failure by itself. */
const FEW_VALUES = 1_000_000;

function isSmall({ mostRows, fields }: Runnable): boolean {
  const hasLists = fields.some(({ datatype, arraysize }) => arraysize !== undefined && !/char/i.test(datatype));
  return !hasLists && mostRows <= BATCH_ROWS && mostRows * fields.length <= FEW_VALUES;
}

/**
 * Prepares a query; DuckDB begins with it when its rows or its summary are asked for. The session ends with it, also where
 * it cannot be prepared.
 */
export async function openResult(session: Session, runnable: Runnable): Promise<EngineResult> {
  try {
    if (!isSmall(runnable)) await session.begin();
    const statement = await session.call(() => session.connection.prepare(runnable.sql));
    // Whatever a query may have been translated to: it reads.
    if (statement.statementType !== StatementType.SELECT) throw new EngineError("ENGINE_QUERY", "This is no query.");
    const columns = runnable.fields.map((meta, index) => resultColumn(meta, statement.columnType(index)));
    return new LocalResult(session, runnable, statement, columns);
  } catch (failure) {
    await session.end();
    throw explained(failure, "query", runnable.memoryLimitBytes);
  }
}

class LocalResult implements EngineResult {
  readonly fields: readonly Field[];
  readonly metadata: TableMetadata;
  readonly problems: readonly Problem[];
  readonly #session: Session;
  readonly #runnable: Runnable;
  readonly #statement: DuckDBPreparedStatement;
  readonly #columns: readonly ResultColumn[];
  readonly #summary: Promise<StreamSummary>;
  #settle: { resolve(summary: StreamSummary): void; reject(reason: unknown): void } | undefined;
  #started = false;
  #rows = 0;
  #overflow = false;

  constructor(
    session: Session,
    runnable: Runnable,
    statement: DuckDBPreparedStatement,
    columns: readonly ResultColumn[],
  ) {
    this.#session = session;
    this.#runnable = runnable;
    this.#statement = statement;
    this.#columns = columns;
    this.fields = columns.map(({ field }) => field);
    this.metadata = runnable.metadata;
    this.problems = runnable.problems;
    this.#summary = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever reads the rows hears of a failure there.
    this.#summary.catch(() => undefined);
    // One that nobody has begun to read ends with its time, too.
    session.stop.stopped.catch((reason: unknown) => {
      if (!this.#started) this.#settle?.reject(reason);
      void session.end();
    });
  }

  get summary(): Promise<StreamSummary> {
    if (!this.#started) this.#drain().catch(() => undefined);
    return this.#summary;
  }

  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    if (this.#started) throw new TypeError("The rows of a result are read once.");
    this.#started = true;
    try {
      yield* this.#read();
    } catch (failure) {
      const reason = explained(failure, "query", this.#runnable.memoryLimitBytes);
      this.#settle?.reject(reason);
      throw reason;
    } finally {
      this.#settle?.resolve({
        status: this.#overflow ? "OVERFLOW" : "OK",
        rows: this.#rows,
        bytesRead: 0,
        diagnostics: [],
      });
      // Not waited for: a thread may be in the middle of something.
      void this.#session.end();
    }
  }

  async close(): Promise<void> {
    if (!this.#started) {
      this.#started = true;
      this.#settle?.resolve({ status: "OK", rows: 0, bytesRead: 0, diagnostics: [] });
    }
    this.#session.stop.now(new EngineError("ENGINE_CLOSED", "The result was closed before its rows were read."));
    await this.#session.end();
  }

  async *#read(): AsyncGenerator<ColumnBatch, void, void> {
    const { maxrec = Number.POSITIVE_INFINITY } = this.#runnable;
    const isWhole = isSmall(this.#runnable);
    if (maxrec === 0) {
      // The columns alone are wanted, and that there may be rows is said so (DALI 1.1, section 3.4.4).
      this.#overflow = true;
      return;
    }
    const session = this.#session;
    const result = await session.call(() => (isWhole ? this.#statement.run() : this.#statement.stream()));
    let parts: ColumnBatch[] = [];
    let waiting = 0;
    for (;;) {
      const chunk = await session.call(() => result.fetchChunk());
      const rows = chunk?.rowCount ?? 0;
      if (chunk !== null && rows > 0) {
        parts.push({ rows, columns: this.#columnsOf(chunk, rows) });
        waiting += rows;
      }
      const isEnd = rows === 0;
      if (waiting > 0 && (isEnd || waiting >= BATCH_ROWS)) {
        const left = maxrec - this.#rows;
        this.#overflow = waiting > left;
        const batch = sliceBatch(concatenateBatches(parts), 0, Math.min(waiting, left));
        this.#rows += batch.rows;
        parts = [];
        waiting = 0;
        if (batch.rows > 0) yield batch;
      }
      if (this.#overflow) return;
      if (!isEnd) continue;
      session.isRead = true;
      if (isWhole) return;
      const broken = await session.call(() => failureBehind(session.connection, this.#runnable.sql));
      if (broken !== undefined) throw broken;
      return;
    }
  }

  #columnsOf(chunk: DuckDBDataChunk, rows: number): readonly Column[] {
    return this.#columns.map(({ raw, field }, index) => {
      const column = readColumn(vectorOf(chunk, index), raw, rows);
      try {
        return withFixedLists(column, field.layout);
      } catch (cause) {
        const message = `Column "${field.name}" has ${(cause as Error).message}.`;
        throw new EngineError("ENGINE_QUERY", message, { cause });
      }
    });
  }

  async #drain(): Promise<void> {
    for await (const _batch of this.batches());
  }
}

function vectorOf({ chunk }: DuckDBDataChunk, index: number): ReturnType<typeof bindings.data_chunk_get_vector> {
  return bindings.data_chunk_get_vector(chunk, index);
}
