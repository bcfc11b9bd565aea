// Strings: quoted where RFC 4180 or the trimming of readers asks for it, escaped as JSON.stringify does, or as XML wants.

import { copyOver } from "./memory";

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const AMPERSAND: u8 = 0x26;
const LESS: u8 = 0x3c;
const GREATER: u8 = 0x3e;
const CARRIAGE_RETURN: u8 = 0x0d;

/** The delimiter that stands for TABLEDATA. */
export const MARKUP: u8 = LESS;

/** Bits of the bytes among 16 that XML text cannot have as they are. */
@inline
function markup(bytes: v128): i32 {
  const signs = v128.or(i8x16.eq(bytes, i8x16.splat(LESS)), i8x16.eq(bytes, i8x16.splat(GREATER)));
  const others = v128.or(i8x16.eq(bytes, i8x16.splat(AMPERSAND)), i8x16.eq(bytes, i8x16.splat(CARRIAGE_RETURN)));
  return i8x16.bitmask(v128.or(signs, others));
}

/** Bits of the bytes among 16 that need quotes (delimiter given) or an escape (delimiter 0: JSON; `<`: XML). */
@inline
function specials(bytes: v128, delimiter: u8): i32 {
  if (delimiter == MARKUP) return markup(bytes);
  const quote = i8x16.eq(bytes, i8x16.splat(QUOTE));
  if (delimiter == 0) {
    const escapes = v128.or(quote, i8x16.eq(bytes, i8x16.splat(BACKSLASH)));
    return i8x16.bitmask(v128.or(escapes, i8x16.lt_u(bytes, i8x16.splat(0x20))));
  }
  const ends = v128.or(i8x16.eq(bytes, i8x16.splat(0x0a)), i8x16.eq(bytes, i8x16.splat(0x0d)));
  return i8x16.bitmask(v128.or(v128.or(quote, ends), i8x16.eq(bytes, i8x16.splat(delimiter))));
}

/** Whether none of the bytes needs quotes or an escape. Up to 15 bytes behind them are read. */
export function isClean(start: usize, end: usize, delimiter: u8): bool {
  while (start + 16 <= end) {
    if (specials(v128.load(start), delimiter) != 0) return false;
    start += 16;
  }
  return start >= end || (specials(v128.load(start), delimiter) & ((1 << <i32>(end - start)) - 1)) == 0;
}

/** A cell of CSV or TSV. The empty string and one with blanks at its ends are quoted: readers take the one for null and trim the other. */
@inline
export function printDelimited(out: usize, start: usize, end: usize, delimiter: u8, clean: bool): usize {
  if (start == end) {
    store<u16>(out, 0x2222);
    return out + 2;
  }
  const bare = load<u8>(start) > 0x20 && load<u8>(end - 1) > 0x20;
  if (bare && (clean || isClean(start, end, delimiter))) return copyOver(out, start, end - start);
  return printQuoted(out, start, end);
}

function printQuoted(out: usize, start: usize, end: usize): usize {
  store<u8>(out++, QUOTE);
  while (start < end) {
    const byte = load<u8>(start++);
    store<u8>(out++, byte);
    if (byte == QUOTE) store<u8>(out++, QUOTE);
  }
  store<u8>(out++, QUOTE);
  return out;
}

@inline
export function printJson(out: usize, start: usize, end: usize, clean: bool): usize {
  store<u8>(out++, QUOTE);
  out = clean || isClean(start, end, 0) ? copyOver(out, start, end - start) : printEscaped(out, start, end);
  store<u8>(out++, QUOTE);
  return out;
}

function printEscaped(out: usize, start: usize, end: usize): usize {
  while (start < end) {
    const byte = load<u8>(start++);
    if (byte >= 0x20) {
      if (byte == QUOTE || byte == BACKSLASH) store<u8>(out++, BACKSLASH);
      store<u8>(out++, byte);
      continue;
    }
    store<u8>(out++, BACKSLASH);
    const letter = escapeLetter(byte);
    store<u8>(out, letter);
    if (letter == 0x75) {
      const digit = <u32>(byte & 15);
      store<u32>(out + 1, 0x30303030 + (<u32>(byte >> 4) << 16) + ((digit + (digit > 9 ? 39 : 0)) << 24));
      out += 4;
    }
    out++;
  }
  return out;
}

/** A text of XML: `&amp;`, `&lt;`, `&gt;`, and `&#13;`, which a parser would make a line feed of. */
@inline
export function printMarkup(out: usize, start: usize, end: usize, clean: bool): usize {
  return clean ? copyOver(out, start, end - start) : printReferences(out, start, end);
}

function printReferences(out: usize, start: usize, end: usize): usize {
  while (start < end) {
    const bytes = v128.load(start);
    v128.store(out, bytes);
    const mask = markup(bytes);
    const clean = mask == 0 ? 16 : <usize>ctz(mask);
    if (start + clean >= end) return out + (end - start);
    start += clean;
    out += clean;
    if (mask == 0) continue;
    out = printReference(out, load<u8>(start++));
  }
  return out;
}

function printReference(out: usize, byte: u8): usize {
  switch (byte) {
    case AMPERSAND:
      store<u64>(out, 0x3b706d6126); // &amp;
      return out + 5;
    case LESS:
      store<u64>(out, 0x3b746c26); // &lt;
      return out + 4;
    case GREATER:
      store<u64>(out, 0x3b746726); // &gt;
      return out + 4;
    default:
      store<u64>(out, 0x3b33312326); // &#13;
      return out + 5;
  }
}

/** The letter behind the backslash of a control character; `u` where four hexadecimal digits follow. */
function escapeLetter(byte: u8): u8 {
  switch (byte) {
    case 0x08:
      return 0x62; // b
    case 0x09:
      return 0x74; // t
    case 0x0a:
      return 0x6e; // n
    case 0x0c:
      return 0x66; // f
    case 0x0d:
      return 0x72; // r
    default:
      return 0x75; // u
  }
}
