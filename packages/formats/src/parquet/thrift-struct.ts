// Structs of Thrift's compact protocol, taken apart into fields and put together again: what is inside a field stays bytes.
// See the protocol's specification, doc/specs/thrift-compact-protocol.md of Apache Thrift.

/** Types of fields, by their numbers. */
export const THRIFT = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
} as const;
const SET = 10;
const MAP = 11;
/** Structs within one another; Parquet has six. */
const MOST_DEPTH = 32;

/** One field of a struct: its value as bytes. */
export interface ThriftField {
  readonly id: number;
  readonly type: number;
  readonly bytes: Uint8Array;
}

/**
 * The fields of a struct, in their order.
 * @throws RangeError for bytes that are no struct
 */
export function readStruct(bytes: Uint8Array): readonly ThriftField[] {
  const cursor = new Cursor(bytes);
  const fields: ThriftField[] = [];
  for (let header = cursor.fieldHeader(0); header !== undefined; header = cursor.fieldHeader(header.id)) {
    const start = cursor.at;
    cursor.skip(header.type, false, 0);
    fields.push({ ...header, bytes: bytes.subarray(start, cursor.at) });
  }
  return fields;
}

/** The structs of a list. @throws RangeError for a list of something else */
export function readStructs(list: Uint8Array): readonly Uint8Array[] {
  const cursor = new Cursor(list);
  const { size, type } = cursor.listHeader();
  if (size > 0 && type !== THRIFT.struct) throw new RangeError("a list of structs is due");
  return Array.from({ length: size }, () => {
    const start = cursor.at;
    cursor.skip(THRIFT.struct, true, 0);
    return list.subarray(start, cursor.at);
  });
}

/** A struct of these fields, in the order of their numbers. */
export function writeStruct(fields: readonly ThriftField[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let last = 0;
  for (const { id, type, bytes } of [...fields].sort((a, b) => a.id - b.id)) {
    const step = id - last;
    parts.push(
      step < 16 ? Uint8Array.of((step << 4) | type) : joined([Uint8Array.of(type), zigzag(BigInt(id))]),
      bytes,
    );
    last = id;
  }
  return joined([...parts, Uint8Array.of(0)]);
}

export function writeStructs(structs: readonly Uint8Array[]): Uint8Array {
  const { length } = structs;
  const header =
    length < 15
      ? Uint8Array.of((length << 4) | THRIFT.struct)
      : joined([Uint8Array.of(0xf0 | THRIFT.struct), varint(BigInt(length))]);
  return joined([header, ...structs]);
}

/** Bytes of a string, with their number. */
export function writeText(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return joined([varint(BigInt(bytes.length)), bytes]);
}

/** A whole number of any width. */
export function writeInteger(value: bigint): Uint8Array {
  return zigzag(value);
}

export function readInteger(bytes: Uint8Array): bigint {
  const value = new Cursor(bytes).varint();
  return (value >> 1n) ^ -(value & 1n);
}

class Cursor {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new RangeError("the struct ends early");
    return byte;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a number has more than 64 bits");
  }

  /** @param last - number of the field before */
  fieldHeader(last: number): { readonly id: number; readonly type: number } | undefined {
    const byte = this.#byte();
    if (byte === 0) return undefined;
    const step = byte >> 4;
    const value = step === 0 ? this.varint() : 0n;
    const id = step === 0 ? Number((value >> 1n) ^ -(value & 1n)) : last + step;
    return { id, type: byte & 0x0f };
  }

  listHeader(): { readonly size: number; readonly type: number } {
    const byte = this.#byte();
    const size = byte >> 4;
    return { size: size === 15 ? Number(this.varint()) : size, type: byte & 0x0f };
  }

  /** @param inList - truth values have a byte there, and none in a struct */
  skip(type: number, inList: boolean, depth: number): void {
    if (depth > MOST_DEPTH) throw new RangeError("structs lie too deep in one another");
    switch (type) {
      case THRIFT.true:
      case THRIFT.false:
        if (inList) this.at++;
        return;
      case THRIFT.byte:
        this.at++;
        return;
      case THRIFT.i16:
      case THRIFT.i32:
      case THRIFT.i64:
        this.varint();
        return;
      case THRIFT.double:
        this.at += 8;
        return;
      case THRIFT.binary: {
        const length = Number(this.varint());
        this.at += length;
        return;
      }
      case THRIFT.list:
      case SET: {
        const { size, type: item } = this.listHeader();
        for (let index = 0; index < size; index++) this.skip(item, true, depth + 1);
        return;
      }
      case MAP: {
        const size = Number(this.varint());
        const types = size === 0 ? 0 : this.#byte();
        for (let index = 0; index < size; index++) {
          this.skip(types >> 4, true, depth + 1);
          this.skip(types & 0x0f, true, depth + 1);
        }
        return;
      }
      case THRIFT.struct:
        for (let header = this.fieldHeader(0); header !== undefined; header = this.fieldHeader(header.id)) {
          this.skip(header.type, false, depth + 1);
        }
        return;
      default:
        throw new RangeError(`there is no type ${type}`);
    }
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(rest)]);
}

function zigzag(value: bigint): Uint8Array {
  return varint(value >= 0n ? value << 1n : (-value << 1n) - 1n);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
