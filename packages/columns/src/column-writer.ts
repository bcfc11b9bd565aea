import type { CellValue, Column, IntValues } from "./column.ts";
import type { IntLayout, Layout } from "./layout.ts";
import { leafOf } from "./layout.ts";
import { bitBytes, setBit } from "./validity.ts";

/** Takes values one at a time and gives a column. One writer for each layout; each reused batch after batch. */
export interface ColumnWriter {
  /** Values taken since the last `take`. */
  readonly length: number;
  /**
   * Adds a value: boolean, number, bigint (64-bit integers), string, null.
   * A list is given flat, in serialized order (the fastest axis first), nested or not in the layout.
   */
  append(value: CellValue): void;
  /** Gives what was added as a column and starts again from nothing. */
  take(): Column;
}

/** A writer for columns of `layout`. Wrong kinds of value are a fault of the caller and throw TypeError. */
export function createColumnWriter(layout: Layout): ColumnWriter {
  switch (layout.kind) {
    case "bool":
      return new BoolWriter();
    case "int":
      return layout.bits === 64 ? new BigIntWriter(layout.signed) : new NumberWriter(intArray(layout), "int");
    case "float":
      return new NumberWriter(layout.bits === 32 ? Float32Array : Float64Array, "float");
    case "utf8":
      return new Utf8Writer();
    case "list":
      return new ListWriter(layout.item);
    case "fixed":
      return new FixedWriter(layout.size, layout.item);
  }
}

type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;
type NumberArrayType = new (length: number) => NumberArray;

function intArray(layout: IntLayout): NumberArrayType {
  if (layout.bits === 8) return layout.signed ? Int8Array : Uint8Array;
  if (layout.bits === 16) return layout.signed ? Int16Array : Uint16Array;
  return layout.signed ? Int32Array : Uint32Array;
}

const FIRST_CAPACITY = 64;

/** Bits of validity that exist only from the first null on. */
class Validity {
  nulls = 0;
  #bits: Uint8Array | undefined;

  append(index: number, valid: boolean): void {
    if (valid) {
      if (this.#bits !== undefined) this.#set(index);
      return;
    }
    if (this.#bits === undefined) {
      this.#bits = new Uint8Array(Math.max(8, bitBytes(index + 1)));
      for (let before = 0; before < index; before++) setBit(this.#bits, before);
    }
    this.nulls++;
  }

  take(length: number): { nulls: number; validity?: Uint8Array } {
    const bits = this.#bits;
    const nulls = this.nulls;
    this.#bits = undefined;
    this.nulls = 0;
    if (bits === undefined) return { nulls: 0 };
    const validity = new Uint8Array(bitBytes(length));
    validity.set(bits.subarray(0, validity.length));
    return { nulls, validity };
  }

  #set(index: number): void {
    let bits = this.#bits as Uint8Array;
    if (bits.length * 8 <= index) {
      const wider = new Uint8Array(bits.length * 2 + 8);
      wider.set(bits);
      this.#bits = bits = wider;
    }
    setBit(bits, index);
  }
}

class BoolWriter implements ColumnWriter {
  length = 0;
  #bits = new Uint8Array(bitBytes(FIRST_CAPACITY));
  #validity = new Validity();

  append(value: CellValue): void {
    if (value !== null && typeof value !== "boolean") throw wrongKind(value, "boolean");
    if (this.#bits.length * 8 <= this.length) this.#bits = grown(this.#bits, this.#bits.length * 2);
    if (value === true) setBit(this.#bits, this.length);
    this.#validity.append(this.length, value !== null);
    this.length++;
  }

  take(): Column {
    const length = this.length;
    const column: Column = {
      kind: "bool",
      length,
      bits: this.#bits.slice(0, bitBytes(length)),
      ...this.#validity.take(length),
    };
    this.length = 0;
    this.#bits = new Uint8Array(bitBytes(FIRST_CAPACITY));
    return column;
  }
}

class NumberWriter implements ColumnWriter {
  length = 0;
  readonly #arrayType: NumberArrayType;
  readonly #kind: "int" | "float";
  #values: NumberArray;
  #validity = new Validity();

  constructor(arrayType: NumberArrayType, kind: "int" | "float") {
    this.#arrayType = arrayType;
    this.#kind = kind;
    this.#values = new arrayType(FIRST_CAPACITY);
  }

  append(value: CellValue): void {
    if (value !== null && typeof value !== "number") throw wrongKind(value, "number");
    if (this.#values.length <= this.length) {
      const wider = new this.#arrayType(this.#values.length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.length] = value ?? 0;
    this.#validity.append(this.length, value !== null);
    this.length++;
  }

  take(): Column {
    const length = this.length;
    const values = this.#values.slice(0, length);
    const validity = this.#validity.take(length);
    this.length = 0;
    return this.#kind === "int"
      ? { kind: "int", length, values: values as IntValues, ...validity }
      : { kind: "float", length, values: values as Float32Array | Float64Array, ...validity };
  }
}

class BigIntWriter implements ColumnWriter {
  length = 0;
  #values: BigInt64Array | BigUint64Array;
  #validity = new Validity();

  constructor(signed: boolean) {
    this.#values = signed ? new BigInt64Array(FIRST_CAPACITY) : new BigUint64Array(FIRST_CAPACITY);
  }

  append(value: CellValue): void {
    if (value !== null && typeof value !== "bigint") throw wrongKind(value, "bigint");
    const values = this.#values;
    if (values.length <= this.length) {
      this.#values =
        values instanceof BigInt64Array ? new BigInt64Array(values.length * 2) : new BigUint64Array(values.length * 2);
      this.#values.set(values);
    }
    this.#values[this.length] = value ?? 0n;
    this.#validity.append(this.length, value !== null);
    this.length++;
  }

  take(): Column {
    const length = this.length;
    const values = this.#values.slice(0, length);
    this.length = 0;
    return { kind: "int", length, values, ...this.#validity.take(length) };
  }
}

const utf8 = new TextEncoder();

class Utf8Writer implements ColumnWriter {
  length = 0;
  #offsets = new Int32Array(FIRST_CAPACITY);
  #bytes = new Uint8Array(FIRST_CAPACITY * 16);
  #used = 0;
  #validity = new Validity();

  append(value: CellValue): void {
    if (value !== null && typeof value !== "string") throw wrongKind(value, "string");
    if (value !== null && value !== "") {
      const most = value.length * 3;
      if (this.#bytes.length < this.#used + most) {
        this.#bytes = grown(this.#bytes, Math.max(this.#bytes.length * 2, this.#used + most));
      }
      this.#used += utf8.encodeInto(value, this.#bytes.subarray(this.#used)).written;
    }
    this.#validity.append(this.length, value !== null);
    this.length++;
    if (this.#offsets.length <= this.length) {
      const wider = new Int32Array(this.#offsets.length * 2);
      wider.set(this.#offsets);
      this.#offsets = wider;
    }
    this.#offsets[this.length] = this.#used;
  }

  take(): Column {
    const length = this.length;
    const column: Column = {
      kind: "utf8",
      length,
      offsets: this.#offsets.slice(0, length + 1),
      bytes: this.#bytes.slice(0, this.#used),
      ...this.#validity.take(length),
    };
    this.length = 0;
    this.#used = 0;
    return column;
  }
}

class ListWriter implements ColumnWriter {
  length = 0;
  readonly #item: ColumnWriter;
  readonly #leafItems: number;
  #offsets: number[] = [0];
  #items = 0;
  #validity = new Validity();

  constructor(item: Layout) {
    this.#item = createColumnWriter(item);
    this.#leafItems = leafOf(item).fixedItems;
  }

  append(value: CellValue): void {
    if (value !== null && !Array.isArray(value)) throw wrongKind(value, "array");
    if (value !== null) {
      const items = value.length / this.#leafItems;
      if (!Number.isInteger(items))
        throw new TypeError(`a list of ${value.length} is not a multiple of ${this.#leafItems}`);
      appendItems(this.#item, value, items, this.#leafItems);
      this.#items += items;
    }
    this.#validity.append(this.length, value !== null);
    this.length++;
    this.#offsets.push(this.#items);
  }

  take(): Column {
    const length = this.length;
    const column: Column = {
      kind: "list",
      length,
      offsets: Int32Array.from(this.#offsets),
      item: this.#item.take(),
      ...this.#validity.take(length),
    };
    this.length = 0;
    this.#items = 0;
    this.#offsets = [0];
    return column;
  }
}

class FixedWriter implements ColumnWriter {
  length = 0;
  readonly #size: number;
  readonly #item: ColumnWriter;
  readonly #leafItems: number;
  #validity = new Validity();

  constructor(size: number, item: Layout) {
    this.#size = size;
    this.#item = createColumnWriter(item);
    this.#leafItems = leafOf(item).fixedItems;
  }

  append(value: CellValue): void {
    if (value !== null && !Array.isArray(value)) throw wrongKind(value, "array");
    if (value === null) {
      for (let item = 0; item < this.#size; item++) this.#item.append(null);
    } else {
      if (value.length !== this.#size * this.#leafItems) {
        throw new TypeError(`a list of ${value.length} where ${this.#size * this.#leafItems} are due`);
      }
      appendItems(this.#item, value, this.#size, this.#leafItems);
    }
    this.#validity.append(this.length, value !== null);
    this.length++;
  }

  take(): Column {
    const length = this.length;
    this.length = 0;
    return {
      kind: "fixed",
      length,
      size: this.#size,
      item: this.#item.take(),
      ...this.#validity.take(length),
    };
  }
}

function appendItems(writer: ColumnWriter, flat: readonly CellValue[], items: number, leafItems: number): void {
  const nested = writer instanceof FixedWriter;
  for (let item = 0; item < items; item++) {
    if (nested) writer.append(flat.slice(item * leafItems, (item + 1) * leafItems));
    else writer.append(flat[item] ?? null);
  }
}

function grown(bytes: Uint8Array, capacity: number): Uint8Array<ArrayBuffer> {
  const wider = new Uint8Array(capacity);
  wider.set(bytes);
  return wider;
}

function wrongKind(value: CellValue, wanted: string): TypeError {
  return new TypeError(`${wanted} wanted, ${Array.isArray(value) ? "array" : typeof value} given`);
}
