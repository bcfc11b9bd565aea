/** How often, and how long after, an idempotent request is sent again. */
export interface RetryOptions {
  /** Sent again at most so often (default 3). */
  readonly retries?: number;
  /** The longest wait before the first repetition (default 500); doubles with each further one. */
  readonly baseMs?: number;
  /** The longest wait that we choose (default 30 000). */
  readonly maxDelayMs?: number;
  /** The longest wait that a service may ask for with Retry-After (default 120 000); beyond it the request fails at once. */
  readonly maxRetryAfterMs?: number;
}
