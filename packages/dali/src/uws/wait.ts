import { DalError } from "../errors.ts";
import { isDalError, type OperationOptions } from "../operation.ts";
import { Deadline, startTimer } from "../transport/deadline.ts";
import { printDuration } from "../transport/duration-text.ts";
import { onAbort } from "../transport/on-abort.ts";
import type { Transport } from "../transport/types.ts";
import { getJob, getPhase } from "./client.ts";
import type { UwsJob } from "./job.ts";
import { cleanJobUrl } from "./job-url.ts";
import { enterLongPoll } from "./long-polls.ts";
import { type Phase, stageOf } from "./phase.ts";

/** `deadline` is that of all the waiting; without one, the job may take as long as it takes. */
export interface WaitOptions extends Omit<OperationOptions, "timeoutMs"> {
  /** How long the service is asked to hold an answer back until something changes (UWS 1.1). Default 30 000. */
  readonly longPollMs?: number;
  /** Between two questions at first, and at most; it grows by half each time. Defaults 500 and 30 000. */
  readonly pollMs?: number;
  readonly maxPollMs?: number;
  /** How long questions may fail one after the other before that is the answer. Default 15 minutes. */
  readonly patienceMs?: number;
  /** Called with every description of the job that comes, the last one too. */
  readonly onJob?: (job: UwsJob) => void;
  /** Called with every question that failed and is asked again. */
  readonly onFailure?: (failure: DalError) => void;
}

/** What may pass: the network, a service that is restarted, an answer that was cut off. */
const PASSING: readonly string[] = ["DAL_NETWORK", "DAL_TIMEOUT", "DAL_HTTP", "DAL_FORMAT", "DAL_LIMIT"];

/**
 * Waits until a job has ended, or is held and will not go on by itself, and gives its last description.
 *
 * The service is asked to answer when something changes (`WAIT`, with `PHASE`). Whether it does so is seen by how soon it
 * answers: two questions are never closer than a pause that grows while nothing changes, so a service that ignores `WAIT`
 * (UWS 1.0) is asked politely, and one that does not is asked again at once. Of many jobs at one host, two at a time are
 * waited for so; the others are asked with pauses. Questions that fail are asked again; only the
 * deadline, the signal, a refusal, or `patienceMs` of failures end the waiting. The job goes on in any case.
 * @throws DalError DAL_TIMEOUT at the deadline, DAL_ABORTED by the signal (its reason is the `cause`), UWS_JOB_GONE,
 *   DAL_AUTH, and what failed when patience is over
 * @see UWS 1.1, section 2.2.1.1 "Blocking behaviour"
 */
export async function waitForJob(transport: Transport, jobUrl: string, options: WaitOptions = {}): Promise<UwsJob> {
  const url = cleanJobUrl(jobUrl);
  const { signal, deadline = new Deadline(Number.POSITIVE_INFINITY) } = options;
  const { longPollMs = 30_000, pollMs = 500, maxPollMs = 30_000, patienceMs = 900_000, onJob, onFailure } = options;
  let phase: Phase | undefined;
  let pauseMs = pollMs;
  let failingSince: number | undefined;
  let isGone = false;
  let mayBlock = longPollMs >= 1000;
  for (;;) {
    if (isAborted(signal)) throw givenUp(url, phase, signal?.reason);
    if (deadline.isOver) throw overdue(url, phase, deadline);
    const asked = performance.now();
    const leftMs = Math.min(longPollMs, Math.max(0, deadline.remainingMs - 1000));
    const leave = mayBlock && phase !== undefined && leftMs >= 1000 ? enterLongPoll(transport, url) : undefined;
    const waitMs = leave === undefined ? 0 : leftMs;
    try {
      const job = await ask(transport, url, phase, Math.floor(waitMs / 1000), { ...options, deadline });
      onJob?.(job);
      if (stageOf(job.phase) === "finished" || job.phase === "HELD") return job;
      if (job.phase !== phase) pauseMs = pollMs;
      phase = job.phase;
      failingSince = undefined;
      isGone = false;
    } catch (failure) {
      if (isAborted(signal)) throw givenUp(url, phase, signal?.reason);
      if (deadline.isOver) throw overdue(url, phase, deadline, failure);
      if (!isDalError(failure)) throw failure;
      // One of several machines behind one name may not know the job yet: what is gone is gone twice.
      const isNews = failure.code === "UWS_JOB_GONE" && failure.failure.httpStatus !== 410 && !isGone;
      const isRefusal = failure.code === "DAL_QUERY_ERROR" && waitMs > 0;
      if (!PASSING.includes(failure.code) && !isNews && !isRefusal) throw failure;
      isGone = failure.code === "UWS_JOB_GONE";
      if (isRefusal) mayBlock = false;
      failingSince ??= asked;
      if (performance.now() - failingSince > patienceMs) throw failure;
      onFailure?.(failure);
    } finally {
      leave?.();
    }
    // An abort is seen at the head of the loop.
    await sleep(Math.min(pauseMs - (performance.now() - asked), deadline.remainingMs), signal);
    pauseMs = Math.min(pauseMs * 1.5, maxPollMs);
  }
}

async function ask(
  transport: Transport,
  url: string,
  phase: Phase | undefined,
  waitSeconds: number,
  { signal, deadline }: WaitOptions,
): Promise<UwsJob> {
  const options = {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
  };
  const blocking = waitSeconds > 0 && phase !== undefined;
  try {
    // What the service holds back, and what the network takes.
    const patience = blocking ? { waitSeconds, phase, timeoutMs: waitSeconds * 1000 + 30_000 } : {};
    return await getJob(transport, url, { ...options, ...patience });
  } catch (failure) {
    if (!isDalError(failure) || failure.code !== "DAL_FORMAT") throw failure;
    // The description of the job cannot be read; its phase alone often can.
    const word = await getPhase(transport, url, options).catch(() => undefined);
    if (word === undefined || stageOf(word) === "unclear") throw failure;
    return { phase: word, parameters: [], results: [] };
  }
}

function overdue(url: string, phase: Phase | undefined, deadline: Deadline, cause?: unknown): DalError {
  const state = phase === undefined ? "was never seen" : `is ${phase} still`;
  return new DalError(
    "DAL_TIMEOUT",
    `The job ${url} ${state} after ${printDuration(deadline.timeoutMs)}. It goes on at the service: wait for it again later, or abort it.`,
    { url, job: url },
    cause === undefined ? {} : { cause },
  );
}

/** A function, for what was false before a wait may be true after it. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function givenUp(url: string, phase: Phase | undefined, reason: unknown): DalError {
  const state = phase === undefined ? "" : `, which is ${phase},`;
  return new DalError(
    "DAL_ABORTED",
    `Waiting for the job ${url}${state} was given up by the caller. It goes on at the service.`,
    { url, job: url },
    { cause: reason },
  );
}

/** Ends early when the signal does. */
function sleep(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (delayMs <= 0 || signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      forget();
      resolve();
    };
    const stop = startTimer(delayMs, end);
    const forget = signal === undefined ? () => undefined : onAbort(signal, end);
  });
}
