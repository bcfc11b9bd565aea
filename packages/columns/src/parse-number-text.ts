/** The way back from `printDate`: days since 1970-01-01; undefined for other text and for days that no calendar has. */
export function parseDate(text: string): bigint | undefined {
  const [, year, month, day] = /^([+-]\d{6,}|\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return year === undefined ? undefined : daysOf(BigInt(year), Number(month), Number(day));
}

/**
 * The way back from `printTimestamp`: units of 10^-digits seconds since 1970-01-01T00:00:00. Fewer decimals are taken, more
 * only if they are zeros; undefined for other text, for what is no day or time of one, and for a leap second.
 */
export function parseTimestamp(text: string, digits: 0 | 3 | 6 | 9): bigint | undefined {
  const at = text.indexOf("T");
  const days = at < 0 ? undefined : parseDate(text.slice(0, at));
  const time = days === undefined ? undefined : parseTimeOfDay(text.slice(at + 1), digits);
  return days === undefined || time === undefined ? undefined : days * 86_400n * SCALES[digits] + time;
}

/** The way back from `printTimeOfDay`: units of 10^-digits seconds since midnight; decimals as in `parseTimestamp`. */
export function parseTimeOfDay(text: string, digits: 0 | 3 | 6 | 9): bigint | undefined {
  const [, hour, minute, second, decimals = ""] = /^(\d\d):(\d\d):(\d\d)(?:\.(\d+))?$/.exec(text) ?? [];
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || hour === undefined) return undefined;
  const kept = decimals.slice(0, digits).padEnd(digits, "0");
  if (/[^0]/.test(decimals.slice(digits))) return undefined;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return BigInt(seconds) * SCALES[digits] + BigInt(kept);
}

/** The way back from `printDecimal`; undefined where the number is no whole multiple of 10^-scale. */
export function parseDecimal(text: string, scale: number): bigint | undefined {
  const [, sign, whole = "", decimals = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const digits = whole + decimals;
  const spare = decimals.length - scale;
  if (spare > 0 && /[^0]/.test(digits.slice(-spare))) return undefined;
  const value = BigInt(spare > 0 ? digits.slice(0, -spare) || "0" : digits + "0".repeat(-spare));
  return sign === "-" ? -value : value;
}

const SCALES = { 0: 1n, 3: 1_000n, 6: 1_000_000n, 9: 1_000_000_000n } as const;

/** Days in the proleptic Gregorian calendar: Date counts those of a year like it within 400, and cycles of 400 are added. */
function daysOf(year: bigint, month: number, day: number): bigint | undefined {
  const cycles = year / 400n - 5n;
  const date = new Date(0);
  date.setUTCFullYear(Number(year - cycles * 400n), month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return BigInt(date.getTime() / 86_400_000) + cycles * 146_097n;
}
