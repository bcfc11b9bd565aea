import type { ChunkReader } from "../bytes/source.ts";
import type { ByteWindow } from "../bytes/window.ts";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The bytes of a document on their way to its reader: they are kept until they are taken, by their offset in the
 * document. While rows are decoded nothing is kept.
 */
export class Tape implements ChunkReader {
  readonly #source: ChunkReader;
  #pieces: Uint8Array[] = [];
  /** Offset of the first byte kept. */
  #start = 0;
  #isKeeping = true;

  constructor(source: ChunkReader) {
    this.#source = source;
  }

  async next(): Promise<Uint8Array | undefined> {
    const chunk = await this.#source.next();
    if (chunk === undefined || !this.#isKeeping) return chunk;
    // The giver may use its memory again, and a Buffer's slice is no copy.
    const kept = new Uint8Array(chunk);
    this.#pieces.push(kept);
    return kept;
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  /** Takes the bytes from the first one kept up to `to`, which has been read. */
  take(to: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    let count = 0;
    for (; this.#start < to; count++) {
      const piece = this.#pieces[count] as Uint8Array;
      const wanted = to - this.#start;
      if (wanted >= piece.length) taken.push(piece);
      else {
        taken.push(piece.subarray(0, wanted));
        this.#pieces[count] = piece.subarray(wanted);
        count--;
      }
      this.#start += Math.min(wanted, piece.length);
    }
    this.#pieces.splice(0, count);
    return taken;
  }

  /** The text between two offsets that are kept. */
  text(from: number, to: number): string {
    const parts: Uint8Array[] = [];
    let at = this.#start;
    for (const piece of this.#pieces) {
      if (at >= to) break;
      if (at + piece.length > from) parts.push(piece.subarray(Math.max(0, from - at), to - at));
      at += piece.length;
    }
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return utf8.decode(only);
    const bytes = new Uint8Array(to - from);
    let length = 0;
    for (const part of parts) {
      bytes.set(part, length);
      length += part.length;
    }
    return utf8.decode(bytes);
  }

  /** Keeps what stands before `to`, and nothing that comes from now on. */
  stop(to: number): void {
    const before = this.#start;
    this.#pieces = this.take(to);
    this.#start = before;
    this.#isKeeping = false;
  }

  /** Keeps bytes again, from where the window stands on; those before must have been taken. */
  resume({ bytes, start, end, offset }: ByteWindow): void {
    this.#pieces = start < end ? [new Uint8Array(bytes.subarray(start, end))] : [];
    this.#start = offset;
    this.#isKeeping = true;
  }
}
