import { DalError, epochMsOfMjd, printTimestamp } from "@armillary/dali";
import { type OneOrMore, valuesOf } from "@armillary/dali/dataset";
import type { Interval } from "@armillary/votable";

/** One parameter's value that cannot be sent. */
export function unsendable(parameter: string, found: unknown, reason: string, hint?: string): DalError {
  const shown = typeof found === "string" ? JSON.stringify(found.slice(0, 80)) : String(found);
  return new DalError(
    "DAL_USAGE",
    `${parameter} cannot be ${shown}: ${reason}.${hint === undefined ? "" : ` ${hint}`} Nothing was sent.`,
  );
}

/** The shortest text that reads back to the same number, with an exponent where that is short: `5e-7`. */
export function printNumber(parameter: string, value: number): string {
  if (!Number.isFinite(value)) throw unsendable(parameter, value, "a finite number is wanted");
  return String(value === 0 ? 0 : value).replace("e+", "e");
}

/** Without an exponent, as the standard has degrees. */
export function printDegrees(parameter: string, valueDeg: number): string {
  const text = printNumber(parameter, valueDeg);
  return text.includes("e") ? valueDeg.toFixed(20).replace(/\.?0+$/, "") : text;
}

/**
 * Prints `1/2`, `/2`, `1/` (SSA 1.1, section 8.7.2), both ends included; a side at infinity is left open.
 * @throws DalError DAL_USAGE for an interval without ends, or with its ends in the wrong order
 */
export function printRange(
  parameter: string,
  { lower, upper }: Interval<number>,
  print: (value: number, side: "lower" | "upper") => string = (value) => printNumber(parameter, value),
): string {
  if (Number.isNaN(lower) || Number.isNaN(upper)) throw unsendable(parameter, `${lower}/${upper}`, "NaN is no number");
  if (lower > upper) throw unsendable(parameter, `${lower}/${upper}`, "it begins above its end");
  if (lower === upper && !Number.isFinite(lower))
    throw unsendable(parameter, `${lower}/${upper}`, "nothing lies in it");
  if (lower === Number.NEGATIVE_INFINITY && upper === Number.POSITIVE_INFINITY)
    throw unsendable(parameter, "/", "it has no ends", "Leave it out instead.");
  const start = lower === Number.NEGATIVE_INFINITY ? "" : print(lower, "lower");
  return `${start}/${upper === Number.POSITIVE_INFINITY ? "" : print(upper, "upper")}`;
}

/** Whole seconds: services read no fractions (pyvo cuts them off); the interval grows by them and never loses. */
export function printTimeRange(parameter: string, interval: Interval<number>): string {
  return printRange(parameter, interval, (mjd, side) =>
    printMoment(parameter, mjd, side === "lower" ? Math.floor : Math.ceil),
  );
}

/** ISO 8601, UTC, in whole seconds. */
export function printMoment(parameter: string, mjd: number, round: (seconds: number) => number): string {
  if (!Number.isFinite(mjd)) throw unsendable(parameter, mjd, "a finite number is wanted");
  return printTimestamp(round(epochMsOfMjd(mjd) / 1000) * 1000);
}

/**
 * A word of a list: commas, slashes and semicolons mean something in lists, and blanks may not be in them.
 * @throws DalError DAL_USAGE
 */
export function printWord(parameter: string, text: string): string {
  if (text === "") throw unsendable(parameter, text, "it is empty");
  if (/[\s,/;]/.test(text))
    throw unsendable(parameter, text, "blanks, commas, slashes and semicolons cannot be in a word of a list");
  return text;
}

/**
 * Text that goes as it is.
 * @throws DalError DAL_USAGE where there is none
 */
export function printText(parameter: string, text: string): string {
  if (text.trim() === "") throw unsendable(parameter, text, "it is empty");
  return text;
}

/** @throws DalError DAL_USAGE for an empty list */
export function printList<Item>(parameter: string, items: OneOrMore<Item>, print: (item: Item) => string): string {
  const list = valuesOf(items);
  if (list.length === 0) throw unsendable(parameter, "", "the list is empty", "Leave it out instead.");
  return list.map(print).join(",");
}
