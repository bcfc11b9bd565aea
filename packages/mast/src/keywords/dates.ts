import { epochMsOfMjd, mjdOfEpochMs, printTimestamp } from "@armillary/dali";

/** How Mashup writes dates in JSON, as .NET does: milliseconds since 1970 (UTC), with an offset that changes nothing. */
const DOTNET_DATE = /^\/Date\((-?\d{1,17})(?:[+-]\d{4})?\)\/$/;

/** Milliseconds since 1970 (UTC) of `/Date(1654430410430)/`; undefined for any other text. */
export function parseDotnetDate(text: string): number | undefined {
  const [, milliseconds] = DOTNET_DATE.exec(text.trim()) ?? [];
  return milliseconds === undefined ? undefined : Number(milliseconds);
}

/** `/Date(1654430410430)/` of milliseconds since 1970 (UTC). */
export function printDotnetDate(epochMs: number): string {
  return `/Date(${Math.round(epochMs)})/`;
}

/** MJD (UTC) of `/Date(1654430410430)/`; undefined for any other text. */
export function mjdOfDotnetDate(text: string): number | undefined {
  const epochMs = parseDotnetDate(text);
  return epochMs === undefined ? undefined : mjdOfEpochMs(epochMs);
}

/** `/Date(1654430410430)/` of a MJD (UTC), to the millisecond. */
export function dotnetDateOfMjd(mjd: number): string {
  return printDotnetDate(epochMsOfMjd(mjd));
}

/** The timestamp of DALI (UTC, without a zone, section 3.3.3) that such a date is; other text as it is. */
export function timestampOfDotnetDate(text: string): string {
  const epochMs = parseDotnetDate(text);
  return epochMs === undefined ? text : printTimestamp(epochMs);
}
