import { DalError } from "@armillary/dali";
import { type Filter, type FilterTerm, parseFilter } from "../filters/filter.ts";
import type { KeywordSet } from "./keyword.ts";
import type { KeywordQuery } from "./search-keywords.ts";

/** What narrows a ready question further. */
export interface QuestionOptions {
  /** From this moment on (UTC): a day, or a moment of one. */
  readonly from?: string;
  /** Up to this moment; a day as a whole. */
  readonly to?: string;
  /** Stages of calibration: `2b`, `3`. */
  readonly productLevels?: readonly string[];
  /** Further filters, all of which must hold. */
  readonly filters?: readonly Filter[];
  readonly columns?: KeywordQuery["columns"];
}

/**
 * The files of time-series observations (`tsovisit`) of an instrument: exoplanets in transit, and whatever else changes while it is looked at.
 * @param target - the standard name, with `*` for any characters (`WASP-39*`); default: any
 */
export function timeSeriesQuestion(
  set: KeywordSet,
  { target, ...options }: QuestionOptions & { readonly target?: string } = {},
): KeywordQuery {
  const named = target === undefined ? [] : [nameFilter("targname", target)];
  return question(set, [parseFilter("tsovisit=T"), ...named], options);
}

/**
 * The files of moving targets of an instrument. Their positions say little, so they are known by name: the proposer's, in which the body's name may stand among
 * other words.
 * @param body - `Io`, `Titan`, `2003 UB313`; default: any
 */
export function movingTargetQuestion(
  set: KeywordSet,
  { body, ...options }: QuestionOptions & { readonly body?: string } = {},
): KeywordQuery {
  const named = body === undefined ? [] : [nameFilter("targprop", `*${body.trim()}*`)];
  return question(set, [parseFilter("targtype=MOVING"), ...named], options);
}

function question(set: KeywordSet, filters: readonly Filter[], options: QuestionOptions): KeywordQuery {
  const { from, to, productLevels = [], filters: more = [], columns } = options;
  if (set === "GuideStar" || set === "Wss") {
    throw new DalError("DAL_USAGE", `${set} has no science observations; the instruments have.`);
  }
  const time = from === undefined && to === undefined ? [] : [parseFilter(`date_obs=${from ?? ""}..${to ?? ""}`)];
  const levels = productLevels.map((text): FilterTerm => ({ kind: "value", text, isNegated: false }));
  return {
    set,
    filters: [
      ...filters,
      ...time,
      ...(levels.length === 0 ? [] : [{ column: "productLevel", terms: levels }]),
      ...more,
    ],
    ...(columns === undefined ? {} : { columns }),
  };
}

/** A name with `*` for any characters; nothing else in it has a meaning. */
function nameFilter(column: string, name: string): Filter {
  const parts = name.split(/\*+/);
  const term: FilterTerm =
    parts.length === 1 ? { kind: "value", text: name, isNegated: false } : { kind: "pattern", parts, isNegated: false };
  return { column, terms: [term] };
}
