import fc from "fast-check";
import { expect, test } from "vitest";
import {
  backoffMs,
  isPassingStatus,
  RETRY_DEFAULTS,
  retryAfterMs,
} from "../../../packages/dali/src/transport/retry.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

test.each<[text: string, ms: number | undefined]>([
  ["0", 0],
  ["120", 120_000],
  [" 1.5 ", 1500],
  ["99999999999", 99_999_999_999_000],
  ["Sun, 22 Nov 2026 12:00:30 GMT", 30_000],
  ["Sunday, 22-Nov-26 12:00:30 GMT", 30_000],
  ["Sun, 22 Nov 2026 11:00:00 GMT", 0],
  ["", undefined],
  ["-5", undefined],
  ["soon", undefined],
  ["1e3", undefined],
])("Retry-After: %s", (text, ms) => {
  expect(retryAfterMs(new Headers({ "Retry-After": text }), NOW)).toBe(ms);
});

test("no Retry-After", () => {
  expect(retryAfterMs(new Headers(), NOW)).toBeUndefined();
});

test("the wait is anything up to a bound, which doubles up to the longest", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.nat(40), random, (repetition, chance) => {
      const bound = Math.min(30_000, 500 * 2 ** repetition);
      const wait = backoffMs(repetition, chance, RETRY_DEFAULTS);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(bound);
      expect(backoffMs(repetition, 0.5, RETRY_DEFAULTS)).toBe(bound / 2);
    }),
  );
});

test("what passes, and what does not", () => {
  const passing = Array.from({ length: 600 }, (_, status) => status).filter(isPassingStatus);
  expect(passing).toEqual([408, 425, 429, 502, 503, 504]);
});
