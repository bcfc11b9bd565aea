import type { Field } from "@armillary/columns";
import { isDalError } from "@armillary/dali";
import type { NumberedTarget } from "@armillary/scs";
import type { PlannedAsk } from "../plan.ts";
import { isRegistryAsk, type RegistryAsk } from "../registry-ask.ts";
import { hasFailed, type TargetAnswer, type TargetReply } from "./target-reply.ts";

/** Replies of one service that may wait to be taken: targets, and bytes of rows. */
const AHEAD_TARGETS = 64;
const AHEAD_BYTES = 8 << 20;
/** Answers without rows after which their columns are taken for those that all have. */
const EMPTY_ANSWERS = 16;
/** Failures in a row after which a service is given up: one that never answered, one that did. */
const FIRST_FAILURES = 4;
const MOST_FAILURES = 10;

/** What the run of a service needs of whoever asks. */
export interface RunSteps {
  locate(ask: RegistryAsk): Promise<PlannedAsk>;
  ask(ask: PlannedAsk, target: NumberedTarget): Promise<TargetReply>;
  /** Whether nobody wants more. */
  readonly signal: AbortSignal;
}

/**
 * One service, asked about all targets, some at a time; its replies come in the order of the targets. It waits for nobody
 * else, and works ahead of whoever takes its replies as far as memory allows.
 */
export class ServiceRun {
  readonly index: number;
  /** What is asked, once it is known. */
  ask: PlannedAsk | undefined;
  /** Settled when the columns are known, or will not be; never rejects. */
  readonly ready: Promise<void>;
  /** Those of the first answer with rows; undefined where no answer came before they had to be known. */
  fields: readonly Field[] | undefined;
  hasAnswered = false;
  readonly #targets: readonly NumberedTarget[];
  readonly #steps: RunSteps;
  readonly #replies = new Map<number, TargetReply>();
  #next = 0;
  #taken = 0;
  #bytes = 0;
  #empty = 0;
  #widest: readonly Field[] | undefined;
  #failures = 0;
  /** Why no more is asked. */
  #givenUp: unknown;
  #isReady = false;
  #settleReady: () => void = () => undefined;
  #wakers: (() => void)[] = [];

  constructor(
    ask: PlannedAsk | RegistryAsk,
    index: number,
    targets: readonly NumberedTarget[],
    parallel: number,
    steps: RunSteps,
  ) {
    this.index = index;
    this.#targets = targets;
    this.#steps = steps;
    this.ready = new Promise((resolve) => {
      this.#settleReady = resolve;
    });
    void this.#run(ask, parallel);
  }

  /** Whether all replies were taken. */
  get isDone(): boolean {
    return this.#taken === this.#targets.length;
  }

  /** The reply about the next target; undefined behind the last. */
  async next(): Promise<TargetReply | undefined> {
    const index = this.#taken;
    if (index >= this.#targets.length) return undefined;
    while (!this.#replies.has(index)) {
      if (this.#steps.signal.aborted) return undefined;
      await this.#changed();
    }
    const reply = this.#replies.get(index) as TargetReply;
    this.#replies.delete(index);
    this.#taken++;
    this.#bytes -= hasFailed(reply) ? 0 : reply.bytes;
    this.wake();
    return reply;
  }

  /** Whoever waits looks again: something has changed, perhaps that nobody wants more. */
  wake(): void {
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const wake of wakers) wake();
  }

  async #run(ask: PlannedAsk | RegistryAsk, parallel: number): Promise<void> {
    try {
      this.ask = isRegistryAsk(ask) ? await this.#steps.locate(ask) : ask;
    } catch (failure) {
      this.#givenUp = failure;
    }
    await Promise.all(Array.from({ length: parallel }, () => this.#work()));
    this.#decideColumns();
  }

  async #work(): Promise<void> {
    for (;;) {
      const index = this.#next++;
      const target = this.#targets[index];
      if (target === undefined) return;
      while (!this.#mayAsk(index)) {
        if (this.#steps.signal.aborted) return;
        // Nobody takes replies before the columns are known.
        this.#decideColumns();
        await this.#changed();
      }
      if (this.#steps.signal.aborted) return;
      const { ask } = this;
      const reply: TargetReply =
        ask === undefined || this.#givenUp !== undefined
          ? { target, failure: this.#givenUp, isTimeout: false }
          : await this.#steps.ask(ask, target);
      this.#learn(reply);
      this.#replies.set(index, reply);
      this.wake();
    }
  }

  #mayAsk(index: number): boolean {
    return index === this.#taken || (index - this.#taken < AHEAD_TARGETS && this.#bytes < AHEAD_BYTES);
  }

  #learn(reply: TargetReply): void {
    if (hasFailed(reply)) {
      if (this.#givenUp !== undefined || !isAbsence(reply.failure)) return;
      this.#failures++;
      if (this.#failures >= (this.hasAnswered ? MOST_FAILURES : FIRST_FAILURES)) this.#givenUp = reply.failure;
      return;
    }
    this.#failures = 0;
    // One that answers is there, whatever became of a question that went out with its own.
    if (!this.hasAnswered) this.#givenUp = undefined;
    this.hasAnswered = true;
    this.#bytes += reply.bytes;
    this.#learnColumns(reply);
  }

  #learnColumns({ received, fields }: TargetAnswer): void {
    if (this.#isReady) return;
    if (fields.length > (this.#widest?.length ?? -1) || received > 0) this.#widest = fields;
    if (received > 0 || ++this.#empty >= EMPTY_ANSWERS) this.#decideColumns();
  }

  #decideColumns(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    this.fields = this.#widest;
    this.#settleReady();
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakers.push(resolve);
    });
  }
}

/** Whether a failure says that the service is not there, or lets nobody in: another question would fare no better. */
function isAbsence(failure: unknown): boolean {
  if (!isDalError(failure)) return false;
  const { code } = failure;
  const isServerError = code === "DAL_HTTP" && (failure.failure.httpStatus ?? 0) >= 500;
  return ["DAL_NETWORK", "DAL_TIMEOUT", "DAL_AUTH", "DAL_NOT_FOUND"].includes(code) || isServerError;
}
