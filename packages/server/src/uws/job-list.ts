import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type { ServerContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { asServiceError } from "../failure.ts";
import type { Parameters } from "../http/parameters.ts";
import type { ReceivedFile } from "../http/read-multipart.ts";
import { Turns } from "../turns.ts";
import { Job } from "./job.ts";
import { writeResult } from "./write-result.ts";

/** Jobs past their destruction are looked for so often; who asks for one sees that it has gone at once. */
const SWEEP_MS = 10_000;

/** The jobs of a service: made, run in turn, and destroyed when their time has come. */
export class JobList {
  readonly #context: ServerContext;
  readonly #turns: Turns;
  readonly #jobs = new Map<string, Job>();
  readonly #running = new Set<Promise<void>>();
  readonly #sweep: ReturnType<typeof setInterval>;

  constructor(context: ServerContext) {
    this.#context = context;
    const { concurrentJobs, maxJobs } = context.limits;
    this.#turns = new Turns(concurrentJobs, maxJobs, Number.POSITIVE_INFINITY);
    this.#sweep = setInterval(() => void this.#destroyOld(), SWEEP_MS);
    this.#sweep.unref();
  }

  /** In the order of their creation. */
  get jobs(): readonly Job[] {
    const now = Date.now();
    return [...this.#jobs.values()].filter(({ destructionMs }) => destructionMs > now);
  }

  /** @throws ServiceError SERVER_BUSY where there are too many */
  create(parameters: Parameters, files: readonly ReceivedFile[]): Job {
    const { maxJobs, jobSeconds, retentionSeconds } = this.#context.limits;
    if (this.jobs.length >= maxJobs) {
      throw new ServiceError("SERVER_BUSY", `There are ${maxJobs} jobs already: delete some, or come later.`, {
        retryAfterSeconds: 60,
      });
    }
    const job = new Job(randomUUID(), parameters, files, {
      executionSeconds: jobSeconds.default,
      destructionMs: Date.now() + retentionSeconds.default * 1000,
    });
    this.#jobs.set(job.id, job);
    return job;
  }

  /** @throws ServiceError SERVER_NOT_FOUND */
  get(id: string): Job {
    const job = this.#jobs.get(id);
    if (job !== undefined && job.destructionMs > Date.now()) return job;
    throw new ServiceError("SERVER_NOT_FOUND", `There is no job ${id}: it never was, or has been deleted.`);
  }

  /**
   * Starts a job; it goes on by itself.
   * @throws ServiceError SERVER_PHASE for one that was started before
   */
  start(job: Job): void {
    if (job.phase !== "PENDING") throw new ServiceError("SERVER_PHASE", `The job is ${job.phase}: it runs once.`);
    job.moveTo("QUEUED");
    const run = this.#run(job).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #run(job: Job): Promise<void> {
    let release = (): void => undefined;
    try {
      release = await this.#turns.take(job.stopped);
      // 0: as long as it likes, which is as long as it may.
      const seconds = job.executionSeconds === 0 ? this.#context.limits.jobSeconds.hard : job.executionSeconds;
      const work = this.#context.begin(seconds * 1000, job.stopped);
      try {
        job.moveTo("EXECUTING");
        const result = await writeResult(this.#context, job, this.#resultBytes(), work.signal);
        if (job.isOver) await rm(result.path, { force: true });
        else job.result = result;
        job.moveTo("COMPLETED");
      } finally {
        work.end();
      }
    } catch (failure) {
      if (job.isOver) return;
      job.error = asServiceError(failure);
      this.#context.report(job.error);
      // UWS calls a job that was stopped for want of resources aborted (section 2.1.3); why is to be read in its error.
      job.moveTo(job.error.code === "SERVER_TIMEOUT" || job.error.code === "SERVER_CLOSING" ? "ABORTED" : "ERROR");
    } finally {
      release();
    }
  }

  /** Bytes that are left for results. */
  #resultBytes(): number {
    let used = 0;
    for (const { result } of this.#jobs.values()) used += result?.bytes ?? 0;
    return this.#context.limits.maxResultBytes - used;
  }

  /** Ends a job, and removes it with all that it has. */
  async delete(job: Job): Promise<void> {
    this.#jobs.delete(job.id);
    job.stop();
    const paths = [...job.files.map(({ path }) => path), ...(job.result === undefined ? [] : [job.result.path])];
    for (const path of paths) await rm(path, { force: true });
  }

  async #destroyOld(): Promise<void> {
    const now = Date.now();
    for (const job of this.#jobs.values()) if (job.destructionMs <= now) await this.delete(job);
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    for (const job of this.#jobs.values()) job.stop();
    await Promise.all(this.#running);
  }
}
