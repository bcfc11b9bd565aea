/** A rational number in lowest terms, `den` positive: the power of a unit (`m**(3/2)`). */
export interface Fraction {
  readonly num: number;
  readonly den: number;
}

export const ONE: Fraction = { num: 1, den: 1 };

/** Powers beyond this are no units of anybody; they are refused rather than computed. */
const MAX_POWER = 1000;

/** In lowest terms; undefined for a zero denominator and for what is too large to be a power. */
export function fraction(num: number, den = 1): Fraction | undefined {
  if (!Number.isSafeInteger(num) || !Number.isSafeInteger(den) || den === 0) return undefined;
  const divisor = gcd(Math.abs(num), Math.abs(den)) * Math.sign(den);
  const reduced = { num: num / divisor, den: den / divisor };
  return Math.abs(reduced.num) > MAX_POWER || reduced.den > MAX_POWER ? undefined : reduced;
}

export function addFractions(a: Fraction, b: Fraction): Fraction | undefined {
  return fraction(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function multiplyFractions(a: Fraction, b: Fraction): Fraction | undefined {
  return fraction(a.num * b.num, a.den * b.den);
}

/** `"-1.5"` as -3/2. */
export function fractionOfDecimal(text: string): Fraction | undefined {
  const [whole = "", digits = ""] = text.split(".");
  if (whole.length + digits.length > 15) return undefined;
  return fraction(Number(`${whole}${digits}`), 10 ** digits.length);
}

/** As VOUnits writes it behind `**`: `2`, `-1`, `(3/2)`. */
export function printPower({ num, den }: Fraction): string {
  return den === 1 ? String(num) : `(${num}/${den})`;
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x === 0 ? 1 : x;
}
