/** Bits of a key that one pass sorts by: three passes for 32. */
const BITS = 11;
const BUCKETS = 1 << BITS;

/**
 * The rows in the order of their keys; rows of one key stay in order.
 * @param keys - of each of `rows`
 */
export function sortedByKey(rows: Int32Array, keys: Uint32Array): Int32Array {
  const length = rows.length;
  let [from, to] = [rows.slice(), new Int32Array(length)];
  let [fromKeys, toKeys] = [keys.slice(), new Uint32Array(length)];
  for (let shift = 0; shift < 32; shift += BITS) {
    const next = new Int32Array(BUCKETS + 1);
    for (let index = 0; index < length; index++) {
      const bucket = ((fromKeys[index] as number) >>> shift) & (BUCKETS - 1);
      next[bucket + 1] = (next[bucket + 1] as number) + 1;
    }
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      next[bucket + 1] = (next[bucket + 1] as number) + (next[bucket] as number);
    }
    for (let index = 0; index < length; index++) {
      const key = fromKeys[index] as number;
      const bucket = (key >>> shift) & (BUCKETS - 1);
      const at = next[bucket] as number;
      next[bucket] = at + 1;
      to[at] = from[index] as number;
      toKeys[at] = key;
    }
    [from, to] = [to, from];
    [fromKeys, toKeys] = [toKeys, fromKeys];
  }
  return from;
}
