// Powers of ten and the integer logarithms that choose among them. The table itself comes from the caller.

import { FIRST_POWER, POWERS } from "./memory";

/** Address of 10^exponent, -292 to 324. */
@inline
export function powerOfTen(exponent: i32): usize {
  return POWERS + (<usize>(exponent - FIRST_POWER) << 4);
}

/** floor(log10(2^exponent)) for |exponent| <= 1100. */
@inline
export function floorLog10Pow2(exponent: i32): i32 {
  return (exponent * 1262611) >> 22;
}

/** floor(log10(3/4 * 2^exponent)). */
@inline
export function floorLog10ThreeQuartersPow2(exponent: i32): i32 {
  return (exponent * 1262611 - 524031) >> 22;
}

/** floor(log2(10^exponent)) for |exponent| <= 350. */
@inline
export function floorLog2Pow10(exponent: i32): i32 {
  return (exponent * 1741647) >> 19;
}

/** Upper 64 bits of the product. */
@inline
export function multiplyHigh(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const mixed = a1 * b0;
  const middle = a0 * b1 + ((a0 * b0) >> 32) + (mixed & 0xffffffff);
  return a1 * b1 + (mixed >> 32) + (middle >> 32);
}
