// Lays out a decimal number as JavaScript's Number::toString does (ECMAScript, section 6.1.6.1.20).

import { ASCII_ZEROS } from "./digits";

/**
 * Writes `count` digits with the decimal point behind digit `point` (which may lie outside of them).
 *
 * The digits stand in ASCII in up to three words, the first in the lowest byte of `w0`; the bytes behind digit `count`
 * are `0`. Up to 32 bytes from `out` are written over.
 */
@inline
export function printDecimal(out: usize, w0: u64, w1: u64, w2: u64, count: i32, point: i32): usize {
  if (point > 0 && point < count) {
    store<u64>(out, w0);
    store<u64>(out, w1, 8);
    printTail(out + 1, w0, w1, w2, point);
    store<u8>(out + <usize>point, 0x2e);
    return out + <usize>count + 1;
  }
  if (point > -6 && point <= 0) {
    store<u64>(out, 0x3030303030302e30); // 0.000000
    const digits = out + 2 + <usize>(-point);
    storeDigits(digits, w0, w1, w2);
    return digits + <usize>count;
  }
  if (point > 0 && point <= 21) {
    storeDigits(out, w0, w1, w2);
    return out + <usize>point;
  }
  store<u8>(out, <u8>w0);
  let end = out + 1;
  if (count > 1) {
    store<u8>(end, 0x2e);
    printTail(end, w0, w1, w2, 1);
    end = out + 1 + <usize>count;
  }
  return printExponent(end, point - 1);
}

@inline
function storeDigits(out: usize, w0: u64, w1: u64, w2: u64): void {
  store<u64>(out, w0);
  store<u64>(out, w1, 8);
  store<u64>(out, w2, 16);
}

/** Writes the digits from digit `skip` (1 to 16) on to `out + skip`, in registers: memory would have to be waited for. */
@inline
function printTail(out: usize, w0: u64, w1: u64, w2: u64, skip: i32): void {
  const bits = <u64>(skip & 7) << 3;
  const upper = bits == 0 ? 0 : 64 - bits;
  const later = skip > 7;
  const a = later ? w1 : w0;
  const b = later ? w2 : w1;
  const c = later ? ASCII_ZEROS : w2;
  const none = bits == 0;
  if (skip == 16) {
    store<u64>(out + 16, w2);
    return;
  }
  store<u64>(out + <usize>skip, none ? a : (a >> bits) | (b << upper));
  store<u64>(out + <usize>skip, none ? b : (b >> bits) | (c << upper), 8);
}

function printExponent(out: usize, exponent: i32): usize {
  store<u16>(out, exponent < 0 ? 0x2d65 : 0x2b65); // e- or e+
  const size = exponent < 0 ? -exponent : exponent;
  out += 2;
  if (size >= 100) store<u8>(out++, <u8>(0x30 + size / 100));
  if (size >= 10) store<u8>(out++, <u8>(0x30 + (size / 10) % 10));
  store<u8>(out++, <u8>(0x30 + size % 10));
  return out;
}
