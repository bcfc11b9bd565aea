import { type CellValue, type ColumnBatch, type Field, uniqueNames, valueAt } from "@armillary/columns";
import type { StreamSummary, TableMetadata, TableStream } from "@armillary/formats";
import type { Votable } from "@armillary/votable";
import { queryError } from "./failure.ts";

/** apache-arrow's Table, which is loaded when one is made. */
export type ArrowTable = ReturnType<typeof import("@armillary/columns/arrow").toArrowTable>;

/** How a result ended: its rows were read; they were left, or closed; reading them failed. */
export type ResultEnd = "read" | "left" | "failed";

/**
 * The answer to a question: columns at once, rows as they arrive, the verdict at the end. Wherever a TableStream is taken
 * (`convert`), a result is.
 */
export interface TableResult<Row = Record<string, unknown>, Summary extends StreamSummary = StreamSummary>
  extends TableStream,
    AsyncDisposable {
  readonly fields: readonly Field[];
  readonly metadata: TableMetadata;
  /** The document that the table stands in, where it is a VOTable: as far as read, whole after `summary`. */
  readonly document: Votable | undefined;
  /**
   * The rows, once, as batches of columns. Ends with an error where the service reports one behind its rows: rows that
   * came before it are of a query that failed. Leaving the loop gives the connection up.
   */
  batches(): AsyncIterable<ColumnBatch>;
  /** The same rows as objects, by column name; the second column of a name is `name_2`. */
  rows(): AsyncIterable<Row>;
  /** All rows as an Arrow table, whose schema has the columns' metadata. */
  toArrow(): Promise<ArrowTable>;
  /** Reads on to the end if need be, and says how the answer ended. Rejects where reading failed. */
  readonly summary: Promise<Summary>;
  /** Gives up what is not read yet. Idempotent. */
  close(): Promise<void>;
}

/** What a result is made of. */
export interface TableResultParts<Summary extends StreamSummary> {
  readonly table: TableStream;
  /** Where it came from, for errors. */
  readonly url: string;
  /** URL of the job that it is the result of, for errors. */
  readonly job?: string;
  /** Whether batches are good only until the next is asked for. */
  readonly isLent?: boolean;
  /** Bytes of the answer so far. */
  readonly bytesRead: () => number;
  /** Makes an error of whatever reading throws. */
  readonly explain: (thrown: unknown) => unknown;
  /** Puts to the summary of the table what only the protocol knows; `isWhole`: it was read to its end. */
  readonly summarize: (summary: StreamSummary, isWhole: boolean) => Summary;
  /** Called with every batch, and at the end. */
  readonly onRows?: (rows: number, isEnd: boolean) => void;
  /** Called once, when nothing more is wanted of the service. */
  readonly onEnd?: (end: ResultEnd) => Promise<void>;
}

/** Makes a result of a table that was opened. */
export function createTableResult<Row, Summary extends StreamSummary>(
  parts: TableResultParts<Summary>,
): TableResult<Row, Summary> {
  return new OpenResult<Row, Summary>(parts);
}

class OpenResult<Row, Summary extends StreamSummary> implements TableResult<Row, Summary> {
  readonly fields: readonly Field[];
  readonly #parts: TableResultParts<Summary>;
  readonly #summary: Promise<Summary>;
  #settle!: { readonly resolve: (summary: Summary) => void; readonly reject: (failure: unknown) => void };
  #isStarted = false;
  #isClosed = false;
  #ending: Promise<void> | undefined;

  constructor(parts: TableResultParts<Summary>) {
    this.#parts = parts;
    this.fields = parts.table.fields;
    this.#summary = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever reads the rows hears of a failure there; the summary is not bound to be asked for.
    this.#summary.catch(() => undefined);
  }

  get metadata(): TableMetadata {
    return this.#parts.table.metadata;
  }

  get document(): Votable | undefined {
    return this.#parts.table.document;
  }

  get summary(): Promise<Summary> {
    if (!this.#isStarted && !this.#isClosed) this.#drain().catch(() => undefined);
    return this.#summary;
  }

  async *batches(): AsyncGenerator<ColumnBatch, void, void> {
    if (this.#isStarted) throw new TypeError("The rows of a result are read once.");
    this.#isStarted = true;
    const { table, url, job, onRows, explain, summarize } = this.#parts;
    let rows = 0;
    let end: ResultEnd = "left";
    let isTold = false;
    try {
      for await (const batch of table.batches()) {
        rows += batch.rows;
        onRows?.(rows, false);
        yield batch;
      }
      const summary = await table.summary;
      if (!this.#isClosed) end = "read";
      if (end === "read") onRows?.(rows, true);
      // Whoever asks for the verdict may have it, and whoever reads rows cannot miss that they are of a failed query.
      isTold = true;
      this.#settle.resolve(summarize({ ...summary, rows }, end === "read"));
      if (summary.status === "ERROR") throw queryError(url, summary.message, job, rows);
    } catch (thrown) {
      const failure = explain(thrown);
      end = "failed";
      isTold = true;
      this.#settle.reject(failure);
      throw failure;
    } finally {
      if (!isTold) this.#settle.resolve(this.#unfinished(rows));
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
    if (this.#parts.isLent === true) throw new TypeError("An Arrow table keeps its batches: ask without `lend`.");
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

  /** Once: whatever was kept for this result is given up. */
  #end(end: ResultEnd): Promise<void> {
    this.#ending ??= this.#parts.onEnd?.(end) ?? Promise.resolve();
    return this.#ending;
  }

  #unfinished(rows: number): Summary {
    const { bytesRead, summarize } = this.#parts;
    return summarize({ status: "OK", rows, bytesRead: bytesRead(), diagnostics: [] }, false);
  }
}
