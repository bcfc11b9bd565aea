/** So many bytes are looked at as they come, more in steps of `STEP_BYTES`: a service may send byte by byte. */
const CLOSE_BYTES = 1024;
const STEP_BYTES = 64;

/** Looks at the start of a stream without consuming it: what was looked at is in `body` again. */
export class LookAhead {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #end: { readonly thrown?: unknown } | undefined;
  #isTaken = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  /** Whether the stream ended within what was looked at. */
  get isWhole(): boolean {
    return this.#end !== undefined;
  }

  /**
   * Looks on until it is enough, the stream ends, or `maxBytes` are there; gives all bytes from the first. Once `body` is being
   * read, nothing further is looked at.
   * @param isEnough - asked with all bytes so far
   * @throws what the stream throws before its first byte; later errors come in `body`, after the bytes before them
   */
  async look(isEnough: (start: Uint8Array) => boolean, maxBytes: number): Promise<Uint8Array> {
    for (let judged = 0; this.#end === undefined && !this.#isTaken && this.#length < maxBytes; ) {
      if (this.#length > judged && (this.#length < CLOSE_BYTES || this.#length - judged >= STEP_BYTES)) {
        judged = this.#length;
        if (isEnough(concatenate(this.#chunks))) break;
      }
      await this.#pull();
    }
    return concatenate(this.#chunks).subarray(0, maxBytes);
  }

  async #pull(): Promise<void> {
    try {
      const { value, done } = await this.#iterator.next();
      if (done === true) {
        this.#end = {};
      } else {
        this.#chunks.push(value);
        this.#length += value.length;
      }
    } catch (thrown) {
      if (this.#length === 0) throw thrown;
      this.#end = { thrown };
    }
  }

  /** All bytes from the first, once. */
  get body(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.#replay() };
  }

  /** Not a generator: leaving must close the stream also before the first chunk. */
  #replay(): AsyncIterator<Uint8Array> {
    if (this.#isTaken) throw new TypeError("A body can be read once.");
    this.#isTaken = true;
    let at = 0;
    return {
      next: async () => {
        // They are kept for whoever asks for words later; their number is bounded.
        const value = this.#chunks[at++];
        if (value !== undefined) return { value, done: false };
        if (this.#end === undefined) return this.#iterator.next();
        if ("thrown" in this.#end) throw this.#end.thrown;
        return { value: undefined, done: true };
      },
      return: async () => {
        await this.#iterator.return?.();
        this.#end = {};
        return { value: undefined, done: true };
      },
    };
  }
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
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
