// Arrays of numbers in BINARY and BINARY2, turned to little-endian.
import { loadSwapped } from "./binary-scalars";
import { closeBits, openBits, pushBit } from "./bits";
import { NULL_CELL, addressAt, lengthAt } from "./cells";
import { setNulls, setSize } from "./state";

@inline
function swapped<T>(bytes: v128): v128 {
  if (sizeof<T>() == 1) return bytes;
  if (sizeof<T>() == 2) return i8x16.shuffle(bytes, bytes, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  if (sizeof<T>() == 4) return i8x16.shuffle(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  return i8x16.shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
}

/**
 * `offsets` 0: lists of `fixed` items each. The declined are counted in the return value; `size` is where the items end.
 */
@inline
function gather<T>(
  refs: usize,
  from: u32,
  to: u32,
  items: usize,
  offsets: usize,
  fixed: u32,
  validity: usize,
  declined: usize,
): u32 {
  let bits = openBits(validity, from);
  let nulls: u32 = 0;
  let list = declined;
  let count: u32 = from * fixed;
  if (offsets != 0) {
    if (from == 0) store<u32>(offsets, 0);
    count = load<u32>(offsets + (<usize>from << 2));
  }
  for (let row = from; row < to; row++) {
    const p = addressAt(refs, row);
    const length = lengthAt(refs, row);
    const out = items + <usize>count * sizeof<T>();
    const isMasked = (length & NULL_CELL) != 0;
    const fits = offsets != 0 ? length % sizeof<T>() == 0 : <u64>length == <u64>fixed * sizeof<T>();
    if (isMasked) nulls++;
    else if (!fits) {
      store<u32>(list, row);
      list += 4;
    }
    const valid = <u32>(fits && !isMasked);
    if (valid != 0) {
      let at: u32 = 0;
      for (; at + 16 <= length; at += 16) v128.store(out + at, swapped<T>(v128.load(p + at)));
      for (; at < length; at += sizeof<T>()) store<T>(out + at, loadSwapped<T>(p + at));
      count += length / sizeof<T>();
    } else if (offsets == 0) {
      memory.fill(out, 0, <usize>fixed * sizeof<T>());
      count += fixed;
    }
    if (offsets != 0) store<u32>(offsets + (<usize>row << 2), count, 4);
    bits = pushBit(validity, row, bits, valid);
  }
  closeBits(validity, to, bits);
  setNulls(nulls);
  setSize(count);
  return <u32>(list - declined) >> 2;
}

export function gatherItems1(
  refs: usize, from: u32, to: u32, items: usize, offsets: usize, fixed: u32, validity: usize, declined: usize,
): u32 {
  return gather<u8>(refs, from, to, items, offsets, fixed, validity, declined);
}

export function gatherItems2(
  refs: usize, from: u32, to: u32, items: usize, offsets: usize, fixed: u32, validity: usize, declined: usize,
): u32 {
  return gather<u16>(refs, from, to, items, offsets, fixed, validity, declined);
}

export function gatherItems4(
  refs: usize, from: u32, to: u32, items: usize, offsets: usize, fixed: u32, validity: usize, declined: usize,
): u32 {
  return gather<u32>(refs, from, to, items, offsets, fixed, validity, declined);
}

export function gatherItems8(
  refs: usize, from: u32, to: u32, items: usize, offsets: usize, fixed: u32, validity: usize, declined: usize,
): u32 {
  return gather<u64>(refs, from, to, items, offsets, fixed, validity, declined);
}
