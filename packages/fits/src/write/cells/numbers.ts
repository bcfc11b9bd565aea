import type { Column, IntValues } from "@armillary/columns";
import type { Block } from "../../decode/item-reader.ts";
import { forEachNull, type ItemWriter, type Place, wrongColumn } from "./item-writer.ts";

// One class a width, as in the readers. The loops write bit patterns: `flip` (the top bit) is all that the other signedness
// of a type takes, and a NaN keeps its bits.

export class ByteWriter implements ItemWriter {
  readonly #flip: number;
  readonly #null: number;

  /** @param nullValue - the stored value that is null */
  constructor(flipped: boolean, nullValue: bigint | undefined) {
    this.#flip = flipped ? 0x80 : 0;
    this.#null = Number(nullValue ?? 0n);
  }

  write(column: Column, first: number, { bytes }: Block, place: Place): void {
    const values = smallIntegers(column);
    const { at, stride, rows, items } = place;
    const flip = this.#flip;
    let index = first;
    for (let row = 0; row < rows; row++) {
      let to = at + row * stride;
      for (const end = to + items; to < end; to++) bytes[to] = (values[index++] as number) ^ flip;
    }
    forEachNull(column, first, place, 1, (to) => {
      bytes[to] = this.#null;
    });
  }
}

export class ShortWriter implements ItemWriter {
  readonly #flip: number;
  readonly #null: number;

  /** @param nullValue - the stored value that is null */
  constructor(flipped: boolean, nullValue: bigint | undefined) {
    this.#flip = flipped ? 0x8000 : 0;
    this.#null = Number(nullValue ?? 0n);
  }

  write(column: Column, first: number, { view }: Block, place: Place): void {
    const values = smallIntegers(column);
    const { at, stride, rows, items } = place;
    const flip = this.#flip;
    let index = first;
    for (let row = 0; row < rows; row++) {
      let to = at + row * stride;
      for (const end = to + items * 2; to < end; to += 2) view.setInt16(to, (values[index++] as number) ^ flip);
    }
    forEachNull(column, first, place, 2, (to) => view.setInt16(to, this.#null));
  }
}

export class IntWriter implements ItemWriter {
  readonly #flip: number;
  readonly #null: number;

  /** @param nullValue - the stored value that is null */
  constructor(flipped: boolean, nullValue: bigint | undefined) {
    this.#flip = flipped ? 0x80000000 | 0 : 0;
    this.#null = Number(nullValue ?? 0n);
  }

  write(column: Column, first: number, { view }: Block, place: Place): void {
    const values = smallIntegers(column);
    const { at, stride, rows, items } = place;
    const flip = this.#flip;
    let index = first;
    for (let row = 0; row < rows; row++) {
      let to = at + row * stride;
      for (const end = to + items * 4; to < end; to += 4) view.setInt32(to, (values[index++] as number) ^ flip);
    }
    forEachNull(column, first, place, 4, (to) => view.setInt32(to, this.#null));
  }
}

export class LongWriter implements ItemWriter {
  readonly #flip: number;
  readonly #null: bigint;

  /** @param nullValue - the stored value that is null */
  constructor(flipped: boolean, nullValue: bigint | undefined) {
    this.#flip = flipped ? 0x80000000 | 0 : 0;
    this.#null = nullValue ?? 0n;
  }

  write(column: Column, first: number, { view }: Block, place: Place): void {
    if (column.kind !== "int") throw wrongColumn();
    const { values } = column;
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
      writeWords(values, first, this.#flip, view, place);
    } else {
      const { at, stride, rows, items } = place;
      let index = first;
      for (let row = 0; row < rows; row++) {
        let to = at + row * stride;
        for (const end = to + items * 8; to < end; to += 8) {
          const value = values[index++] as number;
          view.setInt32(to, value < 0 ? -1 : 0);
          view.setInt32(to + 4, value);
        }
      }
    }
    forEachNull(column, first, place, 8, (to) => view.setBigInt64(to, this.#null));
  }
}

export class FloatWriter implements ItemWriter {
  write(column: Column, first: number, { view }: Block, place: Place): void {
    if (column.kind !== "float") throw wrongColumn();
    const { buffer, byteOffset, length } = column.values;
    const words = new Int32Array(buffer, byteOffset, length);
    const { at, stride, rows, items } = place;
    let index = first;
    for (let row = 0; row < rows; row++) {
      let to = at + row * stride;
      for (const end = to + items * 4; to < end; to += 4) view.setInt32(to, words[index++] as number);
    }
    forEachNull(column, first, place, 4, (to) => view.setFloat32(to, Number.NaN));
  }
}

export class DoubleWriter implements ItemWriter {
  write(column: Column, first: number, { view }: Block, place: Place): void {
    if (column.kind !== "float") throw wrongColumn();
    writeWords(column.values, first, 0, view, place);
    forEachNull(column, first, place, 8, (to) => view.setFloat64(to, Number.NaN));
  }
}

/** Which half of a value of 64 bits comes first in memory here. */
const HIGH_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** Values of 64 bits as two words each, the high one xor'ed with `flip`. */
function writeWords(
  values: Float32Array | Float64Array | BigInt64Array | BigUint64Array,
  first: number,
  flip: number,
  view: DataView,
  { at, stride, rows, items }: Place,
): void {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  let index = first * 2;
  for (let row = 0; row < rows; row++) {
    let to = at + row * stride;
    for (const end = to + items * 8; to < end; to += 8, index += 2) {
      view.setInt32(to, (words[index + HIGH_WORD] as number) ^ flip);
      view.setInt32(to + 4, words[index + 1 - HIGH_WORD] as number);
    }
  }
}

type SmallIntegers = Exclude<IntValues, BigInt64Array | BigUint64Array>;

function smallIntegers(column: Column): SmallIntegers {
  if (column.kind !== "int" || column.values instanceof BigInt64Array || column.values instanceof BigUint64Array) {
    throw wrongColumn();
  }
  return column.values;
}
