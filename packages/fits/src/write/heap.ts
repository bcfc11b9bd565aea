import type { Column, ListColumn } from "@armillary/columns";
import { blockOf } from "../decode/item-reader.ts";
import { CODE_BYTES } from "../tform.ts";
import { arrayBytes, createItemWriter, heapBytesOf, partsOf } from "./cells/cell-writer.ts";
import { flattenFixed } from "./cells/flatten.ts";
import { type ItemWriter, wrongColumn } from "./cells/item-writer.ts";
import { checkText, type LostText } from "./cells/text.ts";
import type { StoredColumn } from "./stored-column.ts";

/** Bytes of one chunk. */
const CHUNK_BYTES = 256 << 10;

/** Writes what one column has in the heap, batch after batch, in the order that its descriptors count on. */
export class HeapWriter {
  readonly #stored: StoredColumn;
  readonly #writer: ItemWriter;
  readonly #lost: LostText;

  constructor(stored: StoredColumn, lost: LostText) {
    this.#stored = stored;
    this.#writer = createItemWriter(stored, lost);
    this.#lost = lost;
  }

  *write(column: Column): Generator<Uint8Array, void, void> {
    if (column.kind === "utf8") {
      checkText(column, this.#lost);
      yield column.bytes.subarray(column.offsets[0], column.offsets[column.length]);
    } else if (column.kind !== "list") {
      throw wrongColumn();
    } else if (this.#stored.code === "X") {
      yield this.#bits(column);
    } else {
      yield* this.#values(column);
    }
  }

  *#values({ offsets, length, item }: ListColumn): Generator<Uint8Array, void, void> {
    const flat = flattenFixed(item);
    const items = this.#stored.items * partsOf(this.#stored);
    const valueBytes = CODE_BYTES[this.#stored.code] / partsOf(this.#stored);
    const end = (offsets[length] as number) * items;
    const step = Math.floor(CHUNK_BYTES / valueBytes);
    for (let first = (offsets[0] as number) * items; first < end; first += step) {
      const count = Math.min(step, end - first);
      const bytes = new Uint8Array(count * valueBytes);
      this.#writer.write(flat, first, blockOf(bytes), { at: 0, stride: 0, rows: 1, items: count });
      yield bytes;
    }
  }

  /** Every array of bits starts with a byte of its own. */
  #bits(column: ListColumn): Uint8Array {
    const flat = flattenFixed(column.item);
    const { offsets, length } = column;
    const bytes = new Uint8Array(heapBytesOf(column, this.#stored));
    const block = blockOf(bytes);
    let at = 0;
    for (let row = 0; row < length; row++) {
      const first = (offsets[row] as number) * this.#stored.items;
      const count = (offsets[row + 1] as number) * this.#stored.items - first;
      this.#writer.write(flat, first, block, { at, stride: 0, rows: 1, items: count });
      at += arrayBytes(count, this.#stored);
    }
    return bytes;
  }
}
