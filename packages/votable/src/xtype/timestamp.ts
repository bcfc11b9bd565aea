/** A moment as DALI 1.2, section 3.3 writes it. Its time scale is UTC unless the column's TIMESYS says otherwise. */
export interface Timestamp {
  /** `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss[.fff…]`, with `Z` when it was there: every digit that was given. */
  readonly iso: string;
  /** Whole milliseconds from 1970-01-01T00:00:00 in the same time scale, every day having 86 400 seconds. */
  readonly epochMs: number;
  /** Digits after the second's decimal point, as many as were given: what `epochMs` cannot keep. */
  readonly fraction: string;
  /** Modified Julian Date, in days. A double: good to some 10 µs in this century. */
  readonly mjd: number;
  /** Marked with `Z` as civil time, which astronomical times never are. */
  readonly civil: boolean;
}

const TIMESTAMP = /^([+-]?\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d*))?(Z?))?$/;
const DAY_MS = 86_400_000;
const MJD_OF_1970 = 40_587;

/**
 * Parses a timestamp; undefined when it is none, or a day that no calendar has.
 *
 * A blank for the `T`, which TAP 1.0 services send, is taken; a leap second (`23:59:60`) is the first of the next day
 * in numbers.
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = ""] = match;
  const midnight = new Date(0);
  midnight.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (midnight.getUTCMonth() !== Number(month) - 1 || midnight.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const epochMs = midnight.getTime() + seconds * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
  const mjd = MJD_OF_1970 + midnight.getTime() / DAY_MS + (seconds + Number(`0.${fraction || "0"}`)) / 86_400;
  return { iso: text.replace(" ", "T"), epochMs, fraction, mjd, civil: zone === "Z" };
}
