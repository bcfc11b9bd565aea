import { print, type Query } from "@armillary/adql";
import { batchBytes, type CellValue, type ColumnBatch, rowsOf } from "@armillary/columns";
import type { Deadline } from "@armillary/dali";
import type { StreamSummary, TableStream } from "@armillary/formats";
import { CompletenessError } from "./completeness-error.ts";
import { Gate } from "./gate.ts";
import { isPassing, pause, throwIfGivenUp } from "./passing-failure.ts";

/** What a query is run for, and how. */
export interface RunOptions {
  readonly purpose: "count" | "rows";
  /** Rows that are expected, and one more where the service gives so many: an overflow says that there are more. */
  readonly maxrec?: number;
  readonly signal: AbortSignal;
}

/**
 * Runs ADQL at the service and gives the answer when its columns are known: `TapService.query`, or anything like it.
 * Refusals and failures are what it throws. Batches must be memory of their own.
 */
export type RunQuery = (adql: string, options: RunOptions) => Promise<TableStream>;

/** Rows of a part, kept until it is known that they are all. */
export interface HeldRows extends Pick<TableStream, "fields" | "metadata"> {
  readonly batches: readonly ColumnBatch[];
  readonly rows: number;
  readonly summary: StreamSummary;
}

/** Rows that would have taken more memory than they may; `rows` of them did not yet. */
export interface TooManyBytes {
  readonly tooLarge: true;
  readonly rows: number;
}

export interface AskerOptions {
  readonly run: RunQuery;
  readonly concurrency: number;
  readonly heldBytes: number;
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly deadline?: Deadline;
  readonly signal: AbortSignal;
}

/** Asks the service, few questions at a time, each again where a failure may pass. */
export class Asker {
  requests = 0;
  readonly #options: AskerOptions;
  readonly #gate: Gate;

  constructor(options: AskerOptions) {
    this.#options = options;
    this.#gate = new Gate(options.concurrency);
  }

  /** The only row of an answer. */
  async row(query: Query): Promise<readonly CellValue[]> {
    const text = print(query);
    return this.#ask(async () => {
      const table = await this.#run(text, "count");
      try {
        for await (const batch of table.batches()) {
          for (const row of rowsOf(batch)) return row;
        }
      } finally {
        await table.close();
      }
      throw new CompletenessError("TAP_INCOMPLETE", `The service answered without a row to: ${text}`);
    });
  }

  /** All rows of an answer, with what it said at its end; given up where they take too much memory. */
  async rows(query: Query | string, maxrec: number | undefined): Promise<HeldRows | TooManyBytes> {
    const text = typeof query === "string" ? query : print(query);
    return this.#ask(async () => {
      const table = await this.#run(text, "rows", maxrec);
      const batches: ColumnBatch[] = [];
      let [rows, bytes] = [0, 0];
      try {
        for await (const batch of table.batches()) {
          bytes += batchBytes(batch);
          if (bytes > this.#options.heldBytes && rows > 0) return { tooLarge: true as const, rows };
          rows += batch.rows;
          batches.push(batch);
        }
        const summary = await table.summary;
        if (summary.status === "ERROR") {
          throw new CompletenessError(
            "TAP_INCOMPLETE",
            `The service broke off after ${rows} rows: ${summary.message ?? "it does not say why"}.`,
          );
        }
        const { fields, metadata } = table;
        return { fields, metadata, batches, rows, summary };
      } finally {
        await table.close();
      }
    });
  }

  #run(text: string, purpose: RunOptions["purpose"], maxrec?: number): Promise<TableStream> {
    const { run, signal } = this.#options;
    this.requests++;
    return run(text, { purpose, signal, ...(maxrec === undefined ? {} : { maxrec }) });
  }

  #ask<Result>(ask: () => Promise<Result>): Promise<Result> {
    const { retries, retryDelayMs, deadline, signal } = this.#options;
    return this.#gate.pass(async () => {
      for (let attempt = 0; ; attempt++) {
        throwIfGivenUp(signal);
        try {
          return await ask();
        } catch (failure) {
          const delayMs = retryDelayMs * 2 ** attempt;
          const isLate = deadline !== undefined && deadline.remainingMs <= delayMs;
          if (attempt >= retries || isLate || signal.aborted || !isPassing(failure)) throw failure;
          await pause(delayMs, signal);
        }
      }
    });
  }
}
