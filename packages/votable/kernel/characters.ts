// UTF-8 (RFC 3629) and the characters XML 1.0 allows (section 2.2).
import { setNext } from "./state";

const OK: i32 = 0;
const INCOMPLETE: i32 = 1;
const BAD_UTF8: i32 = 2;
const BAD_CHAR: i32 = 3;

/**
 * Bytes of the well-formed sequence of two to four bytes at `p`; 0 when there is none; -1 when `to` cuts what so far
 * may be one.
 */
export function sequenceLength(p: usize, to: usize): i32 {
  const first: u32 = load<u8>(p);
  let length: i32;
  // The second byte's range keeps out overlong forms, surrogates and what lies above U+10FFFF.
  let least: u32 = 0x80;
  let most: u32 = 0xbf;
  if (first < 0xc2) return 0;
  if (first < 0xe0) length = 2;
  else if (first < 0xf0) {
    length = 3;
    if (first == 0xe0) least = 0xa0;
    else if (first == 0xed) most = 0x9f;
  } else if (first < 0xf5) {
    length = 4;
    if (first == 0xf0) least = 0x90;
    else if (first == 0xf4) most = 0x8f;
  } else return 0;

  if (p + 1 >= to) return -1;
  const second: u32 = load<u8>(p, 1);
  if (second < least || second > most) return 0;
  if (length == 2) return 2;
  if (p + 2 >= to) return -1;
  if ((load<u8>(p, 2) & 0xc0) != 0x80) return 0;
  if (length == 3) return 3;
  if (p + 3 >= to) return -1;
  return (load<u8>(p, 3) & 0xc0) == 0x80 ? 4 : 0;
}

/** Lanes that need a look: control characters but tab, line feed and carriage return, and all that is not ASCII. */
@inline
function unusual(bytes: v128): v128 {
  const blanks = v128.or(
    v128.or(i8x16.eq(bytes, i8x16.splat(0x09)), i8x16.eq(bytes, i8x16.splat(0x0a))),
    i8x16.eq(bytes, i8x16.splat(0x0d)),
  );
  return v128.andnot(i8x16.lt_s(bytes, i8x16.splat(0x20)), blanks);
}

export function validateUtf8(from: usize, to: usize): i32 {
  let p = from;
  while (p < to) {
    while (p + 64 <= to) {
      const a = unusual(v128.load(p));
      const b = unusual(v128.load(p, 16));
      const c = unusual(v128.load(p, 32));
      const d = unusual(v128.load(p, 48));
      if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) break;
      p += 64;
    }
    const mask = i8x16.bitmask(unusual(v128.load(p)));
    p += mask == 0 ? 16 : ctz(mask);
    if (p >= to) break;
    if (mask == 0) continue;

    const first: u32 = load<u8>(p);
    if (first < 0x80) {
      setNext(p);
      return BAD_CHAR;
    }
    const length = sequenceLength(p, to);
    if (length <= 0) {
      setNext(p);
      return length == 0 ? BAD_UTF8 : INCOMPLETE;
    }
    // U+FFFE and U+FFFF
    if (first == 0xef && load<u8>(p, 1) == 0xbf && load<u8>(p, 2) >= 0xbe) {
      setNext(p);
      return BAD_CHAR;
    }
    p += length;
  }
  setNext(to);
  return OK;
}

/** Whether `p..to` is well-formed UTF-8, of any characters. */
export function isUtf8(p: usize, to: usize): bool {
  while (p < to) {
    if (load<u8>(p) < 0x80) p++;
    else {
      const length = sequenceLength(p, to);
      if (length <= 0) return false;
      p += length;
    }
  }
  return true;
}

/** Whether a character reference may name `code`. */
export function isXmlChar(code: u32): bool {
  if (code < 0x20) return code == 0x09 || code == 0x0a || code == 0x0d;
  return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code <= 0x10ffff);
}

/** Stores `code` as UTF-8 and gives the address behind it. */
export function putCharacter(out: usize, code: u32): usize {
  if (code < 0x80) {
    store<u8>(out, code);
    return out + 1;
  }
  if (code < 0x800) {
    store<u8>(out, 0xc0 | (code >> 6));
    store<u8>(out, 0x80 | (code & 0x3f), 1);
    return out + 2;
  }
  if (code < 0x10000) {
    store<u8>(out, 0xe0 | (code >> 12));
    store<u8>(out, 0x80 | ((code >> 6) & 0x3f), 1);
    store<u8>(out, 0x80 | (code & 0x3f), 2);
    return out + 3;
  }
  store<u8>(out, 0xf0 | (code >> 18));
  store<u8>(out, 0x80 | ((code >> 12) & 0x3f), 1);
  store<u8>(out, 0x80 | ((code >> 6) & 0x3f), 2);
  store<u8>(out, 0x80 | (code & 0x3f), 3);
  return out + 4;
}
