import type { Column } from "@armillary/columns";
import { CODE_BYTES, type TformCode } from "../tform.ts";
import { type Block, type ItemReader, ItemValidity, type Span } from "./item-reader.ts";

export class FloatReader implements ItemReader {
  #values = new Float32Array(0);
  #next = 0;

  start(items: number): void {
    this.#values = new Float32Array(items);
    this.#next = 0;
  }

  read({ view }: Block, { at, stride, rows, items }: Span): void {
    const values = this.#values;
    let next = this.#next;
    for (let row = 0; row < rows; row++) {
      let from = at + row * stride;
      for (const end = from + items * 4; from < end; from += 4) values[next++] = view.getFloat32(from);
    }
    this.#next = next;
  }

  finish(): Column {
    return { kind: "float", length: this.#next, nulls: 0, values: this.#values.subarray(0, this.#next) };
  }
}

export class DoubleReader implements ItemReader {
  #values = new Float64Array(0);
  #next = 0;

  start(items: number): void {
    this.#values = new Float64Array(items);
    this.#next = 0;
  }

  read({ view }: Block, { at, stride, rows, items }: Span): void {
    const values = this.#values;
    let next = this.#next;
    for (let row = 0; row < rows; row++) {
      let from = at + row * stride;
      for (const end = from + items * 8; from < end; from += 8) values[next++] = view.getFloat64(from);
    }
    this.#next = next;
  }

  finish(): Column {
    return { kind: "float", length: this.#next, nulls: 0, values: this.#values.subarray(0, this.#next) };
  }
}

/** Codes whose values TSCAL and TZERO scale; a complex value is read as two of these. */
export type ScalableCode = Extract<TformCode, "B" | "I" | "J" | "K" | "E" | "D">;

export interface LinearScaling {
  readonly scale: number;
  readonly zero: number;
  /** The stored integer that is null, NaN for none (and for K the bigint nearest to it will do). */
  readonly nullValue: bigint | undefined;
  /** Values are pairs of real and imaginary part: `zero` goes to the real one alone. */
  readonly complex: boolean;
}

/** Reads numbers through TSCAL and TZERO into doubles. */
export class ScaledReader implements ItemReader {
  readonly #get: (view: DataView, at: number) => number | bigint;
  readonly #bytes: number;
  readonly #scaling: LinearScaling;
  readonly #null: number | bigint | undefined;
  #values = new Float64Array(0);
  #next = 0;
  #validity = new ItemValidity();

  constructor(code: ScalableCode, scaling: LinearScaling) {
    this.#get = GET[code];
    this.#bytes = CODE_BYTES[code];
    this.#scaling = scaling;
    this.#null =
      code === "K" ? scaling.nullValue : scaling.nullValue === undefined ? undefined : Number(scaling.nullValue);
  }

  start(items: number): void {
    this.#values = new Float64Array(items);
    this.#next = 0;
    this.#validity.start(items);
  }

  read({ view }: Block, { at, stride, rows, items }: Span): void {
    const { scale, zero, complex } = this.#scaling;
    const get = this.#get;
    for (let row = 0; row < rows; row++) {
      for (let item = 0; item < items; item++) {
        const stored = get(view, at + row * stride + item * this.#bytes);
        if (stored === this.#null) this.#validity.clear(this.#next);
        else this.#values[this.#next] = Number(stored) * scale + (complex && item % 2 === 1 ? 0 : zero);
        this.#next++;
      }
    }
  }

  finish(): Column {
    const values = this.#values.subarray(0, this.#next);
    return { kind: "float", length: values.length, values, ...this.#validity.finish(values.length) };
  }
}

const GET: Readonly<Record<ScalableCode, (view: DataView, at: number) => number | bigint>> = {
  B: (view, at) => view.getUint8(at),
  I: (view, at) => view.getInt16(at),
  J: (view, at) => view.getInt32(at),
  K: (view, at) => view.getBigInt64(at),
  E: (view, at) => view.getFloat32(at),
  D: (view, at) => view.getFloat64(at),
};
