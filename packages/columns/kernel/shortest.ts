// The shortest decimal in the rounding interval of a binary number, the closest of them when there are several, after
// R. Giulietti, "The Schubfach way to render doubles" (2020).
//
// A number is c * 2^q. In units of 10^k, chosen so that the interval is one to ten units wide, the interval holds at
// least one multiple of a unit and at most one multiple of ten units. The latter, if there, is shorter (the zeros at its
// end go later); else the closest unit it is.
//
// The quick functions take one product where the exact ones take three, and return 0 when the value is too near to a
// bound or a tie to tell, for the exact ones to decide.

import { floorLog10Pow2, floorLog10ThreeQuartersPow2, floorLog2Pow10, multiplyHigh, powerOfTen } from "./powers";

/** The k of what the last function of this file returned. */
export let unitExponent: i32 = 0;

/** The last decimal digit of `units` < 2^60 (2^28 leaves 6 when divided by ten). */
@inline
function lastDigit(units: u64): u64 {
  const folded = (units >> 28) * 6 + (units & 0xfffffff);
  return folded - ((folded * 3435973837) >> 35) * 10;
}

/** A normal double that is no power of two. */
@inline
export function quickDigitsOfDouble(c: u64, q: i32): u64 {
  const k = floorLog10Pow2(q);
  unitExponent = k;
  const shift = <u64>(q + floorLog2Pow10(-k) + 1); // 1 to 4
  const power = powerOfTen(-k);
  const upper = load<u64>(power, 8);
  const factor = c << shift;

  // units.fraction = factor * power / 2^128. Leaving out the lowest 32 bits of power and the lowest 32 of the second
  // product makes the fraction too small by less than 2^26 of its 2^64.
  const lower = <u64>load<u32>(power, 4);
  const product = upper * factor;
  const fraction = product + lower * (factor >> 32) + ((lower * (factor & 0xffffffff)) >> 32);
  const units = multiplyHigh(upper, factor) + <u64>(fraction < product);

  // From here in units of 2^-59: the value above the multiple of ten below it, and half the interval.
  const tens = lastDigit(units);
  const above = <i64>((tens << 59) | (fraction >> 5));
  const half = <i64>(upper >> (6 - shift));
  const lowerBound = above - half;
  const upperBound = (<i64>10 << 59) - above - half;
  const near: i64 = 1 << 22;
  if (lowerBound < -near) return units - tens;
  if (upperBound < -near) return units - tens + 10;
  const tie = <i64>(fraction - (1 << 63));
  if (lowerBound < near || upperBound < near || (tie < 1 << 27 && tie > -(1 << 27))) return 0;
  return units + (fraction >> 63);
}

/** Any double but 0. */
export function exactDigitsOfDouble(c: u64, q: i32): u64 {
  const lopsided = c == 1 << 52 && q > -1074; // the neighbour below is only half as far
  const k = lopsided ? floorLog10ThreeQuartersPow2(q) : floorLog10Pow2(q);
  unitExponent = k;
  const shift = <u64>(q + floorLog2Pow10(-k) + 1);
  const power = powerOfTen(-k);
  const upper = load<u64>(power, 8);
  const lower = load<u64>(power);
  const quarters = c << 2;
  return chooseDigits(
    roundToOdd(upper, lower, (quarters - (lopsided ? 1 : 2)) << shift),
    roundToOdd(upper, lower, quarters << shift),
    roundToOdd(upper, lower, (quarters + 2) << shift),
    c & 1,
  );
}

/** factor * power / 2^128, its last bit set when anything was cut off. */
function roundToOdd(upper: u64, lower: u64, factor: u64): u64 {
  const product = upper * factor;
  const fraction = product + multiplyHigh(lower, factor);
  return (multiplyHigh(upper, factor) + <u64>(fraction < product)) | <u64>(fraction != 0);
}

/** The bounds and the value in quarters of a unit, rounded to odd; bounds count only when c is even. */
function chooseDigits(low: u64, value: u64, high: u64, odd: u64): u64 {
  const units = value >> 2;
  if (units >= 10) {
    const tens = units - lastDigit(units);
    const down = low + odd <= tens << 2;
    const up = ((tens + 10) << 2) + odd <= high;
    if (down != up) return down ? tens : tens + 10;
  }
  const down = low + odd <= units << 2;
  const up = ((units + 1) << 2) + odd <= high;
  if (down != up) return down ? units : units + 1;
  const middle = (units << 2) + 2;
  return value < middle || (value == middle && (units & 1) == 0) ? units : units + 1;
}

/** A normal float that is no power of two. */
@inline
export function quickDigitsOfFloat(c: u64, q: i32): u64 {
  const k = floorLog10Pow2(q);
  unitExponent = k;
  const shift = <u64>(q + floorLog2Pow10(-k) + 1);
  const power = load<u64>(powerOfTen(-k), 8) + 1;
  const scaled = multiply96(power, c << shift);
  const units = scaled >> 32;
  const tens = lastDigit(units);
  const above = <i64>((tens << 32) | (scaled & 0xffffffff));
  const half = <i64>(power >> (33 - shift));
  const lowerBound = above - half;
  const upperBound = (<i64>10 << 32) - above - half;
  if (lowerBound < -2) return units - tens;
  if (upperBound < -2) return units - tens + 10;
  const tie = <i64>(scaled & 0xffffffff) - 0x80000000;
  if (lowerBound < 2 || upperBound < 2 || (tie < 2 && tie > -2)) return 0;
  return units + ((scaled >> 31) & 1);
}

/** Any float but 0. */
export function exactDigitsOfFloat(c: u64, q: i32): u64 {
  const lopsided = c == 1 << 23 && q > -149;
  const k = lopsided ? floorLog10ThreeQuartersPow2(q) : floorLog10Pow2(q);
  unitExponent = k;
  const shift = <u64>(q + floorLog2Pow10(-k) + 1);
  const power = load<u64>(powerOfTen(-k), 8) + 1;
  const quarters = c << 2;
  return chooseDigits(
    roundToOdd96(power, (quarters - (lopsided ? 1 : 2)) << shift),
    roundToOdd96(power, quarters << shift),
    roundToOdd96(power, (quarters + 2) << shift),
    c & 1,
  );
}

function roundToOdd96(power: u64, factor: u64): u64 {
  const scaled = multiply96(power, factor);
  return (scaled >> 32) | <u64>((scaled & 0xffffffff) != 0);
}

/** power * factor / 2^32, for a factor below 2^32. */
@inline
function multiply96(power: u64, factor: u64): u64 {
  return (power >> 32) * factor + (((power & 0xffffffff) * factor) >> 32);
}
