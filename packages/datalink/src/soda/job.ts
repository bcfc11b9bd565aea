import {
  abortJob,
  cleanJobUrl,
  DalError,
  type DalResponse,
  Deadline,
  deleteJob,
  failureOfJob,
  getJob,
  type OperationOptions,
  openResult,
  type StartJobOptions,
  startJob,
  type Transport,
  type UwsJob,
  type WaitOptions,
  waitForJob,
} from "@armillary/dali";
import { openData } from "../data-answer.ts";

/** One result of a job: data, or why there are none. */
export interface SodaResult {
  readonly id: string;
  readonly mimeType?: string;
  readonly sizeBytes?: number;
  /**
   * The data.
   * @throws DalError DAL_QUERY_ERROR where this combination of parameters gave none: the result is then a text that says why
   */
  open(options?: OperationOptions): Promise<DalResponse>;
}

/** For what nobody waits: that a job which is given up is deleted. */
const CLEANUP_MS = 10_000;

/** A cutout that a service makes by itself, as a job of UWS. It outlives this object, and this process. */
export class SodaJob {
  readonly url: string;
  readonly #transport: Transport;
  #last: UwsJob | undefined;

  constructor(url: string, { transport }: { readonly transport: Transport }) {
    this.url = cleanJobUrl(url);
    this.#transport = transport;
  }

  /** Its description as it was last seen. */
  get last(): UwsJob | undefined {
    return this.#last;
  }

  /** Its description now. @throws DalError code UWS_JOB_GONE, and those of requests */
  async refresh(options: OperationOptions = {}): Promise<UwsJob> {
    this.#last = await getJob(this.#transport, this.url, options);
    return this.#last;
  }

  /** Sets it going; one that goes already is left alone. */
  start(options: StartJobOptions = {}): Promise<void> {
    return startJob(this.#transport, this.url, options);
  }

  /**
   * Waits until it has ended, and gives its results: one for each combination of the values that were asked for (SODA 1.0,
   * section 6). The job stays, and its results with it, until it is deleted.
   * @throws DalError code UWS_JOB_ERROR, UWS_JOB_ABORTED, UWS_JOB_GONE, and those of waiting
   */
  async results(options: WaitOptions = {}): Promise<SodaResult[]> {
    const { onJob, ...rest } = options;
    const ended = await waitForJob(this.#transport, this.url, {
      ...rest,
      onJob: (job) => {
        this.#last = job;
        onJob?.(job);
      },
    });
    const { signal, deadline } = options;
    const operation = {
      ...(signal === undefined ? {} : { signal }),
      ...(deadline === undefined ? {} : { deadline }),
    };
    const failure = await failureOfJob(this.#transport, this.url, ended, operation);
    if (failure !== undefined) throw failure;
    if (ended.phase !== "COMPLETED") {
      throw new DalError("UWS_JOB_ERROR", `The job ${this.url} is ${ended.phase}: its service does not run it.`, {
        url: this.url,
        job: this.url,
      });
    }
    // A service of UWS that lists none has one, at the address that the standard gives it.
    const listed = ended.results.length === 0 ? [{ id: "result" }] : ended.results;
    return listed.map((result, index) => {
      const id = result.id ?? `result${index + 1}`;
      return {
        id,
        ...("mimeType" in result && result.mimeType !== undefined ? { mimeType: result.mimeType } : {}),
        ...("sizeBytes" in result && result.sizeBytes !== undefined ? { sizeBytes: result.sizeBytes } : {}),
        open: async (opening: OperationOptions = {}) => {
          const chosen = { ...ended, results: [{ ...result, id }] };
          const response = await openResult(this.#transport, this.url, chosen, { ...opening, id });
          return (await openData(response)).response;
        },
      };
    });
  }

  /** Asks it to end. What there is of it stays. */
  abort(options: OperationOptions = {}): Promise<void> {
    return abortJob(this.#transport, this.url, options);
  }

  /** Deletes it with its results. */
  delete(options: OperationOptions = {}): Promise<void> {
    return deleteJob(this.#transport, this.url, options);
  }

  /** Deletes it, or aborts it where it cannot be deleted. Takes ten seconds at most, and that it cannot be done is no error. */
  async giveUp(): Promise<void> {
    const options = { deadline: new Deadline(CLEANUP_MS) };
    await this.delete(options).catch(() => this.abort(options).catch(() => undefined));
  }
}
