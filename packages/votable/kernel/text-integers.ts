// Integers in TABLEDATA: white space, sign, decimal digits, white space.
import { closeBits, openBits, pushBit } from "./bits";
import { NULL_CELL, RESOLVE_CELL, addressAt, lengthAt, skipBlanks, trimEnd } from "./cells";
import { NO_NUMBER, digitsToNumber } from "./digits";
import { setNulls } from "./state";

/** 1 for a minus sign at `p`, else 0. */
@inline
function minusAt(p: usize): u64 {
  return <u64>(load<u8>(p) == 0x2d);
}

/** Magnitude of the integer `p..to`, NO_NUMBER when it is none. */
@inline
function magnitudeOf(p: usize, to: usize, minus: u64): u64 {
  p += <usize>minus | <usize>(load<u8>(p) == 0x2b);
  return digitsToNumber(p, to);
}

@inline
function fits<T>(magnitude: u64, minus: u64): bool {
  const bits: u64 = sizeof<T>() << 3;
  if (isSigned<T>()) return magnitude < ((<u64>1 << (bits - 1)) + minus);
  return magnitude >> bits == 0 && (minus == 0 || magnitude == 0);
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
  nullValue: i64,
): u32 {
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
        const minus = minusAt(p);
        const magnitude = magnitudeOf(p, end, minus);
        if (magnitude != NO_NUMBER && fits<T>(magnitude, minus)) {
          value = <T>((magnitude ^ (0 - minus)) + minus);
          valid = 1;
          if (hasNull != 0 && <i64>value == nullValue) {
            value = <T>0;
            valid = 0;
            nulls++;
          }
        } else {
          store<u32>(list, row);
          list += 4;
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

export function textToUint8(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, declined: usize, hasNull: i32, nullValue: i64,
): u32 {
  return decodeColumn<u8>(refs, from, to, values, validity, declined, hasNull, nullValue);
}

export function textToInt16(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, declined: usize, hasNull: i32, nullValue: i64,
): u32 {
  return decodeColumn<i16>(refs, from, to, values, validity, declined, hasNull, nullValue);
}

export function textToInt32(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, declined: usize, hasNull: i32, nullValue: i64,
): u32 {
  return decodeColumn<i32>(refs, from, to, values, validity, declined, hasNull, nullValue);
}

export function textToInt64(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, declined: usize, hasNull: i32, nullValue: i64,
): u32 {
  return decodeColumn<i64>(refs, from, to, values, validity, declined, hasNull, nullValue);
}

/** Stores the integer `p..to` at `out`; false when it is none that fits. For the items of lists. */
@inline
export function putInteger<T>(p: usize, to: usize, out: usize): bool {
  const minus = minusAt(p);
  const magnitude = magnitudeOf(p, to, minus);
  if (magnitude == NO_NUMBER || !fits<T>(magnitude, minus)) return false;
  store<T>(out, <T>((magnitude ^ (0 - minus)) + minus));
  return true;
}
