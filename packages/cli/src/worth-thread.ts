/** Bytes of input from which a second thread is sooner done than started, generously. */
const LEAST_BYTES = 16 << 20;

/**
 * Whether an output is better written in a thread of its own, while this one reads. What comes over a network or through a
 * pipe has no size and is waited for.
 */
export function isWorthThread(inputBytes: number | undefined): boolean {
  return inputBytes !== undefined && inputBytes >= LEAST_BYTES;
}
