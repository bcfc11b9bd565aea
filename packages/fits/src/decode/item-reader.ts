import type { Column } from "@armillary/columns";

/** Bytes of some rows, or of a heap. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export function blockOf(bytes: Uint8Array): Block {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** Which bytes of a block to read: `rows` cells of `items` values each, the first at `at`, the next `stride` further. */
export interface Span {
  readonly at: number;
  readonly stride: number;
  readonly rows: number;
  readonly items: number;
  /** Row of the table that the first cell is in, for reports. */
  readonly row: number;
}

/** Turns stored values of one code into a flat column of them. Reused batch after batch. */
export interface ItemReader {
  /** Makes room for a batch of `items` values (of text: characters) in `cells` cells. */
  start(items: number, cells: number): void;
  read(block: Block, span: Span): void;
  /** What was read since `start`. */
  finish(): Column;
}

/** Takes a cell that does not decode: throws, or reports and lets it be null. */
export type Fault = (row: number, message: string) => void;

/** Validity of the values being read, which exists from the first null on. */
export class ItemValidity {
  nulls = 0;
  #bits: Uint8Array | undefined;
  #items = 0;

  start(items: number): void {
    this.nulls = 0;
    this.#bits = undefined;
    this.#items = items;
  }

  clear(index: number): void {
    this.#bits ??= new Uint8Array((this.#items + 7) >> 3).fill(0xff);
    const byte = index >> 3;
    this.#bits[byte] = (this.#bits[byte] as number) & ~(1 << (index & 7));
    this.nulls++;
  }

  /** The part of a column about nulls, for the first `length` values. */
  finish(length: number): { nulls: number; validity?: Uint8Array } {
    const bits = this.#bits;
    if (bits === undefined) return { nulls: 0 };
    const validity = bits.subarray(0, (length + 7) >> 3);
    const spare = validity.length * 8 - length;
    if (spare > 0) validity[validity.length - 1] = (validity[validity.length - 1] as number) & (0xff >> spare);
    return { nulls: this.nulls, validity };
  }
}
