import { VotableError } from "../errors.ts";
import type { ChunkReader } from "./source.ts";

/** Bytes of output before the ratio is judged: short runs of blanks compress enormously and harmlessly. */
const JUDGE_AFTER_BYTES = 16 * 1024 * 1024;

/** Compressed bytes handed over at a time: of a bomb in one chunk, the ratio shows after the first few. */
const PIECE_BYTES = 16 * 1024;

export interface GunzipLimits {
  readonly maxCompressionRatio: number;
}

/** gzip is known by its bytes: services send it unlabelled, and label as gzip what is not. */
export function isGzip(first: Uint8Array): boolean {
  return first[0] === 0x1f && first[1] === 0x8b;
}

/**
 * Inflates a gzip stream chunk by chunk, at the pace of its reader: no more than a piece and a chunk are read ahead.
 * Throws VOT_COMPRESSION for a damaged or cut stream, VOT_LIMIT for one that grows beyond the ratio.
 */
export function gunzipChunks(compressed: ChunkReader, limits: GunzipLimits): ChunkReader {
  return new GunzipChunks(compressed, limits);
}

class GunzipChunks implements ChunkReader {
  readonly #compressed: ChunkReader;
  readonly #maxRatio: number;
  readonly #writer: WritableStreamDefaultWriter<BufferSource>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #bytesIn = 0;
  #bytesOut = 0;
  #rest: Uint8Array = new Uint8Array(0);
  // One at a time: a stream that is piped through takes in all that its source has (Node's, up to version 20 at least).
  #feeding: Promise<void> | undefined;
  #allFed = false;
  #done = false;

  constructor(compressed: ChunkReader, limits: GunzipLimits) {
    this.#compressed = compressed;
    this.#maxRatio = limits.maxCompressionRatio;
    const { writable, readable } = new DecompressionStream("gzip");
    this.#writer = writable.getWriter();
    this.#reader = readable.getReader();
    // What is wrong with the stream is told to who reads it.
    this.#writer.closed.catch(() => undefined);
  }

  async next(): Promise<Uint8Array | undefined> {
    while (!this.#done) {
      const part = await this.#inflated();
      if (part === undefined) break;
      this.#bytesOut += part.length;
      if (this.#bytesOut > JUDGE_AFTER_BYTES && this.#bytesOut > this.#bytesIn * this.#maxRatio) {
        await this.close();
        throw new VotableError(
          "VOT_LIMIT",
          `The gzip stream grows to more than ${this.#maxRatio} times its size: refused as a bomb. ` +
            "Raise the limit maxCompressionRatio if it is wanted.",
          { byteOffset: this.#bytesOut },
        );
      }
      if (part.length > 0) return part;
    }
    this.#done = true;
    return undefined;
  }

  async close(): Promise<void> {
    this.#done = true;
    for (const end of [this.#reader.cancel(), this.#writer.abort()]) end.catch(() => undefined);
    await this.#compressed.close();
  }

  /** The next part of the output, feeding the stream for as long as there is none. */
  async #inflated(): Promise<Uint8Array | undefined> {
    const part = this.#reader.read().then(
      ({ value }) => ({ value }),
      (failure: unknown) => ({ failure }),
    );
    for (;;) {
      if (this.#feeding === undefined && !this.#allFed) {
        this.#feeding = this.#feed();
        // Told when it is waited for.
        this.#feeding.catch(() => undefined);
      }
      const settled = await Promise.race(this.#feeding === undefined ? [part] : [part, this.#feeding]);
      if (settled === undefined) continue;
      if ("failure" in settled) throw this.#damaged(settled.failure);
      return settled.value;
    }
  }

  /** Hands one piece over, and waits until it is taken. */
  async #feed(): Promise<void> {
    if (this.#rest.length === 0) {
      const chunk = await this.#compressed.next();
      if (chunk === undefined) {
        this.#allFed = true;
        this.#feeding = undefined;
        this.#writer.close().catch(() => undefined);
        return;
      }
      this.#rest = chunk;
    }
    // A copy, which a Buffer's slice is not.
    const piece = new Uint8Array(this.#rest.subarray(0, PIECE_BYTES));
    this.#rest = this.#rest.subarray(PIECE_BYTES);
    this.#bytesIn += piece.length;
    await this.#writer.write(piece).catch(() => undefined);
    this.#feeding = undefined;
  }

  #damaged(cause: unknown): VotableError {
    this.#done = true;
    // DecompressionStream takes one member by its standard; Node's took any number before version 24.
    const more = /trailing|junk|additional|extra/i.test(cause instanceof Error ? cause.message : "");
    const message = more
      ? "Something follows the end of the gzip stream, such as another member, which is not inflated here. Inflate it first."
      : "The gzip stream is damaged or cut off. Fetch the document again.";
    return new VotableError("VOT_COMPRESSION", message, {}, { cause });
  }
}
