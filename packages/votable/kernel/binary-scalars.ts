// Scalars in BINARY and BINARY2: big-endian (VOTable 1.5, section 2.1).
import { closeBits, openBits, pushBit } from "./bits";
import { NULL_CELL, addressAt, lengthAt } from "./cells";
import { setNulls } from "./state";

/** The big-endian value at `p`. A shuffle swaps its bytes: engines do not see through shifts and masks. */
@inline
export function loadSwapped<T>(p: usize): T {
  if (sizeof<T>() == 1) return load<T>(p);
  if (sizeof<T>() == 2) {
    const word: u32 = load<u16>(p);
    return <T>((word << 8) | (word >> 8));
  }
  if (sizeof<T>() == 4) {
    const bytes = v128.load32_zero(p);
    const swapped = i8x16.shuffle(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    if (isFloat<T>()) return <T>f32x4.extract_lane(swapped, 0);
    return <T>i32x4.extract_lane(swapped, 0);
  }
  const bytes = v128.load64_zero(p);
  const swapped = i8x16.shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
  if (isFloat<T>()) return <T>f64x2.extract_lane(swapped, 0);
  return <T>i64x2.extract_lane(swapped, 0);
}

/** Nulls go to `nulls`. `N` is the type that the value to be null is given in. */
@inline
function decodeColumn<T, N>(
  refs: usize,
  from: u32,
  to: u32,
  values: usize,
  validity: usize,
  hasNull: i32,
  nullValue: N,
): void {
  let nullIsNaN = false;
  if (isFloat<N>()) nullIsNaN = isNaN<N>(nullValue);
  let bits = openBits(validity, from);
  let nulls: u32 = 0;
  for (let row = from; row < to; row++) {
    let value = loadSwapped<T>(addressAt(refs, row));
    let isNull = lengthAt(refs, row) >> 31;
    if (hasNull != 0) {
      isNull |= <u32>(<N>value == nullValue);
      if (isFloat<T>()) isNull |= <u32>(nullIsNaN && value != value);
    }
    if (isNull != 0) value = <T>0;
    nulls += isNull;
    store<T>(values + <usize>row * sizeof<T>(), value);
    bits = pushBit(validity, row, bits, isNull ^ 1);
  }
  closeBits(validity, to, bits);
  setNulls(nulls);
}

export function binaryToUint8(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, hasNull: i32, nullValue: i64,
): void {
  decodeColumn<u8, i64>(refs, from, to, values, validity, hasNull, nullValue);
}

export function binaryToInt16(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, hasNull: i32, nullValue: i64,
): void {
  decodeColumn<i16, i64>(refs, from, to, values, validity, hasNull, nullValue);
}

export function binaryToInt32(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, hasNull: i32, nullValue: i64,
): void {
  decodeColumn<i32, i64>(refs, from, to, values, validity, hasNull, nullValue);
}

export function binaryToInt64(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, hasNull: i32, nullValue: i64,
): void {
  decodeColumn<i64, i64>(refs, from, to, values, validity, hasNull, nullValue);
}

export function binaryToFloat32(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, hasNull: i32, nullValue: f32,
): void {
  decodeColumn<f32, f32>(refs, from, to, values, validity, hasNull, nullValue);
}

export function binaryToFloat64(
  refs: usize, from: u32, to: u32, values: usize, validity: usize, hasNull: i32, nullValue: f64,
): void {
  decodeColumn<f64, f64>(refs, from, to, values, validity, hasNull, nullValue);
}

export function binaryToBool(refs: usize, from: u32, to: u32, values: usize, validity: usize, declined: usize): u32 {
  let truths = openBits(values, from);
  let bits = openBits(validity, from);
  let nulls: u32 = 0;
  let list = declined;
  for (let row = from; row < to; row++) {
    const byte: u32 = load<u8>(addressAt(refs, row));
    const isTrue = <u32>((byte | 0x20) == 0x74 || byte == 0x31);
    const isFalse = <u32>((byte | 0x20) == 0x66 || byte == 0x30);
    const isMasked = lengthAt(refs, row) >> 31;
    const valid = (isTrue | isFalse) & (isMasked ^ 1);
    if (valid == 0) {
      if (isMasked != 0 || byte == 0x3f || byte == 0x20 || byte == 0) nulls++;
      else {
        store<u32>(list, row);
        list += 4;
      }
    }
    truths = pushBit(values, row, truths, isTrue & valid);
    bits = pushBit(validity, row, bits, valid);
  }
  closeBits(values, to, truths);
  closeBits(validity, to, bits);
  setNulls(nulls);
  return <u32>(list - declined) >> 2;
}

/** Any bit set is 1: some writers set another than the first one. */
export function binaryToBit(refs: usize, from: u32, to: u32, values: usize, validity: usize): void {
  let ones = openBits(values, from);
  let bits = openBits(validity, from);
  let nulls: u32 = 0;
  for (let row = from; row < to; row++) {
    const isMasked = lengthAt(refs, row) >> 31;
    nulls += isMasked;
    ones = pushBit(values, row, ones, <u32>(load<u8>(addressAt(refs, row)) != 0) & (isMasked ^ 1));
    bits = pushBit(validity, row, bits, isMasked ^ 1);
  }
  closeBits(values, to, ones);
  closeBits(validity, to, bits);
  setNulls(nulls);
}
