import type { DalError } from "../errors.ts";
import type { OperationOptions } from "../operation.ts";
import { Deadline } from "../transport/deadline.ts";
import type { Transport } from "../transport/types.ts";
import { abortJob, deleteJob, setDestruction, setExecutionDuration } from "./change.ts";
import { getJob, type StartJobOptions, startJob } from "./client.ts";
import type { UwsJob } from "./job.ts";
import { cleanJobUrl } from "./job-url.ts";
import { failureOfJob } from "./outcome.ts";
import { type WaitOptions, waitForJob } from "./wait.ts";

/** For what nobody waits: that a job which is given up is deleted. */
const CLEANUP_MS = 10_000;

/** A job of UWS, by its URL: it outlives this object, and this process. Its protocol says what its results are. */
export class JobHandle {
  readonly url: string;
  protected readonly transport: Transport;
  #last: UwsJob | undefined;

  /** Nothing is asked yet. @throws TypeError for what is no URL */
  constructor(url: string, { transport }: { readonly transport: Transport }) {
    this.url = cleanJobUrl(url);
    this.transport = transport;
  }

  /** Its description as it was last seen. */
  get last(): UwsJob | undefined {
    return this.#last;
  }

  /** Its description now. @throws DalError code UWS_JOB_GONE, and those of requests */
  async refresh(options: OperationOptions = {}): Promise<UwsJob> {
    this.#last = await getJob(this.transport, this.url, options);
    return this.#last;
  }

  /** Sets it going; one that goes already is left alone. `phase`: where it is known to be, so that it is not asked for. */
  start(options: StartJobOptions = {}): Promise<void> {
    return startJob(this.transport, this.url, options);
  }

  /** Waits until it has ended, or is held, and gives its description; see `waitForJob`. */
  wait(options: WaitOptions = {}): Promise<UwsJob> {
    const { onJob, ...rest } = options;
    return waitForJob(this.transport, this.url, {
      ...rest,
      onJob: (job) => {
        this.#last = job;
        onJob?.(job);
      },
    });
  }

  /** Why it did not end well, in the service's words; undefined where it did, or has not ended. */
  async failure(options: OperationOptions = {}): Promise<DalError | undefined> {
    return failureOfJob(this.transport, this.url, this.#last ?? (await this.refresh(options)), options);
  }

  /** Asks it to end. What there is of it stays. */
  abort(options: OperationOptions = {}): Promise<void> {
    return abortJob(this.transport, this.url, options);
  }

  /** Deletes it with its results. */
  delete(options: OperationOptions = {}): Promise<void> {
    return deleteJob(this.transport, this.url, options);
  }

  /** Asks for another time of deletion, milliseconds from 1970 UTC; the service may choose another still. */
  async setDestruction(epochMs: number, options: OperationOptions = {}): Promise<UwsJob> {
    this.#last = await setDestruction(this.transport, this.url, epochMs, options);
    return this.#last;
  }

  /** Asks for another limit of the time that it may run; 0 for none. */
  async setExecutionDuration(seconds: number, options: OperationOptions = {}): Promise<UwsJob> {
    this.#last = await setExecutionDuration(this.transport, this.url, seconds, options);
    return this.#last;
  }

  /**
   * Deletes it, or aborts it where it cannot be deleted. For who is leaving: takes ten seconds at most, and that it cannot be
   * done is no error.
   */
  async giveUp(): Promise<void> {
    const options = { deadline: new Deadline(CLEANUP_MS) };
    await this.delete(options).catch(() => this.abort(options).catch(() => undefined));
  }
}
