import { MastError } from "../errors.ts";
import type { ColumnConfig, ColumnsConfig } from "../mashup/columns-config.ts";
import type { JsonValue } from "../mashup/request.ts";
import { type NumberRange, rangeOfTerm } from "./bounds.ts";
import type { Filter, FilterTerm } from "./filter.ts";
import { unknownColumn } from "./match.ts";

/** A filter as Mashup has it: its values are ORed, filters are ANDed. */
export interface MashupFilter {
  readonly paramName: string;
  readonly values: readonly (string | { readonly min: number; readonly max: number })[];
  readonly separator?: string;
  /** Text with `%` for any characters: one a filter. */
  readonly freeText?: string;
  readonly [key: string]: JsonValue | undefined;
}

/** What MAST can be asked, and what is left to do with the rows that come. */
export interface MashupFilters {
  readonly filters: readonly MashupFilter[];
  /** Filters that MAST does not have, or has less exactly: negation, ends that are not included, several patterns. */
  readonly residual: readonly Filter[];
}

/** MAST wants both ends of a range. Beyond all of its numbers, and a number to every type of its database. */
const OPEN_END = 1e18;
/** Whole numbers of a range that are sent one by one, where a column has values rather than ranges. */
const MOST_VALUES = 200;

/**
 * Says filters in Mashup's terms: exact values (as text, even of numbers), ranges with both ends, one text with wildcards a filter. What
 * that cannot say comes back as `residual`, for `rowTest`; MAST then gives more rows than are wanted, never fewer.
 * @param config - what is known of the columns: which have ranges, and what parts several values of a cell
 * @throws MastError code MAST_FILTER for a column that the config has not, and for words where numbers are due
 */
export function toMashupFilters(filters: readonly Filter[], config: ColumnsConfig): MashupFilters {
  const said: MashupFilter[] = [];
  const residual: Filter[] = [];
  for (const given of filters) {
    const column = findConfig(given.column, config);
    const filter: Filter = { ...given, column: column.name };
    const asked = askable(filter, column);
    if (asked.filter !== undefined) said.push(asked.filter);
    if (!asked.isExact) residual.push(filter);
  }
  return { filters: said, residual };
}

function findConfig(name: string, config: ColumnsConfig): ColumnConfig {
  const exact = config.get(name);
  if (exact !== undefined) return exact;
  const alike = [...config.values()].find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (alike !== undefined) return alike;
  const shown = [...config.values()].filter(({ isRemoved }) => !isRemoved);
  throw unknownColumn(
    name,
    shown.map((column) => column.name),
  );
}

interface Askable {
  /** Undefined where MAST can say nothing of it. */
  readonly filter?: MashupFilter;
  /** Whether MAST's rows are those that are wanted. */
  readonly isExact: boolean;
}

function askable(filter: Filter, column: ColumnConfig): Askable {
  const wanted = filter.terms.filter(({ isNegated }) => !isNegated);
  const isWhole = wanted.length === filter.terms.length;
  const base = {
    paramName: column.name,
    ...(column.separator === undefined ? {} : { separator: column.separator }),
  };
  if (wanted.length === 0) {
    for (const term of filter.terms) checkTerm(term, filter, column);
    return { isExact: false };
  }
  if (column.isContinuous) {
    const ranges = filter.terms.map((term) => checkTerm(term, filter, column));
    const asked = filter.terms.flatMap(({ isNegated }, index) => (isNegated ? [] : [ranges[index] as NumberRange]));
    const isExact = isWhole && asked.every(({ isMinStrict, isMaxStrict }) => !isMinStrict && !isMaxStrict);
    return { filter: { ...base, values: asked.map(printRange) }, isExact };
  }
  const patterns = wanted.filter((term) => term.kind === "pattern");
  if (patterns.length > 0) {
    // MAST's wildcard is SQL's, to which `_` is one too: its rows are looked at once more. Beside values it is unclear what it means.
    if (wanted.length > 1) return { isExact: false };
    const [{ parts }] = patterns as [Extract<FilterTerm, { kind: "pattern" }>];
    return { filter: { ...base, values: [], freeText: parts.join("%") }, isExact: false };
  }
  // As text, numbers compare otherwise than as numbers ("01345" is 1345): what is beyond single values is looked at here.
  if (isText(column) && wanted.some(({ kind }) => kind !== "value")) return { isExact: false };
  const values = wanted.map((term) => discreteValues(term, filter));
  const isExact = isWhole && values.every(({ isStrict }) => !isStrict);
  return { filter: { ...base, values: values.flatMap((one) => one.values) }, isExact };
}

function isText({ datatype = "char" }: ColumnConfig): boolean {
  return /char|string|date/i.test(datatype);
}

/** The numbers that a term means, for a column that has ranges. */
function checkTerm(term: FilterTerm, filter: Filter, { isContinuous }: ColumnConfig): NumberRange | undefined {
  const range = rangeOfTerm(term, filter);
  if (range !== undefined || !isContinuous) return range;
  throw new MastError(
    "MAST_FILTER",
    `The column ${filter.column} holds numbers: a number is due, or a range such as 100..200, or dates for one of times.`,
  );
}

function discreteValues(
  term: FilterTerm,
  filter: Filter,
): { readonly values: MashupFilter["values"]; readonly isStrict: boolean } {
  if (term.kind === "value") return { values: [term.text], isStrict: false };
  const range = rangeOfTerm(term, filter) as NumberRange;
  const isStrict = range.isMinStrict || range.isMaxStrict;
  const [first, last] = [Math.ceil(range.min), Math.floor(range.max)];
  const isShort = last - first < MOST_VALUES && Number.isInteger(range.min) && Number.isInteger(range.max);
  if (!isShort) return { values: [printRange(range)], isStrict };
  return { values: Array.from({ length: last - first + 1 }, (_, index) => String(first + index)), isStrict };
}

function printRange({ min, max }: NumberRange): { readonly min: number; readonly max: number } {
  return { min: Math.max(min, -OPEN_END), max: Math.min(max, OPEN_END) };
}
