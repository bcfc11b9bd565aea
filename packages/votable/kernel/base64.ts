// Base64 (RFC 4648, section 4) with white space anywhere, up to the next tag.
import { isBlank } from "./cells";
import { setNext, setSize } from "./state";

const NEED_MORE: i32 = 0;
const AT_MARKUP: i32 = 1;
const BAD: i32 = 2;

/** Bits of an unfinished group, and how many characters gave them (0 to 3). */
let pending: u32 = 0;
let pendingCount: u32 = 0;
/** `=` still due to finish the group; afterwards nothing but white space may follow. */
let paddingDue: u32 = 0;
let ended: bool = false;

export function resetBase64(): void {
  pending = 0;
  pendingCount = 0;
  paddingDue = 0;
  ended = false;
}

/** 0 to 63, or 64 for what is not in the alphabet. */
function valueOf(byte: u32): u32 {
  if (byte - 0x41 < 26) return byte - 0x41;
  if (byte - 0x61 < 26) return byte - 0x61 + 26;
  if (byte - 0x30 < 10) return byte - 0x30 + 52;
  if (byte == 0x2b) return 62;
  return byte == 0x2f ? 63 : 64;
}

/**
 * Lanes outside the alphabet are not zero. The high half of a character gives its class, the low half the classes in
 * which it is no character: 1 for `+` and `/`, 2 for digits, 4 for A-O and a-o, 8 for P-Z and p-z, 16 for no class.
 */
@inline
function foreign(characters: v128, high: v128): v128 {
  const classes = i8x16(16, 16, 1, 2, 4, 8, 4, 8, 16, 16, 16, 16, 16, 16, 16, 16);
  const outside = i8x16(21, 17, 17, 17, 17, 17, 17, 17, 17, 17, 19, 26, 27, 27, 27, 26);
  const low = v128.and(characters, i8x16.splat(0x0f));
  return v128.and(i8x16.swizzle(classes, high), i8x16.swizzle(outside, low));
}

/** The six bits of each character. `/` shares its high half with `+`: its distance is in the lane before. */
@inline
function sixBits(characters: v128, high: v128): v128 {
  const distances = i8x16(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
  const lane = i8x16.add(high, i8x16.eq(characters, i8x16.splat(0x2f)));
  return i8x16.add(characters, i8x16.swizzle(distances, lane));
}

/** Sixteen lanes of six bits to twelve bytes and four of no meaning. */
@inline
function packed(six: v128): v128 {
  const twelve = v128.or(i16x8.shl(six, 6), i16x8.shr_u(six, 8));
  const pairs = v128.and(twelve, i16x8.splat(0x0fff));
  const groups = i32x4.dot_i16x8_s(pairs, i16x8(4096, 1, 4096, 1, 4096, 1, 4096, 1));
  return i8x16.shuffle(groups, groups, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 3, 3, 3);
}

/** `size` is the number of bytes stored; up to 16 more are written behind them. */
export function decodeBase64(from: usize, to: usize, out: usize): i32 {
  const start = out;
  let p = from;
  let status = NEED_MORE;
  while (p < to) {
    if (pendingCount == 0 && !ended) {
      while (p + 16 <= to) {
        const characters = v128.load(p);
        const high = i8x16.shr_u(characters, 4);
        const mask = i8x16.bitmask(i8x16.ne(foreign(characters, high), i8x16.splat(0)));
        v128.store(out, packed(sixBits(characters, high)));
        if (mask == 0) {
          p += 16;
          out += 12;
        } else {
          const groups = ctz(mask) >> 2;
          p += groups << 2;
          out += groups * 3;
          break;
        }
      }
      if (p >= to) break;
    }

    const byte: u32 = load<u8>(p);
    if (isBlank(byte)) {
      p++;
      continue;
    }
    if (byte == 0x3c) {
      status = AT_MARKUP;
      break;
    }
    if (byte == 0x3d) {
      if (paddingDue == 0) {
        if (ended || pendingCount < 2) {
          status = BAD;
          break;
        }
        out = putPending(out);
        paddingDue = 4 - pendingCount;
        pendingCount = 0;
        ended = true;
      }
      paddingDue--;
      p++;
      continue;
    }
    const value = valueOf(byte);
    if (value == 64 || ended) {
      status = BAD;
      break;
    }
    pending = (pending << 6) | value;
    p++;
    if (++pendingCount == 4) {
      store<u8>(out, pending >> 16);
      store<u8>(out, pending >> 8, 1);
      store<u8>(out, pending, 2);
      out += 3;
      pendingCount = 0;
    }
  }
  setNext(p);
  setSize(out - start);
  return status;
}

/** Stores the one or two whole bytes of an unfinished group. */
function putPending(out: usize): usize {
  if (pendingCount == 2) {
    store<u8>(out, pending >> 4);
    return out + 1;
  }
  if (pendingCount == 3) {
    store<u8>(out, pending >> 10);
    store<u8>(out, pending >> 2, 1);
    return out + 2;
  }
  return out;
}

/** 1 when the stream ended with a whole group, else 0; `size` is the number of bytes stored. */
export function finishBase64(out: usize): i32 {
  const complete = pendingCount == 0 && paddingDue == 0;
  setSize(putPending(out) - out);
  resetBase64();
  return complete ? 1 : 0;
}
