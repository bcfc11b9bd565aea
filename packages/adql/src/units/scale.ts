import type { Fraction } from "./fraction.ts";

/**
 * A positive factor, exact as long as units are: `num / den × π**pi × rest`.
 *
 * Degrees to arcseconds must come out as 3600 and not as 3600.0000000000005, so the factor is divided as a fraction and
 * becomes a double at the end, once. `rest` is 1 but for roots and numbers too long to be kept.
 */
export interface Scale {
  readonly num: bigint;
  readonly den: bigint;
  readonly pi: number;
  readonly rest: number;
}

export const UNITY: Scale = { num: 1n, den: 1n, pi: 0, rest: 1 };

/** Longer numerators and denominators become a double: a unit must not cost memory. */
const LONGEST = 1n << 2048n;

/** `"1.602176634e-19"` as it stands; undefined where it is not a positive decimal number of reasonable size. */
export function scaleOfDecimal(text: string): Scale | undefined {
  const match = /^\+?(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null) return undefined;
  const [, whole = "", digits = "", exponent = "0"] = match;
  const num = BigInt(whole + digits);
  return num === 0n ? undefined : multiplyScales({ ...UNITY, num }, powerOfTen(Number(exponent) - digits.length));
}

export function powerOfTen(exponent: number): Scale {
  const power = 10n ** BigInt(Math.abs(exponent));
  return exponent < 0 ? { ...UNITY, den: power } : { ...UNITY, num: power };
}

export function multiplyScales(a: Scale, b: Scale): Scale {
  return bounded({ num: a.num * b.num, den: a.den * b.den, pi: a.pi + b.pi, rest: a.rest * b.rest });
}

export function raiseScale(scale: Scale, power: Fraction): Scale {
  const exponent = power.num / power.den;
  if (!Number.isInteger(exponent)) {
    return { ...UNITY, pi: scale.pi * exponent, rest: (ratio(scale.num, scale.den) * scale.rest) ** exponent };
  }
  let result = UNITY;
  const factor =
    exponent < 0 ? { ...scale, num: scale.den, den: scale.num, pi: -scale.pi, rest: 1 / scale.rest } : scale;
  for (let i = Math.abs(exponent); i > 0; i--) result = multiplyScales(result, factor);
  return result;
}

export function scaleToNumber({ num, den, pi, rest }: Scale): number {
  return ratio(num, den) * Math.PI ** pi * rest;
}

function bounded(scale: Scale): Scale {
  if (scale.num < LONGEST && scale.den < LONGEST) return scale;
  return { ...UNITY, pi: scale.pi, rest: scale.rest * ratio(scale.num, scale.den) };
}

/** The double nearest to a fraction, to the last bit or the one before. */
function ratio(num: bigint, den: bigint): number {
  const divisor = gcd(num, den);
  const [top, bottom] = [num / divisor, den / divisor];
  const [x, y] = [Number(top), Number(bottom)];
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return x / y;
  // 80 bits of the quotient are more than a double holds, whatever the sizes of the two.
  const shift = 80 - (bits(top) - bits(bottom));
  const quotient = shift >= 0 ? (top << BigInt(shift)) / bottom : top / (bottom << BigInt(-shift));
  return scaled(Number(quotient), -shift);
}

/** `value × 2**exponent`, in two steps: 2**exponent alone may be out of range where the product is not. */
function scaled(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}

function bits(value: bigint): number {
  return value.toString(16).length * 4;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
