import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { IntKind, Kernel } from "../../../packages/votable/src/kernel/types.ts";
import { bitsAt, cellsOf, newKernel, type Outcome, outcomes, scratch, targetOf, wordsAt } from "./harness.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

const INT_ARRAYS = { uint8: Uint8Array, int16: Int16Array, int32: Int32Array, int64: BigInt64Array } as const;

function ints(kind: IntKind, texts: readonly (string | null)[], magicNull?: bigint): Outcome<bigint>[] {
  return scratch(kernel, () => {
    const cells = cellsOf(kernel, texts);
    const target = targetOf(kernel, texts.length, texts.length * 8);
    const { declined, nulls } = kernel.textToInt(kind, cells, target, magicNull);
    const values = Array.from<number | bigint>(
      kernel.memory.view<Int32Array>(INT_ARRAYS[kind] as never, target.values, texts.length),
    );
    const valid = bitsAt(kernel, target.validity, texts.length);
    const list = wordsAt(kernel, target.declined, declined);
    return outcomes(texts.length, values.map(BigInt), 0n, valid, list, nulls);
  });
}

const RANGES: Record<IntKind, [bigint, bigint]> = {
  uint8: [0n, 255n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};
const KINDS = Object.keys(RANGES) as IntKind[];

describe("textToInt", () => {
  function expected(kind: IntKind, text: string): Outcome<bigint> {
    const trimmed = text.replace(/^[ \t\r\n]+/, "").replace(/[ \t\r\n]+$/, "");
    if (trimmed === "") return null;
    if (!/^[+-]?[0-9]+$/.test(trimmed)) return "declined";
    const value = BigInt(trimmed.replace("+", ""));
    const [least, most] = RANGES[kind];
    return value >= least && value <= most ? value : "declined";
  }

  test.each(KINDS)("%s: the edges of its range and the shapes of its text", (kind) => {
    const [least, most] = RANGES[kind];
    const texts = [
      ...[least, most, least - 1n, most + 1n, 0n, 1n, -1n, most * 10n].map(String),
      ...["+0", "-0", "+7", "007", "0000000000000000000000000000000000042", `${"0".repeat(30)}${most}`, " 12", "12 "],
      ...["\t\n 12 \t", "", " ", "  \n ", "+", "-", "--1", "+-1", "1 2", "1.0", "1.", "1e2", "0x1F", "1,000", "12a"],
      ...["a12", "/", ":", "1/", "1:", "²", "٣", "12345678/", "123456789012345678a", "99999999999999999999"],
      ...["18446744073709551615", "18446744073709551616", "9223372036854775808", "-9223372036854775809", "null"],
    ];
    expect(ints(kind, texts)).toEqual(texts.map((text) => expected(kind, text)));
  });

  test("every length of digits, with and without a bad one", () => {
    const texts = Array.from({ length: 21 }, (_, length) => "1234567890123456789".slice(0, length));
    const broken = texts.flatMap((text) => Array.from(text, (_, at) => `${text.slice(0, at)}x${text.slice(at + 1)}`));
    const all = [...texts, ...broken];
    expect(ints("int64", all)).toEqual(all.map((text) => expected("int64", text)));
  });

  test("no text is null, references are declined", () => {
    expect(ints("int16", [null, "1", "&#50;", "3\r", null])).toEqual([null, 1n, "declined", "declined", null]);
  });

  test.each<[IntKind, bigint, string[], Outcome<bigint>[]]>([
    ["int16", -99n, ["-99", "99", " -099 "], [null, 99n, null]],
    ["uint8", 255n, ["255", "254"], [null, 254n]],
    ["int64", -(2n ** 63n), ["-9223372036854775808", "0"], [null, 0n]],
    ["int32", 2n ** 64n, ["0", "1"], [0n, 1n]],
  ])("%s with null %i", (kind, magic, texts, results) => {
    expect(ints(kind, texts, magic)).toEqual(results);
  });

  test("agrees with BigInt", () => {
    const number = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String);
    const small = fc.integer({ min: -70_000, max: 70_000 }).map(String);
    const odd = fc.string({ unit: fc.constantFrom(..."0123456789+- .e\n"), maxLength: 24 });
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.array(fc.oneof(number, small, odd), { maxLength: 40 }),
        (kind, texts) => {
          expect(ints(kind, texts)).toEqual(texts.map((text) => expected(kind, text)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("columns decoded in parts", () => {
  test("keep what was there before and end with clean bits", () => {
    const texts = Array.from({ length: 37 }, (_, row) => (row % 5 === 0 ? "" : String(row)));
    scratch(kernel, () => {
      const cells = cellsOf(kernel, texts);
      const target = targetOf(kernel, 37, 37 * 4);
      const cuts = [0, 3, 8, 9, 24, 37];
      let nulls = 0;
      for (let part = 1; part < cuts.length; part++) {
        const rows = { ...cells, from: cuts[part - 1] as number, to: cuts[part] as number };
        nulls += kernel.textToInt("int32", rows, target).nulls;
      }
      expect(nulls).toBe(8);
      expect(bitsAt(kernel, target.validity, 40)).toEqual(
        Array.from({ length: 40 }, (_, row) => row < 37 && row % 5 !== 0),
      );
      expect(Array.from(kernel.memory.view(Int32Array, target.values, 37))).toEqual(texts.map(Number));
    });
  });

  test("an empty range writes nothing", () => {
    scratch(kernel, () => {
      const cells = cellsOf(kernel, ["1"]);
      const target = targetOf(kernel, 1, 8);
      expect(kernel.textToInt("int64", { ...cells, to: 0 }, target)).toEqual({ declined: 0, nulls: 0 });
      expect(kernel.memory.view(Uint8Array, target.validity, 1)[0]).toBe(0xff);
    });
  });
});
