import { AdqlBuildError, literalOf } from "@armillary/adql";
import type { CellValue } from "@armillary/columns";
import { ordinalOf, ordinalValue } from "./float-order.ts";
import { middleText } from "./text-middle.ts";

/** How the values of a column are ordered, and so how a range of them is divided. */
export type BoundaryKind = "integer" | "float" | "time" | "text";

/** A value that stands between two parts: the first of the upper one. */
export type Boundary = bigint | number | string;

/** Lowest and highest of a column among some rows, as the service gave them. */
export interface Bounds {
  readonly low: Boundary;
  readonly high: Boundary;
}

/** What MIN or MAX of a column gave, as the boundary that it would be; undefined for NULL, and for what cannot be one. */
export function boundaryOf(value: CellValue, kind: BoundaryKind, end: "low" | "high"): Boundary | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "object") return undefined;
  switch (kind) {
    case "integer": {
      if (typeof value === "bigint") return value;
      const text = String(value).trim();
      if (/^[+-]?\d+$/.test(text)) return BigInt(text);
      // Databases whose integers are decimals give 1.0, or 1E10: good enough to divide by.
      const number = Number(text);
      return text !== "" && Number.isFinite(number) ? BigInt(Math.floor(number)) : undefined;
    }
    case "float":
      // NaN is above all numbers to PostgreSQL, and nowhere to others: beyond it may be anything.
      if (Number.isNaN(Number(value))) return end === "low" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
      return Number(value);
    default:
      return String(value);
  }
}

/**
 * Values that divide what lies between two bounds, upwards, each above `low` and not above `high`: one at least where the
 * bounds differ, `count` where there are so many. None where they are equal, or where only an infinity, which no literal
 * says, is above `low`.
 * @param byOrder - floats: by their number in the order of all doubles, which halves any crowd in 64 steps; otherwise by equal
 *   widths, which suits what is spread evenly
 */
export function divideBounds(
  { low, high }: Bounds,
  kind: BoundaryKind,
  count: number,
  byOrder: boolean,
): readonly Boundary[] {
  if (low === high) return [];
  switch (kind) {
    case "integer":
      return typeof low === "bigint" && typeof high === "bigint" ? divideIntegers(low, high, count) : [];
    case "float":
      return typeof low === "number" && typeof high === "number" ? divideFloats(low, high, count, byOrder) : [];
    case "time": {
      const times = divideTimes(String(low), String(high), count);
      return times.length > 0 ? times : [high];
    }
    case "text":
      // One alone: databases order text in ways that are not known here, and between two values of another order rows would
      // be counted twice.
      return [middleText(String(low), String(high))];
  }
}

function divideIntegers(low: bigint, high: bigint, count: number): readonly bigint[] {
  if (high <= low) return [];
  const parts = BigInt(count + 1);
  const values = Array.from({ length: count }, (_, index) => low + ((high - low) * BigInt(index + 1)) / parts);
  return upwards(values, low, high);
}

function divideFloats(low: number, high: number, count: number, byOrder: boolean): readonly number[] {
  const from = Math.max(low, -Number.MAX_VALUE);
  const to = Math.min(high, Number.MAX_VALUE);
  if (!(from <= to)) return [];
  const values = Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / (count + 1);
    if (!byOrder) return from * (1 - share) + to * share;
    const first = ordinalOf(from);
    return ordinalValue(first + ((ordinalOf(to) - first) * BigInt(index + 1)) / BigInt(count + 1));
  });
  // 0 and -0 are one value to databases.
  return upwards(
    values.map((value) => (value === 0 ? 0 : value)),
    low,
    to,
  );
}

const TIME = /^\s*(-?\d{4,}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*Z?\s*$/;

function divideTimes(low: string, high: string, count: number): readonly string[] {
  const [from, to] = [low, high].map((text) => {
    const [, date, time = "00:00:00"] = TIME.exec(text) ?? [];
    return date === undefined ? Number.NaN : Date.parse(`${date}T${time}Z`);
  }) as [number, number];
  if (!(from < to)) return [];
  const values = Array.from({ length: count }, (_, index) =>
    Math.floor(from + ((to - from) * (index + 1)) / (count + 1)),
  );
  // Moments within a millisecond are left to `high` itself.
  return upwards(values, from, to - 1).map((moment) => new Date(moment).toISOString().replace("Z", ""));
}

/** In their order, without repetition, and only what is above `low` and not above `high`; `high` where that leaves nothing. */
function upwards<Value extends bigint | number>(values: readonly Value[], low: Value, high: Value): readonly Value[] {
  // Of bounds a few doubles apart, shares come out in disorder: each is rounded by itself.
  const kept = [...new Set(values)].filter((value) => value > low && value <= high).sort((a, b) => (a < b ? -1 : 1));
  return kept.length > 0 || !(high > low) ? kept : [high];
}

/** Whether the boundary can be sent at all: text may hold what no query can. */
export function isSendable(boundary: Boundary): boolean {
  try {
    literalOf(boundary);
    return true;
  } catch (failure) {
    if (failure instanceof AdqlBuildError) return false;
    throw failure;
  }
}
