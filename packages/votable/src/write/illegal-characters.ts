import type { Utf8Column } from "@armillary/columns";

type Serialization = "tabledata" | "binary" | "binary2";

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const REPLACEMENT: readonly number[] = [0xef, 0xbf, 0xbd];

/**
 * Place of the first byte that may begin a character which the serialization cannot have, or -1: in TABLEDATA what XML 1.0
 * leaves out (control characters, U+FFFE and U+FFFF; section 2.2), in binary data NUL, which ends a string there.
 */
export function findIllegal(bytes: Uint8Array, serialization: Serialization): number {
  if (serialization !== "tabledata") return bytes.indexOf(0);
  let at = 0;
  while (at < bytes.length && ((bytes.byteOffset + at) & 3) !== 0) if (isIllegal(bytes, at++)) return at - 1;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, (bytes.length - at) >> 2);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as number;
    // A byte below 0x20, or one of 0xE0 to 0xFF: rare enough to be looked at by itself.
    const low = (word - 0x20202020) & ~word & 0x80808080;
    const high = word & (word << 1) & (word << 2) & 0x80808080;
    if ((low | high) === 0) continue;
    const from = at + index * 4;
    for (let place = from; place < from + 4; place++) if (isIllegal(bytes, place)) return place;
  }
  for (at += words.length * 4; at < bytes.length; at++) if (isIllegal(bytes, at)) return at;
  return -1;
}

/** The strings with U+FFFD for each such character. */
export function withoutIllegal(
  column: Utf8Column,
  serialization: Serialization,
): { readonly column: Utf8Column; readonly replaced: number } {
  const { offsets, bytes: from, length } = column;
  const test = serialization === "tabledata" ? isIllegal : isNul;
  let replaced = 0;
  const first = offsets[0] ?? 0;
  const end = offsets[length] ?? 0;
  for (let at = first; at < end; at++) if (test(from, at)) replaced++;
  const bytes = new Uint8Array(end - first + 2 * replaced);
  const moved = new Int32Array(length + 1);
  let out = 0;
  for (let item = 0; item < length; item++) {
    const last = offsets[item + 1] as number;
    for (let at = offsets[item] as number; at < last; at++) {
      if (test(from, at)) {
        bytes.set(REPLACEMENT, out);
        out += 3;
        // The three bytes of U+FFFE and U+FFFF are one character.
        if (from[at] === 0xef) at += 2;
      } else {
        bytes[out++] = from[at] as number;
      }
    }
    moved[item + 1] = out;
  }
  return { column: { ...column, offsets: moved, bytes: bytes.subarray(0, out) }, replaced };
}

function isIllegal(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] as number;
  if (byte < 0x20) return byte !== TAB && byte !== LINE_FEED && byte !== CARRIAGE_RETURN;
  return byte === 0xef && bytes[at + 1] === 0xbf && (bytes[at + 2] as number) >= 0xbe;
}

function isNul(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0;
}
