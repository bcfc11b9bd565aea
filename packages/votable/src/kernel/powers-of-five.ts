const LEAST = -342;
const MOST = 308;

let table: BigUint64Array | undefined;

/**
 * For each power of ten from 10^-342 to 10^308: the 128 leading bits of that power of five, high half first. Negative
 * powers down to -27 are rounded up and all others cut off, as exact rounding needs it (D. Lemire, "Number parsing at a
 * gigabyte per second", 2021, section 5). Made once, in about a millisecond.
 */
export function powersOfFive(): BigUint64Array {
  if (table !== undefined) return table;
  table = new BigUint64Array((MOST - LEAST + 1) * 2);
  let power = 1n;
  for (let exponent = 0; exponent <= -LEAST; exponent++) {
    const bits = bitLength(power);
    if (exponent <= MOST) put(table, exponent, bits > 128 ? power >> BigInt(bits - 128) : power << BigInt(128 - bits));
    if (exponent > 0) {
      const inverse = (1n << BigInt(bits + 127)) / power;
      put(table, -exponent, exponent <= 27 ? inverse + 1n : inverse);
    }
    power *= 5n;
  }
  return table;
}

function put(into: BigUint64Array, exponent: number, leading: bigint): void {
  const at = (exponent - LEAST) * 2;
  into[at] = leading >> 64n;
  into[at + 1] = leading & 0xffff_ffff_ffff_ffffn;
}

function bitLength(value: bigint): number {
  const digits = value.toString(16);
  return digits.length * 4 + 28 - Math.clz32(Number.parseInt(digits.charAt(0), 16));
}
