import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { FloatKind, IntKind, Kernel } from "../../../packages/votable/src/kernel/types.ts";
import { bitsAt, cellsOf, newKernel, scratch, targetOf, wordsAt } from "./harness.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

const ARRAYS = {
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;
type Kind = keyof typeof ARRAYS;
type Outcome = number[] | null | "declined";

/** Lists of each cell; `size` for lists of one size. Items of int64 are given as numbers. */
function lists(kind: Kind, texts: readonly (string | null)[], size?: number, parts = [texts.length]): Outcome[] {
  return scratch(kernel, () => {
    const cells = cellsOf(kernel, texts);
    const { bytes } = kernel.sumText(cells);
    const most = size === undefined ? Math.floor((bytes + texts.length) / 2) + 1 : texts.length * size;
    const target = targetOf(kernel, texts.length, most * 8);
    const { items, validity, declined } = target;
    const where =
      size === undefined ? { items, validity, declined, offsets: target.offsets } : { items, validity, declined, size };
    const list: number[] = [];
    let [nulls, end, from] = [0, 0, 0];
    for (const to of parts) {
      const rows = { ...cells, from, to };
      const done = kind.startsWith("float")
        ? kernel.textToFloatList(kind as FloatKind, rows, where)
        : kernel.textToIntList(kind as IntKind, rows, where);
      list.push(...wordsAt(kernel, declined, done.declined));
      nulls += done.nulls;
      end = done.items;
      from = to;
    }
    expect(end).toBeLessThanOrEqual(most);
    const values = Array.from<number | bigint>(kernel.memory.view<Int32Array>(ARRAYS[kind] as never, items, end)).map(
      Number,
    );
    const offsets =
      size === undefined
        ? wordsAt(kernel, target.offsets, texts.length + 1)
        : Array.from({ length: texts.length + 1 }, (_, row) => row * size);
    expect(end).toBe(offsets.at(-1));
    const valid = bitsAt(kernel, validity, texts.length);
    const outcomes = texts.map((_, row): Outcome => {
      const given = values.slice(offsets[row], offsets[row + 1]);
      if (valid[row] === true) return given;
      expect(given).toEqual(Array(size ?? 0).fill(0));
      return list.includes(row) ? "declined" : null;
    });
    expect(outcomes.filter((outcome) => outcome === null).length).toBe(nulls);
    return outcomes;
  });
}

describe("lists of numbers", () => {
  test.each<[Kind, string | null, Outcome]>([
    ["int32", "1 2 3", [1, 2, 3]],
    ["int32", "  1\n2\t\r3  ".replace("\r", ""), [1, 2, 3]],
    ["int16", "-5", [-5]],
    ["int32", "", null],
    ["int32", "  ", null],
    ["int32", null, null],
    ["uint8", "0 255", [0, 255]],
    ["uint8", "0 256 1", "declined"],
    ["int64", "1 -9007199254740991", [1, -9007199254740991]],
    ["int16", "1 2 x", "declined"],
    ["int16", "1,2", "declined"],
    ["int16", "1&#32;2", "declined"],
    ["float64", "1.5 NaN -Inf .5 1e-3", [1.5, Number.NaN, -Infinity, 0.5, 0.001]],
    ["float64", "1.5 nan", "declined"],
    ["float32", "16777217 0.1", [16777216, Math.fround(0.1)]],
    ["float32", "1e39 1", "declined"],
  ])("%s %j", (kind, text, outcome) => {
    expect(lists(kind, ["7", text, "8 9"])).toEqual([[7], outcome, [8, 9]]);
  });

  test.each<[Kind, string | null, Outcome]>([
    ["int32", "1 2", [1, 2]],
    ["int32", "1", "declined"],
    ["int32", "1 2 3", "declined"],
    ["int32", "1 2 3 x", "declined"],
    ["int32", "1 x", "declined"],
    ["int32", " ", null],
    ["int32", null, null],
    ["float64", " 1.5  -2.5 ", [1.5, -2.5]],
    ["float32", "1", "declined"],
    ["uint8", "1 2", [1, 2]],
    ["int16", "1 2", [1, 2]],
    ["int64", "1 2", [1, 2]],
  ])("%s of two: %j", (kind, text, outcome) => {
    expect(lists(kind, ["7 7", text, "8 9"], 2)).toEqual([[7, 7], outcome, [8, 9]]);
  });

  test("any lists, in one call or several", () => {
    const item = fc.oneof(
      fc.integer({ min: -200, max: 40_000 }).map(String),
      fc.constantFrom("1.5", "x", "NaN", "1e3"),
    );
    const gap = fc.constantFrom(" ", "\n", "  ", " \t ");
    const row = fc.tuple(fc.array(item, { maxLength: 5 }), gap);
    const kinds = fc.constantFrom<Kind>("uint8", "int16", "int32", "int64", "float32", "float64");
    const ranges: Record<string, [number, number]> = { uint8: [0, 255], int16: [-32768, 32767] };
    fc.assert(
      fc.property(
        kinds,
        fc.array(row, { maxLength: 20 }),
        fc.option(fc.integer({ min: 1, max: 4 })),
        fc.nat({ max: 20 }),
        (kind, rows, size, cut) => {
          const texts = rows.map(([items, blank]) => items.join(blank));
          const expected = rows.map(([items]): Outcome => {
            if (items.length === 0) return null;
            if (size !== null && items.length !== size) return "declined";
            const values = items.map(Number);
            if (kind.startsWith("float")) return items.includes("x") ? "declined" : values;
            const [least, most] = ranges[kind] ?? [-Infinity, Infinity];
            const good = items.every((text) => /^-?\d+$/.test(text) && Number(text) >= least && Number(text) <= most);
            return good ? values : "declined";
          });
          expect(lists(kind, texts, size ?? undefined, [Math.min(cut, texts.length), texts.length])).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
