import { parseDaliTimestamp } from "@armillary/dali";
import { MastError } from "../errors.ts";
import type { Filter, FilterTerm } from "./filter.ts";

/** Numbers from `min` to `max`; a strict end is not among them. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly isMinStrict: boolean;
  readonly isMaxStrict: boolean;
}

/** A number or a date as an interval: a number is a point, a day (MJD) has a beginning and an end. */
interface Span {
  readonly start: number;
  readonly end: number;
  /** Whether `end` is the first moment that is no longer of it. */
  readonly isEndStrict: boolean;
}

/**
 * The numbers that a term of a filter means, for a column of numbers; undefined for a pattern, or a text that is no number. Dates are days
 * as a whole, in MJD: `..2022-08-01` includes that day, `>2022-08-01` begins with the next.
 * @throws MastError code MAST_FILTER for a date that is none, and a range that runs backwards
 */
export function rangeOfTerm(term: FilterTerm, filter: Filter): NumberRange | undefined {
  switch (term.kind) {
    case "pattern":
      return undefined;
    case "value": {
      const span = readSpan(term.text, filter);
      return span === undefined ? undefined : rangeOf(span, span, false, filter);
    }
    case "range": {
      const min = term.min === undefined ? undefined : readSpan(term.min, filter);
      const max = term.max === undefined ? undefined : readSpan(term.max, filter);
      return rangeOf(min, max, false, filter);
    }
    case "above":
      return rangeOf(readSpan(term.bound, filter), undefined, true, filter);
    case "below":
      return rangeOf(undefined, readSpan(term.bound, filter), true, filter);
  }
}

function rangeOf(min: Span | undefined, max: Span | undefined, isBeyond: boolean, filter: Filter): NumberRange {
  const range = {
    // Beyond a day begins with its end.
    min: min === undefined ? Number.NEGATIVE_INFINITY : isBeyond ? min.end : min.start,
    max: max === undefined ? Number.POSITIVE_INFINITY : isBeyond ? max.start : max.end,
    isMinStrict: isBeyond && min !== undefined && !min.isEndStrict,
    isMaxStrict: max !== undefined && (isBeyond || max.isEndStrict),
  };
  if (range.min > range.max) {
    throw new MastError(
      "MAST_FILTER",
      `The filter on ${filter.column} has a range that runs backwards: its first end is the lower one.`,
    );
  }
  return range;
}

function readSpan(text: string, filter: Filter): Span | undefined {
  try {
    return spanOf(text);
  } catch (cause) {
    throw new MastError("MAST_FILTER", `"${text}" in the filter on ${filter.column} is no day or time.`, {}, { cause });
  }
}

/** @throws DalError for what looks like a date and is none */
function spanOf(text: string): Span | undefined {
  const bare = text.trim().toUpperCase();
  const value = Number(bare);
  if (bare !== "" && Number.isFinite(value)) return { start: value, end: value, isEndStrict: false };
  if (!/^\d{4}-\d\d-\d\d/.test(bare)) return undefined;
  const { mjd } = parseDaliTimestamp(bare.replace(/T\d\d:\d\d(?=Z?$)/, "$&:00"));
  // A day lasts; a time of day is a moment.
  return bare.length === 10
    ? { start: mjd, end: mjd + 1, isEndStrict: true }
    : { start: mjd, end: mjd, isEndStrict: false };
}

/** The number, or the moment (MJD), that a cell of text says; undefined where it says neither. */
export function numberInText(text: string): number | undefined {
  try {
    return spanOf(text)?.start;
  } catch {
    return undefined;
  }
}

export function isWithin(value: number, { min, max, isMinStrict, isMaxStrict }: NumberRange): boolean {
  return (isMinStrict ? value > min : value >= min) && (isMaxStrict ? value < max : value <= max);
}
