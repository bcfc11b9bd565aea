import { printTimestamp } from "@armillary/dali";
import { MastError } from "../errors.ts";
import type { Filter, FilterTerm } from "./filter.ts";

/** What a column can be compared with: text, a number in the column's unit, truth, or a moment. */
export type FilterValue = string | number | bigint | boolean | Date;

/**
 * A filter: `where("filters", equals("F070W", "F090W"), not(like("*N")))`. A column must be one of the terms that are not negated,
 * where there is one, and none of those that are.
 * @throws MastError code MAST_FILTER without terms
 */
export function where(column: string, ...terms: readonly (FilterTerm | readonly FilterTerm[])[]): Filter {
  const all = terms.flat();
  if (all.length > 0) return { column, terms: all };
  throw new MastError("MAST_FILTER", `The filter on ${column} does not say what it must be.`);
}

/** Exactly one of these values, without regard to case. */
export function equals(...values: readonly FilterValue[]): FilterTerm[] {
  return values.map((value) => ({ kind: "value", text: print(value), isNegated: false }));
}

/** Text in which `*` stands for any characters; nothing else has a meaning. */
export function like(pattern: string): FilterTerm {
  const parts = pattern.split(/\*+/);
  return parts.length > 1
    ? { kind: "pattern", parts, isNegated: false }
    : { kind: "value", text: pattern, isNegated: false };
}

/** Text that has these words somewhere, as they are. */
export function contains(words: string): FilterTerm {
  return { kind: "pattern", parts: words === "" ? ["", ""] : ["", words, ""], isNegated: false };
}

/** From `min` to `max`, both included; one may be undefined. @throws MastError code MAST_FILTER where both are */
export function between(min: FilterValue | undefined, max: FilterValue | undefined): FilterTerm {
  if (min === undefined && max === undefined) {
    throw new MastError("MAST_FILTER", "A range has one end at least.");
  }
  return {
    kind: "range",
    ...(min === undefined ? {} : { min: print(min) }),
    ...(max === undefined ? {} : { max: print(max) }),
    isNegated: false,
  };
}

/** More than this. */
export function above(bound: FilterValue): FilterTerm {
  return { kind: "above", bound: print(bound), isNegated: false };
}

/** Less than this. */
export function below(bound: FilterValue): FilterTerm {
  return { kind: "below", bound: print(bound), isNegated: false };
}

/** What the column may not be. */
export function not(terms: FilterTerm | readonly FilterTerm[]): FilterTerm[] {
  return [terms].flat().map((term) => ({ ...term, isNegated: !term.isNegated }));
}

/** @throws MastError code MAST_FILTER for a number that is none */
function print(value: FilterValue): string {
  if (value instanceof Date) return printTimestamp(value.getTime());
  if (typeof value !== "number" || Number.isFinite(value)) return String(value);
  throw new MastError("MAST_FILTER", `${value} is no number to filter by.`);
}
