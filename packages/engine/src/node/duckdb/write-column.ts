import {
  bitAt,
  bitBytes,
  type Column,
  fixedOffsets,
  sliceBits,
  sliceColumn,
  type Utf8Column,
} from "@armillary/columns";
import bindings, { type Vector } from "@duckdb/node-bindings";

/** Bytes of a string as a vector has it: its length, and twelve bytes that are the string where it is no longer. */
const STRING_BYTES = 16;
const MOST_INLINE = 12;

/**
 * Puts `count` values of a column, from `start` on, into a vector of the type that `sqlTypeOf` gives for their layout.
 *
 * Numbers are copied as they lie. The API's own vectors take one JavaScript value after the other, which for a table of a
 * million rows is most of a minute.
 */
export function writeColumn(vector: Vector, column: Column, start: number, count: number): void {
  switch (column.kind) {
    case "bool":
      writeBytes(vector, truthBytes(column.bits, start, count));
      break;
    case "int":
    case "float":
      writeBytes(vector, column.values.subarray(start, start + count));
      break;
    case "utf8":
      writeStrings(vector, column, start, count);
      break;
    case "list":
      writeLists(vector, column.offsets.subarray(start, start + count + 1), column.item);
      break;
    case "fixed": {
      const items = sliceColumn(column.item, start * column.size, count * column.size);
      writeLists(vector, fixedOffsets(count, column.size), items);
    }
  }
  if (column.validity !== undefined && count > 0) writeValidity(vector, column.validity, start, count);
}

/** @param offsets - where each list begins among the items, and where the last one ends */
function writeLists(vector: Vector, offsets: Int32Array, item: Column): void {
  const first = offsets[0] ?? 0;
  const items = (offsets.at(-1) ?? 0) - first;
  bindings.list_vector_reserve(vector, items);
  bindings.list_vector_set_size(vector, items);
  writeBytes(vector, listEntries(offsets));
  writeColumn(bindings.list_vector_get_child(vector), item, first, items);
}

function writeBytes(vector: Vector, { buffer, byteOffset, byteLength }: ArrayBufferView): void {
  bindings.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
}

function writeValidity(vector: Vector, validity: Uint8Array, start: number, count: number): void {
  bindings.vector_ensure_validity_writable(vector);
  const from = start >> 3;
  const bits = (start & 7) === 0 ? validity.subarray(from, from + bitBytes(count)) : sliceBits(validity, start, count);
  bindings.copy_data_to_vector_validity(vector, 0, bits.buffer as ArrayBuffer, bits.byteOffset, bits.byteLength);
}

function truthBytes(bits: Uint8Array, start: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let index = 0; index < count; index++) if (bitAt(bits, start + index)) bytes[index] = 1;
  return bytes;
}

/** Where each list begins, and how many items it has. */
function listEntries(offsets: Int32Array): BigUint64Array {
  const count = offsets.length - 1;
  const entries = new BigUint64Array(count * 2);
  // Two halves of 32 bits: a bigint for each number costs ten times as much.
  const halves = new Uint32Array(entries.buffer);
  const first = offsets[0] ?? 0;
  for (let index = 0; index < count; index++) {
    const from = offsets[index] ?? 0;
    halves[index * 4] = from - first;
    halves[index * 4 + 2] = (offsets[index + 1] ?? 0) - from;
  }
  return entries;
}

/** Short strings all at once, as they lie in the vector; the memory of long ones is DuckDB's to give. */
function writeStrings(vector: Vector, column: Utf8Column, start: number, count: number): void {
  const { offsets, bytes } = column;
  const records = new Uint8Array(count * STRING_BYTES);
  const lengths = new Uint32Array(records.buffer);
  for (let index = 0; index < count; index++) {
    const from = offsets[start + index] ?? 0;
    const length = (offsets[start + index + 1] ?? 0) - from;
    if (length > MOST_INLINE) continue;
    lengths[index * 4] = length;
    const at = index * STRING_BYTES + 4;
    for (let byte = 0; byte < length; byte++) records[at + byte] = bytes[from + byte] as number;
  }
  writeBytes(vector, records);
  for (let index = 0; index < count; index++) {
    const from = offsets[start + index] ?? 0;
    const to = offsets[start + index + 1] ?? 0;
    if (to - from > MOST_INLINE) {
      bindings.vector_assign_string_element_len(vector, index, bytes.subarray(from, to));
    }
  }
}
