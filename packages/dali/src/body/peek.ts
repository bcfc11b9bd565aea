/** So many bytes are looked at as they come, more in steps of `STEP_BYTES`: a service may send byte by byte. */
const CLOSE_BYTES = 1024;
const STEP_BYTES = 64;

/** The start of a stream, and the whole of it still to be read. */
export interface Peeked {
  readonly start: Uint8Array;
  /** Whether the stream ended within it. */
  readonly isWhole: boolean;
  /** All bytes from the first, once. An error that came while looking comes after the bytes that came before it. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Looks at the start of a stream without consuming it.
 * @param isEnough - asked as they come with all bytes so far
 * @param maxBytes - looks no further
 * @throws what the stream throws before its first byte
 */
export async function peek(
  source: AsyncIterable<Uint8Array>,
  isEnough: (start: Uint8Array) => boolean,
  maxBytes: number,
): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let judged = 0;
  let end: { readonly thrown?: unknown } | undefined;
  while (end === undefined && length < maxBytes) {
    if (length > judged && (length < CLOSE_BYTES || length - judged >= STEP_BYTES)) {
      judged = length;
      if (isEnough(concatenate(chunks))) break;
    }
    try {
      const { value, done } = await iterator.next();
      if (done === true) {
        end = {};
      } else {
        chunks.push(value);
        length += value.length;
      }
    } catch (thrown) {
      if (chunks.length === 0) throw thrown;
      end = { thrown };
    }
  }
  const start = concatenate(chunks);
  return { start, isWhole: end !== undefined, body: { [Symbol.asyncIterator]: () => replay(iterator, chunks, end) } };
}

/** Not a generator: leaving must close the stream also before the first chunk. */
function replay(
  iterator: AsyncIterator<Uint8Array>,
  chunks: Uint8Array[],
  end: { readonly thrown?: unknown } | undefined,
): AsyncIterator<Uint8Array> {
  return {
    async next() {
      const value = chunks.shift();
      if (value !== undefined) return { value, done: false };
      if (end === undefined) return iterator.next();
      if ("thrown" in end) throw end.thrown;
      return { value: undefined, done: true };
    },
    async return() {
      chunks.length = 0;
      await iterator.return?.();
      return { value: undefined, done: true };
    },
  };
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** As much of gzip-compressed bytes as their start, cut anywhere, gives. */
export async function inflateStart(start: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  // What is cut fails at its end, after all that could be had.
  writer.write(start as Uint8Array<ArrayBuffer>).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = stream.readable.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < maxBytes) {
      const { value, done } = await reader.read();
      if (done) break;
      parts.push(value);
      length += value.length;
    }
  } catch {
    // Cut, or damaged: what came before is what there is.
  }
  await reader.cancel().catch(() => undefined);
  return concatenate(parts).subarray(0, maxBytes);
}
