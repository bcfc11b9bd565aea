import type { ByteSource } from "../api.ts";

/** Chunks of a source, one at a time; `close` cancels what gives them. A chunk may be reused by its giver afterwards. */
export interface ChunkReader {
  /** The next chunk that is not empty; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Idempotent; never throws. */
  close(): Promise<void>;
}

/** Reads any ByteSource as chunks. Throws TypeError for what is none. */
export function openChunks(source: ByteSource): ChunkReader {
  if (ArrayBuffer.isView(source)) return new OneChunk(source);
  if (source instanceof ArrayBuffer) return new OneChunk(new Uint8Array(source));
  if (typeof source !== "object" || source === null) throw new TypeError("a byte source is wanted");
  // By shape, not by class: undici's Response is not the global one, nor is every Blob or ReadableStream. A stream is
  // read by its reader, which can be cancelled while it waits; an iterator cannot.
  if (isReadable(source)) return new StreamChunks(source.getReader());
  if (Symbol.asyncIterator in source) return new IteratorChunks(source[Symbol.asyncIterator]());
  if ("stream" in source && typeof source.stream === "function") return openChunks(source.stream());
  if ("body" in source) return source.body === null ? new OneChunk(new Uint8Array(0)) : openChunks(source.body);
  throw new TypeError("a byte source is a Uint8Array, ArrayBuffer, Blob, stream, async iterable or Response");
}

function isReadable(source: object): source is ReadableStream<Uint8Array> {
  return "getReader" in source;
}

class OneChunk implements ChunkReader {
  #chunk: Uint8Array | undefined;

  constructor(chunk: Uint8Array) {
    this.#chunk = chunk.length === 0 ? undefined : chunk;
  }

  async next(): Promise<Uint8Array | undefined> {
    const chunk = this.#chunk;
    this.#chunk = undefined;
    return chunk;
  }

  async close(): Promise<void> {
    this.#chunk = undefined;
  }
}

class IteratorChunks implements ChunkReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #done = false;

  constructor(iterator: AsyncIterator<Uint8Array>) {
    this.#iterator = iterator;
  }

  async next(): Promise<Uint8Array | undefined> {
    while (!this.#done) {
      const { value, done } = await this.#iterator.next();
      if (done === true) this.#done = true;
      else if (value.length > 0) return value;
    }
    return undefined;
  }

  async close(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    // Not awaited: a generator that waits for a dead peer would hold us up for ever.
    this.#iterator.return?.()?.then(undefined, () => undefined);
  }
}

class StreamChunks implements ChunkReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #done = false;

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>) {
    this.#reader = reader;
  }

  async next(): Promise<Uint8Array | undefined> {
    while (!this.#done) {
      const { value, done } = await this.#reader.read();
      if (done) this.#done = true;
      else if (value.length > 0) return value;
    }
    return undefined;
  }

  async close(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    this.#reader.cancel().then(undefined, () => undefined);
  }
}
