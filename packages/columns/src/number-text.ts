const MS_PER_DAY = 86_400_000n;

/** A calendar date, `2016-01-31`, from days since 1970-01-01 in the proleptic Gregorian calendar. */
export function printDate(days: bigint): string {
  return printDay(days);
}

/**
 * An ISO 8601 date and time, `2016-01-31T23:59:59.123`, without a time zone.
 * @param ticks - since 1970-01-01T00:00:00, in units of 10^-digits seconds
 * @param digits - how many decimals of a second are printed
 */
export function printTimestamp(ticks: bigint, digits: 0 | 3 | 6 | 9): string {
  const ticksPerDay = 86_400n * 10n ** BigInt(digits);
  let days = ticks / ticksPerDay;
  let rest = ticks % ticksPerDay;
  if (rest < 0n) {
    days -= 1n;
    rest += ticksPerDay;
  }
  return `${printDay(days)}T${printTimeOfDay(rest, digits)}`;
}

/** A time of day, `23:59:59.123`, from units of 10^-digits seconds since midnight. */
export function printTimeOfDay(ticks: bigint, digits: 0 | 3 | 6 | 9): string {
  const scale = 10n ** BigInt(digits);
  const seconds = ticks / scale;
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) => part.toString().padStart(2, "0"));
  const fraction = digits === 0 ? "" : `.${(ticks % scale).toString().padStart(digits, "0")}`;
  return clock.join(":") + fraction;
}

/** An integer times 10^-scale, every digit written out: `-0.050`, `1200`. */
export function printDecimal(unscaled: bigint, scale: number): string {
  if (scale <= 0) return (unscaled * 10n ** BigInt(-scale)).toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Years beyond 9999 and before 0 are written with a sign and six digits, as ISO 8601 has it. */
function printDay(days: bigint): string {
  const date = new Date(Number(days * MS_PER_DAY));
  if (!Number.isNaN(date.getTime())) return date.toISOString().replace(/T.*$/, "");
  return printDayBeyondDate(days);
}

/** Days that Date cannot hold, by the arithmetic of 400-year cycles of 146 097 days. */
function printDayBeyondDate(days: bigint): string {
  const cycles = days / 146_097n;
  const near = new Date(Number((days - cycles * 146_097n) * MS_PER_DAY));
  const year = BigInt(near.getUTCFullYear()) + cycles * 400n;
  const digits = (year < 0n ? -year : year).toString().padStart(6, "0");
  const monthAndDay = near.toISOString().slice(-20, -14);
  return `${year < 0n ? "-" : "+"}${digits}${monthAndDay}`;
}
