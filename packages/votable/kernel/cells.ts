// Cell refs: a 32-bit address, then a 32-bit length with two flags on top.

/** No value: `<TD/>`, or masked in BINARY2. */
export const NULL_CELL: u32 = 0x8000_0000;
/** The text holds `&` or a carriage return. */
export const RESOLVE_CELL: u32 = 0x4000_0000;

@inline
export function putRef(refs: usize, row: u32, address: usize, length: u32): void {
  store<u64>(refs + (<usize>row << 3), <u64>(<u32>address) | (<u64>length << 32));
}

@inline
export function addressAt(refs: usize, row: u32): usize {
  return load<u32>(refs + (<usize>row << 3));
}

@inline
export function lengthAt(refs: usize, row: u32): u32 {
  return load<u32>(refs + (<usize>row << 3), 4);
}

@inline
export function isBlank(byte: u32): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x09 || byte == 0x0d;
}

/** The first byte from `p` on that is not white space, or `to`. */
@inline
export function skipBlanks(p: usize, to: usize): usize {
  while (p < to && isBlank(load<u8>(p))) p++;
  return p;
}

/** Behind the last byte before `to` that is not white space, or `p`. */
@inline
export function trimEnd(p: usize, to: usize): usize {
  while (p < to && isBlank(load<u8>(to - 1))) to--;
  return to;
}
