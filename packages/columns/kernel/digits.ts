// Decimal digits eight at a time in one 64-bit word (SWAR), the first digit in the lowest byte as memory has it.

export const ASCII_ZEROS: u64 = 0x3030303030303030;

/** The eight digits, 0 to 9 each, of `value` < 10^8. */
@inline
export function spreadDigits(value: u64): u64 {
  const upper = (value * 109951163) >> 40; // value / 10^4
  const fours = upper | ((value - upper * 10000) << 32);
  const hundreds = ((fours * 10486) >> 20) & 0x0000007f0000007f;
  const twos = hundreds | ((fours - hundreds * 100) << 16);
  const tens = ((twos * 103) >> 10) & 0x000f000f000f000f;
  return tens | ((twos - tens * 10) << 8);
}

/** `value / 10^8` for `value` < 2^63. A double's quotient is at most one off, which the remainder tells. */
@inline
export function divideBy1e8(value: u64): u64 {
  const quotient = <i64>(<f64>(<i64>value) * 1e-8);
  const rest = <i64>value - quotient * 100000000;
  return <u64>(quotient + (rest >> 63) + (rest >= 100000000 ? 1 : 0));
}

/** Writes `value` < 10^8 without leading zeros; up to 7 bytes behind it are written over. */
@inline
function printHead(out: usize, value: u64): usize {
  const digits = spreadDigits(value);
  const leading = ctz(digits | (1 << 56)) & 0x38;
  store<u64>(out, (digits | ASCII_ZEROS) >> leading);
  return out + 8 - <usize>(leading >> 3);
}

@inline
function printEight(out: usize, value: u64): usize {
  store<u64>(out, spreadDigits(value) | ASCII_ZEROS);
  return out + 8;
}

export function printUnsigned(out: usize, value: u64): usize {
  if (value < 100000000) return printHead(out, value);
  if (value >> 63) {
    // Beyond what divideBy1e8 takes: 19 or 20 digits.
    const upper = value / 100000000;
    return printEight(printUnsigned(out, upper), value - upper * 100000000);
  }
  const upper = divideBy1e8(value);
  const last = value - upper * 100000000;
  if (upper < 100000000) return printEight(printHead(out, upper), last);
  const top = divideBy1e8(upper);
  return printEight(printEight(printHead(out, top), upper - top * 100000000), last);
}

@inline
export function printSigned(out: usize, value: i64): usize {
  store<u8>(out, 0x2d);
  const sign = <usize>(<u64>value >> 63);
  return printUnsigned(out + sign, value < 0 ? <u64>(0 - value) : <u64>value);
}
