import type { Random } from "../../bench/random.js";

/** The bytes in chunks of the lengths that `lengths` gives; each chunk is memory of its own, overwritten once read. */
export async function* chunksOf(bytes: Uint8Array, lengths: () => number): AsyncGenerator<Uint8Array> {
  let previous: Uint8Array | undefined;
  for (let start = 0; start < bytes.length; ) {
    previous?.fill(0xa5);
    // A copy in any case: the slice of a Buffer is none.
    const chunk = new Uint8Array(bytes.subarray(start, start + Math.max(1, lengths())));
    start += chunk.length;
    yield chunk;
    previous = chunk;
  }
}

/** Lengths from 0 to about `most`, small ones as likely as large ones. */
export function randomLengths(random: Random, most: number): () => number {
  return () => Math.floor(most ** random.next());
}
