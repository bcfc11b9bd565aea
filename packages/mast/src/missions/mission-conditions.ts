import type { Filter, FilterTerm } from "../filters/filter.ts";
import type { MissionColumn } from "./mission-columns.ts";
import type { MissionCondition } from "./mission-request.ts";

/** What a mission's service can be asked, and what is left to do with the rows that come. */
export interface MissionConditions {
  readonly conditions: readonly MissionCondition[];
  /** Filters that the service has no words for: it gives more rows than are wanted, never fewer. */
  readonly residual: readonly Filter[];
}

/**
 * Says filters in the service's terms, which are nearly the same: one of several values between commas, `!` for none of it, `a..b`, `>=a`, `*`.
 * It has no quotes: a value that its marks stand in is left to `residual`. Days are meant as a whole, as in all filters; the service takes them
 * for their midnight.
 */
export function toMissionConditions(
  filters: readonly Filter[],
  known: readonly MissionColumn[] = [],
): MissionConditions {
  const conditions: MissionCondition[] = [];
  const residual: Filter[] = [];
  for (const filter of filters) {
    const isDate = known.find(({ name }) => name === filter.column)?.type === "date";
    const said = filter.terms.map((term) => printTerm(term, isDate));
    const isWhole = said.every((one) => one !== undefined);
    if (isWhole) conditions.push({ column: filter.column, expression: said.join(",") });
    else residual.push(filter);
  }
  return { conditions, residual };
}

/** Undefined for what the service has no words for. */
function printTerm(term: FilterTerm, isDate: boolean): string | undefined {
  const said = printBare(term, isDate);
  if (said === undefined || !term.isNegated) return said;
  return term.kind === "value" && said === term.text ? `!${said}` : undefined;
}

function printBare(term: FilterTerm, isDate: boolean): string | undefined {
  switch (term.kind) {
    case "value":
      if (isDate && isDay(term.text)) return `${term.text.trim()}..${endOfDay(term.text)}`;
      return isPlain(term.text) ? term.text : undefined;
    case "pattern":
      return term.parts.every((part) => part === "" || isPlain(part)) ? term.parts.join("*") : undefined;
    case "range": {
      const max = term.max !== undefined && isDay(term.max) ? endOfDay(term.max) : term.max;
      if (term.min === undefined) return `<=${max}`;
      return max === undefined ? `>=${term.min}` : `${term.min}..${max}`;
    }
    case "above":
      return `>${isDay(term.bound) ? endOfDay(term.bound) : term.bound}`;
    case "below":
      return `<${term.bound}`;
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text.trim());
}

/** The last moment of a day that the service can tell: it writes microseconds. */
function endOfDay(day: string): string {
  return `${day.trim()}T23:59:59.999999`;
}

/** Nothing in it has a meaning to the service. */
function isPlain(text: string): boolean {
  return text.trim() !== "" && !/^[!<>]|[,*]|\.\./.test(text.trim());
}
