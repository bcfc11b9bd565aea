import { type Column, type ColumnBatch, type Field, isValid, valueAt } from "@armillary/columns";
import { MastError } from "../errors.ts";
import { isWithin, type NumberRange, numberInText, rangeOfTerm } from "./bounds.ts";
import type { Filter, FilterTerm } from "./filter.ts";
import { suggestNames } from "./suggest.ts";

/** Whether a row of a batch is wanted. */
export type RowTest = (batch: ColumnBatch, row: number) => boolean;

export interface MatchOptions {
  /** What parts several values of one cell, by column (`filters`: `;`): then one of them must match, and none that is negated. */
  readonly separators?: Readonly<Record<string, string>>;
}

/**
 * Makes a test of filters for the rows of a table. Text is compared without regard to case; a null matches nothing, so that it passes
 * filters that only say what is not wanted.
 * @throws MastError code MAST_FILTER for a column that the table has not, and for a range of texts
 */
export function rowTest(
  filters: readonly Filter[],
  fields: readonly Field[],
  { separators = {} }: MatchOptions = {},
): RowTest {
  const tests = filters.map((filter) => {
    const index = findColumn(filter.column, fields);
    const field = fields[index] as Field;
    const separator = Object.hasOwn(separators, field.name) ? separators[field.name] : undefined;
    return { index, test: cellTest(filter, field, separator) };
  });
  return ({ columns }, row) => tests.every(({ index, test }) => test(columns[index] as Column, row));
}

/**
 * The place of a column by its name, without regard to case where none is so spelt.
 * @throws MastError code MAST_FILTER
 */
export function findColumn(column: string, fields: readonly Field[]): number {
  const exact = fields.findIndex(({ name }) => name === column);
  if (exact !== -1) return exact;
  const alike = fields.findIndex(({ name }) => name.toLowerCase() === column.toLowerCase());
  if (alike !== -1) return alike;
  throw unknownColumn(
    column,
    fields.map(({ name }) => name),
  );
}

export function unknownColumn(column: string, names: readonly string[]): MastError {
  const meant = suggestNames(column, names);
  const hint = meant.length === 0 ? `There are ${names.join(", ")}.` : `Is ${meant.join(" or ")} meant?`;
  return new MastError("MAST_FILTER", `There is no column "${column}" to filter by. ${hint}`);
}

type CellTest = (column: Column, row: number) => boolean;

function cellTest(filter: Filter, { layout }: Field, separator: string | undefined): CellTest {
  const wanted = filter.terms.filter(({ isNegated }) => !isNegated);
  const unwanted = filter.terms.filter(({ isNegated }) => isNegated);
  if (layout.kind === "int" || layout.kind === "float") {
    const [some, none] = [wanted, unwanted].map((terms) => terms.map((term) => numberRange(term, filter)));
    return (column, row) => {
      if (!isValid(column.validity, row)) return some?.length === 0;
      const value = Number(valueAt(column, row));
      return (
        (some?.length === 0 || some?.some((range) => isWithin(value, range))) === true &&
        !none?.some((range) => isWithin(value, range))
      );
    };
  }
  const [some, none] = [wanted.map((term) => textTest(term, filter)), unwanted.map((term) => textTest(term, filter))];
  return (column, row) => {
    if (!isValid(column.validity, row)) return some.length === 0;
    const whole = String(valueAt(column, row)).toLowerCase();
    const values = separator === undefined ? [whole] : [whole, ...whole.split(separator).map((value) => value.trim())];
    const isAny = (tests: readonly ((value: string) => boolean)[]): boolean => tests.some((test) => values.some(test));
    return (some.length === 0 || isAny(some)) && !isAny(none);
  };
}

function numberRange(term: FilterTerm, filter: Filter): NumberRange {
  const range = rangeOfTerm(term, filter);
  if (range !== undefined) return range;
  const found = term.kind === "value" ? JSON.stringify(term.text) : "a pattern";
  throw new MastError(
    "MAST_FILTER",
    `The column ${filter.column} holds numbers, and is filtered by ${found}: a number is due, or a range such as 100..200.`,
  );
}

function textTest(term: FilterTerm, filter: Filter): (value: string) => boolean {
  switch (term.kind) {
    case "value": {
      const text = term.text.toLowerCase();
      return (value) => value === text;
    }
    case "pattern": {
      const parts = term.parts.map((part) => part.toLowerCase());
      return (value) => matchesParts(value, parts);
    }
    default: {
      // Numbers in a column of text (proposal_id) compare as numbers; dates in one (date_obs) as dates.
      const range = rangeOfTerm(term, filter);
      return (value) => {
        const number = numberInText(value);
        return number !== undefined && range !== undefined && isWithin(number, range);
      };
    }
  }
}

/** Whether the parts stand in the text in their order, the first at its beginning and the last at its end. */
export function matchesParts(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
