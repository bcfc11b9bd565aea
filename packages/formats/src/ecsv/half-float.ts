/** The 16-bit float (IEEE 754 binary16) nearest to a double, halves to even; beyond 65 520 an infinity. */
export function roundToHalf(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(value)) return value;
  // Steps of 2^-24 among the smallest, then eleven significant bits. Scaled by a power of two nothing is lost.
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const step = 2 ** (exponent - 10);
  const scaled = size / step;
  const whole = Math.floor(scaled);
  const rest = scaled - whole;
  const up = rest > 0.5 || (rest === 0.5 && whole % 2 === 1);
  const rounded = (up ? whole + 1 : whole) * step;
  const signed = rounded > 65_504 ? Number.POSITIVE_INFINITY : rounded;
  return value < 0 ? -signed : signed;
}
