import {
  bitBytes,
  type Column,
  countBits,
  isValid,
  type Layout,
  setBit,
  sliceBits,
  takeValues,
} from "@armillary/columns";
import bindings, { type Vector } from "@duckdb/node-bindings";

type Slots = Pick<Column, "length" | "nulls" | "validity">;

/**
 * The first `count` values of a vector as a column of `layout`, which is that of the vector's type; copied, for the
 * vector goes with its chunk.
 */
export function readColumn(vector: Vector, layout: Layout, count: number): Column {
  const slots = readSlots(vector, count);
  switch (layout.kind) {
    case "bool":
      return { kind: "bool", ...slots, bits: truthBits(bindings.vector_get_data(vector, count), slots) };
    case "int": {
      const values = numbersOf(bindings.vector_get_data(vector, (count * layout.bits) / 8), layout);
      clearNulls(values, slots);
      return { kind: "int", ...slots, values };
    }
    case "float": {
      const bytes = ownBuffer(bindings.vector_get_data(vector, (count * layout.bits) / 8));
      const values = layout.bits === 32 ? new Float32Array(bytes) : new Float64Array(bytes);
      clearNulls(values, slots);
      return { kind: "float", ...slots, values };
    }
    case "utf8":
      return readStrings(vector, slots);
    case "list":
      return readLists(vector, layout.item, slots);
    case "fixed": {
      const item = readColumn(bindings.array_vector_get_child(vector), layout.item, count * layout.size);
      return { kind: "fixed", ...slots, size: layout.size, item };
    }
  }
}

function readSlots(vector: Vector, length: number): Slots {
  if (length === 0) return { length, nulls: 0 };
  // Whole words of 64 bits, as DuckDB has them; null where no value is. The declared type does not say so.
  const words = bindings.vector_get_validity(vector, Math.ceil(length / 64) * 8) as Uint8Array | null;
  if (words === null) return { length, nulls: 0 };
  const nulls = length - countBits(words, length);
  return nulls === 0 ? { length, nulls } : { length, nulls, validity: sliceBits(words, 0, length) };
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

function numbersOf(bytes: Uint8Array, { bits, signed }: Layout & { readonly kind: "int" }) {
  const buffer = ownBuffer(bytes);
  switch (bits) {
    case 8:
      return signed ? new Int8Array(buffer) : new Uint8Array(buffer);
    case 16:
      return signed ? new Int16Array(buffer) : new Uint16Array(buffer);
    case 32:
      return signed ? new Int32Array(buffer) : new Uint32Array(buffer);
    case 64:
      return signed ? new BigInt64Array(buffer) : new BigUint64Array(buffer);
  }
}

/** What lies under a null is anything in a vector, and zero in a column. */
function clearNulls(values: { fill(value: never, start: number, end: number): unknown }, slots: Slots): void {
  if (slots.validity === undefined) return;
  const zero = (values instanceof BigInt64Array || values instanceof BigUint64Array ? 0n : 0) as never;
  for (let row = 0; row < slots.length; row++) if (!isValid(slots.validity, row)) values.fill(zero, row, row + 1);
}

function truthBits(bytes: Uint8Array, { length, validity }: Slots): Uint8Array {
  const bits = new Uint8Array(bitBytes(length));
  for (let row = 0; row < length; row++) if (bytes[row] === 1 && isValid(validity, row)) setBit(bits, row);
  return bits;
}

const MOST_INLINE = 12;

/** Strings: a length, then the string itself or, where it is longer than twelve bytes, four of them and its address. */
function readStrings(vector: Vector, slots: Slots): Column {
  const { length, validity } = slots;
  const offsets = new Int32Array(length + 1);
  const records = bindings.vector_get_data(vector, length * 16);
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  let end = 0;
  for (let row = 0; row < length; row++) {
    if (isValid(validity, row)) end += view.getUint32(row * 16, true);
    offsets[row + 1] = end;
  }
  const bytes = new Uint8Array(end);
  for (let row = 0; row < length; row++) {
    const at = offsets[row] as number;
    const size = (offsets[row + 1] as number) - at;
    if (size === 0) continue;
    const place = row * 16 + 4;
    if (size <= MOST_INLINE) {
      for (let byte = 0; byte < size; byte++) bytes[at + byte] = records[place + byte] as number;
    } else {
      const address = records.byteOffset + row * 16 + 8;
      bytes.set(bindings.get_data_from_pointer(records.buffer as ArrayBuffer, address, size), at);
    }
  }
  return { kind: "utf8", ...slots, offsets, bytes };
}

function readLists(vector: Vector, itemLayout: Layout, slots: Slots): Column {
  const { length, validity } = slots;
  const child = bindings.list_vector_get_child(vector);
  const item = readColumn(child, itemLayout, bindings.list_vector_get_size(vector));
  const entries = bindings.vector_get_data(vector, length * 16);
  const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
  const offsets = new Int32Array(length + 1);
  let end = 0;
  let inOrder = true;
  for (let row = 0; row < length; row++) {
    const items = isValid(validity, row) ? view.getUint32(row * 16 + 8, true) : 0;
    if (items > 0 && view.getUint32(row * 16, true) !== end) inOrder = false;
    end += items;
    offsets[row + 1] = end;
  }
  if (inOrder && end === item.length) return { kind: "list", ...slots, offsets, item };
  // Rows that a filter has left out, or one list for all rows: items lie elsewhere, or are not wanted.
  const indexes = new Int32Array(end);
  for (let row = 0; row < length; row++) {
    const from = view.getUint32(row * 16, true);
    const to = offsets[row] as number;
    const items = (offsets[row + 1] as number) - to;
    for (let index = 0; index < items; index++) indexes[to + index] = from + index;
  }
  return { kind: "list", ...slots, offsets, item: takeValues(item, indexes) };
}
