// Searches over bytes that are skipped or counted, not decoded.
import { isBlank } from "./cells";
import { setNext, setRows } from "./state";

export function countNewlines(from: usize, to: usize): u32 {
  const feed = i8x16.splat(0x0a);
  let count: u32 = 0;
  let p = from;
  // Lanes count up to 255 line feeds each, two pieces of 16 at a time, before they are added up.
  while (p + 32 <= to) {
    const stop = min(to - 31, p + 127 * 32);
    let lanes = i8x16.splat(0);
    for (; p < stop; p += 32) {
      const two = i8x16.add(i8x16.eq(v128.load(p), feed), i8x16.eq(v128.load(p, 16), feed));
      lanes = i8x16.sub(lanes, two);
    }
    const fours = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(lanes));
    count += i32x4.extract_lane(fours, 0) + i32x4.extract_lane(fours, 1);
    count += i32x4.extract_lane(fours, 2) + i32x4.extract_lane(fours, 3);
  }
  for (; p + 16 <= to; p += 16) count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(p), feed)));
  if (p < to) count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(p), feed)) & ((1 << <i32>(to - p)) - 1));
  return count;
}

/** Address of the first `byte`, or `to`. */
export function findByte(from: usize, to: usize, byte: u32): usize {
  const wanted = i8x16.splat(<i8>byte);
  for (let p = from; p < to; p += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(p), wanted));
    if (mask != 0) return min(p + ctz(mask), to);
  }
  return to;
}

/** 1 with `next` at the first `length` bytes that equal those at `needle`; 0 with `next` where to go on with more bytes. */
export function findSequence(from: usize, to: usize, needle: usize, length: u32): i32 {
  // The first and the last byte, 16 places at a time, leave few candidates to compare.
  const first = i8x16.splat(load<i8>(needle));
  const last = i8x16.splat(load<i8>(needle + length - 1));
  const end = to - from < length ? from : to - length + 1;
  for (let p = from; p < end; p += 16) {
    let mask = i8x16.bitmask(
      v128.and(i8x16.eq(v128.load(p), first), i8x16.eq(v128.load(p + length - 1), last)),
    );
    while (mask != 0) {
      const place = p + ctz(mask);
      if (place >= end) break;
      if (sameBytes(place, needle, length)) {
        setNext(place);
        return 1;
      }
      mask &= mask - 1;
    }
  }
  setNext(end);
  return 0;
}

export function sameBytes(a: usize, b: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/**
 * Counts `<TR` with the prefix given, followed by `>`, `/` or white space. Gives 1 when `<!` or `<?` was seen, else 0;
 * `next` is the first place not judged.
 */
export function countRows(from: usize, to: usize, prefix: usize, prefixLength: u32): i32 {
  const need = prefixLength + 4;
  const end = to - from < need ? from : to - need + 1;
  const open = i8x16.splat(0x3c);
  const bang = i8x16.splat(0x21);
  const query = i8x16.splat(0x3f);
  const letterT = i8x16.splat(0x54);
  const letterR = i8x16.splat(0x52);
  let unlike: i32 = 0;
  let count: u32 = 0;
  for (let p = from; p < end; p += 16) {
    const lanes = p + 16 > end ? (1 << <i32>(end - p)) - 1 : 0xffff;
    const opens = i8x16.eq(v128.load(p), open);
    const follows = v128.load(p, 1);
    unlike |= lanes & i8x16.bitmask(v128.and(opens, v128.or(i8x16.eq(follows, bang), i8x16.eq(follows, query))));
    const t = i8x16.eq(v128.load(p + prefixLength + 1), letterT);
    const r = i8x16.eq(v128.load(p + prefixLength + 2), letterR);
    let mask = lanes & i8x16.bitmask(v128.and(opens, v128.and(t, r)));
    while (mask != 0) {
      const place = p + ctz(mask);
      const behind: u32 = load<u8>(place + prefixLength + 3);
      const named = behind == 0x3e || behind == 0x2f || isBlank(behind);
      if (named && sameBytes(place + 1, prefix, prefixLength)) count++;
      mask &= mask - 1;
    }
  }
  setRows(count);
  setNext(end);
  return unlike != 0 ? 1 : 0;
}
