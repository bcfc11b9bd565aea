import type { Interval } from "@armillary/votable";
import { parseReals, printReal } from "./number.ts";
import { valueError } from "./value-error.ts";

const WHAT = "an interval";

/**
 * Parses `0.5 1.0`, `-Inf 0`, `0 +Inf`, both bounds included (DALI 1.2, section 3.4). One number alone is that value,
 * as SIA 2 takes it for BAND and TIME.
 * @throws DalError DAL_USAGE
 */
export function parseInterval(text: string): Interval<number> {
  const numbers = parseReals(text);
  if (numbers === undefined)
    throw valueError(WHAT, text, "its bounds are not numbers", 'Write "0.5 1.0", "-Inf 0" or "0 +Inf".');
  const [lower = Number.NaN, upper = lower] = numbers;
  if (numbers.length > 2) throw valueError(WHAT, text, `2 numbers are due, ${numbers.length} are there`);
  return checked({ lower, upper }, text);
}

/**
 * Prints both bounds, those that are infinite as `-Inf` and `+Inf`.
 * @throws DalError DAL_USAGE for NaN, or a lower bound above the upper one
 */
export function printInterval(interval: Interval<number>): string {
  const text = `${printReal(interval.lower, WHAT)} ${printReal(interval.upper, WHAT)}`;
  checked(interval, text);
  return text;
}

function checked(interval: Interval<number>, text: string): Interval<number> {
  const { lower, upper } = interval;
  if (lower > upper) throw valueError(WHAT, text, "its lower bound is above the upper one");
  if (lower === upper && !Number.isFinite(lower)) throw valueError(WHAT, text, "nothing lies in it");
  return interval;
}
