import type { ChunkReader } from "@armillary/votable/bytes";

/** The first bytes of a stream, and the whole stream with them. */
export interface FirstBytes {
  /** At least as many bytes as asked for, or all there are. Holds until the stream is read on. */
  readonly first: Uint8Array;
  /** All bytes, the first ones included. */
  readonly chunks: ChunkReader;
}

/** Looks at the first `wanted` bytes of a stream without taking them from it. */
export async function readFirstBytes(chunks: ChunkReader, wanted: number): Promise<FirstBytes> {
  let first = (await chunks.next()) ?? new Uint8Array(0);
  while (first.length > 0 && first.length < wanted) {
    // The giver may reuse a chunk's memory once the next is asked for: keep a copy.
    const kept = first.slice();
    const more = await chunks.next();
    if (more === undefined) {
      first = kept;
      break;
    }
    first = new Uint8Array(kept.length + more.length);
    first.set(kept);
    first.set(more, kept.length);
  }
  let replay: Uint8Array | undefined = first.length > 0 ? first : undefined;
  return {
    first,
    chunks: {
      async next() {
        if (replay === undefined) return chunks.next();
        const chunk = replay;
        replay = undefined;
        return chunk;
      },
      close() {
        replay = undefined;
        return chunks.close();
      },
    },
  };
}

/** Chunks as an async iterable; leaving the loop early closes them, and so does `return` before the first. */
export function iterateChunks(chunks: ChunkReader): AsyncIterableIterator<Uint8Array> {
  return {
    async next() {
      const value = await chunks.next();
      return value === undefined ? { value, done: true } : { value, done: false };
    },
    async return() {
      await chunks.close();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Chunks whose lengths are told as they are taken. */
export function countBytes(chunks: ChunkReader, onBytes: (bytes: number) => void): ChunkReader {
  return {
    async next() {
      const chunk = await chunks.next();
      if (chunk !== undefined) onBytes(chunk.length);
      return chunk;
    },
    close: () => chunks.close(),
  };
}
