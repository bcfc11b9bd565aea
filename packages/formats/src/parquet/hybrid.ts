/**
 * Reads `count` numbers of `bitWidth` bits each, in runs of one value and runs of packed bits (Parquet format, "Run
 * Length Encoding / Bit-Packing Hybrid"). Runs may be longer than what is wanted of them.
 * @throws RangeError when the bytes do not suffice
 */
export function readHybrid(bytes: Uint8Array, bitWidth: number, count: number, output: Uint8Array | Int32Array): void {
  if (bitWidth > 32) throw new RangeError(`numbers of ${bitWidth} bits`);
  const valueBytes = (bitWidth + 7) >> 3;
  let at = 0;
  let done = 0;
  while (done < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28) throw new RangeError("runs end early");
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    header >>>= 0;
    if ((header & 1) === 0) {
      if (at + valueBytes > bytes.length) throw new RangeError("runs end early");
      let value = 0;
      for (let index = 0; index < valueBytes; index++) value |= (bytes[at++] as number) << (index * 8);
      const end = Math.min(done + (header >>> 1), count);
      output.fill(value, done, end);
      done = end;
    } else {
      const packed = (header >>> 1) * 8;
      const wanted = Math.min(packed, count - done);
      // The last run may lack the bytes of values that are not wanted.
      if (at + Math.ceil((wanted * bitWidth) / 8) > bytes.length) throw new RangeError("runs end early");
      unpack(bytes, at, bitWidth, output, done, wanted);
      done += wanted;
      at += (packed / 8) * bitWidth;
    }
  }
}

/** Numbers of `bitWidth` bits, least significant bit first. */
function unpack(
  bytes: Uint8Array,
  start: number,
  bitWidth: number,
  output: Uint8Array | Int32Array,
  first: number,
  count: number,
): void {
  let at = start;
  let buffer = 0;
  let bits = 0;
  // Up to 24 bits fit beside a byte more; wider numbers, which hardly exist, go bit by bit.
  if (bitWidth > 24) {
    for (let index = 0; index < count; index++) {
      let value = 0;
      for (let bit = 0; bit < bitWidth; bit++) {
        const place = index * bitWidth + bit;
        if (((bytes[start + (place >> 3)] as number) >> (place & 7)) & 1) value |= 1 << bit;
      }
      output[first + index] = value;
    }
    return;
  }
  const mask = (1 << bitWidth) - 1;
  for (let index = 0; index < count; index++) {
    while (bits < bitWidth) {
      buffer |= (bytes[at++] as number) << bits;
      bits += 8;
    }
    output[first + index] = buffer & mask;
    buffer >>>= bitWidth;
    bits -= bitWidth;
  }
}
