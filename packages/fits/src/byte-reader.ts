const NOTHING = new Uint8Array(0);

/** Bytes taken on credit before they have arrived; a claim of more grows with what comes. */
const CREDIT_BYTES = 8 << 20;

/** Reads a source of chunks forward, by counts of bytes, holding no more than one chunk and what is asked for. */
export class ByteReader {
  /** Bytes taken so far. */
  position = 0;
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #signal: AbortSignal | undefined;
  #chunk: Uint8Array = NOTHING;
  #at = 0;
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined) {
    this.#source = source[Symbol.asyncIterator]();
    this.#signal = signal;
  }

  /** Takes `count` bytes in one piece; fewer only at the end of the input. Good until the next call. */
  async read(count: number): Promise<Uint8Array> {
    const ready = this.#chunk.length - this.#at;
    if (ready >= count) return this.#take(count);
    let held = new Uint8Array(Math.min(count, CREDIT_BYTES));
    let filled = 0;
    do {
      const part = this.#take(count - filled);
      if (filled + part.length > held.length) {
        const wider = new Uint8Array(Math.min(count, Math.max(held.length * 2, filled + part.length)));
        wider.set(held.subarray(0, filled));
        held = wider;
      }
      held.set(part, filled);
      filled += part.length;
    } while (filled < count && (await this.#pull()));
    return held.subarray(0, filled);
  }

  /** Takes what is there, at most `count` bytes; empty only at the end of the input or for a count of 0. */
  async readSome(count: number): Promise<Uint8Array> {
    if (count > 0 && this.#at === this.#chunk.length) await this.#pull();
    return this.#take(count);
  }

  /** Passes over `count` bytes, or to the end of the input. */
  async skip(count: number): Promise<void> {
    const end = this.position + count;
    do this.#take(end - this.position);
    while (this.position < end && (await this.#pull()));
  }

  /** Cancels the source. Idempotent. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#chunk = NOTHING;
    this.#at = 0;
    await this.#source.return?.();
  }

  #take(count: number): Uint8Array {
    const part = this.#chunk.subarray(this.#at, this.#at + count);
    this.#at += part.length;
    this.position += part.length;
    return part;
  }

  async #pull(): Promise<boolean> {
    while (!this.#ended) {
      this.#signal?.throwIfAborted();
      const { done, value } = await this.#source.next();
      if (done) this.#ended = true;
      else if (value.length > 0) {
        this.#chunk = value;
        this.#at = 0;
        return true;
      }
    }
    return false;
  }
}
