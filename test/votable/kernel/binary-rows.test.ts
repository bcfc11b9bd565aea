import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { BinaryColumn, Kernel, SplitStatus } from "../../../packages/votable/src/kernel/types.ts";
import { CELL_LENGTH, NULL_CELL } from "../../../packages/votable/src/kernel/types.ts";
import { newKernel, put, scratch } from "./harness.ts";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await newKernel();
});

interface Split {
  readonly status: SplitStatus;
  readonly next: number;
  readonly column: number;
  readonly cells: { masked: boolean; bytes: number[] }[][];
}

function split(
  columns: readonly BinaryColumn[],
  content: Uint8Array,
  { mask = false, maxRows = 100, cuts = [] as readonly number[], maxCellBytes = 1000, unwanted = -1 } = {},
): Split {
  return scratch(kernel, () => {
    const { from } = put(kernel, content, new Uint8Array(64));
    const shape = kernel.describeRow(columns);
    const refs = columns.map((_, column) => (column === unwanted ? 0 : kernel.memory.allocate(maxRows * 8)));
    const refsTable = kernel.memory.allocate(columns.length * 4);
    kernel.memory.words.set(refs, refsTable >>> 2);
    let state = { status: "need-more" as SplitStatus, next: from, rows: 0, column: 0 };
    for (const cut of [...cuts, content.length]) {
      if (state.status !== "need-more") break;
      // What was not used yet stays in the window.
      const to = Math.max(from + cut, state.next);
      state = kernel.splitRows({
        from: state.next,
        to,
        shape,
        refsTable,
        row: state.rows,
        maxRows,
        mask,
        maxCellBytes,
      });
    }
    const cells = Array.from({ length: state.rows }, (_, row) =>
      refs.map((address) => {
        if (address === 0) return { masked: false, bytes: [] };
        const start = kernel.memory.words[(address >>> 2) + row * 2] ?? 0;
        const length = kernel.memory.words[(address >>> 2) + row * 2 + 1] ?? 0;
        const bytes = Array.from(kernel.memory.view(Uint8Array, start, length & CELL_LENGTH));
        return { masked: (length & NULL_CELL) !== 0, bytes };
      }),
    );
    return { status: state.status, next: state.next - from, column: state.column, cells };
  });
}

const big = (count: number): number[] => [(count >>> 24) & 255, (count >>> 16) & 255, (count >>> 8) & 255, count & 255];

describe("splitRows", () => {
  test("the first column is the most significant bit of the first byte of the mask", () => {
    const columns = Array.from({ length: 10 }, () => ({ fixedBytes: 1 }));
    const content = Uint8Array.from([0b1000_0001, 0b0100_0000, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const { cells } = split(columns, content, { mask: true });
    expect(cells[0]?.map((cell) => cell.masked)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
      false,
      true,
      false,
      true,
    ]);
    expect(cells[0]?.map((cell) => cell.bytes[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test.each<[string, number[], number]>([
    ["negative", big(-1), 0],
    ["most negative", big(-(2 ** 31)), 0],
    ["more items than allowed", big(251), 0],
    ["more than 32 bits of bytes", big(0x4000_0001), 0],
  ])("a %s count is bad", (_, count) => {
    const columns = [{ fixedBytes: 2 }, { itemBytes: 4 }];
    const good = [1, 2, ...big(1), 9, 9, 9, 9];
    const result = split(columns, Uint8Array.from([...good, 3, 4, ...count, 5, 6]), { maxCellBytes: 1000 });
    expect(result).toMatchObject({ status: "bad-count", next: good.length, column: 1 });
    expect(result.cells.length).toBe(1);
  });

  test("a negative count of bits is bad, however many bytes are allowed", () => {
    const content = Uint8Array.from([...big(-8), 1, 2, 3]);
    const result = split([{ variableBits: true }], content, { maxCellBytes: 2 ** 31 });
    expect(result).toMatchObject({ status: "bad-count", next: 0, column: 0, cells: [] });
  });

  test("stops after maxRows", () => {
    for (const columns of [[{ fixedBytes: 2 }], [{ itemBytes: 1 }, { fixedBytes: 0 }]]) {
      const row = columns.length === 1 ? [1, 2] : [...big(1), 7];
      const result = split(columns, Uint8Array.from([...row, ...row, ...row]), { maxRows: 2 });
      expect(result).toMatchObject({ status: "rows-done", next: row.length * 2 });
      expect(result.cells.length).toBe(2);
    }
  });

  test.each<[string, BinaryColumn[], boolean]>([
    ["no columns", [], false],
    ["no columns, with mask", [], true],
    ["columns of no bytes", [{ fixedBytes: 0 }, { fixedBytes: 0 }], false],
  ])("rows of %s are never found", (_, columns, mask) => {
    expect(split(columns, Uint8Array.of(1, 2, 3), { mask })).toMatchObject({ status: "need-more", next: 0, cells: [] });
  });

  test("a column that is not wanted gets no refs", () => {
    const fixed = split([{ fixedBytes: 1 }, { fixedBytes: 1 }], Uint8Array.of(1, 2, 3, 4), { unwanted: 0 });
    expect(fixed.cells.map((row) => row[1]?.bytes)).toEqual([[2], [4]]);
    const counted = split([{ itemBytes: 1 }, { fixedBytes: 1 }], Uint8Array.of(...big(1), 9, 2, ...big(0), 4), {
      unwanted: 0,
    });
    expect(counted.cells.map((row) => row[1]?.bytes)).toEqual([[2], [4]]);
  });

  const column = fc.oneof(
    fc.record({ fixedBytes: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ itemBytes: fc.constantFrom(1, 2, 4, 8, 16) }),
    fc.constant({ variableBits: true as const }),
  );
  const columnsOf = (one: fc.Arbitrary<BinaryColumn>) => fc.array(one, { minLength: 1, maxLength: 12 });
  const fixedOnly = columnsOf(fc.record({ fixedBytes: fc.integer({ min: 1, max: 20 }) }));

  test("finds what was written, wherever the window is cut", () => {
    const table = fc.oneof(columnsOf(column), fixedOnly).chain((columns) => {
      const cell = fc.record({ masked: fc.boolean(), count: fc.nat({ max: 9 }), byte: fc.nat({ max: 255 }) });
      const row = fc.array(cell, { minLength: columns.length, maxLength: columns.length });
      return fc.record({ columns: fc.constant(columns), rows: fc.array(row, { maxLength: 8 }), mask: fc.boolean() });
    });
    fc.assert(
      fc.property(table, fc.array(fc.nat(), { maxLength: 4 }), ({ columns, rows, mask }, places) => {
        fc.pre(mask || columns.some((one) => !("fixedBytes" in one) || one.fixedBytes > 0));
        const expected = rows.map((row) =>
          row.map(({ masked, count, byte }, index) => {
            const one = columns[index] as BinaryColumn;
            const length =
              "fixedBytes" in one ? one.fixedBytes : "itemBytes" in one ? count * one.itemBytes : (count + 7) >> 3;
            return { masked: mask && masked, bytes: Array.from({ length }, (_, at) => (byte + at) & 255) };
          }),
        );
        const bytes = rows.flatMap((row, at) => {
          const masks = Array<number>((columns.length + 7) >> 3).fill(0);
          row.forEach(({ masked }, index) => {
            if (masked) masks[index >> 3] = (masks[index >> 3] ?? 0) | (0x80 >> (index & 7));
          });
          const cells = row.flatMap(({ count }, index) => {
            const value = expected[at]?.[index]?.bytes ?? [];
            return "fixedBytes" in (columns[index] as BinaryColumn) ? value : [...big(count), ...value];
          });
          return mask ? [...masks, ...cells] : cells;
        });
        const content = Uint8Array.from(bytes);
        const cuts = places.map((place) => place % (content.length + 1)).sort((a, b) => a - b);
        const result = split(columns, content, { mask, cuts });
        expect(result.status).toBe("need-more");
        expect(result.next).toBe(content.length);
        expect(result.cells).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });
});
