import type { ByteSource } from "../api.ts";
import { gunzipChunks, isGzip } from "./gunzip.ts";
import { type ChunkReader, openChunks } from "./source.ts";
import { detectEncoding, ENCODING_HEAD_BYTES, type Encoding, toUtf8 } from "./transcode.ts";

export interface DocumentBytesOptions {
  readonly limits: { readonly maxCompressionRatio: number };
  readonly signal: AbortSignal | undefined;
}

export interface DocumentBytes {
  /** In UTF-8, without a byte order mark. */
  readonly chunks: ChunkReader;
  /** Bytes that came from the source so far. */
  readonly bytesRead: () => number;
  /** What the bytes were in. */
  readonly encoding: Encoding;
}

/** A document's bytes as UTF-8, inflated where they are gzip. */
export async function openDocumentBytes(source: ByteSource, options: DocumentBytesOptions): Promise<DocumentBytes> {
  let bytesRead = 0;
  const raw = withSignal(openChunks(source), options.signal);
  const counted = lettingGo(raw, (bytes) => {
    bytesRead += bytes;
  });
  try {
    let chunks = await withHead(counted, 2);
    if (isGzip(chunks.head)) chunks = await withHead(gunzipChunks(chunks, options.limits), 0);
    chunks = await withHead(chunks, ENCODING_HEAD_BYTES);
    const encoding = detectEncoding(chunks.head);
    if ("bomBytes" in encoding && encoding.bomBytes > 0) chunks.drop(encoding.bomBytes);
    const utf8 = toUtf8(chunks, encoding);
    const close = (): Promise<void> => {
      counted.letGo();
      return utf8.close();
    };
    return { chunks: { next: () => utf8.next(), close }, bytesRead: () => bytesRead, encoding };
  } catch (failure) {
    await raw.close();
    throw failure;
  }
}

/** Counts what is read; `letGo` ends the waiting for a source that hangs. Not by an AbortSignal, which costs far more. */
function lettingGo(chunks: ChunkReader, onBytes: (bytes: number) => void): ChunkReader & { letGo(): void } {
  let isOver = false;
  let giveUp: ((reason: unknown) => void) | undefined;
  const closed = (): Error => new Error("The document was closed.");
  return {
    async next() {
      if (isOver) throw closed();
      const chunk = await new Promise<Uint8Array | undefined>((resolve, reject) => {
        giveUp = reject;
        chunks.next().then(resolve, reject);
      });
      if (chunk !== undefined) onBytes(chunk.length);
      return chunk;
    },
    close: () => chunks.close(),
    letGo() {
      isOver = true;
      giveUp?.(closed());
    },
  };
}

export interface HeadedChunks extends ChunkReader {
  /** The first bytes, as many as asked for or there are. */
  readonly head: Uint8Array;
  /** Leaves out the first bytes. */
  drop(count: number): void;
}

/** Reads ahead until `count` bytes are there; they come again from `next`. */
export async function withHead(chunks: ChunkReader, count: number): Promise<HeadedChunks> {
  let head = (count === 0 ? undefined : await chunks.next()) ?? new Uint8Array(0);
  while (head.length > 0 && head.length < count) {
    // The giver may use a chunk's memory again once the next is asked for.
    const kept = head.slice();
    const chunk = await chunks.next();
    head = new Uint8Array(kept.length + (chunk?.length ?? 0));
    head.set(kept);
    if (chunk === undefined) break;
    head.set(chunk, kept.length);
  }
  let pending: Uint8Array | undefined = head.length > 0 ? head : undefined;
  return {
    head,
    drop(bytes) {
      pending = pending?.subarray(bytes);
      if (pending?.length === 0) pending = undefined;
    },
    async next() {
      const first = pending;
      pending = undefined;
      return first ?? chunks.next();
    },
    close: () => chunks.close(),
  };
}

/** Every wait for a chunk ends when the signal does, with the caller's reason. */
export function withSignal(chunks: ChunkReader, signal: AbortSignal | undefined): ChunkReader {
  if (signal === undefined) return chunks;
  return {
    async next() {
      signal.throwIfAborted();
      let stop: (() => void) | undefined;
      const aborted = new Promise<never>((_, reject) => {
        stop = () => reject(signal.reason as unknown);
        signal.addEventListener("abort", stop, { once: true });
      });
      try {
        return await Promise.race([chunks.next(), aborted]);
      } catch (failure) {
        if (signal.aborted) await chunks.close();
        throw failure;
      } finally {
        if (stop !== undefined) signal.removeEventListener("abort", stop);
      }
    },
    close: () => chunks.close(),
  };
}
