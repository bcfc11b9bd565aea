import { valueError } from "./value-error.ts";

/** Units that angles are printed in; more spellings are read. */
export const ANGLE_UNITS = ["deg", "arcmin", "arcsec", "mas", "uas", "rad", "hourangle"] as const;
export type AngleUnit = (typeof ANGLE_UNITS)[number];

const DEGREES: Readonly<Record<AngleUnit, number>> = {
  deg: 1,
  arcmin: 1 / 60,
  arcsec: 1 / 3600,
  mas: 1 / 3.6e6,
  uas: 1 / 3.6e9,
  rad: 180 / Math.PI,
  hourangle: 15,
};

/** Other ways to write the units. `m` and `s` are missing: they are minutes and seconds of time as well as of arc. */
const SPELLINGS: ReadonlyMap<string, AngleUnit> = new Map([
  ...ANGLE_UNITS.map((unit): [string, AngleUnit] => [unit, unit]),
  ["d", "deg"],
  ["°", "deg"],
  ["º", "deg"],
  ["degree", "deg"],
  ["degrees", "deg"],
  ["'", "arcmin"],
  ["′", "arcmin"],
  ["’", "arcmin"],
  ["arcminute", "arcmin"],
  ["arcminutes", "arcmin"],
  ['"', "arcsec"],
  ["″", "arcsec"],
  ["”", "arcsec"],
  ["''", "arcsec"],
  ["′′", "arcsec"],
  ["arcsecond", "arcsec"],
  ["arcseconds", "arcsec"],
  ["asec", "arcsec"],
  ["amin", "arcmin"],
  ["µas", "uas"], // micro sign
  ["μas", "uas"], // Greek mu
  ["radian", "rad"],
  ["radians", "rad"],
  ["h", "hourangle"],
  ["hour", "hourangle"],
  ["hours", "hourangle"],
]);

const WHAT = "an angle";
const HINT = 'Write the unit: "0.1deg", "5arcmin", "10arcsec", "300mas", "0.01rad".';
const PART = /\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)\s*([^\d\s.+-]*)/y;

/**
 * Parses an angle with its unit into degrees: `5arcmin`, `10"`, `0.1 deg`, `300mas`, `1h` (15 degrees), and sums in
 * falling units, `1°30′15″`. A bare number has the unit `bareUnit`, or is refused.
 * @returns degrees
 * @throws DalError DAL_USAGE
 */
export function parseAngleDeg(text: string, options: { readonly bareUnit?: AngleUnit } = {}): number {
  const trimmed = text.trim().replace(/^[\u2212\u2013]/, "-");
  const sign = trimmed.startsWith("-") ? -1 : 1;
  const unsigned = trimmed.replace(/^[+-]/, "");
  if (unsigned === "") throw valueError(WHAT, text, "it is empty", HINT);
  let total = 0;
  let smallest = Number.POSITIVE_INFINITY;
  PART.lastIndex = 0;
  while (PART.lastIndex < unsigned.length) {
    const at = PART.lastIndex;
    const match = PART.exec(unsigned);
    if (match === null) throw valueError(WHAT, text, `"${unsigned.slice(at, at + 20)}" is no number`, HINT);
    const [, digits = "", spelling = ""] = match;
    const factor = DEGREES[unitOf(spelling, text, options.bareUnit)];
    const value = Number(digits);
    if (!Number.isFinite(value)) throw valueError(WHAT, text, "it is too large a number");
    if (smallest !== Number.POSITIVE_INFINITY) {
      if (factor >= smallest) throw valueError(WHAT, text, "its units do not go from large to small");
      if (value * factor >= smallest * (1 - 1e-12))
        throw valueError(WHAT, text, `${digits} is too many for a smaller unit`);
    }
    smallest = factor;
    total += value * factor;
  }
  return sign * total;
}

/**
 * Prints an angle in a unit, exactly enough to be read back: `5arcmin`.
 * @throws DalError DAL_USAGE for NaN and infinities
 */
export function printAngleDeg(angleDeg: number, unit: AngleUnit = "deg"): string {
  if (!Number.isFinite(angleDeg)) throw valueError(WHAT, String(angleDeg), "it is not finite");
  const value = angleDeg / DEGREES[unit];
  // 15 digits where these mean the same double: 5arcmin, not 5.000000000000001arcmin.
  const short = Number(value.toPrecision(15));
  return `${short * DEGREES[unit] === angleDeg ? short : value}${unit}`;
}

function unitOf(spelling: string, text: string, bareUnit: AngleUnit | undefined): AngleUnit {
  if (spelling === "") {
    if (bareUnit !== undefined) return bareUnit;
    throw valueError(WHAT, text, "it has no unit", HINT);
  }
  const unit = SPELLINGS.get(spelling) ?? SPELLINGS.get(spelling.toLowerCase());
  if (unit !== undefined) return unit;
  const time = /^(m|min|minutes?|s|sec|seconds?)$/i.test(spelling);
  const reason = time ? `"${spelling}" may mean time or arc` : `"${spelling}" is no unit of angles`;
  throw valueError(WHAT, text, reason, HINT);
}
