import { kindBit, TOKEN } from "./token-kind.ts";

const FIRST_ROWS = 64;
/** Up to here a loop copies faster than a call. */
const SHORT_BYTES = 24;

/**
 * The cells of one column as they were written, before it is known what type they have: the text of each (strings unescaped,
 * numbers with every digit that was sent) and what it was.
 */
export class StagedColumn {
  readonly name: string;
  /** As it stands in the document, between quotes. */
  readonly key: Uint8Array;
  length = 0;
  kinds: Uint8Array = new Uint8Array(FIRST_ROWS);
  /** Text `i` is `bytes[offsets[i] .. offsets[i + 1]]`. */
  offsets: Int32Array = new Int32Array(FIRST_ROWS + 1);
  bytes: Uint8Array = new Uint8Array(FIRST_ROWS * 8);
  /** Bits (`kindBit`) of all kinds that were there. */
  kindsSeen = 0;
  #used = 0;

  constructor(name: string, key: Uint8Array) {
    this.name = name;
    this.key = key;
  }

  /** Adds what stands at `from[start .. end]`. */
  append(kind: number, from: Uint8Array, start: number, end: number): void {
    if (this.kinds.length === this.length) this.#grow();
    const size = end - start;
    if (this.bytes.length < this.#used + size) this.#widen(size);
    const { bytes } = this;
    let at = this.#used;
    if (size > SHORT_BYTES) {
      bytes.set(from.subarray(start, end), at);
      at += size;
    } else {
      for (let index = start; index < end; index++) bytes[at++] = from[index] as number;
    }
    this.#used = at;
    this.kinds[this.length] = kind;
    this.kindsSeen |= kindBit(kind);
    this.offsets[++this.length] = at;
  }

  /** Nulls up to this many rows. */
  pad(rows: number): void {
    while (this.length < rows) {
      if (this.kinds.length === this.length) this.#grow();
      this.kinds[this.length] = TOKEN.null;
      this.kindsSeen |= kindBit(TOKEN.null);
      this.offsets[++this.length] = this.#used;
    }
  }

  /** Takes back what is behind so many rows. */
  truncate(rows: number): void {
    if (this.length <= rows) return;
    this.length = rows;
    this.#used = this.offsets[rows] as number;
  }

  /** The text of a cell; "" for a null. */
  textAt(row: number): string {
    return utf8.decode(this.bytes.subarray(this.offsets[row], this.offsets[row + 1]));
  }

  #grow(): void {
    const kinds = new Uint8Array(this.kinds.length * 2);
    kinds.set(this.kinds);
    this.kinds = kinds;
    const offsets = new Int32Array(kinds.length + 1);
    offsets.set(this.offsets);
    this.offsets = offsets;
  }

  #widen(size: number): void {
    const bytes = new Uint8Array(Math.max(this.bytes.length * 2, this.#used + size));
    bytes.set(this.bytes);
    this.bytes = bytes;
  }
}

// A byte order mark inside a value is a character of it.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
