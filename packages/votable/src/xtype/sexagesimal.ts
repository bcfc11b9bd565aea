/** A right ascension in hours, minutes and seconds of time (DALI 1.2, section 3.6). */
export interface Hms {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  /** The same in degrees, 0 to 360. */
  readonly degrees: number;
}

/** A declination in degrees, minutes and seconds of arc (DALI 1.2, section 3.6). */
export interface Dms {
  /** -1 south of the equator, `-00:30:00` included. */
  readonly sign: 1 | -1;
  readonly arcDegrees: number;
  readonly arcMinutes: number;
  readonly arcSeconds: number;
  /** The same in degrees, -90 to 90. */
  readonly degrees: number;
}

const SEXAGESIMAL = /^([+-]?)(\d+):(\d+):(\d+(?:\.\d*)?|\.\d+)$/;

/** Parses `hours:minutes:seconds`, from 00:00:00 to 24:00:00; undefined when out of it. */
export function parseHms(text: string): Hms | undefined {
  const parts = sexagesimal(text);
  if (parts === undefined || parts.sign !== "" || parts.units > 24) return undefined;
  const { whole: hours, minutes, seconds, units } = parts;
  return { hours, minutes, seconds, degrees: units * 15 };
}

/** Parses `degrees:minutes:seconds`, from -90:00:00 to 90:00:00; undefined when out of it. */
export function parseDms(text: string): Dms | undefined {
  const parts = sexagesimal(text);
  if (parts === undefined || parts.units > 90) return undefined;
  const { whole: arcDegrees, minutes: arcMinutes, seconds: arcSeconds } = parts;
  const sign = parts.sign === "-" ? -1 : 1;
  return { sign, arcDegrees, arcMinutes, arcSeconds, degrees: sign * parts.units };
}

interface Parts {
  readonly sign: string;
  readonly whole: number;
  readonly minutes: number;
  readonly seconds: number;
  /** All of it in the unit of `whole`. */
  readonly units: number;
}

function sexagesimal(text: string): Parts | undefined {
  const match = SEXAGESIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign = "", ...digits] = match;
  const [whole = 0, minutes = 0, seconds = 0] = digits.map(Number);
  if (minutes >= 60 || seconds >= 60) return undefined;
  return { sign, whole, minutes, seconds, units: (whole * 3600 + minutes * 60 + seconds) / 3600 };
}
