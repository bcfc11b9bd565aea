import { type CellValue, type ColumnBatch, type Field, uniqueNames, valueAt } from "@armillary/columns";
import type { StreamSummary, TableMetadata, TableStream } from "@armillary/formats";
import { explainFailure, queryError } from "./answer.ts";
import type { TapMode } from "./capabilities.ts";
import type { TapJob } from "./job.ts";
import type { LimitVerdict } from "./limits.ts";
import type { TapProgress, TapSummary } from "./options.ts";

/** apache-arrow's Table, which is loaded when one is made. */
export type ArrowTable = ReturnType<typeof import("@armillary/columns/arrow").toArrowTable>;

/** How a result ended: its rows were read; they were left, or closed; reading them failed. */
export type ResultEnd = "read" | "left" | "failed";

/**
 * The answer to a query: columns at once, rows as they arrive, the verdict at the end. Wherever a TableStream is taken
 * (`convert`), a result is.
 */
export interface TapResult<Row = Record<string, unknown>> extends TableStream, AsyncDisposable {
  readonly fields: readonly Field[];
  readonly metadata: TableMetadata;
  readonly mode: TapMode;
  /** The job that it is the result of. */
  readonly job?: TapJob;
  /**
   * The rows, once, as batches of columns. Ends with an error where the service reports one behind its rows: rows that
   * came before it are of a query that failed. Leaving the loop gives the connection up, and the job where it was made
   * for this result.
   */
  batches(): AsyncIterable<ColumnBatch>;
  /** The same rows as objects, by column name; the second column of a name is `name_2`. */
  rows(): AsyncIterable<Row>;
  /** All rows as an Arrow table, whose schema has the columns' metadata. */
  toArrow(): Promise<ArrowTable>;
  /** Reads on to the end if need be. Says in `status`, `limit` and `suspect` whether all rows came. Rejects where reading failed. */
  readonly summary: Promise<TapSummary>;
  /** Gives up what is not read yet. Idempotent. */
  close(): Promise<void>;
}

/** What a result is made of. */
export interface ResultParts {
  readonly table: TableStream;
  readonly url: string;
  readonly mode: TapMode;
  readonly job?: TapJob;
  readonly query: Pick<TapSummary, "query" | "changes" | "problems">;
  readonly notes: readonly string[];
  readonly startMs: number;
  /** Whether batches are good only until the next is asked for. */
  readonly isLent: boolean;
  /** Bytes of the answer so far. */
  readonly bytesRead: () => number;
  readonly judge: (summary: StreamSummary) => LimitVerdict;
  readonly onProgress?: (progress: TapProgress) => void;
  /** Called once, when nothing more is wanted of the service. */
  readonly onEnd?: (end: ResultEnd) => Promise<void>;
}

/** Makes a result of a table that was opened. */
export function createResult<Row>(parts: ResultParts): TapResult<Row> {
  return new OpenResult<Row>(parts);
}

class OpenResult<Row> implements TapResult<Row> {
  readonly fields: readonly Field[];
  readonly mode: TapMode;
  readonly job?: TapJob;
  readonly #parts: ResultParts;
  readonly #summary: Promise<TapSummary>;
  #settle!: { readonly resolve: (summary: TapSummary) => void; readonly reject: (failure: unknown) => void };
  #isStarted = false;
  #isClosed = false;
  #ending: Promise<void> | undefined;

  constructor(parts: ResultParts) {
    this.#parts = parts;
    this.fields = parts.table.fields;
    this.mode = parts.mode;
    if (parts.job !== undefined) this.job = parts.job;
    this.#summary = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever reads the rows hears of a failure there; the summary is not bound to be asked for.
    this.#summary.catch(() => undefined);
  }

  get metadata(): TableMetadata {
    return this.#parts.table.metadata;
  }

  get summary(): Promise<TapSummary> {
    if (!this.#isStarted && !this.#isClosed) this.#drain().catch(() => undefined);
    return this.#summary;
  }

  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    if (this.#isStarted) throw new TypeError("The rows of a result are read once.");
    this.#isStarted = true;
    const { table, url, job } = this.#parts;
    let rows = 0;
    let end: ResultEnd = "left";
    try {
      for await (const batch of table.batches()) {
        rows += batch.rows;
        this.#report("RECEIVING", rows);
        yield batch;
      }
      const summary = await table.summary;
      if (!this.#isClosed) end = "read";
      if (end === "read") this.#report("DONE", rows);
      // Whoever asks for the verdict may have it, and whoever reads rows cannot miss that they are of a failed query.
      this.#settle.resolve(this.#summaryOf({ ...summary, rows }, end === "read"));
      if (summary.status === "ERROR") throw queryError(url, summary.message, job?.url, rows);
    } catch (thrown) {
      const failure = explainFailure(thrown, url, job?.url);
      end = "failed";
      this.#settle.reject(failure);
      throw failure;
    } finally {
      this.#settle.resolve(this.#unfinished(rows));
      await this.#end(end);
    }
  }

  async *rows(): AsyncGenerator<Row, void, void> {
    const names = uniqueNames(this.fields.map(({ name }) => name));
    for await (const { rows, columns } of this.batches()) {
      for (let row = 0; row < rows; row++) {
        const object: Record<string, CellValue> = {};
        columns.forEach((column, index) => {
          object[names[index] as string] = valueAt(column, row);
        });
        yield object as Row;
      }
    }
  }

  async toArrow(): Promise<ArrowTable> {
    if (this.#parts.isLent) throw new TypeError("An Arrow table keeps its batches: ask without `lend`.");
    const { toArrowSchema, toArrowTable } = await import("@armillary/columns/arrow");
    const batches: ColumnBatch[] = [];
    for await (const batch of this.batches()) batches.push(batch);
    return toArrowTable(batches, toArrowSchema(this.fields));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#parts.table.close();
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#settle.resolve(this.#unfinished(0));
    }
    await this.#end("left");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #drain(): Promise<void> {
    for await (const _batch of this.batches());
  }

  /** Once: a job that was made for this result is given up, or deleted. */
  #end(end: ResultEnd): Promise<void> {
    this.#ending ??= this.#parts.onEnd?.(end) ?? Promise.resolve();
    return this.#ending;
  }

  #unfinished(rows: number): TapSummary {
    return this.#summaryOf({ status: "OK", rows, bytesRead: this.#parts.bytesRead(), diagnostics: [] }, false);
  }

  #report(phase: "RECEIVING" | "DONE", rows: number): void {
    const { onProgress, mode, startMs, job } = this.#parts;
    onProgress?.({
      mode,
      phase,
      elapsedMs: performance.now() - startMs,
      rows,
      bytes: this.#parts.bytesRead(),
      ...(job === undefined ? {} : { job: job.url }),
    });
  }

  #summaryOf(summary: StreamSummary, complete: boolean): TapSummary {
    const { mode, job, query, notes, startMs, judge } = this.#parts;
    return {
      ...summary,
      ...(complete ? judge(summary) : { suspect: false, remedies: [] }),
      mode,
      ...(job === undefined ? {} : { job: job.url }),
      complete,
      notes,
      ...query,
      elapsedMs: performance.now() - startMs,
    };
  }
}
