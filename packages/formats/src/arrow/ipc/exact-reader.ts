import { ArrowFormatError } from "../errors.ts";

/** What is set aside on the word of a file alone; more is taken as the bytes come. */
const TRUSTED_BYTES = 64 * 1024 * 1024;

/** Reads given numbers of bytes from chunks. Keeps no chunk: their giver may use their memory again. */
export class ExactReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #onBytes: (bytesRead: number) => void;
  #chunk = new Uint8Array(0);
  #bytesRead = 0;

  constructor(source: AsyncIterable<Uint8Array>, onBytes: (bytesRead: number) => void) {
    this.#source = source[Symbol.asyncIterator]();
    this.#onBytes = onBytes;
  }

  /** @throws ArrowFormatError code ARROW_TRUNCATED when fewer bytes are left */
  async int32(): Promise<number> {
    const bytes = await this.bytes(4, 0);
    return new DataView(bytes.buffer).getInt32(0, true);
  }

  /** As `int32`, but undefined when nothing at all is left. */
  async int32OrEnd(): Promise<number | undefined> {
    return (await this.#fill()) ? this.int32() : undefined;
  }

  /**
   * The next `count` bytes in memory of their own, after `room` bytes left for the caller.
   * @throws ArrowFormatError code ARROW_TRUNCATED when fewer are left
   */
  async bytes(count: number, room: number): Promise<Uint8Array<ArrayBuffer>> {
    let memory = new Uint8Array(room + Math.min(count, TRUSTED_BYTES));
    let at = room;
    while (at < room + count) {
      if (!(await this.#fill())) {
        const missing = room + count - at;
        throw new ArrowFormatError(
          "ARROW_TRUNCATED",
          `The Arrow data ends ${missing} bytes before the end of a message.`,
        );
      }
      if (at === memory.length) {
        const wider = new Uint8Array(Math.min(room + count, memory.length * 2));
        wider.set(memory);
        memory = wider;
      }
      const taken = Math.min(this.#chunk.length, memory.length - at);
      memory.set(this.#chunk.subarray(0, taken), at);
      this.#chunk = this.#chunk.subarray(taken);
      at += taken;
    }
    return memory;
  }

  /** All that is left, which may be `limit` bytes. */
  async rest(limit: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    while (await this.#fill()) {
      parts.push(this.#chunk.slice());
      length += this.#chunk.length;
      this.#chunk = this.#chunk.subarray(this.#chunk.length);
      if (length > limit)
        throw new ArrowFormatError("ARROW_FORMAT", `More than ${limit} bytes follow the Arrow stream.`);
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** Cancels the source. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  /** Whether there is a byte to take. */
  async #fill(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      this.#chunk = next.value as Uint8Array<ArrayBuffer>;
      this.#bytesRead += next.value.length;
      this.#onBytes(this.#bytesRead);
    }
    return true;
  }
}
