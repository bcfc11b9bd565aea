/** Bytes that can be read at any place: what formats with their directory at the end (Parquet) are read from. */
export interface RandomAccess {
  readonly byteLength: number;
  /** The bytes from `start` up to `end` (default the end of all). */
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  /** Idempotent. */
  close(): Promise<void>;
}

/**
 * Makes a stream readable at any place; `gzip` says that it was inflated on the way. Chunks are good until the next one is
 * asked for.
 */
export type Spool = (bytes: AsyncIterable<Uint8Array>, gzip: boolean) => Promise<RandomAccess>;

/** Keeps a whole stream in memory. Node programs use the file that `./node` offers instead. */
export async function gatherBytes(bytes: AsyncIterable<Uint8Array>): Promise<RandomAccess> {
  const blob = new Blob(await gatherParts(bytes));
  return {
    byteLength: blob.size,
    slice: (start, end = blob.size) => blob.slice(start, end).arrayBuffer(),
    close: async () => undefined,
  };
}

async function gatherParts(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of bytes) parts.push(chunk.slice());
  return parts;
}
