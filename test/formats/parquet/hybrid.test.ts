import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readHybrid } from "../../../packages/formats/src/parquet/hybrid.ts";

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** One run of a value, or groups of eight packed values. */
type Run = { readonly value: number; readonly times: number } | { readonly packed: readonly number[] };

function encode(runs: readonly Run[], bitWidth: number): Uint8Array {
  return Uint8Array.from(
    runs.flatMap((run) => {
      if ("value" in run) {
        const bytes = Array.from({ length: (bitWidth + 7) >> 3 }, (_, index) => (run.value >>> (index * 8)) & 0xff);
        return [...varint(run.times * 2), ...bytes];
      }
      const bytes = Array<number>((run.packed.length * bitWidth) / 8).fill(0);
      run.packed.forEach((value, index) => {
        for (let bit = 0; bit < bitWidth; bit++) {
          const place = index * bitWidth + bit;
          if ((value >>> bit) & 1) bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (1 << (place & 7));
        }
      });
      return [...varint((run.packed.length / 8) * 2 + 1), ...bytes];
    }),
  );
}

test("runs of both kinds, of any width", () => {
  const sample = fc.integer({ min: 1, max: 31 }).chain((bitWidth) => {
    const value = fc.integer({ min: 0, max: 2 ** bitWidth - 1 });
    const run = fc.oneof(
      fc.record({ value, times: fc.integer({ min: 0, max: 300 }) }),
      fc
        .integer({ min: 1, max: 3 })
        .chain((groups) => fc.record({ packed: fc.array(value, { minLength: groups * 8, maxLength: groups * 8 }) })),
    );
    return fc.record({ bitWidth: fc.constant(bitWidth), runs: fc.array(run, { maxLength: 8 }), spare: fc.nat(7) });
  });
  fc.assert(
    fc.property(sample, ({ bitWidth, runs, spare }) => {
      const values = runs.flatMap((run) =>
        "value" in run ? Array<number>(run.times).fill(run.value) : [...run.packed],
      );
      // The last run may be longer than what is wanted of it.
      const count = Math.max(values.length - spare, 0);
      const output = new Int32Array(count);
      readHybrid(encode(runs, bitWidth), bitWidth, count, output);
      expect([...output]).toStrictEqual(values.slice(0, count));
    }),
  );
});

test("a run far longer than the page is cut, not followed", () => {
  const output = new Uint8Array(4);
  readHybrid(encode([{ value: 1, times: 2 ** 30 }], 1), 1, 4, output);
  expect([...output]).toEqual([1, 1, 1, 1]);
});

describe("damage", () => {
  test.each<[string, number[], number]>([
    ["nothing", [], 1],
    ["a run without its value", [2], 8],
    ["packed values cut off", [3, 0xff], 4],
    ["a length that does not end", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80], 1],
    ["numbers of 40 bits", [2, 0, 0, 0, 0, 0], 40],
  ])("%s", (_what, bytes, bitWidth) => {
    expect(() => readHybrid(Uint8Array.from(bytes), bitWidth, 8, new Int32Array(8))).toThrow(RangeError);
  });
});
