// Strings in TABLEDATA: references resolved, line ends normalised (XML 1.0, sections 2.11, 4.1 and 4.6).
import { closeBits, openBits, pushBit } from "./bits";
import { NULL_CELL, RESOLVE_CELL, addressAt, lengthAt } from "./cells";
import { isXmlChar, putCharacter } from "./characters";
import { copyBytes } from "./copy";
import { sameBytes } from "./scan";
import { setNulls, setRows, setSize } from "./state";

/** Bytes of all the values without flags, to `rows`; those of the longest to `size`. Serves text and binary alike. */
export function sumLengths(refs: usize, from: u32, to: u32): void {
  let sum: u32 = 0;
  let longest: u32 = 0;
  for (let row = from; row < to; row++) {
    let length = lengthAt(refs, row);
    length = (length & NULL_CELL) != 0 ? 0 : length & ~RESOLVE_CELL;
    sum += length;
    longest = max(longest, length);
  }
  setRows(sum);
  setSize(longest);
}

/** Behind the `;` of the reference that begins at `p`. */
let referenceEnd: usize = 0;

/** The character that the reference at `p` stands for, or 0 when it is none that XML has without declarations. */
function characterOf(p: usize, to: usize): u32 {
  p++;
  let code: u32 = 0;
  if (p < to && load<u8>(p) == 0x23) {
    p++;
    const hex = p < to && load<u8>(p) == 0x78;
    if (hex) p++;
    const first = p;
    for (; p < to; p++) {
      const byte: u32 = load<u8>(p);
      let digit = byte - 0x30;
      if (digit > 9) {
        if (!hex) break;
        digit = (byte | 0x20) - 0x61;
        if (digit > 5) break;
        digit += 10;
      }
      code = code * (hex ? 16 : 10) + digit;
      if (code > 0x10ffff) return 0;
    }
    if (p == first || !isXmlChar(code)) return 0;
  } else {
    const four: u32 = load<u32>(p);
    if ((four & 0xffffff) == 0x3b746c) {
      code = 0x3c;
      p += 2;
    } else if ((four & 0xffffff) == 0x3b7467) {
      code = 0x3e;
      p += 2;
    } else if (four == 0x3b706d61) {
      code = 0x26;
      p += 3;
    } else if (four == 0x736f7061 && load<u8>(p, 4) == 0x3b) {
      code = 0x27;
      p += 4;
    } else if (four == 0x746f7571 && load<u8>(p, 4) == 0x3b) {
      code = 0x22;
      p += 4;
    } else return 0;
  }
  if (p >= to || load<u8>(p) != 0x3b) return 0;
  referenceEnd = p + 1;
  return code;
}

/** Stores the text `p..to` as it reads and gives the address behind it; 0 when a reference in it is unknown. */
function resolveText(p: usize, to: usize, out: usize): usize {
  while (p < to) {
    const byte: u32 = load<u8>(p);
    if (byte == 0x26) {
      const code = characterOf(p, to);
      if (code == 0) return 0;
      out = putCharacter(out, code);
      p = referenceEnd;
    } else if (byte == 0x0d) {
      store<u8>(out++, 0x0a);
      p++;
      if (p < to && load<u8>(p) == 0x0a) p++;
    } else {
      store<u8>(out++, byte);
      p++;
    }
  }
  return out;
}

/** The declined are counted in the return value; `size` is the last offset. */
export function gatherText(
  refs: usize,
  from: u32,
  to: u32,
  offsets: usize,
  bytes: usize,
  validity: usize,
  declined: usize,
  nullText: usize,
  nullLength: u32,
): u32 {
  if (from == 0) store<u32>(offsets, 0);
  let out = bytes + load<u32>(offsets + (<usize>from << 2));
  let bits = openBits(validity, from);
  let nulls: u32 = 0;
  let list = declined;
  for (let row = from; row < to; row++) {
    const p = addressAt(refs, row);
    let length = lengthAt(refs, row);
    let end = out;
    let known = true;
    if (length < RESOLVE_CELL) {
      copyBytes(out, p, length);
      end = out + length;
    } else if ((length & NULL_CELL) != 0) length = 0;
    else {
      end = resolveText(p, p + (length & ~RESOLVE_CELL), out);
      known = end != 0;
      if (!known) {
        end = out;
        store<u32>(list, row);
        list += 4;
      }
    }
    const written = <u32>(end - out);
    let isNull = known && written == 0;
    if (written == nullLength && written != 0 && sameBytes(out, nullText, written)) {
      isNull = true;
      end = out;
    }
    nulls += <u32>isNull;
    out = end;
    store<u32>(offsets + (<usize>row << 2), <u32>(out - bytes), 4);
    bits = pushBit(validity, row, bits, <u32>(known && !isNull));
  }
  closeBits(validity, to, bits);
  setNulls(nulls);
  setSize(out - bytes);
  return <u32>(list - declined) >> 2;
}
