import { describe, expect, test } from "vitest";
import {
  readInteger,
  readStruct,
  readStructs,
  THRIFT,
  writeInteger,
  writeStruct,
  writeStructs,
  writeText,
} from "../../../packages/formats/src/parquet/thrift-struct.ts";

const text = (value: string) => ({ type: THRIFT.binary, bytes: writeText(value) });

describe("structs of Thrift's compact protocol", () => {
  test("fields near and far, of every type, come back as they are", () => {
    const inner = writeStruct([{ id: 1, ...text("within") }]);
    const fields = [
      { id: 1, ...text("") },
      { id: 2, type: THRIFT.true, bytes: new Uint8Array(0) },
      { id: 3, type: THRIFT.i64, bytes: writeInteger(-(2n ** 63n)) },
      { id: 18, type: THRIFT.double, bytes: new Uint8Array(8) },
      { id: 500, type: THRIFT.struct, bytes: inner },
      { id: 501, type: THRIFT.list, bytes: writeStructs(Array.from({ length: 20 }, () => inner)) },
      // A map of strings to 32-bit numbers, a set of bytes, an empty map.
      { id: 502, type: 11, bytes: Uint8Array.of(1, 0x85, 1, 97, 2) },
      { id: 503, type: 10, bytes: Uint8Array.of(0x23, 7, 8) },
      { id: 504, type: 11, bytes: Uint8Array.of(0) },
    ];
    const read = readStruct(writeStruct(fields));
    expect(read.map(({ id, type, bytes }) => ({ id, type, bytes: [...bytes] }))).toEqual(
      fields.map(({ id, type, bytes }) => ({ id, type, bytes: [...bytes] })),
    );
    expect(readStructs(read[5]?.bytes ?? new Uint8Array(0))).toHaveLength(20);
    expect(readInteger(read[2]?.bytes ?? new Uint8Array(0))).toBe(-(2n ** 63n));
  });

  test.each([
    ["ends early", Uint8Array.of(0x18, 9, 1)],
    ["has no end", Uint8Array.of(0x15)],
    ["has a type that there is not", Uint8Array.of(0x1e, 0)],
    ["has a number of more than 64 bits", Uint8Array.of(0x16, ...Array(11).fill(0xff), 0)],
    ["lies too deep", Uint8Array.from(Array(1000).fill(0x1c))],
  ])("one that %s is refused", (_, bytes) => {
    expect(() => readStruct(bytes)).toThrow(RangeError);
  });

  test("a list of something else is no list of structs", () => {
    expect(() => readStructs(Uint8Array.of(0x15, 2))).toThrow(RangeError);
  });
});
