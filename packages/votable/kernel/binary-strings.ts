// Character arrays in BINARY and BINARY2, up to the first NUL (VOTable 1.5, sections 2.1 and 6).
import { closeBits, openBits, pushBit } from "./bits";
import { NULL_CELL, addressAt, lengthAt } from "./cells";
import { isUtf8, putCharacter } from "./characters";
import { setNulls, setSize } from "./state";

/** What the copiers give for a value that is no text. */
const NO_TEXT: usize = 0;

/** Copies `p..to` up to its first NUL and gives the address behind it. */
@inline
function copyUtf8(p: usize, to: usize, out: usize): usize {
  const start = out;
  let other: i32 = 0;
  while (p < to) {
    const bytes = v128.load(p);
    v128.store(out, bytes);
    const within = to - p < 16 ? (1 << <i32>(to - p)) - 1 : 0xffff;
    const ends = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0))) & within;
    if (ends != 0) {
      const length = ctz(ends);
      other |= i8x16.bitmask(bytes) & ((1 << length) - 1);
      out += length;
      break;
    }
    other |= i8x16.bitmask(bytes) & within;
    out += min(to - p, 16);
    p += 16;
  }
  return other != 0 && !isUtf8(start, out) ? NO_TEXT : out;
}

/** Copies the UTF-16 of `p..to` up to its first NUL as UTF-8 and gives the address behind it. */
@inline
function copyUtf16(p: usize, to: usize, out: usize): usize {
  while (p + 2 <= to) {
    // Eight units that are all ASCII and not NUL lose their upper bytes.
    if (p + 16 <= to) {
      const bytes = v128.load(p);
      const ascii = i8x16.shuffle(bytes, bytes, 1, 3, 5, 7, 9, 11, 13, 15, 1, 3, 5, 7, 9, 11, 13, 15);
      const upper = v128.and(bytes, i16x8.splat(<i16>0x80ff));
      if (!v128.any_true(upper) && i8x16.all_true(ascii)) {
        v128.store(out, ascii);
        p += 16;
        out += 8;
        continue;
      }
    }
    let code: u32 = ((<u32>load<u8>(p)) << 8) | load<u8>(p, 1);
    p += 2;
    if (code == 0) return out;
    if (code - 0xd800 < 0x800) {
      if (code >= 0xdc00 || p + 2 > to) return NO_TEXT;
      const low = (((<u32>load<u8>(p)) << 8) | load<u8>(p, 1)) - 0xdc00;
      if (low >= 0x400) return NO_TEXT;
      code = 0x10000 + ((code - 0xd800) << 10) + low;
      p += 2;
    }
    out = putCharacter(out, code);
  }
  return p == to ? out : NO_TEXT;
}

@inline
function gather<T>(
  refs: usize,
  from: u32,
  to: u32,
  offsets: usize,
  bytes: usize,
  validity: usize,
  declined: usize,
  emptyIsNull: i32,
): u32 {
  if (from == 0) store<u32>(offsets, 0);
  let out = bytes + load<u32>(offsets + (<usize>from << 2));
  let bits = openBits(validity, from);
  let nulls: u32 = 0;
  let list = declined;
  for (let row = from; row < to; row++) {
    const p = addressAt(refs, row);
    const length = lengthAt(refs, row);
    let end = out;
    let valid: u32 = 0;
    if ((length & NULL_CELL) != 0) nulls++;
    else {
      end = sizeof<T>() == 1 ? copyUtf8(p, p + length, out) : copyUtf16(p, p + length, out);
      if (end == NO_TEXT) {
        end = out;
        store<u32>(list, row);
        list += 4;
      } else if (end == out && emptyIsNull != 0) nulls++;
      else valid = 1;
    }
    out = end;
    store<u32>(offsets + (<usize>row << 2), <u32>(out - bytes), 4);
    bits = pushBit(validity, row, bits, valid);
  }
  closeBits(validity, to, bits);
  setNulls(nulls);
  setSize(out - bytes);
  return <u32>(list - declined) >> 2;
}

export function gatherBytes(
  refs: usize, from: u32, to: u32, offsets: usize, bytes: usize, validity: usize, declined: usize, emptyIsNull: i32,
): u32 {
  return gather<u8>(refs, from, to, offsets, bytes, validity, declined, emptyIsNull);
}

export function gatherUcs2(
  refs: usize, from: u32, to: u32, offsets: usize, bytes: usize, validity: usize, declined: usize, emptyIsNull: i32,
): u32 {
  return gather<u16>(refs, from, to, offsets, bytes, validity, declined, emptyIsNull);
}
