// Bits in row order, least significant first, gathered in a register and stored a byte at a time. Bits of earlier rows
// in the first byte are kept; bits behind the last row in the last byte are 0.

/** The bits before row `from` in its byte. */
@inline
export function openBits(bits: usize, from: u32): u32 {
  return load<u8>(bits + (from >> 3)) & ((1 << (from & 7)) - 1);
}

/** Adds the bit of `row` and gives the bits to go on with. */
@inline
export function pushBit(bits: usize, row: u32, pending: u32, bit: u32): u32 {
  pending |= bit << (row & 7);
  if ((row & 7) == 7) {
    store<u8>(bits + (row >> 3), pending);
    return 0;
  }
  return pending;
}

/** Stores the bits of the last, unfinished byte. */
@inline
export function closeBits(bits: usize, to: u32, pending: u32): void {
  if ((to & 7) != 0) store<u8>(bits + (to >> 3), pending);
}
