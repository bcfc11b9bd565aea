import {
  bitBytes,
  type Column,
  type ColumnBatch,
  type Field,
  type IntLayout,
  type IntValues,
  type Layout,
} from "@armillary/columns";

// A batch as one run of bytes, for a while and for ourselves alone: nothing reads it but `viewBatch`.
//
// First come numbers of 64 bits: the rows, then for each column and each item column below it, in the order of the layouts,
// its length and its nulls, and of strings how many bytes they have. Then come the buffers in the same order: validity
// where there are nulls, then bits, values, or offsets and bytes. Each starts at a multiple of 8, so that arrays of any type
// view the image where it lies.

/** The bytes of a batch, in memory of their own: in what is given, if there is room in it. */
export function imageOf(batch: ColumnBatch, memory?: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const parts = partsOf(batch);
  const size = sizeOf(parts);
  const fits = memory !== undefined && memory.byteLength >= size;
  const image = fits ? new Uint8Array(memory, 0, size) : new Uint8Array(size);
  fill(image, parts);
  return image;
}

/** Makes images of batches, one after the other in the same memory: each is good until the next one is made. */
export class BatchImager {
  #memory = new ArrayBuffer(0);

  imageOf(batch: ColumnBatch): Uint8Array<ArrayBuffer> {
    const parts = partsOf(batch);
    const size = sizeOf(parts);
    if (size > this.#memory.byteLength) this.#memory = new ArrayBuffer(size + (size >> 2));
    const image = new Uint8Array(this.#memory, 0, size);
    fill(image, parts);
    return image;
  }
}

interface Parts {
  readonly counts: readonly number[];
  readonly buffers: readonly Uint8Array[];
}

function partsOf(batch: ColumnBatch): Parts {
  const counts: number[] = [batch.rows];
  const buffers: Uint8Array[] = [];
  for (const column of batch.columns) addColumn(column, counts, buffers);
  return { counts, buffers };
}

function sizeOf({ counts, buffers }: Parts): number {
  return buffers.reduce((total, buffer) => total + aligned(buffer.length), counts.length * 8);
}

function fill(image: Uint8Array<ArrayBuffer>, { counts, buffers }: Parts): void {
  new Float64Array(image.buffer, 0, counts.length).set(counts);
  let at = counts.length * 8;
  for (const buffer of buffers) {
    image.set(buffer, at);
    at += aligned(buffer.length);
  }
}

/** The batch again, its arrays being views of the image. `fields` are those whose columns were put into it. */
export function viewBatch(image: ArrayBuffer, fields: readonly Field[]): ColumnBatch {
  const counts = fields.reduce((total, { layout }) => total + countsOf(layout), 1);
  const view = new ImageView(image, counts);
  const rows = view.count();
  return { rows, columns: fields.map(({ layout }) => view.column(layout)) };
}

function addColumn(column: Column, counts: number[], buffers: Uint8Array[]): void {
  const { length, nulls, validity } = column;
  counts.push(length, nulls);
  if (nulls > 0 && validity !== undefined) buffers.push(validity.subarray(0, bitBytes(length)));
  switch (column.kind) {
    case "bool":
      buffers.push(column.bits.subarray(0, bitBytes(length)));
      break;
    case "int":
    case "float":
      buffers.push(bytesOf(column.values.subarray(0, length)));
      break;
    case "utf8": {
      const used = column.offsets[length] as number;
      counts.push(used);
      buffers.push(bytesOf(column.offsets.subarray(0, length + 1)), column.bytes.subarray(0, used));
      break;
    }
    case "list":
      buffers.push(bytesOf(column.offsets.subarray(0, length + 1)));
      addColumn(column.item, counts, buffers);
      break;
    case "fixed":
      addColumn(column.item, counts, buffers);
      break;
  }
}

function countsOf(layout: Layout): number {
  if (layout.kind === "list" || layout.kind === "fixed") return 2 + countsOf(layout.item);
  return layout.kind === "utf8" ? 3 : 2;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}

type IntArrayType = new (buffer: ArrayBuffer, byteOffset: number, length: number) => IntValues;

/** Walks through an image in the order in which it was made. */
class ImageView {
  readonly #image: ArrayBuffer;
  readonly #counts: Float64Array;
  #next = 0;
  #at: number;

  constructor(image: ArrayBuffer, counts: number) {
    this.#image = image;
    this.#counts = new Float64Array(image, 0, counts);
    this.#at = counts * 8;
  }

  count(): number {
    return this.#counts[this.#next++] as number;
  }

  column(layout: Layout): Column {
    const length = this.count();
    const nulls = this.count();
    const base = nulls === 0 ? { length, nulls } : { length, nulls, validity: this.#bytes(bitBytes(length)) };
    switch (layout.kind) {
      case "bool":
        return { kind: "bool", ...base, bits: this.#bytes(bitBytes(length)) };
      case "int": {
        const arrayType = intArray(layout);
        return {
          kind: "int",
          ...base,
          values: new arrayType(this.#image, this.#take(length * (layout.bits / 8)), length),
        };
      }
      case "float": {
        const arrayType = layout.bits === 32 ? Float32Array : Float64Array;
        const values = new arrayType(this.#image, this.#take(length * (layout.bits / 8)), length);
        return { kind: "float", ...base, values };
      }
      case "utf8": {
        const used = this.count();
        return { kind: "utf8", ...base, offsets: this.#offsets(length), bytes: this.#bytes(used) };
      }
      case "list":
        return { kind: "list", ...base, offsets: this.#offsets(length), item: this.column(layout.item) };
      case "fixed":
        return { kind: "fixed", ...base, size: layout.size, item: this.column(layout.item) };
    }
  }

  #offsets(length: number): Int32Array {
    return new Int32Array(this.#image, this.#take((length + 1) * 4), length + 1);
  }

  #bytes(length: number): Uint8Array {
    return new Uint8Array(this.#image, this.#take(length), length);
  }

  #take(length: number): number {
    const start = this.#at;
    this.#at += aligned(length);
    return start;
  }
}

function intArray({ bits, signed }: IntLayout): IntArrayType {
  if (bits === 8) return signed ? Int8Array : Uint8Array;
  if (bits === 16) return signed ? Int16Array : Uint16Array;
  if (bits === 32) return signed ? Int32Array : Uint32Array;
  return signed ? BigInt64Array : BigUint64Array;
}
