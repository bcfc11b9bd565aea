const view = new DataView(new ArrayBuffer(8));
const SIGN = 1n << 63n;

/** The number of a double in the order of all doubles, so that the next one up has the next number. NaN has none. */
export function ordinalOf(value: number): bigint {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  return bits >= SIGN ? SIGN - bits : bits;
}

/** The double of a number that `ordinalOf` gave, or of one between two such. */
export function ordinalValue(ordinal: bigint): number {
  view.setBigUint64(0, ordinal < 0n ? SIGN - ordinal : ordinal);
  return view.getFloat64(0);
}
