/** The longest a timer can wait (2^31 - 1 ms); a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** A moment by which an operation must be over, shared by all requests it consists of. */
export class Deadline {
  /** What was granted, for messages. */
  readonly timeoutMs: number;
  readonly #end: number;

  /** @param timeoutMs - from now on; Infinity for none */
  constructor(timeoutMs: number) {
    if (Number.isNaN(timeoutMs) || timeoutMs < 0) throw new RangeError(`a deadline in ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
    this.#end = performance.now() + timeoutMs;
  }

  /** Never negative. */
  get remainingMs(): number {
    return Math.max(0, this.#end - performance.now());
  }

  get isOver(): boolean {
    return this.remainingMs === 0;
  }
}

/** Calls back after `delayMs`, however long that is (a bare timer beyond 24.8 days fires at once); gives what stops it. */
export function startTimer(delayMs: number, callback: () => void): () => void {
  if (delayMs === Number.POSITIVE_INFINITY) return () => {};
  let timer: ReturnType<typeof setTimeout>;
  const wait = (leftMs: number): void => {
    timer = setTimeout(
      () => (leftMs > LONGEST_TIMER_MS ? wait(leftMs - LONGEST_TIMER_MS) : callback()),
      Math.min(leftMs, LONGEST_TIMER_MS),
    );
  };
  wait(delayMs);
  return () => clearTimeout(timer);
}
