import type { Column, IntValues } from "@armillary/columns";
import { type Block, type ItemReader, ItemValidity, type Span } from "./item-reader.ts";

// One class a width: a loop that sees one kind of array is what the engine makes fast. The loops write bit patterns, so
// `flip` (the top bit, for unsigned conventions) is all that the signedness of the result takes.

/** Reads bytes as they are, or flipped to signed ones. */
export class ByteIntReader implements ItemReader {
  readonly #flip: number;
  readonly #null: number;
  #values = new Uint8Array(0);
  #next = 0;
  #validity = new ItemValidity();

  /** @param nullValue - the stored value that is null, NaN for none */
  constructor(flipped: boolean, nullValue: number) {
    this.#flip = flipped ? 0x80 : 0;
    this.#null = nullValue;
  }

  start(items: number): void {
    this.#values = new Uint8Array(items);
    this.#next = 0;
    this.#validity.start(items);
  }

  read({ bytes }: Block, { at, stride, rows, items }: Span): void {
    const values = this.#values;
    const flip = this.#flip;
    const nullValue = this.#null;
    let next = this.#next;
    for (let row = 0; row < rows; row++) {
      let from = at + row * stride;
      for (const end = from + items; from < end; from++) {
        const stored = bytes[from] as number;
        if (stored === nullValue) this.#validity.clear(next++);
        else values[next++] = stored ^ flip;
      }
    }
    this.#next = next;
  }

  finish(): Column {
    const values = this.#values.subarray(0, this.#next);
    const signed = this.#flip !== 0;
    return intColumn(signed ? new Int8Array(values.buffer, 0, this.#next) : values, this.#validity);
  }
}

export class ShortReader implements ItemReader {
  readonly #flip: number;
  readonly #null: number;
  #values = new Int16Array(0);
  #next = 0;
  #validity = new ItemValidity();

  /** @param nullValue - the stored value that is null, NaN for none */
  constructor(flipped: boolean, nullValue: number) {
    this.#flip = flipped ? 0x8000 : 0;
    this.#null = nullValue;
  }

  start(items: number): void {
    this.#values = new Int16Array(items);
    this.#next = 0;
    this.#validity.start(items);
  }

  read({ view }: Block, { at, stride, rows, items }: Span): void {
    const values = this.#values;
    const flip = this.#flip;
    const nullValue = this.#null;
    let next = this.#next;
    for (let row = 0; row < rows; row++) {
      let from = at + row * stride;
      for (const end = from + items * 2; from < end; from += 2) {
        const stored = view.getInt16(from);
        if (stored === nullValue) this.#validity.clear(next++);
        else values[next++] = stored ^ flip;
      }
    }
    this.#next = next;
  }

  finish(): Column {
    const values = this.#values.subarray(0, this.#next);
    const unsigned = this.#flip !== 0;
    return intColumn(unsigned ? new Uint16Array(values.buffer, 0, this.#next) : values, this.#validity);
  }
}

export class IntReader implements ItemReader {
  readonly #flip: number;
  readonly #null: number;
  #values = new Int32Array(0);
  #next = 0;
  #validity = new ItemValidity();

  /** @param nullValue - the stored value that is null, NaN for none */
  constructor(flipped: boolean, nullValue: number) {
    this.#flip = flipped ? 0x80000000 | 0 : 0;
    this.#null = nullValue;
  }

  start(items: number): void {
    this.#values = new Int32Array(items);
    this.#next = 0;
    this.#validity.start(items);
  }

  read({ view }: Block, { at, stride, rows, items }: Span): void {
    const values = this.#values;
    const flip = this.#flip;
    const nullValue = this.#null;
    let next = this.#next;
    for (let row = 0; row < rows; row++) {
      let from = at + row * stride;
      for (const end = from + items * 4; from < end; from += 4) {
        const stored = view.getInt32(from);
        if (stored === nullValue) this.#validity.clear(next++);
        else values[next++] = stored ^ flip;
      }
    }
    this.#next = next;
  }

  finish(): Column {
    const values = this.#values.subarray(0, this.#next);
    const unsigned = this.#flip !== 0;
    return intColumn(unsigned ? new Uint32Array(values.buffer, 0, this.#next) : values, this.#validity);
  }
}

/** Which half of a 64-bit integer comes first in memory here. */
const LOW_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;
const HIGH_WORD = 1 - LOW_WORD;

/** Reads 64-bit integers as two words each, without making a bigint of any. */
export class LongReader implements ItemReader {
  readonly #flip: number;
  readonly #hasNull: boolean;
  readonly #nullHigh: number;
  readonly #nullLow: number;
  #words = new Int32Array(0);
  #next = 0;
  #validity = new ItemValidity();

  /** @param nullValue - the stored value that is null */
  constructor(flipped: boolean, nullValue: bigint | undefined) {
    this.#flip = flipped ? 0x80000000 | 0 : 0;
    this.#hasNull = nullValue !== undefined;
    this.#nullHigh = Number(BigInt.asIntN(32, (nullValue ?? 0n) >> 32n));
    this.#nullLow = Number(BigInt.asIntN(32, nullValue ?? 0n));
  }

  start(items: number): void {
    this.#words = new Int32Array(items * 2);
    this.#next = 0;
    this.#validity.start(items);
  }

  read({ view }: Block, { at, stride, rows, items }: Span): void {
    const words = this.#words;
    const flip = this.#flip;
    const hasNull = this.#hasNull;
    const nullHigh = this.#nullHigh;
    const nullLow = this.#nullLow;
    let next = this.#next;
    for (let row = 0; row < rows; row++) {
      let from = at + row * stride;
      for (const end = from + items * 8; from < end; from += 8) {
        const high = view.getInt32(from);
        const low = view.getInt32(from + 4);
        if (hasNull && low === nullLow && high === nullHigh) this.#validity.clear(next);
        else {
          words[next * 2 + HIGH_WORD] = high ^ flip;
          words[next * 2 + LOW_WORD] = low;
        }
        next++;
      }
    }
    this.#next = next;
  }

  finish(): Column {
    const buffer = this.#words.buffer;
    const unsigned = this.#flip !== 0;
    const values = unsigned ? new BigUint64Array(buffer, 0, this.#next) : new BigInt64Array(buffer, 0, this.#next);
    return intColumn(values, this.#validity);
  }
}

function intColumn(values: IntValues, validity: ItemValidity): Column {
  return { kind: "int", length: values.length, values, ...validity.finish(values.length) };
}
