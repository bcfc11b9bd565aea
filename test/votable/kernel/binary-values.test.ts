import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { FloatKind, IntKind, Kernel } from "../../../packages/votable/src/kernel/types.ts";
import { NULL_CELL } from "../../../packages/votable/src/kernel/types.ts";
import { bitsAt, bytesOf, cellsOf, newKernel, scratch, stringsAt, targetOf, wordsAt } from "./harness.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

const KINDS = {
  uint8: { size: 1, array: Uint8Array, put: (view: DataView, value: bigint) => view.setUint8(0, Number(value)) },
  int16: { size: 2, array: Int16Array, put: (view: DataView, value: bigint) => view.setInt16(0, Number(value)) },
  int32: { size: 4, array: Int32Array, put: (view: DataView, value: bigint) => view.setInt32(0, Number(value)) },
  int64: { size: 8, array: BigInt64Array, put: (view: DataView, value: bigint) => view.setBigInt64(0, value) },
} as const;

function bigEndian(size: number, put: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size);
  put(new DataView(bytes.buffer));
  return bytes;
}

/** Marks the cells of these rows as masked; their bytes stay. */
function mask(refs: number, rows: readonly number[]): void {
  for (const row of rows) {
    const at = (refs >>> 2) + row * 2 + 1;
    kernel.memory.words[at] = ((kernel.memory.words[at] ?? 0) | NULL_CELL) >>> 0;
  }
}

describe.each(Object.keys(KINDS) as IntKind[])("binaryToInt %s", (kind) => {
  const { size, array, put } = KINDS[kind];
  const bits = BigInt(size * 8);
  const [least, most] = kind === "uint8" ? [0n, 255n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];

  test("any values, some masked, some the null value", () => {
    const value = fc.oneof(fc.bigInt({ min: least, max: most }), fc.constantFrom(least, most, 0n, 1n));
    const rows = fc.array(fc.tuple(value, fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.option(fc.constantFrom(least, most, 0n), { nil: undefined }), (given, magic) => {
        scratch(kernel, () => {
          const cells = cellsOf(
            kernel,
            given.map(([number]) => bigEndian(size, (view) => put(view, number))),
          );
          mask(
            cells.refs,
            given.flatMap(([, masked], row) => (masked ? [row] : [])),
          );
          const target = targetOf(kernel, given.length, given.length * 8);
          const { declined, nulls } = kernel.binaryToInt(kind, cells, target, magic);
          const valid = given.map(([number, masked]) => !masked && number !== magic);
          const values = Array.from<number | bigint>(
            kernel.memory.view<Int32Array>(array as never, target.values, given.length),
          );
          expect(declined).toBe(0);
          expect(nulls).toBe(valid.filter((there) => !there).length);
          expect(bitsAt(kernel, target.validity, given.length)).toEqual(valid);
          expect(values.map(BigInt)).toEqual(given.map(([number], row) => (valid[row] ? number : 0n)));
        });
      }),
    );
  });
});

describe.each<FloatKind>(["float32", "float64"])("binaryToFloat %s", (kind) => {
  const size = kind === "float32" ? 4 : 8;
  const put = (value: number) =>
    bigEndian(size, (view) => (size === 4 ? view.setFloat32(0, value) : view.setFloat64(0, value)));

  test("any values, some masked, some the null value", () => {
    const number = size === 4 ? fc.float() : fc.double();
    const rows = fc.array(fc.tuple(fc.oneof(number, fc.constantFrom(-99, Number.NaN, -0)), fc.boolean()), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, fc.constantFrom(undefined, -99, Number.NaN), (given, magic) => {
        scratch(kernel, () => {
          const cells = cellsOf(
            kernel,
            given.map(([value]) => put(value)),
          );
          mask(
            cells.refs,
            given.flatMap(([, masked], row) => (masked ? [row] : [])),
          );
          const target = targetOf(kernel, given.length, given.length * 8);
          const { declined, nulls } = kernel.binaryToFloat(kind, cells, target, magic);
          const isMagic = (value: number): boolean =>
            value === magic || (Number.isNaN(value) && Number.isNaN(magic ?? 0));
          const valid = given.map(([value, masked]) => !masked && !isMagic(value));
          const type = size === 4 ? Float32Array : Float64Array;
          const values = Array.from(kernel.memory.view<Float64Array>(type as never, target.values, given.length));
          expect(declined).toBe(0);
          expect(nulls).toBe(valid.filter((there) => !there).length);
          expect(bitsAt(kernel, target.validity, given.length)).toEqual(valid);
          expect(values).toEqual(given.map(([value], row) => (valid[row] ? value : 0)));
        });
      }),
    );
  });
});

describe("binaryToBool and binaryToBit", () => {
  test("every byte", () => {
    scratch(kernel, () => {
      const rows = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
      const target = targetOf(kernel, 256, 32);
      const { declined, nulls } = kernel.binaryToBool(cellsOf(kernel, rows), target);
      const truths = bitsAt(kernel, target.values, 256);
      const valid = bitsAt(kernel, target.validity, 256);
      const list = wordsAt(kernel, target.declined, declined);
      const named = (bytes: boolean[]): string =>
        bytes.flatMap((there, byte) => (there ? [String.fromCharCode(byte)] : [])).join("");
      expect(named(truths)).toBe("1Tt");
      expect(named(valid)).toBe("01FTft");
      expect(nulls).toBe(3);
      expect(rows.map((_, byte) => byte).filter((byte) => !valid[byte] && !list.includes(byte))).toEqual([
        0, 0x20, 0x3f,
      ]);
    });
  });

  test("masked ones are null, whatever they hold", () => {
    scratch(kernel, () => {
      const cells = cellsOf(kernel, ["T", "x", "F", "T"]);
      mask(cells.refs, [0, 1, 2]);
      const target = targetOf(kernel, 4, 1);
      expect(kernel.binaryToBool(cells, target)).toEqual({ declined: 0, nulls: 3 });
      expect(bitsAt(kernel, target.validity, 4)).toEqual([false, false, false, true]);
      expect(bitsAt(kernel, target.values, 4)).toEqual([false, false, false, true]);
    });
  });

  test("a bit is 1 whichever bit is set", () => {
    scratch(kernel, () => {
      const cells = cellsOf(
        kernel,
        [0x80, 0, 0x08, 1, 0x80].map((byte) => Uint8Array.of(byte)),
      );
      mask(cells.refs, [4]);
      const target = targetOf(kernel, 5, 1);
      expect(kernel.binaryToBit(cells, target)).toEqual({ declined: 0, nulls: 1 });
      expect(bitsAt(kernel, target.values, 5)).toEqual([true, false, true, true, false]);
      expect(bitsAt(kernel, target.validity, 5)).toEqual([true, true, true, true, false]);
    });
  });
});

type Outcome = string | null | "declined";

function gather(
  how: "gatherBytes" | "gatherUcs2",
  cells: readonly Uint8Array[],
  emptyIsNull = false,
  masked: readonly number[] = [],
): Outcome[] {
  return scratch(kernel, () => {
    const given = cellsOf(kernel, cells, false);
    const { bytes } = kernel.sumText(given);
    mask(given.refs, masked);
    const target = targetOf(kernel, cells.length, Math.ceil(how === "gatherBytes" ? bytes : (bytes * 3) / 2));
    const { declined, nulls, bytes: end } = kernel[how](given, target, emptyIsNull);
    const list = wordsAt(kernel, target.declined, declined);
    expect(wordsAt(kernel, target.offsets, cells.length + 1).at(-1)).toBe(end);
    const valid = bitsAt(kernel, target.validity, cells.length);
    const outcomes = stringsAt(kernel, target, cells.length).map((text, row): Outcome => {
      if (valid[row] === true) return text;
      expect(text).toBe("");
      return list.includes(row) ? "declined" : null;
    });
    expect(outcomes.filter((outcome) => outcome === null).length).toBe(nulls);
    return outcomes;
  });
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from(
    Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)).flatMap((unit) => [unit >> 8, unit & 255]),
  );
}

const sharedStrings: [string, Outcome][] = [
  ["Gaia DR3", "Gaia DR3"],
  ["  padded  ", "  padded  "],
  ["cut\0here\0", "cut"],
  ["exactly sixteen.\0and more", "exactly sixteen."],
  [`${"long ".repeat(30)}\0x`, "long ".repeat(30)],
  ["Ångström ☉ 🔭", "Ångström ☉ 🔭"],
  [
    "a long ASCII beginning, then é and more ASCII behind it",
    "a long ASCII beginning, then é and more ASCII behind it",
  ],
  ["\u0001\u007f", "\u0001\u007f"],
];

describe("gatherBytes", () => {
  test.each(sharedStrings)("%j", (text, outcome) => {
    expect(gather("gatherBytes", [bytesOf("x"), bytesOf(text), bytesOf("y")])).toEqual(["x", outcome, "y"]);
  });

  test("what is no UTF-8 is declined, but not behind a NUL", () => {
    const cells = [
      [0x41, 0xff],
      [0xe9, 0x41],
      [0xc3],
      [0x41, 0, 0xff],
      [...Array<number>(20).fill(0x41), 0xff],
      [...Array<number>(20).fill(0x41), 0, 0xff],
    ];
    expect(
      gather(
        "gatherBytes",
        cells.map((bytes) => Uint8Array.from(bytes)),
      ),
    ).toEqual(["declined", "declined", "declined", "A", "declined", "A".repeat(20)]);
  });

  test.each(["gatherBytes", "gatherUcs2"] as const)("%s: empty and masked values", (how) => {
    const cells = ["", "\0\0", "a"].map(how === "gatherBytes" ? bytesOf : utf16);
    expect(gather(how, cells, true)).toEqual([null, null, "a"]);
    expect(gather(how, cells, false)).toEqual(["", "", "a"]);
    expect(gather(how, cells, false, [0, 2])).toEqual([null, "", null]);
  });

  test("any text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 60 }), { maxLength: 20 }), (texts) => {
        expect(gather("gatherBytes", texts.map(bytesOf))).toEqual(texts.map((text) => text.replace(/\0.*/s, "")));
      }),
    );
  });
});

describe("gatherUcs2", () => {
  test.each(sharedStrings)("%j", (text, outcome) => {
    expect(gather("gatherUcs2", [utf16("x"), utf16(text), utf16("y")])).toEqual(["x", outcome, "y"]);
  });

  test.each([
    ["a high surrogate alone", "a\ud83d"],
    ["a low surrogate alone", "\udd2da"],
    ["two high surrogates", "\ud83d\ud83d\udd2d"],
    ["a high surrogate before a character", "\ud83dx"],
  ])("%s is declined", (_, text) => {
    expect(gather("gatherUcs2", [utf16(text), utf16("y")])).toEqual(["declined", "y"]);
  });

  test("an odd number of bytes is declined", () => {
    expect(gather("gatherUcs2", [Uint8Array.of(0, 0x41, 0), utf16("y")])).toEqual(["declined", "y"]);
  });

  test("any text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 60 }), { maxLength: 20 }), (texts) => {
        expect(gather("gatherUcs2", texts.map(utf16))).toEqual(texts.map((text) => text.replace(/\0.*/s, "")));
      }),
    );
  });
});

describe("gatherItems", () => {
  const sizes = [1, 2, 4, 8] as const;
  const swapped = (bytes: readonly number[], size: number): number[] => {
    const out: number[] = [];
    for (let at = 0; at < bytes.length; at += size) out.push(...bytes.slice(at, at + size).reverse());
    return out;
  };

  test("any lists of any size, some masked, some not whole", () => {
    const row = fc.tuple(fc.array(fc.nat({ max: 255 }), { maxLength: 70 }), fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(
        fc.constantFrom(...sizes),
        fc.array(row, { maxLength: 12 }),
        fc.option(fc.integer({ min: 1, max: 5 })),
        (size, rows, fixed) => {
          const cells = rows.map(([bytes, , odd]) =>
            odd ? bytes : bytes.slice(0, fixed === null ? bytes.length - (bytes.length % size) : fixed * size),
          );
          const fits = cells.map((bytes) =>
            fixed === null ? bytes.length % size === 0 : bytes.length === fixed * size,
          );
          scratch(kernel, () => {
            const given = cellsOf(
              kernel,
              cells.map((bytes) => Uint8Array.from(bytes)),
              false,
            );
            mask(
              given.refs,
              rows.flatMap(([, masked], at) => (masked ? [at] : [])),
            );
            const most =
              fixed === null ? cells.reduce((sum, bytes) => sum + bytes.length, 0) : cells.length * fixed * size;
            const target = targetOf(kernel, cells.length, most);
            const { items, validity, declined } = target;
            const where =
              fixed === null
                ? { items, validity, declined, offsets: target.offsets }
                : { items, validity, declined, size: fixed };
            const done = kernel.gatherItems(size, given, where);
            const valid = rows.map(([, masked], at) => !masked && fits[at] === true);
            const wanted = cells.map((bytes, at) =>
              valid[at] ? swapped(bytes, size) : Array<number>((fixed ?? 0) * size).fill(0),
            );
            expect(bitsAt(kernel, validity, cells.length)).toEqual(valid);
            expect(wordsAt(kernel, declined, done.declined)).toEqual(
              rows.flatMap(([, masked], at) => (!masked && !fits[at] ? [at] : [])),
            );
            expect(done.nulls).toBe(rows.filter(([, masked]) => masked).length);
            expect(Array.from(kernel.memory.view(Uint8Array, items, done.items * size))).toEqual(wanted.flat());
            if (fixed === null) {
              let end = 0;
              const ends = wanted.map((bytes) => (end += bytes.length / size));
              expect(wordsAt(kernel, target.offsets, cells.length + 1)).toEqual([0, ...ends]);
            }
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
