// Booleans in TABLEDATA (VOTable 1.5, section 6).
import { closeBits, openBits, pushBit } from "./bits";
import { NULL_CELL, RESOLVE_CELL, addressAt, lengthAt, skipBlanks, trimEnd } from "./cells";
import { setNulls } from "./state";

export const FALSE: i32 = 0;
export const TRUE: i32 = 1;
export const NULL: i32 = 2;
export const DECLINED: i32 = 3;

function booleanOf(p: usize, to: usize): i32 {
  const length = to - p;
  if (length == 1) {
    const letter: u32 = load<u8>(p);
    if ((letter | 0x20) == 0x74 || letter == 0x31) return TRUE;
    if ((letter | 0x20) == 0x66 || letter == 0x30) return FALSE;
    return letter == 0x3f ? NULL : DECLINED;
  }
  if (length == 0) return NULL;
  const word: u32 = load<u32>(p) | 0x20202020;
  if (length == 4 && word == 0x65757274) return TRUE;
  if (length == 5 && word == 0x736c6166 && (load<u8>(p, 4) | 0x20) == 0x65) return FALSE;
  return DECLINED;
}

export function textToBool(refs: usize, from: u32, to: u32, values: usize, validity: usize, declined: usize): u32 {
  let truths = openBits(values, from);
  let bits = openBits(validity, from);
  let nulls: u32 = 0;
  let list = declined;
  for (let row = from; row < to; row++) {
    const p = addressAt(refs, row);
    const length = lengthAt(refs, row);
    let truth = DECLINED;
    if (length < RESOLVE_CELL) {
      truth = booleanOf(p, p + length);
      if (truth == DECLINED) {
        const first = skipBlanks(p, p + length);
        truth = booleanOf(first, trimEnd(first, p + length));
      }
    } else if ((length & NULL_CELL) != 0) truth = NULL;
    if (truth == DECLINED) {
      store<u32>(list, row);
      list += 4;
    }
    nulls += <u32>(truth == NULL);
    truths = pushBit(values, row, truths, <u32>(truth == TRUE));
    bits = pushBit(validity, row, bits, <u32>(truth < NULL));
  }
  closeBits(values, to, truths);
  closeBits(validity, to, bits);
  setNulls(nulls);
  return <u32>(list - declined) >> 2;
}
