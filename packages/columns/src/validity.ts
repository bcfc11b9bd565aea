/** Validity bits as Arrow has them: one bit a value, least significant first, 1 = the value is there. */
export function isValid(validity: Uint8Array | undefined, row: number): boolean {
  return validity === undefined || ((validity[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
}

/** Bytes that hold `count` bits. */
export function bitBytes(count: number): number {
  return (count + 7) >> 3;
}

export function bitAt(bits: Uint8Array, index: number): boolean {
  return ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}

export function setBit(bits: Uint8Array, index: number): void {
  const byte = index >> 3;
  bits[byte] = (bits[byte] ?? 0) | (1 << (index & 7));
}

export function clearBit(bits: Uint8Array, index: number): void {
  const byte = index >> 3;
  bits[byte] = (bits[byte] ?? 0) & ~(1 << (index & 7));
}

/** Copies `count` bits from `from`, starting at bit `start`, into new bytes that start at bit 0. */
export function sliceBits(from: Uint8Array, start: number, count: number): Uint8Array {
  if ((start & 7) === 0) {
    // Not from.slice: that of a Buffer, which is a Uint8Array too, copies nothing.
    const whole = Uint8Array.prototype.slice.call(from, start >> 3, (start >> 3) + bitBytes(count));
    const spare = whole.length * 8 - count;
    if (spare > 0 && whole.length > 0) whole[whole.length - 1] = (whole[whole.length - 1] ?? 0) & (0xff >> spare);
    return whole;
  }
  const bits = new Uint8Array(bitBytes(count));
  for (let index = 0; index < count; index++) if (bitAt(from, start + index)) setBit(bits, index);
  return bits;
}

/** How many of the first `count` bits are 1. */
export function countBits(bits: Uint8Array, count: number): number {
  let ones = 0;
  const whole = count >> 3;
  for (let index = 0; index < whole; index++) {
    let byte = bits[index] ?? 0;
    byte -= (byte >> 1) & 0x55;
    byte = (byte & 0x33) + ((byte >> 2) & 0x33);
    ones += (byte + (byte >> 4)) & 0x0f;
  }
  for (let index = whole << 3; index < count; index++) if (bitAt(bits, index)) ones++;
  return ones;
}
