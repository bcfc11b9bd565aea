/** Bytes are not in the encoding that they are decoded by; `readable` is what came before them in the last chunk. */
export class BrokenText extends Error {
  override readonly name = "BrokenText";
  readonly encoding: string;
  readonly readable: string;

  constructor(encoding: string, readable: string, options: ErrorOptions) {
    super(`not ${encoding}`, options);
    this.encoding = encoding;
    this.readable = readable;
  }
}

/** Decodes text chunk by chunk: in the encoding named, else UTF-16 where a byte order mark says so, else UTF-8. */
export class ChunkDecoder {
  #decoder: TextDecoder | undefined;
  /** Before the encoding is known all bytes, then the end of the chunk before, where a character may have begun. */
  #before = new Uint8Array(0);

  constructor(encoding: string | undefined) {
    if (encoding !== undefined) this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  /** @throws BrokenText */
  decode(chunk: Uint8Array): string {
    let bytes = chunk;
    if (this.#decoder === undefined) {
      bytes = joined(this.#before, chunk);
      this.#before = bytes.slice();
      if (bytes.length < 2) return "";
      this.#decoder = new TextDecoder(encodingOf(bytes), { fatal: true });
      this.#before = new Uint8Array(0);
    }
    const decoder = this.#decoder;
    const text = this.#decodeOrExplain(decoder, bytes, () => decoder.decode(bytes, { stream: true }));
    this.#before = bytes.slice(-3);
    return text;
  }

  /** The end of the text. */
  end(): string {
    const decoder = this.#decoder;
    if (decoder !== undefined) return this.#decodeOrExplain(decoder, new Uint8Array(0), () => decoder.decode());
    const whole = this.#before;
    const utf8 = new TextDecoder("utf-8", { fatal: true });
    return this.#decodeOrExplain(utf8, whole, () => utf8.decode(whole));
  }

  #decodeOrExplain(decoder: TextDecoder, bytes: Uint8Array, decode: () => string): string {
    try {
      return decode();
    } catch (cause) {
      // From the last byte that begins a character of UTF-8, which may be the one that is broken.
      let begun = this.#before.length;
      while (begun > 0 && (this.#before[begun] ?? 0) < 0xc0) begun--;
      const shown = new TextDecoder(decoder.encoding).decode(joined(this.#before.subarray(begun), bytes));
      throw new BrokenText(decoder.encoding, shown.split("\ufffd", 1)[0] ?? "", { cause });
    }
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return "utf-8";
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
