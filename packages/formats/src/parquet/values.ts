import type { Encoding, ParquetType } from "hyparquet";
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from "hyparquet/src/delta.js";
import { readHybrid } from "./hybrid.ts";

/** Values of a primitive type, nulls left out: numbers in an array, or bytes one after the other. */
export type Values =
  | { readonly kind: "numbers"; readonly array: NumberArray }
  | { readonly kind: "bytes"; readonly offsets: Int32Array; readonly bytes: Uint8Array };

/** Booleans are 0 and 1; integers are signed, as in the file. */
export type NumberArray = Uint8Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

export interface PrimitiveType {
  readonly type: ParquetType;
  /** Bytes of a fixed-length byte array. */
  readonly typeLength: number;
}

/**
 * Reads the values of one page (Parquet format, "Encodings").
 * @param dictionary - that of the column chunk, if it has one
 * @throws RangeError for bytes that do not suffice or do not fit, or an encoding that is not known for the type
 */
export function readValues(
  page: Uint8Array,
  count: number,
  encoding: Encoding,
  primitive: PrimitiveType,
  dictionary: Values | undefined,
): Values {
  switch (encoding) {
    case "PLAIN":
      return readPlain(page, count, primitive);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY": {
      if (dictionary === undefined) throw new RangeError("a page without its dictionary");
      const indices = new Int32Array(count);
      if (count > 0) readHybrid(page.subarray(1), page[0] ?? 0, count, indices);
      return takeIndices(dictionary, indices);
    }
    case "RLE": {
      if (primitive.type !== "BOOLEAN") break;
      const array = new Uint8Array(count);
      readHybrid(page.subarray(4), 1, count, array);
      return { kind: "numbers", array };
    }
    case "DELTA_BINARY_PACKED": {
      if (primitive.type !== "INT32" && primitive.type !== "INT64") break;
      const array = primitive.type === "INT32" ? new Int32Array(count) : new BigInt64Array(count);
      if (count > 0) deltaBinaryUnpack(readerOf(page), count, array);
      return { kind: "numbers", array };
    }
    case "DELTA_LENGTH_BYTE_ARRAY":
    case "DELTA_BYTE_ARRAY": {
      const items = new Array<Uint8Array>(count);
      const read = encoding === "DELTA_BYTE_ARRAY" ? deltaByteArray : deltaLengthByteArray;
      if (count > 0) read(readerOf(page), count, items);
      return gatherItems(items);
    }
    case "BYTE_STREAM_SPLIT":
      return readPlain(unsplit(page, count, bytesEach(primitive)), count, primitive);
  }
  throw new RangeError(`encoding ${encoding} of ${primitive.type}`);
}

/** All parts as one. */
export function joinValues(parts: readonly Values[]): Values {
  const [first] = parts;
  if (first === undefined) return { kind: "numbers", array: new Uint8Array(0) };
  if (parts.length === 1) return first;
  if (first.kind === "numbers") {
    const arrays = parts.map((part) => (part as typeof first).array);
    const length = arrays.reduce((sum, array) => sum + array.length, 0);
    const joined = new (first.array.constructor as new (length: number) => Float64Array)(length);
    let at = 0;
    for (const array of arrays) {
      joined.set(array as Float64Array, at);
      at += array.length;
    }
    return { kind: "numbers", array: joined };
  }
  return joinBytes(parts as readonly Extract<Values, { kind: "bytes" }>[]);
}

function joinBytes(parts: readonly Extract<Values, { kind: "bytes" }>[]): Values {
  const count = parts.reduce((sum, { offsets }) => sum + offsets.length - 1, 0);
  const total = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total > 0x7fff_ffff) throw new RangeError("more than 2 GiB of text in a column chunk");
  const joined = new Uint8Array(total);
  const offsets = new Int32Array(count + 1);
  let row = 0;
  let end = 0;
  for (const part of parts) {
    joined.set(part.bytes, end);
    for (let index = 1; index < part.offsets.length; index++) offsets[++row] = end + (part.offsets[index] as number);
    end += part.bytes.length;
  }
  return { kind: "bytes", offsets, bytes: joined };
}

function readPlain(page: Uint8Array, count: number, primitive: PrimitiveType): Values {
  const { type } = primitive;
  if (type === "BYTE_ARRAY") return readPlainBytes(page, count);
  const size = type === "BOOLEAN" ? (count + 7) >> 3 : count * bytesEach(primitive);
  if (size > page.length) throw new RangeError(`${count} values in ${page.length} bytes`);
  // A copy: pages lie anywhere in memory, numbers must not.
  const bytes = page.slice(0, size);
  switch (type) {
    case "BOOLEAN":
      return {
        kind: "numbers",
        array: Uint8Array.from({ length: count }, (_, row) => ((bytes[row >> 3] ?? 0) >> (row & 7)) & 1),
      };
    case "INT32":
      return { kind: "numbers", array: new Int32Array(bytes.buffer) };
    case "INT64":
      return { kind: "numbers", array: new BigInt64Array(bytes.buffer) };
    case "FLOAT":
      return { kind: "numbers", array: new Float32Array(bytes.buffer) };
    case "DOUBLE":
      return { kind: "numbers", array: new Float64Array(bytes.buffer) };
    default: {
      const each = bytesEach(primitive);
      return { kind: "bytes", offsets: Int32Array.from({ length: count + 1 }, (_, row) => row * each), bytes };
    }
  }
}

/** Byte arrays, each behind its length. */
function readPlainBytes(page: Uint8Array, count: number): Values {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  if (count * 4 > page.length) throw new RangeError(`${count} values in ${page.length} bytes`);
  const offsets = new Int32Array(count + 1);
  const bytes = new Uint8Array(page.length - count * 4);
  let at = 0;
  let end = 0;
  for (let row = 0; row < count; row++) {
    const length = view.getUint32(at, true);
    at += 4;
    if (at + length > page.length) throw new RangeError(`a value of ${length} bytes`);
    bytes.set(page.subarray(at, at + length), end);
    at += length;
    end += length;
    offsets[row + 1] = end;
  }
  return { kind: "bytes", offsets, bytes: bytes.subarray(0, end) };
}

function bytesEach({ type, typeLength }: PrimitiveType): number {
  if (type === "INT32" || type === "FLOAT") return 4;
  if (type === "INT64" || type === "DOUBLE") return 8;
  if (type === "INT96") return 12;
  return typeLength;
}

/** First bytes of all values, then second bytes, and so on, put back together. */
function unsplit(page: Uint8Array, count: number, width: number): Uint8Array {
  if (count * width > page.length) throw new RangeError(`${count} values in ${page.length} bytes`);
  const bytes = new Uint8Array(count * width);
  for (let byte = 0; byte < width; byte++) {
    for (let row = 0; row < count; row++) bytes[row * width + byte] = page[byte * count + row] as number;
  }
  return bytes;
}

function takeIndices(dictionary: Values, indices: Int32Array): Values {
  const size = dictionary.kind === "numbers" ? dictionary.array.length : dictionary.offsets.length - 1;
  for (const index of indices)
    if (index < 0 || index >= size) throw new RangeError(`entry ${index} of a dictionary of ${size}`);
  if (dictionary.kind === "numbers") {
    const { array } = dictionary;
    const taken = new (array.constructor as new (length: number) => Float64Array)(indices.length);
    for (let row = 0; row < indices.length; row++) taken[row] = array[indices[row] as number] as number;
    return { kind: "numbers", array: taken };
  }
  const { offsets: from, bytes } = dictionary;
  const offsets = new Int32Array(indices.length + 1);
  let end = 0;
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row] as number;
    end += (from[index + 1] as number) - (from[index] as number);
    if (end > 0x7fff_ffff) throw new RangeError("more than 2 GiB of text in a page");
    offsets[row + 1] = end;
  }
  const taken = new Uint8Array(end);
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row] as number;
    taken.set(bytes.subarray(from[index], from[index + 1]), offsets[row]);
  }
  return { kind: "bytes", offsets, bytes: taken };
}

function gatherItems(items: readonly Uint8Array[]): Values {
  const offsets = new Int32Array(items.length + 1);
  let end = 0;
  items.forEach((item, row) => {
    end += item.length;
    if (end > 0x7fff_ffff) throw new RangeError("more than 2 GiB of text in a column chunk");
    offsets[row + 1] = end;
  });
  const bytes = new Uint8Array(end);
  items.forEach((item, row) => {
    bytes.set(item, offsets[row]);
  });
  return { kind: "bytes", offsets, bytes };
}

function readerOf(page: Uint8Array): { view: DataView; offset: number } {
  return { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 };
}
