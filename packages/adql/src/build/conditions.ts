import { AdqlText, isAdqlText } from "./adql-text.ts";
import { besides } from "./composition.ts";
import { readPiece } from "./lexical.ts";
import { type Column, columnText } from "./names.ts";
import type { Scalar, ValueWriter } from "./values.ts";

/** A condition, or nothing where there is none: `limit !== undefined && adql\`mag < ${limit}\``. */
export type OptionalCondition = AdqlText | false | null | undefined;

/** Conditions over values that may be missing, open or many. */
export interface Conditions {
  /** All of them; `1 = 1` where there are none. Parentheses come where they are needed. */
  allOf(...conditions: readonly OptionalCondition[]): AdqlText;
  /** At least one of them; `1 = 0` where there are none. */
  anyOf(...conditions: readonly OptionalCondition[]): AdqlText;
  /** `column = value`, or `column IS NULL`. */
  equals(column: Column, value: Scalar | null): AdqlText;
  /** `column IN (…)`; never true for no values; null among them finds NULL. */
  oneOf(column: Column, values: readonly (Scalar | null)[]): AdqlText;
  /**
   * From `low` to `high`, bounds included (DALI 1.2, section 3.4). An infinite bound, or `null`, is none; without any
   * bound all that is not NULL.
   */
  inInterval(column: Column, low: Scalar | null, high: Scalar | null): AdqlText;
}

export function createConditions(writer: ValueWriter): Conditions {
  return {
    allOf: (...conditions) => joined(conditions, "AND", "1 = 1"),
    anyOf: (...conditions) => joined(conditions, "OR", "1 = 0"),
    equals: (column, value) => {
      const name = operand(column);
      return new AdqlText(value === null ? `${name} IS NULL` : `${name} = ${writer.scalar(value)}`);
    },
    oneOf: (column, values) => {
      const name = operand(column);
      const present = values.filter((value): value is Scalar => value !== null);
      const list = present.length === 0 ? undefined : `${name} IN (${present.map(writer.scalar).join(", ")})`;
      if (present.length === values.length) return new AdqlText(list ?? "1 = 0");
      return new AdqlText(list === undefined ? `${name} IS NULL` : `(${list} OR ${name} IS NULL)`);
    },
    inInterval: (column, low, high) => {
      const name = operand(column);
      const from = low === null || low === Number.NEGATIVE_INFINITY ? undefined : writer.scalar(low);
      const to = high === null || high === Number.POSITIVE_INFINITY ? undefined : writer.scalar(high);
      if (from !== undefined && to !== undefined) return new AdqlText(`${name} BETWEEN ${from} AND ${to}`);
      if (from !== undefined) return new AdqlText(`${name} >= ${from}`);
      if (to !== undefined) return new AdqlText(`${name} <= ${to}`);
      return new AdqlText(`${name} IS NOT NULL`);
    },
  };
}

function joined(conditions: readonly OptionalCondition[], operator: "AND" | "OR", none: string): AdqlText {
  const given = conditions.filter(isAdqlText);
  const [only] = given;
  if (only === undefined) return new AdqlText(none);
  if (given.length === 1) return only;
  return new AdqlText(given.map(({ text }) => besides(operator, readPiece(text), operator)).join(` ${operator} `));
}

/** The column on the left of a comparison. */
function operand(column: Column): string {
  return besides("=", readPiece(columnText(column)), "=");
}
