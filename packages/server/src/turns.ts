import { ServiceError } from "./errors.ts";

/** Gives the turn back. Idempotent. */
export type Release = () => void;

interface Waiting {
  start(): void;
}

/**
 * Turns for work of which only so much may run at once: first come, first served, so that nobody starves. Who waits too long, or
 * comes when too many wait already, is told to come later.
 */
export class Turns {
  readonly #most: number;
  readonly #mostWaiting: number;
  readonly #timeoutMs: number;
  readonly #queue = new Set<Waiting>();
  #running = 0;

  /** @param timeoutMs - how long to wait for a turn; Infinity: for as long as it takes */
  constructor(most: number, mostWaiting: number, timeoutMs: number) {
    this.#most = most;
    this.#mostWaiting = mostWaiting;
    this.#timeoutMs = timeoutMs;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Waits for a turn.
   * @throws ServiceError SERVER_BUSY; the signal's reason
   */
  async take(signal: AbortSignal): Promise<Release> {
    signal.throwIfAborted();
    if (this.#running < this.#most) return this.#start();
    if (this.#queue.size >= this.#mostWaiting) throw busy();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#queue.delete(waiting);
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
      };
      const waiting: Waiting = {
        start: () => {
          leave();
          resolve(this.#start());
        },
      };
      const onAbort = (): void => {
        leave();
        reject(signal.reason);
      };
      const timer = Number.isFinite(this.#timeoutMs)
        ? setTimeout(() => {
            leave();
            reject(busy());
          }, this.#timeoutMs)
        : undefined;
      signal.addEventListener("abort", onAbort);
      this.#queue.add(waiting);
    });
  }

  #start(): Release {
    this.#running++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#running--;
      const [next] = this.#queue;
      next?.start();
    };
  }
}

/** Long enough for some queries to end, short enough for people to wait. */
const COME_AGAIN_SECONDS = 5;

function busy(): ServiceError {
  return new ServiceError("SERVER_BUSY", "Too many queries are running or waiting: please ask again in some seconds.", {
    retryAfterSeconds: COME_AGAIN_SECONDS,
  });
}
