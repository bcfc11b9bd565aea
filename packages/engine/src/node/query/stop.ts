import { EngineError } from "../errors.ts";

/** What may end a query early: its signal, its time, the engine's end, and its reader. The first that comes counts. */
export class Stop {
  /** Rejects when the query is to end. */
  readonly stopped: Promise<never>;
  #reject: (reason: unknown) => void = () => undefined;
  readonly #controller = new AbortController();
  readonly #given: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onAbort = (): void => this.now(this.#given?.reason);
  #reason: { readonly value: unknown } | undefined;

  constructor(signal: AbortSignal | undefined, timeoutMs: number | undefined) {
    this.stopped = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.stopped.catch(() => undefined);
    this.#given = signal;
    if (signal?.aborted === true) this.now(signal.reason);
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (timeoutMs !== undefined) {
      const message = `The query was ended after ${timeoutMs} ms (timeoutMs). Ask for less, or give it more time.`;
      this.#timer = setTimeout(() => this.now(new EngineError("ENGINE_TIMEOUT", message)), timeoutMs);
    }
  }

  /** Aborted when the query is to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  now(reason: unknown): void {
    if (this.#reason !== undefined) return;
    this.#reason = { value: reason };
    this.#reject(reason);
    this.#controller.abort(reason);
  }

  throwIfStopped(): void {
    if (this.#reason !== undefined) throw this.#reason.value;
  }

  /** Nothing is to be stopped any more. */
  release(): void {
    clearTimeout(this.#timer);
    this.#given?.removeEventListener("abort", this.#onAbort);
  }
}
