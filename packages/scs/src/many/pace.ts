/** Lets through so many a second at most, evenly; all at once where no rate is given. */
export class Pace {
  readonly #everyMs: number;
  #nextMs = 0;

  constructor(perSecond: number = Number.POSITIVE_INFINITY) {
    this.#everyMs = 1000 / perSecond;
  }

  /** Resolves when it is the caller's turn. Rejects with the signal's reason. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const due = Math.max(now, this.#nextMs);
    this.#nextMs = due + this.#everyMs;
    if (due > now) await pause(due - now, signal);
  }
}

/** Waits. Rejects with the signal's reason. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
