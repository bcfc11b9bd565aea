// Decimal digits, many at a time. Addresses before a text are memory too, so it may be loaded from its end backwards.

const ASCII_ZEROS: u64 = 0x3030303030303030;

/** Ten to the power of 0 to 19. */
const POWERS_OF_TEN: usize = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
  10000000000000000000,
]);

@inline
export function powerOfTen(exponent: u32): u64 {
  return load<u64>(POWERS_OF_TEN + (<usize>exponent << 3));
}

/** The eight bytes at `p`, each as the distance of an ASCII digit from "0": 0 to 9 for digits, more for all else. */
@inline
export function loadEight(p: usize): u64 {
  return load<u64>(p) ^ ASCII_ZEROS;
}

/** Nonzero when some byte is not 0 to 9. */
@inline
export function notDigits(eight: u64): u64 {
  return ((eight + 0x7676767676767676) | eight) & 0x8080808080808080;
}

/** The number that eight bytes of 0 to 9 spell, the first byte foremost. */
@inline
export function numberOfEight(eight: u64): u64 {
  const pairs = eight * 10 + (eight >> 8);
  const even = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
  const odd = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
  return (even + odd) >> 32;
}

/** The last `count` (0 to 16) bytes before `to` in the last lanes, as `loadEight` has them; zeros before. */
@inline
export function loadSixteenBefore(to: usize, count: u32): v128 {
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const wanted = i8x16.ge_s(lanes, i8x16.splat(<i8>(16 - count)));
  return v128.and(v128.xor(v128.load(to - 16), i8x16.splat(0x30)), wanted);
}

@inline
export function notSixteenDigits(sixteen: v128): bool {
  return v128.any_true(i8x16.gt_u(sixteen, i8x16.splat(9)));
}

/** The number that sixteen bytes of 0 to 9 spell. */
@inline
export function numberOfSixteen(sixteen: v128): u64 {
  const tens = i16x8.mul(v128.and(sixteen, i16x8.splat(0xff)), i16x8.splat(10));
  const pairs = i16x8.add(tens, i16x8.shr_u(sixteen, 8));
  const fours = i32x4.dot_i16x8_s(pairs, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const eights = i32x4.dot_i16x8_s(
    i16x8.narrow_i32x4_u(fours, fours),
    i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1),
  );
  const both = <u64>i64x2.extract_lane(eights, 0);
  return (both & 0xffffffff) * 100000000 + (both >> 32);
}

/** `digitsToNumber` of what is no number. */
export const NO_NUMBER: u64 = u64.MAX_VALUE;

/** The number that `p..to` spells when these are 1 to 19 digits after any zeros, else NO_NUMBER. */
export function digitsToNumber(p: usize, to: usize): u64 {
  let count = <u32>(to - p);
  if (count - 1 > 18) {
    if (p >= to) return NO_NUMBER;
    while (p + 1 < to && load<u8>(p) == 0x30) p++;
    count = <u32>(to - p);
    if (count > 19) return NO_NUMBER;
  }
  if (count <= 8) {
    const eight = loadEight(p) << (<u64>(8 - count) << 3);
    return notDigits(eight) != 0 ? NO_NUMBER : numberOfEight(eight);
  }
  const low = loadSixteenBefore(to, min(count, 16));
  if (notSixteenDigits(low)) return NO_NUMBER;
  if (count <= 16) return numberOfSixteen(low);
  const high = loadEight(p) << (<u64>(24 - count) << 3);
  if (notDigits(high) != 0) return NO_NUMBER;
  return numberOfEight(high) * 10000000000000000 + numberOfSixteen(low);
}
