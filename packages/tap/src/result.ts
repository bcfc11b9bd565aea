import { createTableResult, explainFailure, type ResultEnd, type TableResult } from "@armillary/dali/table";
import type { StreamSummary, TableStream } from "@armillary/formats";
import type { TapMode } from "./capabilities.ts";
import { isCompletenessError } from "./complete/completeness-error.ts";
import type { TapJob } from "./job.ts";
import type { LimitVerdict } from "./limits.ts";
import type { TapProgress, TapSummary } from "./options.ts";

/**
 * The answer to a query. Its summary says in `status`, `limit` and `suspect` whether all rows came. Leaving the loop over
 * its rows gives the job up where it was made for this result.
 */
export interface TapResult<Row = Record<string, unknown>> extends TableResult<Row, TapSummary> {
  readonly mode: TapMode;
  /** The job that it is the result of. */
  readonly job?: TapJob;
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
  readonly isLent?: boolean;
  /** Bytes of the answer so far. */
  readonly bytesRead: () => number;
  readonly judge: (summary: StreamSummary) => LimitVerdict;
  readonly onProgress?: (progress: TapProgress) => void;
  /** Called once, when nothing more is wanted of the service. */
  readonly onEnd?: (end: ResultEnd) => Promise<void>;
}

/** Makes a result of a table that was opened. */
export function createResult<Row>(parts: ResultParts): TapResult<Row> {
  const { table, url, mode, job, isLent, bytesRead, onEnd, onProgress, startMs } = parts;
  const inJob = job === undefined ? {} : { job: job.url };
  const result = createTableResult<Row, TapSummary>({
    table,
    url,
    ...inJob,
    ...(isLent === undefined ? {} : { isLent }),
    bytesRead,
    explain: (thrown) => (isCompletenessError(thrown) ? thrown : explainFailure(thrown, url, job?.url)),
    summarize: (summary, isWhole) => summaryOf(parts, summary, isWhole),
    onRows: (rows, isEnd) =>
      onProgress?.({
        mode,
        phase: isEnd ? "DONE" : "RECEIVING",
        elapsedMs: performance.now() - startMs,
        rows,
        bytes: bytesRead(),
        ...inJob,
      }),
    ...(onEnd === undefined ? {} : { onEnd }),
  });
  return Object.assign(result, { mode, ...(job === undefined ? {} : { job }) });
}

function summaryOf(
  { mode, job, query, notes, startMs, judge }: ResultParts,
  summary: StreamSummary,
  complete: boolean,
): TapSummary {
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
