// Sources of bytes that behave as the worst of real ones do.

/** The bytes in chunks of `size`, each in the same memory as the one before: who keeps a chunk keeps garbage. */
export async function* gather(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(size);
  for (let start = 0; start < bytes.length; start += size) {
    const chunk = bytes.subarray(start, start + size);
    memory.fill(0xa5);
    memory.set(chunk);
    yield memory.subarray(0, chunk.length);
  }
  memory.fill(0xa5);
}

/** The bytes cut at these places, in any order; a place behind the end counts from the beginning again. */
export async function* cutAt(bytes: Uint8Array, places: readonly number[]): AsyncGenerator<Uint8Array> {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let start = 0;
  let previous: Uint8Array | undefined;
  for (const end of ends) {
    previous?.fill(0xa5);
    previous = new Uint8Array(bytes.subarray(start, end));
    yield previous;
    start = end;
  }
  previous?.fill(0xa5);
}

/** Chunks that are counted as they are asked for, and whether they were cancelled. */
export class CountedSource implements AsyncIterable<Uint8Array> {
  pulled = 0;
  cancelled = 0;
  readonly #chunk: (index: number) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

  /** `chunk` gives the chunk of each number from 0; undefined ends. */
  constructor(chunk: (index: number) => Uint8Array | undefined | Promise<Uint8Array | undefined>) {
    this.#chunk = chunk;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: async () => {
        const value = await this.#chunk(this.pulled);
        if (value === undefined) return { done: true, value };
        this.pulled++;
        return { done: false, value };
      },
      return: async () => {
        this.cancelled++;
        return { done: true, value: undefined };
      },
    };
  }
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
