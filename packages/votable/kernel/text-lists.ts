// Arrays of numbers in TABLEDATA: items separated by white space (VOTable 1.5, section 5.1).
import { closeBits, openBits, pushBit } from "./bits";
import { NULL_CELL, RESOLVE_CELL, addressAt, isBlank, lengthAt, skipBlanks } from "./cells";
import { setNulls, setSize } from "./state";
import { putFloat } from "./text-floats";
import { putInteger } from "./text-integers";

/**
 * `offsets` 0: lists of `fixed` items each. The declined are counted in the return value; `size` is where the items end.
 */
@inline
function decodeLists<T>(
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
    let p = addressAt(refs, row);
    const length = lengthAt(refs, row);
    const start = count;
    let good = length < RESOLVE_CELL;
    let isNull = (length & NULL_CELL) != 0;
    if (good) {
      const end = p + length;
      p = skipBlanks(p, end);
      isNull = p == end;
      while (p < end) {
        let stop = p + 1;
        while (stop < end && !isBlank(load<u8>(stop))) stop++;
        good = offsets != 0 || count - start < fixed;
        if (!good) break;
        const out = items + <usize>count * sizeof<T>();
        if (isFloat<T>()) good = putFloat<T>(p, stop, out);
        else good = putInteger<T>(p, stop, out);
        if (!good) break;
        count++;
        p = skipBlanks(stop, end);
      }
      if (offsets == 0 && !isNull && count - start != fixed) good = false;
    }
    if (isNull) nulls++;
    else if (!good) {
      store<u32>(list, row);
      list += 4;
    }
    if (isNull || !good) {
      count = start;
      if (offsets == 0) {
        memory.fill(items + <usize>count * sizeof<T>(), 0, <usize>fixed * sizeof<T>());
        count += fixed;
      }
    }
    if (offsets != 0) store<u32>(offsets + (<usize>row << 2), count, 4);
    bits = pushBit(validity, row, bits, <u32>(good && !isNull));
  }
  closeBits(validity, to, bits);
  setNulls(nulls);
  setSize(count);
  return <u32>(list - declined) >> 2;
}

export function textToUint8List(
  refs: usize, from: u32, to: u32, items: usize, offsets: usize, fixed: u32, validity: usize, declined: usize,
): u32 {
  return decodeLists<u8>(refs, from, to, items, offsets, fixed, validity, declined);
}

export function textToInt16List(
  refs: usize, from: u32, to: u32, items: usize, offsets: usize, fixed: u32, validity: usize, declined: usize,
): u32 {
  return decodeLists<i16>(refs, from, to, items, offsets, fixed, validity, declined);
}

export function textToInt32List(
  refs: usize, from: u32, to: u32, items: usize, offsets: usize, fixed: u32, validity: usize, declined: usize,
): u32 {
  return decodeLists<i32>(refs, from, to, items, offsets, fixed, validity, declined);
}

export function textToInt64List(
  refs: usize, from: u32, to: u32, items: usize, offsets: usize, fixed: u32, validity: usize, declined: usize,
): u32 {
  return decodeLists<i64>(refs, from, to, items, offsets, fixed, validity, declined);
}

export function textToFloat32List(
  refs: usize, from: u32, to: u32, items: usize, offsets: usize, fixed: u32, validity: usize, declined: usize,
): u32 {
  return decodeLists<f32>(refs, from, to, items, offsets, fixed, validity, declined);
}

export function textToFloat64List(
  refs: usize, from: u32, to: u32, items: usize, offsets: usize, fixed: u32, validity: usize, declined: usize,
): u32 {
  return decodeLists<f64>(refs, from, to, items, offsets, fixed, validity, declined);
}
