import { bitAt, bitBytes, clearBit, countBits, isValid, setBit, sliceBits } from "@armillary/columns";
import fc from "fast-check";
import { expect, test } from "vitest";

function bitsOf(flags: readonly boolean[]): Uint8Array {
  const bits = new Uint8Array(bitBytes(flags.length));
  flags.forEach((flag, index) => {
    if (flag) setBit(bits, index);
  });
  return bits;
}

test("bits are kept least significant first", () => {
  expect(bitsOf([true, false, false, true, false, false, false, false, true])).toStrictEqual(Uint8Array.of(0b1001, 1));
});

test("a bit that is set is there, a bit that is cleared is not, and the others stay", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), fc.nat(), (flags, at) => {
      const index = at % flags.length;
      const bits = bitsOf(flags);
      setBit(bits, index);
      expect(flags.map((_, bit) => bitAt(bits, bit))).toStrictEqual(withFlag(flags, index, true));
      clearBit(bits, index);
      expect(flags.map((_, bit) => bitAt(bits, bit))).toStrictEqual(withFlag(flags, index, false));
    }),
  );
});

test("sliceBits gives the bits from any place, and nothing after them", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.nat(60), fc.nat(60), (flags, from, count) => {
      const start = Math.min(from, flags.length);
      const kept = flags.slice(start, start + count);
      expect(sliceBits(bitsOf(flags), start, kept.length)).toStrictEqual(bitsOf(kept));
    }),
  );
});

test("countBits counts the first bits only", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.nat(60), (flags, first) => {
      const count = Math.min(first, flags.length);
      expect(countBits(bitsOf(flags), count)).toBe(flags.slice(0, count).filter(Boolean).length);
    }),
  );
});

test("without bits every value is there", () => {
  expect([isValid(undefined, 7), isValid(Uint8Array.of(0b10), 0), isValid(Uint8Array.of(0b10), 1)]).toStrictEqual([
    true,
    false,
    true,
  ]);
});

function withFlag(flags: readonly boolean[], at: number, flag: boolean): boolean[] {
  return flags.map((before, index) => (index === at ? flag : before));
}

test("sliceBits leaves bytes alone that came as a Buffer, whose own slice copies nothing", () => {
  const bits = Buffer.from([0xff, 0xff]);
  expect([...sliceBits(bits, 0, 3)]).toEqual([0b111]);
  expect([...bits]).toEqual([0xff, 0xff]);
});
