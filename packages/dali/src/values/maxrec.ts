import { valueError } from "./value-error.ts";

const WHAT = "a number of rows (MAXREC)";

/**
 * Parses MAXREC (DALI 1.2, section 4.3.4): a whole number from 0 on. 0 asks for the metadata alone.
 * @throws DalError DAL_USAGE
 */
export function parseMaxrec(text: string): number {
  const value = /^\+?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) throw valueError(WHAT, text, "it is not a whole number from 0 on");
  return checked(value, text);
}

/**
 * Prints MAXREC: digits alone, for services read `1e6` as 1 or refuse it.
 * @throws DalError DAL_USAGE
 */
export function printMaxrec(rows: number): string {
  return String(checked(rows, String(rows)));
}

function checked(rows: number, text: string): number {
  if (Number.isSafeInteger(rows) && rows >= 0) return rows;
  const hint = rows === Number.POSITIVE_INFINITY ? "For all rows that the service gives, leave it out." : undefined;
  throw valueError(WHAT, text, "it is not a whole number from 0 to 2^53 - 1", hint);
}
