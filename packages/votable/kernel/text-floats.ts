// Floats in TABLEDATA: decimal numbers, NaN and infinities (VOTable 1.5, section 6).
import { closeBits, openBits, pushBit } from "./bits";
import { NULL_CELL, RESOLVE_CELL, addressAt, lengthAt, skipBlanks, trimEnd } from "./cells";
import { NO_FLOAT, floatBits } from "./decimal";
import {
  loadEight, loadSixteenBefore, notDigits, notSixteenDigits, numberOfEight, numberOfSixteen, powerOfTen,
} from "./digits";
import { setNulls } from "./state";

@inline
function signBit<T>(minus: u32): u64 {
  return <u64>minus << (sizeof<T>() == 4 ? 31 : 63);
}

@inline
function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}

/** Whether `p..to` is the three letters of `word`, the first lowest. */
@inline
function isWord(p: usize, to: usize, word: u32): bool {
  return to - p == 3 && (load<u32>(p) & 0xffffff) == word;
}

/** Bits of the number `p..to`, not blank at either end and not empty; NO_FLOAT when it is to be declined. */
@inline
function bitsOf<T>(p: usize, to: usize): u64 {
  const sign: u32 = load<u8>(p);
  const minus: u32 = <u32>(sign == 0x2d);
  const start = p + <usize>(minus | <u32>(sign == 0x2b));

  // The common shape, without a loop: up to 7 digits, a point, up to 16 digits, not more than 19 in all.
  const text = load<u64>(start);
  const other = text ^ 0x2e2e2e2e2e2e2e2e;
  const points = (other - 0x0101010101010101) & ~other & 0x8080808080808080;
  const whole = <u32>(ctz(points) >> 3);
  const fraction = <u32>(to - start) - whole - 1;
  if (points != 0 && fraction <= 16 && whole + fraction - 1 < 19) {
    const front = ((text ^ 0x3030303030303030) << (56 - (<u64>whole << 3))) << 8;
    const back = loadSixteenBefore(to, fraction);
    if (notDigits(front) == 0 && !notSixteenDigits(back)) {
      const digits = numberOfEight(front) * powerOfTen(fraction) + numberOfSixteen(back);
      return floatBits<T>(digits, -<i32>fraction) | signBit<T>(minus);
    }
  }
  return anyBitsOf<T>(p, to);
}

/** The same for any shape. */
function anyBitsOf<T>(p: usize, to: usize): u64 {
  const single = sizeof<T>() == 4;
  // NaN has no sign, as in the lexical form of XML Schema.
  if (isWord(p, to, 0x4e614e)) return single ? 0x7fc00000 : 0x7ff8000000000000;
  const sign: u32 = load<u8>(p);
  const minus: u32 = <u32>(sign == 0x2d);
  p += <usize>(minus | <u32>(sign == 0x2b));
  if (isWord(p, to, 0x666e49)) return (single ? <u64>0x7f800000 : <u64>0x7ff0000000000000) | signBit<T>(minus);

  let digits: u64 = 0;
  let significant: u32 = 0;
  let exponent: i32 = 0;
  let cut = false;
  let any = false;
  let behindPoint: i32 = 0;
  for (; p < to; p++) {
    const byte: u32 = load<u8>(p);
    if (isDigit(byte)) {
      any = true;
      if (significant < 19) {
        digits = digits * 10 + (byte - 0x30);
        if (digits != 0) significant++;
        exponent -= behindPoint;
      } else {
        if (byte != 0x30) cut = true;
        exponent += 1 - behindPoint;
      }
    } else if (byte == 0x2e && behindPoint == 0) behindPoint = 1;
    else break;
  }
  if (!any) return NO_FLOAT;
  if (p < to) {
    if ((load<u8>(p) | 0x20) != 0x65) return NO_FLOAT;
    p++;
    let down = false;
    if (p < to && (load<u8>(p) == 0x2d || load<u8>(p) == 0x2b)) {
      down = load<u8>(p) == 0x2d;
      p++;
    }
    if (p >= to) return NO_FLOAT;
    let written: i32 = 0;
    for (; p < to; p++) {
      const byte: u32 = load<u8>(p);
      if (!isDigit(byte)) return NO_FLOAT;
      written = written * 10 + (byte - 0x30);
      // Together with the digits it could leave 32 bits.
      if (written > 99_999_999) return NO_FLOAT;
    }
    exponent += down ? -written : written;
  }
  const bits = floatBits<T>(digits, exponent);
  if (bits == NO_FLOAT || (cut && floatBits<T>(digits + 1, exponent) != bits)) return NO_FLOAT;
  return bits | signBit<T>(minus);
}

@inline
function asFloat<T>(bits: u64): T {
  if (sizeof<T>() == 4) return <T>reinterpret<f32>(<u32>bits);
  return <T>reinterpret<f64>(bits);
}

@inline
function decodeColumn<T>(
  refs: usize,
  from: u32,
  to: u32,
  values: usize,
  validity: usize,
  declined: usize,
  hasNull: i32,
  nullValue: T,
): u32 {
  const nullIsNaN = isNaN<T>(nullValue);
  let bits = openBits(validity, from);
  let nulls: u32 = 0;
  let list = declined;
  for (let row = from; row < to; row++) {
    let p = addressAt(refs, row);
    const length = lengthAt(refs, row);
    let value: T = <T>0;
    let valid: u32 = 0;
    if (length >= RESOLVE_CELL) {
      if ((length & NULL_CELL) != 0) nulls++;
      else {
        store<u32>(list, row);
        list += 4;
      }
    } else {
      let end = p + length;
      if (length != 0 && (load<u8>(p) <= 0x20 || load<u8>(end - 1) <= 0x20)) {
        p = skipBlanks(p, end);
        end = trimEnd(p, end);
      }
      if (p == end) nulls++;
      else {
        const float = bitsOf<T>(p, end);
        if (float == NO_FLOAT) {
          store<u32>(list, row);
          list += 4;
        } else {
          value = asFloat<T>(float);
          valid = 1;
          if (hasNull != 0 && (value == nullValue || (nullIsNaN && isNaN<T>(value)))) {
            value = <T>0;
            valid = 0;
            nulls++;
          }
        }
      }
    }
    store<T>(values + <usize>row * sizeof<T>(), value);
    bits = pushBit(validity, row, bits, valid);
  }
  closeBits(validity, to, bits);
  setNulls(nulls);
  return <u32>(list - declined) >> 2;
}

export function textToFloat32(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, declined: usize, hasNull: i32, nullValue: f32,
): u32 {
  return decodeColumn<f32>(refs, from, to, values, validity, declined, hasNull, nullValue);
}

export function textToFloat64(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, declined: usize, hasNull: i32, nullValue: f64,
): u32 {
  return decodeColumn<f64>(refs, from, to, values, validity, declined, hasNull, nullValue);
}

/** Stores the float `p..to` at `out`; false when it is to be declined. For the items of lists. */
@inline
export function putFloat<T>(p: usize, to: usize, out: usize): bool {
  const float = bitsOf<T>(p, to);
  if (float == NO_FLOAT) return false;
  store<T>(out, asFloat<T>(float));
  return true;
}
