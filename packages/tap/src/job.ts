import {
  abortJob,
  cleanJobUrl,
  DalError,
  Deadline,
  deleteJob,
  failureOfJob,
  getJob,
  type OperationOptions,
  openResult,
  type StartJobOptions,
  setDestruction,
  setExecutionDuration,
  stageOf,
  startJob,
  type Transport,
  type UwsJob,
  type WaitOptions,
  waitForJob,
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

/** For what nobody waits: that a job which is given up is deleted. */
const CLEANUP_MS = 10_000;

/**
 * A query that a service runs by itself, as a job of UWS (TAP 1.1, section 5.2). It outlives this object, and this
 * process: `TapJob.attach` finds it again by its URL.
 */
export class TapJob {
  readonly url: string;
  readonly #options: JobOptions;
  readonly #request: JobRequest | undefined;
  #last: UwsJob | undefined;

  constructor(url: string, options: JobOptions, request?: JobRequest) {
    this.url = cleanJobUrl(url);
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

  /** Its description as it was last seen. */
  get last(): UwsJob | undefined {
    return this.#last;
  }

  /** Its description now. @throws DalError code UWS_JOB_GONE, and those of requests */
  async refresh(options: OperationOptions = {}): Promise<UwsJob> {
    this.#last = await getJob(this.#options.transport, this.url, options);
    return this.#last;
  }

  /** Sets it going; one that goes already is left alone. `phase`: where it is known to be, so that it is not asked for. */
  start(options: StartJobOptions = {}): Promise<void> {
    return startJob(this.#options.transport, this.url, options);
  }

  /** Waits until it has ended, or is held, and gives its description; see `waitForJob`. */
  async wait(options: WaitOptions = {}): Promise<UwsJob> {
    const { onJob, ...rest } = options;
    return waitForJob(this.#options.transport, this.url, {
      ...rest,
      onJob: (job) => {
        this.#last = job;
        onJob?.(job);
      },
    });
  }

  /** Why it did not end well, in the service's words; undefined where it did, or has not ended. */
  async failure(options: OperationOptions = {}): Promise<DalError | undefined> {
    return failureOfJob(this.#options.transport, this.url, this.#last ?? (await this.refresh(options)), options);
  }

  /** Asks it to end. What there is of it stays. */
  abort(options: OperationOptions = {}): Promise<void> {
    return abortJob(this.#options.transport, this.url, options);
  }

  /** Deletes it with its result. */
  delete(options: OperationOptions = {}): Promise<void> {
    return deleteJob(this.#options.transport, this.url, options);
  }

  /** Asks for another time of deletion, milliseconds from 1970 UTC; the service may choose another still. */
  async setDestruction(epochMs: number, options: OperationOptions = {}): Promise<UwsJob> {
    this.#last = await setDestruction(this.#options.transport, this.url, epochMs, options);
    return this.#last;
  }

  /** Asks for another limit of the time that it may run; 0 for none. */
  async setExecutionDuration(seconds: number, options: OperationOptions = {}): Promise<UwsJob> {
    this.#last = await setExecutionDuration(this.#options.transport, this.url, seconds, options);
    return this.#last;
  }

  /**
   * Its result, once it has ended; waits for that. The job stays.
   * @throws DalError code UWS_JOB_ERROR, UWS_JOB_ABORTED, UWS_JOB_GONE, DAL_QUERY_ERROR, and those of waiting and reading
   */
  async result<Row = Record<string, unknown>>(options: ResultOptions = {}): Promise<TapResult<Row>> {
    const startMs = this.#request?.startMs ?? performance.now();
    const { format, lenient, lend, onProgress, onEnd, wait: _, ...operation } = options;
    const ended = await this.#ended(options, startMs);
    const failure = await failureOfJob(this.#options.transport, this.url, ended, operation);
    if (failure !== undefined) throw failure;
    if (ended.phase !== "COMPLETED") {
      throw new DalError(
        "UWS_JOB_ERROR",
        `The job ${this.url} is ${ended.phase}: its service does not run it. Start it again later, or ask the service's operators.`,
        { url: this.url, job: this.url },
      );
    }
    let bytesRead = 0;
    const response = await openResult(this.#options.transport, this.url, ended, operation);
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

  /**
   * Deletes it, or aborts it where it cannot be deleted. For who is leaving: takes ten seconds at most, and that it cannot be
   * done is no error.
   */
  async giveUp(): Promise<void> {
    const options = { deadline: new Deadline(CLEANUP_MS) };
    await this.delete(options).catch(() => this.abort(options).catch(() => undefined));
  }

  async #ended({ wait, signal, deadline, onProgress }: ResultOptions, startMs: number): Promise<UwsJob> {
    if (this.#last !== undefined && stageOf(this.#last.phase) === "finished") return this.#last;
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
