import type { DalError } from "../errors.ts";
import { type Deadline, startTimer } from "./deadline.ts";
import { onAbort } from "./on-abort.ts";

/** What can end a request before its service does, and the errors for it. */
export interface Impatience {
  /** The caller's, and the transport's own, which closes. */
  readonly signals: readonly { readonly signal: AbortSignal; readonly toError: (reason: unknown) => DalError }[];
  readonly deadline?: { readonly deadline: Deadline; readonly toError: () => DalError };
}

/**
 * What a request waits under: ends when the caller, the deadline, or a silence that is too long says so. `end` takes every
 * listener and timer back.
 */
export class Patience {
  // Made when it is asked for: a signal costs more than all else here, and what we wait for ourselves needs none.
  #controller: AbortController | undefined;
  readonly #ends: (() => void)[] = [];
  #failure: DalError | undefined;
  readonly #waiting = new Set<(failure: DalError) => void>();
  readonly #onFailure: ((failure: DalError) => void)[] = [];

  constructor({ signals, deadline }: Impatience) {
    for (const { signal, toError } of signals) {
      this.#ends.push(onAbort(signal, () => this.fail(toError(signal.reason))));
    }
    if (deadline === undefined || this.#failure !== undefined) return;
    if (deadline.deadline.isOver) this.fail(deadline.toError());
    else {
      this.#ends.push(startTimer(deadline.deadline.remainingMs, () => this.fail(deadline.toError())));
    }
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#failure !== undefined) this.#controller.abort(this.#failure);
    }
    return this.#controller.signal;
  }

  /** Why it ended, if it did. */
  get failure(): DalError | undefined {
    return this.#failure;
  }

  /** Ends it: what is being waited for rejects with this error, and so does everything after. The first one counts. */
  fail(failure: DalError): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.end();
    for (const giveUp of this.#waiting) giveUp(failure);
    this.#controller?.abort(failure);
    for (const callback of this.#onFailure) callback(failure);
  }

  /** Calls back when it ends, also while nobody waits: whoever holds something under it gives it back then. */
  whenFailed(callback: (failure: DalError) => void): void {
    if (this.#failure === undefined) this.#onFailure.push(callback);
    else callback(this.#failure);
  }

  /**
   * Waits for a promise, even one that heeds no signal.
   * @param silenceMs - how long it may take by itself
   * @param toError - for when it takes longer
   * @throws what it rejects with, or the error that ended the patience
   */
  async wait<T>(promise: Promise<T>, silenceMs: number, toError: () => DalError): Promise<T> {
    if (this.#failure !== undefined) {
      promise.catch(() => undefined);
      throw this.#failure;
    }
    const stop = startTimer(silenceMs, () => this.fail(toError()));
    let giveUp: ((failure: DalError) => void) | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        giveUp = reject;
        this.#waiting.add(reject);
        promise.then(resolve, (thrown: unknown) => reject(this.#failure ?? thrown));
      });
    } finally {
      stop();
      if (giveUp !== undefined) this.#waiting.delete(giveUp);
    }
  }

  /** Takes listeners and timers back. Idempotent. */
  end(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}
