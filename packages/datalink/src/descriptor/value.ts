import { DalError, type Pos, printInterval, printPos } from "@armillary/dali";
import type { Interval } from "@armillary/votable";
import { convertUnit } from "./units.ts";

/** A number, or several, in a unit that is made that of the parameter: `{ value: 656.3, unit: "nm" }`. */
export interface Quantity {
  readonly value: number | readonly number[] | Interval<number>;
  readonly unit: string;
}

/**
 * One value of a parameter. Text goes as it is; a list of numbers is one value (a circle's three, a polygon's six and more, an
 * interval's two); regions and intervals are written as the parameter wants them.
 */
export type ParameterValue = string | number | bigint | boolean | readonly number[] | Interval<number> | Pos | Quantity;

/** One value, or several of the same parameter: POL may have some, CIRCLE where the service takes more than one. */
export type ParameterValues = ParameterValue | readonly Exclude<ParameterValue, number>[];

/** What a value is written for. */
export interface Wanted {
  readonly name: string;
  readonly unit?: string;
  /** `circle` and `polygon` are numbers alone; anything else has the shape's name in front. */
  readonly shape?: string;
}

/** The values that were given, each by itself. */
export function listValues(values: ParameterValues): readonly ParameterValue[] {
  if (!Array.isArray(values)) return [values as ParameterValue];
  const list = values as readonly ParameterValue[];
  return list.length > 0 && list.every((value) => typeof value === "number") ? [list as readonly number[]] : list;
}

/**
 * A value as it is sent (DALI 1.2, section 3: numbers separated by blanks, `-Inf` and `+Inf`).
 * @throws DalError DAL_USAGE for NaN, an interval that is upside down, a region that is none, a unit that does not fit
 */
export function printValue(value: ParameterValue, wanted: Wanted): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return printNumber(value, wanted.name);
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (isList(value)) return value.map((item) => printNumber(item, wanted.name)).join(" ");
  if ("shape" in value) return printRegion(value, wanted.shape);
  if ("unit" in value) return printValue(inUnit(value, wanted), wanted);
  return printInterval(value);
}

function isList(value: object): value is readonly number[] {
  return Array.isArray(value);
}

function printRegion(pos: Pos, shape: string | undefined): string {
  const text = printPos(pos);
  return shape === pos.shape.toLowerCase() ? text.slice(pos.shape.length + 1) : text;
}

function printNumber(value: number, name: string): string {
  if (Number.isNaN(value)) throw new DalError("DAL_USAGE", `NaN cannot be asked for: ${name} takes numbers.`);
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value === 0 ? 0 : value);
}

function inUnit({ value, unit }: Quantity, wanted: Wanted): ParameterValue {
  const convert = (number: number): number => {
    const converted = convertUnit(number, unit, wanted.unit ?? "");
    if (converted === undefined) {
      const due = wanted.unit === undefined ? "no unit" : `the unit "${wanted.unit}"`;
      throw new DalError("DAL_USAGE", `${wanted.name} has ${due}, and "${unit}" cannot be made that.`);
    }
    return converted;
  };
  if (typeof value === "number") return convert(value);
  if (isList(value)) return value.map(convert);
  const [first, last] = [convert(value.lower), convert(value.upper)];
  return { lower: Math.min(first, last), upper: Math.max(first, last) };
}
