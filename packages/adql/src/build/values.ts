import { type AdqlText, isAdqlText } from "./adql-text.ts";
import { AdqlBuildError } from "./build-error.ts";
import type { AdqlFlavour } from "./flavour.ts";
import type { Geometry } from "./geometry.ts";
import { booleanLiteral, numberLiteral, stringLiteral, timestampLiteral } from "./literals.ts";
import type { Region, SkyPosition } from "./region.ts";

/** Both bounds belong to it, as in DALI (section 3.4); after BETWEEN. */
export interface Interval {
  readonly low: Scalar;
  readonly high: Scalar;
}

/** What a literal can say. */
export type Scalar = number | bigint | string | boolean | Date;

/**
 * What a template takes: pieces that were built stand as they are, all else becomes a literal. A position becomes a
 * POINT, a region a CIRCLE or POLYGON, an interval the two sides of BETWEEN, an array a list with commas.
 */
export type AdqlValue = AdqlText | Scalar | null | SkyPosition | Region | Interval | readonly AdqlValue[];

/** Writes values as the literals of a flavour. */
export interface ValueWriter {
  /** A number, string, truth value or moment. */
  scalar(value: Scalar): string;
  /** Anything but arrays and intervals, which depend on where they stand. */
  single(value: AdqlValue): string;
}

export function createValueWriter(flavour: AdqlFlavour, geometry: Geometry): ValueWriter {
  const scalar = (value: Scalar): string => {
    switch (typeof value) {
      case "number":
        return numberLiteral(value);
      case "bigint":
        return String(value);
      case "string":
        return stringLiteral(value, flavour.backslashes);
      case "boolean":
        return booleanLiteral(value, flavour.booleans);
      default: {
        if (!isDate(value)) throw unknownValue(value);
        const literal = timestampLiteral(value);
        return flavour.timestamps === "cast" ? `CAST(${literal} AS TIMESTAMP)` : literal;
      }
    }
  };
  const single = (value: AdqlValue): string => {
    if (value === null) return "NULL";
    if (typeof value !== "object" || isDate(value)) return scalar(value);
    if (isAdqlText(value)) return value.text;
    if ("shape" in value) return geometry.region(value).text;
    if ("raDeg" in value && "decDeg" in value) return geometry.point(value.raDeg, value.decDeg).text;
    throw unknownValue(value);
  };
  return { scalar, single };
}

export function isInterval(value: AdqlValue): value is Interval {
  return typeof value === "object" && value !== null && "low" in value && "high" in value;
}

/** By its brand, for a Date of another realm (an iframe, a vm) is no instance of ours. */
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}

function unknownValue(value: unknown): AdqlBuildError {
  const what = value === undefined ? "undefined" : `a value of type ${typeof value}`;
  return new AdqlBuildError(
    "ADQL_VALUE",
    `${what} cannot be written as ADQL: numbers, strings, truth values, dates, null, positions, regions, intervals, arrays of them, and what adql\`…\` or identifier() built can`,
  );
}
