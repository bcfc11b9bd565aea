import { parseTimestamp, type Timestamp } from "@armillary/votable";
import { valueError } from "./value-error.ts";

const DAY_MS = 86_400_000;
const MJD_OF_1970 = 40_587;
const JD_OF_MJD_0 = 2_400_000.5;
const WHAT = "a time";

/**
 * Parses a DALI timestamp (DALI 1.2, section 3.3): `2026-11-22`, `2026-11-22T10:20:30`, with fractions of a second, and
 * with `Z` for civil times. UTC unless something else says otherwise.
 * @throws DalError DAL_USAGE
 */
export function parseDaliTimestamp(text: string): Timestamp {
  const timestamp = parseTimestamp(text.trim());
  if (timestamp !== undefined) return timestamp;
  throw valueError(WHAT, text, "no such day or time", 'Write "2026-11-22" or "2026-11-22T10:20:30.5".');
}

/**
 * Prints a moment with milliseconds where it has any: `2026-11-22T10:20:30.5`. `civil` adds the `Z` that UWS wants and
 * astronomical times never have.
 * @param epochMs - milliseconds from 1970-01-01T00:00:00 UTC, days having 86 400 s; years 0 to 9999
 * @throws DalError DAL_USAGE
 */
export function printTimestamp(epochMs: number, options: { readonly civil?: boolean } = {}): string {
  const date = new Date(epochMs);
  const year = Number.isNaN(date.getTime()) ? Number.NaN : date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw valueError(WHAT, String(epochMs), "it is outside of the years 0 to 9999");
  const text = date.toISOString().replace(/\.?0*Z$/, "");
  return options.civil === true ? `${text}Z` : text;
}

/** Modified Julian Date, days, of milliseconds from 1970. */
export function mjdOfEpochMs(epochMs: number): number {
  return MJD_OF_1970 + epochMs / DAY_MS;
}

/** Milliseconds from 1970, rounded to whole ones, of a Modified Julian Date in days. */
export function epochMsOfMjd(mjd: number): number {
  return Math.round((mjd - MJD_OF_1970) * DAY_MS);
}

/** Julian Date of a Modified Julian Date, both in days. A double of it is good to some 50 µs. */
export function jdOfMjd(mjd: number): number {
  return mjd + JD_OF_MJD_0;
}

export function mjdOfJd(jd: number): number {
  return jd - JD_OF_MJD_0;
}

/** A moment as a service wrote it, and what it means where that is known. */
export interface ServiceTime {
  readonly text: string;
  /** Milliseconds from 1970-01-01T00:00:00 UTC; absent when the text is no moment (`2000-00-00T00:00:00Z`). */
  readonly epochMs?: number;
}

const OFFSET = /([+-])(\d\d):?(\d\d)$/;

/**
 * Reads a time of a service document (VOSI, UWS: xs:dateTime in UTC). Without `Z` it is UTC all the same (UWS 1.1, section
 * 1.3); an offset is applied, written `+08:00` or, as CASDA and ESA do, `+0800`. Never throws: times inform.
 */
export function readServiceTime(text: string): ServiceTime {
  const offset = /T/.test(text) ? OFFSET.exec(text) : null;
  const timestamp = parseTimestamp(offset === null ? text : text.slice(0, offset.index));
  if (timestamp === undefined) return { text };
  if (offset === null) return { text, epochMs: timestamp.epochMs };
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return { text, epochMs: timestamp.epochMs - (offset[1] === "-" ? -minutes : minutes) * 60_000 };
}
