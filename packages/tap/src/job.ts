import {
  DalError,
  JobHandle,
  type OperationOptions,
  openResult,
  stageOf,
  type Transport,
  type UwsJob,
  type WaitOptions,
} from "@armillary/dali";
import type { ResultEnd } from "@armillary/dali/table";
import { openAnswer } from "@armillary/dali/table";
import type { Spool } from "@armillary/formats";
import { adaptQuery } from "./adapt.ts";
import { judgeLimits, type LimitVerdict, type Outcome } from "./limits.ts";
import type { AskOptions, TapSummary } from "./options.ts";
import { createResult, type TapResult } from "./result.ts";

export interface JobOptions {
  readonly transport: Transport;
  /** Says whether a result came up to a limit of the service (default: by MAXREC and TOP alone). */
  readonly judge?: (outcome: Omit<Outcome, "limits">) => LimitVerdict;
  /** Keeps a result that must be read at any place (Parquet); default: in memory. */
  readonly spool?: Spool;
}

/** How a result is read. */
export interface ResultOptions
  extends OperationOptions,
    Pick<AskOptions, "format" | "lenient" | "lend" | "onProgress"> {
  /** How long, and how patiently, a job is waited for that has not ended. */
  readonly wait?: Omit<WaitOptions, keyof OperationOptions>;
  /** Called once, when nothing more is wanted of the job: its result was read, or left, or could not be read. */
  readonly onEnd?: (end: ResultEnd) => Promise<void>;
}

/** What the one who made the job knows of it. */
export interface JobRequest {
  readonly query: Pick<TapSummary, "query" | "changes" | "problems">;
  readonly notes: readonly string[];
  readonly maxrec?: number;
  readonly top?: number;
  /** When it was asked, by performance.now(). */
  readonly startMs: number;
}

/**
 * A query that a service runs by itself, as a job of UWS (TAP 1.1, section 5.2). It outlives this object, and this
 * process: `TapJob.attach` finds it again by its URL.
 */
export class TapJob extends JobHandle {
  readonly #options: JobOptions;
  readonly #request: JobRequest | undefined;

  constructor(url: string, options: JobOptions, request?: JobRequest) {
    super(url, options);
    this.#options = options;
    this.#request = request;
  }

  /** The job at a URL, whoever made it. Nothing is asked yet. */
  static attach(url: string, options: JobOptions): TapJob {
    return new TapJob(url, options);
  }

  /** The query that it was made for; undefined where that was elsewhere. */
  get query(): string | undefined {
    return this.#request?.query.query;
  }

  /**
   * Its result, once it has ended; waits for that. The job stays.
   * @throws DalError code UWS_JOB_ERROR, UWS_JOB_ABORTED, UWS_JOB_GONE, DAL_QUERY_ERROR, and those of waiting and reading
   */
  async result<Row = Record<string, unknown>>(options: ResultOptions = {}): Promise<TapResult<Row>> {
    const startMs = this.#request?.startMs ?? performance.now();
    const { format, lenient, lend, onProgress, onEnd, wait: _, ...operation } = options;
    const ended = await this.#ended(options, startMs);
    const failure = await this.failure(operation);
    if (failure !== undefined) throw failure;
    if (ended.phase !== "COMPLETED") {
      throw new DalError(
        "UWS_JOB_ERROR",
        `The job ${this.url} is ${ended.phase}: its service does not run it. Start it again later, or ask the service's operators.`,
        { url: this.url, job: this.url },
      );
    }
    let bytesRead = 0;
    const response = await openResult(this.transport, this.url, ended, operation);
    const { spool } = this.#options;
    const table = await openAnswer(response, {
      ...(spool === undefined ? {} : { spool }),
      ...(format === undefined ? {} : { format }),
      ...(lenient === undefined ? {} : { lenient }),
      ...(lend === undefined ? {} : { lend }),
      job: this.url,
      onProgress: (progress) => {
        bytesRead = progress.bytesRead;
      },
    });
    const request = this.#request ?? { ...requestOf(ended), startMs };
    return createResult<Row>({
      table,
      url: response.url,
      mode: "async",
      job: this,
      query: request.query,
      notes: request.notes,
      startMs,
      isLent: lend === true,
      bytesRead: () => bytesRead,
      judge: ({ status, rows }) => {
        const outcome: Omit<Outcome, "limits"> = {
          status,
          rows,
          bytes: bytesRead,
          mode: "async",
          ...(request.maxrec === undefined ? {} : { maxrec: request.maxrec }),
          ...(request.top === undefined ? {} : { top: request.top }),
        };
        return this.#options.judge?.(outcome) ?? judgeLimits({ ...outcome, limits: {} });
      },
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(onEnd === undefined ? {} : { onEnd }),
    });
  }

  async #ended({ wait, signal, deadline, onProgress }: ResultOptions, startMs: number): Promise<UwsJob> {
    if (this.last !== undefined && stageOf(this.last.phase) === "finished") return this.last;
    return this.wait({
      ...wait,
      ...(signal === undefined ? {} : { signal }),
      ...(deadline === undefined ? {} : { deadline }),
      onJob: (job) => {
        wait?.onJob?.(job);
        const elapsedMs = performance.now() - startMs;
        onProgress?.({ mode: "async", phase: job.phase, elapsedMs, rows: 0, bytes: 0, job: this.url });
      },
    });
  }
}

/** What a job of another process was asked, as its service tells it. */
function requestOf({ parameters }: UwsJob): Omit<JobRequest, "startMs"> {
  const value = (name: string): string | undefined => parameters.find(({ id }) => id.toUpperCase() === name)?.value;
  const query = value("QUERY");
  const maxrec = value("MAXREC");
  const rows = maxrec === undefined || maxrec.trim() === "" ? Number.NaN : Number(maxrec);
  const top = query === undefined || query.trim() === "" ? undefined : adaptQuery(query, { adapt: false }).top;
  return {
    query: { query: query ?? "", changes: [], problems: [] },
    notes: [],
    ...(Number.isSafeInteger(rows) ? { maxrec: rows } : {}),
    ...(top === undefined ? {} : { top }),
  };
}
