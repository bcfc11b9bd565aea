/** Decimal exponents of the first and last power that the kernel's table holds. */
const FIRST = -292;
const LAST = 324;

const BITS_64 = (1n << 64n) - 1n;

let powers: BigUint64Array | undefined;

/**
 * 10^-292 to 10^324, each scaled by a power of two to 128 bits, cut and raised by one, as two words, the lower first.
 * Made at the first call.
 */
export function powersOfTen(): BigUint64Array {
  if (powers !== undefined) return powers;
  const table = new BigUint64Array(2 * (LAST - FIRST + 1));
  let power = 1n;
  for (let exponent = 0; exponent <= LAST; exponent++) {
    put(table, exponent, scale(power));
    if (exponent > 0 && -exponent >= FIRST) put(table, -exponent, scaleInverse(power));
    power *= 10n;
  }
  powers = table;
  return table;
}

function put(table: BigUint64Array, exponent: number, scaled: bigint): void {
  const index = 2 * (exponent - FIRST);
  table[index] = scaled & BITS_64;
  table[index + 1] = scaled >> 64n;
}

function scale(power: bigint): bigint {
  const excess = bitLength(power) - 128;
  return (excess > 0 ? power >> BigInt(excess) : power << BigInt(-excess)) + 1n;
}

/** 1 / power: a power of ten of b bits has a reciprocal in (2^-b, 2^(1-b)). */
function scaleInverse(power: bigint): bigint {
  return (1n << BigInt(bitLength(power) + 127)) / power + 1n;
}

function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return 4 * hex.length - Math.clz32(Number.parseInt(hex[0] ?? "0", 16)) + 28;
}
