/** A pair of bounds, both included; infinite where the interval is open (DALI 1.2, section 3.4). */
export interface Interval<Bound extends number | bigint = number | bigint> {
  readonly lower: Bound;
  readonly upper: Bound;
}

/** An interval of two numbers, integers included; undefined for another count or a lower bound above the upper. */
export function interval<Bound extends number | bigint>(numbers: readonly Bound[]): Interval<Bound> | undefined {
  const [lower, upper] = numbers;
  if (numbers.length !== 2 || lower === undefined || upper === undefined) return undefined;
  return lower <= upper ? { lower, upper } : undefined;
}

/** The intervals whose union is meant (DALI 1.2, section 3.5); undefined unless all are good. */
export function multiInterval<Bound extends number | bigint>(numbers: readonly Bound[]): Interval<Bound>[] | undefined {
  const intervals: Interval<Bound>[] = [];
  for (let index = 0; index < numbers.length; index += 2) {
    const next = interval(numbers.slice(index, index + 2));
    if (next === undefined) return undefined;
    intervals.push(next);
  }
  return intervals.length === 0 ? undefined : intervals;
}
