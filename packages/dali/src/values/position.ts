import { type Coordinate, degreesOf, groupTokens, isCoordinateText, tokenize } from "./coordinate.ts";
import { valueError } from "./value-error.ts";

/** A place on the sky. Degrees; ICRS unless the one who asks says otherwise. */
export interface SkyPosition {
  /** 0 to 360, 360 excluded. */
  readonly raDeg: number;
  /** -90 to 90. */
  readonly decDeg: number;
}

const WHAT = "a position";
const FORMS = 'Write degrees, "10.68 41.27", or sexagesimal, "00:42:44.3 +41:16:09" or "0h42m44.3s +41d16m9s".';

/** Whether the text can only be meant as a position, well written or not: it has digits and no letters but h, d, m, s. */
export function looksLikePosition(text: string): boolean {
  return isCoordinateText(text);
}

/**
 * Parses a right ascension and a declination.
 *
 * Two bare numbers are degrees: `10.68 41.27`, `10.68, +41.27`. Parts with blanks or colons are hours (right ascension)
 * and degrees (declination): `00 42 44.3 +41 16 09`, `00:42:44.3 +41:16:09`. Units say it themselves: `0h42m44.3s
 * +41d16m9s`, `10.68d 41.27d`, `10°41′4″ -0°30′`, `0.7h +41.2d`. What could be read in two ways is refused.
 * @throws DalError DAL_USAGE
 */
export function parsePosition(text: string): SkyPosition {
  const tokens = tokenize(text);
  if (typeof tokens === "string") throw valueError(WHAT, text, tokens, FORMS);
  const groups = groupTokens(tokens);
  if (typeof groups === "string") throw valueError(WHAT, text, groups, FORMS);
  const [ra, dec] = groups;
  const clash = clashOf(ra, dec);
  if (clash !== undefined) throw valueError(WHAT, text, clash, FORMS);
  const ofRa = degreesOf(ra, "right ascension");
  if (typeof ofRa === "string") throw valueError(WHAT, text, ofRa, FORMS);
  const ofDec = degreesOf(dec, "declination");
  if (typeof ofDec === "string") throw valueError(WHAT, text, ofDec, FORMS);
  return { raDeg: ofRa === 360 ? 0 : ofRa, decDeg: ofDec };
}

/** Prints degrees, as short as reads back: `10.68471 +41.26875`. */
export function printPosition(position: SkyPosition): string {
  const { raDeg, decDeg } = checked(position);
  return `${decimal(raDeg)} ${decDeg < 0 || Object.is(decDeg, -0) ? "-" : "+"}${decimal(Math.abs(decDeg))}`;
}

/**
 * Prints hours and degrees: `00:42:44.330 +41:16:07.50`, rounded to `secondDigits` digits of a second of arc (default
 * 2) and one more of a second of time. What rounds up is carried: never `60`.
 */
export function printSexagesimal(position: SkyPosition, options: { readonly secondDigits?: number } = {}): string {
  const { raDeg, decDeg } = checked(position);
  const { secondDigits = 2 } = options;
  const ra = sexagesimal(raDeg / 15, secondDigits + 1, 24);
  const dec = sexagesimal(Math.abs(decDeg), secondDigits);
  return `${ra} ${decDeg < 0 || Object.is(decDeg, -0) ? "-" : "+"}${dec}`;
}

function clashOf(ra: Coordinate, dec: Coordinate): string | undefined {
  if (ra.style !== dec.style) return "its two halves are written in different ways";
  if (ra.style === "bare" && (ra.parts.length === 1) !== (dec.parts.length === 1)) {
    return "one half is decimal and the other is not";
  }
  return undefined;
}

function checked(position: SkyPosition): SkyPosition {
  const { raDeg, decDeg } = position;
  const isInside = raDeg >= 0 && raDeg <= 360 && decDeg >= -90 && decDeg <= 90;
  if (!isInside) throw valueError(WHAT, `${raDeg} ${decDeg}`, "it is outside of 0 to 360 and -90 to 90 degrees");
  return position;
}

function decimal(value: number): string {
  const text = String(value);
  // Services read 1e-7 seldom.
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}

function sexagesimal(value: number, digits: number, modulus = Number.POSITIVE_INFINITY): string {
  const unit = 10 ** digits;
  // Whole units of the last digit first: what rounds up carries by itself.
  const total = Math.round(value * 3600 * unit) % (modulus * 3600 * unit);
  const seconds = total % (60 * unit);
  const minutes = Math.floor(total / (60 * unit)) % 60;
  const whole = Math.floor(total / (3600 * unit));
  const fraction = digits === 0 ? "" : `.${String(seconds % unit).padStart(digits, "0")}`;
  return `${pad(whole)}:${pad(minutes)}:${pad(Math.floor(seconds / unit))}${fraction}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
