// Decimal to binary floating point, rounded once to the target type, by the method of D. Lemire, "Number parsing at a
// gigabyte per second" (2021), with N. Mushtak and D. Lemire, "Fast number parsing without fallback" (2023): the digits
// as a 64-bit integer times the 128-bit power of five is enough to round right whatever the number.

/** Exponents of ten that the table of powers has; below are only zeros, above only overflows. */
const LEAST_POWER: i32 = -342;
const MOST_POWER: i32 = 308;

/**
 * For each power: the 64 high, then the 64 low bits of five to it, scaled to have its top bit set. The loader fills it:
 * as data it would be most of the module.
 */
export const POWERS_OF_FIVE: usize = memory.data((MOST_POWER - LEAST_POWER + 1) * 16, 16);

/** Ten to the power of 0 to 22, which doubles have exactly. */
const DOUBLE_POWERS_OF_TEN: usize = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);

export function powersOfFive(): u32 {
  return <u32>POWERS_OF_FIVE;
}

/** Bits of a number that overflows the type. No number has them. */
export const NO_FLOAT: u64 = u64.MAX_VALUE;

/** The high half of a × b. */
@inline
function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  const other = aLow * bHigh + (middle & 0xffffffff);
  return aHigh * bHigh + (middle >> 32) + (other >> 32);
}

/** Bits of `digits` × 10^`exponent` as an f64 or f32 without sign; NO_FLOAT when it overflows. */
@inline
export function floatBits<T>(digits: u64, exponent: i32): u64 {
  const single = sizeof<T>() == 4;
  const fractionBits: u64 = single ? 23 : 52;
  const bias: i32 = single ? 127 : 1023;
  const overflow: i32 = single ? 0xff : 0x7ff;
  // Outside of these, no product of 64 bits and a power of ten lies half way between two floats.
  const leastTie: i32 = single ? -17 : -4;
  const mostTie: i32 = single ? 10 : 23;

  // Both are doubles, and a quotient is rounded once: W. D. Clinger, "How to read floating point numbers accurately" (1990).
  if (!single && digits <= 1 << 53 && <u32>-exponent <= 22) {
    return reinterpret<u64>(<f64>(<i64>digits) / load<f64>(DOUBLE_POWERS_OF_TEN + (<usize>-exponent << 3)));
  }

  const leastPower: i32 = single ? -64 : LEAST_POWER;
  const mostPower: i32 = single ? 38 : MOST_POWER;
  if (digits == 0 || exponent < leastPower) return 0;
  if (exponent > mostPower) return NO_FLOAT;

  const leading = clz(digits);
  const scaled = digits << leading;
  const power = POWERS_OF_FIVE + (<usize>(exponent - LEAST_POWER) << 4);
  const five = load<u64>(power);
  let high = multiplyHigh(scaled, five);
  let low = scaled * five;
  const undecided: u64 = u64.MAX_VALUE >> (fractionBits + 3);
  if ((high & undecided) == undecided) {
    const more = multiplyHigh(scaled, load<u64>(power, 8));
    low += more;
    if (low < more) high++;
  }

  const top = high >> 63;
  const shift = top + 61 - fractionBits;
  // One bit more than the fraction and its leading one: it decides the rounding.
  let mantissa = high >> shift;
  // 217706 / 2^16 is the binary logarithm of ten, near enough.
  let biased = ((217706 * exponent) >> 16) + 63 + <i32>top - <i32>leading + bias;
  if (biased <= 0) {
    if (biased < -62) return 0;
    mantissa >>= <u64>(1 - biased);
    // Rounding up may reach the least normal number; its bits follow those of the greatest subnormal.
    return (mantissa + (mantissa & 1)) >> 1;
  }
  // A tie goes to the even one.
  if (low <= 1 && exponent >= leastTie && exponent <= mostTie && (mantissa & 3) == 1 && mantissa << shift == high) {
    mantissa--;
  }
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa >= <u64>2 << fractionBits) {
    mantissa = <u64>1 << fractionBits;
    biased++;
  }
  if (biased >= overflow) return NO_FLOAT;
  return (mantissa - (<u64>1 << fractionBits)) | (<u64>biased << fractionBits);
}
