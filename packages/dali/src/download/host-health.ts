import { startTimer } from "../transport/deadline.ts";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

interface Trouble {
  readonly sinceMs: number;
  failures: number;
  nextTryMs: number;
  /** Whether somebody is trying now, for all. */
  isProbed: boolean;
  readonly waiting: Set<() => void>;
  /** What it was given up for. */
  lost?: unknown;
}

/**
 * Hosts that do not answer: instead of all files of a host failing one after the other while it restarts, one of them tries again, with
 * growing pauses, and the others wait for it.
 */
export class HostHealth {
  readonly #outageMs: number;
  readonly #known = new Set<string>();
  readonly #troubles = new Map<string, Trouble>();

  /** @param outageMs - how long a host is waited for that has answered before; another is not */
  constructor(outageMs: number) {
    this.#outageMs = outageMs;
  }

  /**
   * Waits until the host may be asked.
   * @returns whether it is asked for all who wait: then `answered`, `failed` or `left` must follow
   * @throws what the host was given up for; the signal's reason
   */
  async ready(host: string, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      signal.throwIfAborted();
      const trouble = this.#troubles.get(host);
      if (trouble === undefined) return false;
      if (trouble.lost !== undefined) throw trouble.lost;
      const pauseMs = trouble.nextTryMs - performance.now();
      if (!trouble.isProbed && pauseMs <= 0) {
        trouble.isProbed = true;
        return true;
      }
      await waitFor(trouble.waiting, trouble.isProbed ? Number.POSITIVE_INFINITY : pauseMs, signal);
    }
  }

  /** It answered, whatever it said. */
  answered(host: string): void {
    this.#known.add(host);
    const trouble = this.#troubles.get(host);
    this.#troubles.delete(host);
    for (const wake of trouble?.waiting ?? []) wake();
  }

  /**
   * It could not be asked, for a reason that may pass.
   * @param said - what it said of that itself, where it said something: how long to leave it alone, if it did
   * @returns whether it is worth another try
   */
  failed(host: string, failure: unknown, said?: { readonly waitMs: number }): boolean {
    if (said !== undefined) this.#known.add(host);
    const now = performance.now();
    const before = this.#troubles.get(host);
    // Of those that were under way when it began, the first has told.
    if (before !== undefined && !before.isProbed) return before.lost === undefined;
    const trouble = before ?? {
      sinceMs: now,
      failures: 0,
      nextTryMs: 0,
      isProbed: false,
      waiting: new Set(),
    };
    this.#troubles.set(host, trouble);
    trouble.isProbed = false;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** trouble.failures++);
    trouble.nextTryMs = now + Math.max(pauseMs, said?.waitMs ?? 0);
    const patienceMs = this.#known.has(host) ? this.#outageMs : 0;
    if (trouble.nextTryMs - trouble.sinceMs > patienceMs) trouble.lost ??= failure;
    for (const wake of trouble.waiting) wake();
    return trouble.lost === undefined;
  }

  /** Whoever tried for all has left before it was known how it ends: another may. */
  left(host: string): void {
    const trouble = this.#troubles.get(host);
    if (trouble === undefined) return;
    trouble.isProbed = false;
    for (const wake of trouble.waiting) wake();
  }
}

/** Until somebody wakes us, or the time is over, or the signal. */
function waitFor(waiting: Set<() => void>, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      stop();
      waiting.delete(wake);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const stop = startTimer(delayMs, wake);
    waiting.add(wake);
    signal.addEventListener("abort", wake, { once: true });
  });
}
