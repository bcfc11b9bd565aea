/**
 * The 32-bit float nearest to a decimal number, halves to even.
 *
 * Rounding to a double first and to a float then is wrong for a few decimals: those whose double lies exactly half-way
 * between two floats while they themselves do not. (A double that is no such half-way point lies on the same side of
 * every one of them as the decimal, for rounding keeps order and the half-way points are doubles.) So only a double
 * that is a half-way point needs a second look, at the decimal itself.
 * @param decimal - sign, digits with a point, exponent: `-12.5e-3`; nothing else
 */
export function roundToFloat32(decimal: string): number {
  const double = Number(decimal);
  const rounded = Math.fround(double);
  if (rounded === double || double === 0) return rounded;
  const other = neighbourTowards(rounded, double);
  if (!isHalfway(double, rounded, other)) return rounded;
  const magnitude = compareMagnitude(decimal, Math.abs(double));
  if (magnitude === 0) return rounded;
  const [inner, outer] = Math.abs(rounded) < Math.abs(other) ? [rounded, other] : [other, rounded];
  return magnitude > 0 ? outer : inner;
}

/** Half-way between the largest float and the power of two after it: from here on floats are infinite. */
const OVERFLOW_HALFWAY = 2 ** 128 - 2 ** 103;

function isHalfway(double: number, one: number, other: number): boolean {
  if (!Number.isFinite(one) || !Number.isFinite(other)) return Math.abs(double) === OVERFLOW_HALFWAY;
  return Math.abs(double - one) === Math.abs(other - double);
}

const word = new Int32Array(1);
const float = new Float32Array(word.buffer);

/** The float beside `from` on the side of `target`, which is not a float itself. */
function neighbourTowards(from: number, target: number): number {
  if (from === 0) {
    word[0] = 1;
    return target < 0 ? -(float[0] as number) : (float[0] as number);
  }
  float[0] = from;
  const outwards = Math.abs(target) > Math.abs(from);
  word[0] = (word[0] as number) + (outwards ? 1 : -1);
  return float[0];
}

/** A half-way point has fewer significant digits than this: what comes after them only tells "more". */
const TELLING_DIGITS = 200;

/** Sign of |decimal| - double, exactly. */
function compareMagnitude(decimal: string, double: number): number {
  const { digits, exponent } = significand(decimal);
  const { mantissa, power } = parts(double);
  const tens = 10n ** BigInt(Math.abs(exponent));
  const twos = 2n ** BigInt(Math.abs(power));
  const left = digits * (exponent > 0 ? tens : 1n) * (power < 0 ? twos : 1n);
  const right = mantissa * (power > 0 ? twos : 1n) * (exponent < 0 ? tens : 1n);
  return left === right ? 0 : left > right ? 1 : -1;
}

/** The magnitude as digits × 10^exponent. Digits past the telling ones are kept as one more digit, 1, if any is not 0. */
function significand(decimal: string): { digits: bigint; exponent: number } {
  const [, whole = "", fraction = "", power = "0"] = /^[+-]?(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? [];
  const all = (whole + fraction).replace(/^0+/, "");
  const exponent = Number(power) - fraction.length;
  if (all.length <= TELLING_DIGITS) return { digits: BigInt(all), exponent };
  const sticky = /[1-9]/.test(all.slice(TELLING_DIGITS)) ? "1" : "0";
  return {
    digits: BigInt(all.slice(0, TELLING_DIGITS) + sticky),
    exponent: exponent + all.length - TELLING_DIGITS - 1,
  };
}

/** A positive double as mantissa × 2^power. */
function parts(double: number): { mantissa: bigint; power: number } {
  const bits = new BigUint64Array(new Float64Array([double]).buffer)[0] as bigint;
  const biased = Number(bits >> 52n);
  const mantissa = bits & (2n ** 52n - 1n);
  return biased === 0 ? { mantissa, power: -1074 } : { mantissa: mantissa + 2n ** 52n, power: biased - 1075 };
}
