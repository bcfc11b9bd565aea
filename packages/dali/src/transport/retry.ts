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

export const RETRY_DEFAULTS: Required<RetryOptions> = {
  retries: 3,
  baseMs: 500,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 120_000,
};

/**
 * Statuses that a service answers with for now: a request that came too late, too early, too often, or while something
 * between was down. 500 is not among them: services answer a query that they cannot do with it (GAVO for one that took too
 * long), and asking again would only make them fail again.
 */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);

export function isPassingStatus(status: number): boolean {
  return PASSING_STATUSES.has(status);
}

/**
 * Reads Retry-After (RFC 9110, section 10.2.3): seconds, or a date.
 * @param nowMs - what Date.now() says
 * @returns milliseconds from now, 0 for a date that is past; undefined where there is none, or nothing that can be read
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  // A date has letters; a bare number with a sign, which Date.parse takes for a year, is nothing.
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/**
 * How long to wait by our own choice: anything from 0 to a bound that doubles with each repetition ("full jitter"), so that
 * clients that failed together do not come again together.
 * @param repetition - from 0
 * @param random - from 0 to below 1
 */
export function backoffMs(repetition: number, random: number, { baseMs, maxDelayMs }: Required<RetryOptions>): number {
  return random * Math.min(maxDelayMs, baseMs * 2 ** repetition);
}
