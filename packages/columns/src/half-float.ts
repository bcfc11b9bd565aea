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

/** The way back from `halfToNumber`; undefined for a number that no half float is. */
export function numberToHalf(value: number): number | undefined {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  if (magnitude > 65_504) return undefined;
  // In units of the last place: below 2^-14 all have the same.
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const fraction = magnitude * 2 ** (10 - exponent);
  if (!Number.isInteger(fraction)) return undefined;
  // The leading bit, which is not kept, counts as one of the exponent.
  return sign | (fraction + ((exponent + 14) << 10));
}
