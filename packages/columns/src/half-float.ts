/** The first `length` half-precision floats as single-precision ones, which hold each of them exactly. */
export function widenHalfFloats(halves: Uint16Array, length: number): Float32Array {
  const values = new Float32Array(length);
  for (let index = 0; index < length; index++) values[index] = halfToNumber(halves[index] as number);
  return values;
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
