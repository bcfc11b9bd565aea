import { BrokenText, ChunkDecoder } from "../csv/chunk-decoder.ts";

export interface TextChunkOptions {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytesRead: number) => void;
  /** Makes the error for bytes that are not in the encoding that the text has. */
  readonly broken: (failure: BrokenText) => Error;
}

/** Bytes as text, chunk by chunk: UTF-8, or UTF-16 where a byte order mark says so. Some chunks may be empty. */
export async function* textChunks(
  source: AsyncIterable<Uint8Array>,
  { signal, onBytes, broken }: TextChunkOptions,
): AsyncGenerator<string, void, void> {
  const decoder = new ChunkDecoder(undefined);
  let bytesRead = 0;
  try {
    for await (const chunk of source) {
      signal?.throwIfAborted();
      bytesRead += chunk.length;
      onBytes?.(bytesRead);
      yield decoder.decode(chunk);
    }
    yield decoder.end();
  } catch (failure) {
    throw failure instanceof BrokenText ? broken(failure) : failure;
  }
}
