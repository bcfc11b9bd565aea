/** Every float32 is a whole number of these. */
const LEAST = 2 ** -149;

function neighbours(single: number): number[] {
  const bits = new Uint32Array(1);
  const value = new Float32Array(bits.buffer);
  value[0] = Math.abs(single);
  const middle = bits[0] as number;
  return [middle - 1, middle, middle + 1]
    .filter((word) => word >= 0 && word <= 0x7f800000)
    .map((word) => {
      bits[0] = word;
      return value[0] as number;
    });
}

/**
 * The float32 nearest to a decimal number, ties to even, in exact arithmetic. (Rounding to float64 first, as Math.fround
 * of Number does, rounds twice.)
 */
export function nearestFloat32(text: string): number {
  const [mantissa = "", exponent = "0"] = text.replace(/^[+-]/, "").toLowerCase().split("e");
  const [whole = "", part = ""] = mantissa.split(".");
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = BigInt(`${whole}${part}`);
  const ten = Number(exponent) - part.length;
  const guess = Math.fround(Math.abs(Number(text)));
  // Far from every float32 there is nothing to decide.
  if (digits === 0n || (guess === 0 && Math.abs(Number(text)) < 1e-50)) return sign * 0;
  if (Math.abs(Number(text)) > 1e39) return sign * Infinity;
  let best = { value: Number.NaN, distance: -1n, even: false };
  for (const value of neighbours(guess)) {
    // Infinity stands where the next number would be.
    const steps = BigInt((value === Infinity ? 2 ** 128 : value) / LEAST);
    // Both sides in units of LEAST, or of a power of ten below it, to be whole.
    const wanted = digits * 10n ** BigInt(Math.max(0, ten)) * 2n ** 149n;
    const given = steps * 10n ** BigInt(Math.max(0, -ten));
    const distance = wanted > given ? wanted - given : given - wanted;
    const even = (new Uint32Array(Float32Array.of(value).buffer)[0] as number) % 2 === 0;
    if (best.distance < 0n || distance < best.distance || (distance === best.distance && even)) {
      best = { value, distance, even };
    }
  }
  return sign * best.value;
}
