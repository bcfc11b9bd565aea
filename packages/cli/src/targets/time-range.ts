import { isDalError, mjdOfEpochMs, parseDaliTimestamp } from "@armillary/dali";
import { usageError } from "../failure.ts";

/** Times, MJD (UTC); an open side is infinite. */
export interface TimeRange {
  readonly lower: number;
  readonly upper: number;
}

const HINT =
  "Write a day or a time, or two: 2010-01-01, 2010-01-01..2011-01-01, 2010-01-01T12:00:00.., 55197..55562 (MJD).";

/**
 * Reads what --time says: a day, a time or an MJD, or two with `..` between, of which one may be left out. Days begin at 0h;
 * a day alone is the whole of it.
 * @throws CommandError
 */
export function parseTimeRange(text: string): TimeRange {
  const [first = "", second, third] = text.split("..").map((part) => part.trim());
  if (third !== undefined || (first === "" && (second ?? "") === "")) throw usageError(`"${text}" is no time.`, HINT);
  if (second === undefined) {
    const lower = mjdOf(first, text);
    return { lower, upper: /^\d{4}-\d\d-\d\d$/.test(first) ? lower + 1 : lower };
  }
  const range = {
    lower: first === "" ? Number.NEGATIVE_INFINITY : mjdOf(first, text),
    upper: second === "" ? Number.POSITIVE_INFINITY : mjdOf(second, text),
  };
  if (range.lower > range.upper) throw usageError(`"${text}" ends before it begins.`, HINT);
  return range;
}

function mjdOf(text: string, whole: string): number {
  if (/^\d{5}(?:\.\d*)?$/.test(text)) return Number(text);
  try {
    return mjdOfEpochMs(parseDaliTimestamp(text).epochMs);
  } catch (failure) {
    if (!isDalError(failure)) throw failure;
    throw usageError(`"${whole}" is no time: "${text}" is neither a day or time nor an MJD.`, HINT);
  }
}
