import { type Column, isValid } from "@armillary/columns";
import type { Block } from "../../decode/item-reader.ts";
import { type ItemWriter, type Place, wrongColumn } from "./item-writer.ts";

const BLANK = 0x20;

/** Hears of strings that a reader will not give as they are. */
export type LostText = (strings: number) => void;

/** Writes strings of at most `width` bytes, filled up with NUL (FITS 4.0, section 7.3.3.1). A null one has no bytes. */
export class TextWriter implements ItemWriter {
  readonly #width: number;
  readonly #lost: LostText;

  constructor(width: number, lost: LostText) {
    this.#width = width;
    this.#lost = lost;
  }

  write(column: Column, first: number, { bytes: target }: Block, { at, stride, rows, items }: Place): void {
    if (column.kind !== "utf8") throw wrongColumn();
    const { offsets, bytes, validity } = column;
    const width = this.#width;
    let lost = 0;
    let index = first;
    for (let row = 0; row < rows; row++) {
      for (let item = 0; item < items; item++, index++) {
        if (!isValid(validity, index)) continue;
        const start = offsets[index] as number;
        const end = offsets[index + 1] as number;
        if (end === start) continue;
        if (end - start > width) throw wrongColumn();
        let to = at + row * stride + item * width;
        let seenNul = false;
        for (let from = start; from < end; from++) {
          const byte = bytes[from] as number;
          if (byte === 0) seenNul = true;
          target[to++] = byte;
        }
        if (seenNul || bytes[end - 1] === BLANK) lost++;
      }
    }
    if (lost > 0) this.#lost(lost);
  }
}

/** Looks through strings that are written as one run of bytes for those that a reader will not give as they are. */
export function checkText(column: Column, lost: LostText): void {
  if (column.kind !== "utf8") throw wrongColumn();
  const { offsets, bytes, length } = column;
  const hasNul = bytes.subarray(offsets[0], offsets[length]).includes(0);
  let count = 0;
  for (let index = 0; index < length; index++) {
    const start = offsets[index] as number;
    const end = offsets[index + 1] as number;
    if (end === start) continue;
    if (bytes[end - 1] === BLANK || (hasNul && bytes.subarray(start, end).includes(0))) count++;
  }
  if (count > 0) lost(count);
}
