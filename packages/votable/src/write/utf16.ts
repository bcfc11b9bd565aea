/** Units of UTF-16 that a text in UTF-8 has. */
export function unitsOf(bytes: Uint8Array, start: number, end: number): number {
  let units = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    // A byte that continues a character adds nothing; one that begins a character of four bytes stands for two units.
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

/** Writes a text in UTF-8 as big-endian UTF-16; gives the place behind it. */
export function writeUnits(bytes: Uint8Array, start: number, end: number, view: DataView, at: number): number {
  let out = at;
  for (let from = start; from < end; ) {
    const byte = bytes[from] as number;
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    let code = length === 1 ? byte : byte & (0x7f >> length);
    for (let next = from + 1; next < from + length; next++) code = (code << 6) | ((bytes[next] as number) & 0x3f);
    from += length;
    if (code >= 0x10000) {
      view.setUint16(out, 0xd800 | ((code - 0x10000) >> 10));
      out += 2;
      code = 0xdc00 | ((code - 0x10000) & 0x3ff);
    }
    view.setUint16(out, code);
    out += 2;
  }
  return out;
}
