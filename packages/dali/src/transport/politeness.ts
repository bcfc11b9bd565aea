/** Gives a slot back. Idempotent. */
export type Release = () => void;

interface Waiting {
  readonly admit: () => void;
}

/**
 * Lets a few requests at a time go to each host, in the order in which they came. SIMBAD locks out clients of more than some
 * five queries a second, TESScut allows ten requests at a time.
 */
export class HostSlots {
  readonly #slotsOf: (host: string) => number;
  readonly #hosts = new Map<string, { taken: number; readonly waiting: Set<Waiting> }>();

  constructor(slotsOf: (host: string) => number) {
    this.#slotsOf = slotsOf;
  }

  /**
   * Waits for a slot.
   * @param signal - gives up waiting; rejects with its reason
   * @param onQueued - called once if there is a wait, with the number of requests before this one
   */
  async take(host: string, signal: AbortSignal, onQueued: (ahead: number) => void): Promise<Release> {
    signal.throwIfAborted();
    const line = this.#hosts.get(host) ?? { taken: 0, waiting: new Set<Waiting>() };
    this.#hosts.set(host, line);
    if (line.taken < this.#slots(host) && line.waiting.size === 0) {
      line.taken++;
    } else {
      onQueued(line.waiting.size);
      await new Promise<void>((resolve, reject) => {
        const give = (): void => {
          line.waiting.delete(waiting);
          reject(signal.reason);
        };
        // Whoever releases a slot hands it over: it never counts as free in between.
        const waiting: Waiting = {
          admit() {
            signal.removeEventListener("abort", give);
            resolve();
          },
        };
        line.waiting.add(waiting);
        signal.addEventListener("abort", give, { once: true });
      });
    }
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const [next] = line.waiting;
      if (next !== undefined) {
        line.waiting.delete(next);
        next.admit();
      } else if (--line.taken === 0) {
        this.#hosts.delete(host);
      }
    };
  }

  #slots(host: string): number {
    return Math.max(1, Math.floor(this.#slotsOf(host)) || 1);
  }
}
