import type { CellValue, Field, Layout } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseWidths, GAP } from "../../../packages/formats/src/text/column-widths.ts";
import { cutToWidth, displayWidth } from "../../../packages/formats/src/text/display-width.ts";
import { encodeText, type TextOptions } from "../../../packages/formats/src/text/encode.ts";
import { visible } from "../../../packages/formats/src/text/visible.ts";
import { batchOf, bytesFrom, type SampleTable, streamOf, tables } from "../../support/column-arbitraries.ts";

const TEXT: Layout = { kind: "utf8" };
const DOUBLE: Layout = { kind: "float", bits: 64 };
const INT: Layout = { kind: "int", bits: 32, signed: true };

const FIELDS: readonly Field[] = [
  { name: "obs_id", datatype: "char", arraysize: "*", layout: TEXT },
  { name: "s_ra", datatype: "double", unit: "deg", layout: DOUBLE },
  { name: "n", datatype: "int", layout: INT },
];

async function show(sample: SampleTable, options?: TextOptions): Promise<string> {
  return new TextDecoder().decode(await bytesFrom(encodeText(streamOf(sample), options)));
}

function sampleOf(rows: readonly (readonly CellValue[])[], fields: readonly Field[] = FIELDS): SampleTable {
  return { fields, batches: [batchOf(fields, rows)] };
}

describe("a table", () => {
  test("has names, units and types above; text stands left, numbers right", async () => {
    const rows = [
      ["jw02731-o001", 159.2133, 5],
      ["東京", -1e-7, null],
      [null, Number.NaN, 12_345],
    ];
    expect(await show(sampleOf(rows))).toBe(
      [
        "obs_id            s_ra      n",
        "                   deg",
        "char            double    int",
        "jw02731-o001  159.2133      5",
        "東京             -1e-7",
        "                   NaN  12345",
        "",
      ].join("\n"),
    );
  });

  test("without units has no line for them", async () => {
    const fields: Field[] = [{ name: "n", datatype: "int", layout: INT }];
    expect(await show(sampleOf([[1]], fields))).toBe("  n\nint\n  1\n");
  });

  test("of arrays says their shape and shows JSON", async () => {
    const layout: Layout = { kind: "fixed", size: 2, item: DOUBLE };
    const fields: Field[] = [{ name: "pos", datatype: "double", arraysize: "2", layout }];
    expect(await show(sampleOf([[[1, 2.5]]], fields))).toBe("pos\ndouble[2]\n[1,2.5]\n");
  });

  test("without rows says so", async () => {
    expect(await show({ fields: FIELDS, batches: [] })).toMatch(/no rows\n$/);
  });

  test("is coloured on demand", async () => {
    const text = await show(sampleOf([["a", 1, 2]]), { color: true });
    expect(text).toContain("\x1b[1mobs_id");
    expect(text).toContain("\x1b[2mchar");
  });

  test("is cut to the width, text before numbers", async () => {
    const text = await show(sampleOf([["a very long observation name", 159.2133, 5]]), { width: 32 });
    expect(text.split("\n")[3]).toBe("a very long obse…  159.2133    5");
  });

  test("names the columns that do not fit", async () => {
    const text = await show(sampleOf([["abc", 159.2133, 123_456]]), { width: 18 });
    expect(text).toBe("obs_id      s_ra\n             deg\nchar      double\nabc     159.2133\n… 1 more column: n\n");
  });

  test("keeps every digit of numbers that are wider than those first seen", async () => {
    const rows = Array.from({ length: 300 }, (_, row): CellValue[] => ["x", 1, row]);
    rows.push(["y", 123.456789012345, 7]);
    expect(await show({ fields: FIELDS, batches: rows.map((row) => batchOf(FIELDS, [row])) })).toContain(
      " 123.456789012345 ",
    );
  });

  const limits: [rows: number, options: TextOptions, lines: number, note: string][] = [
    [5, { maxRows: 5 }, 8, "x            0    4"],
    [6, { maxRows: 5 }, 9, "… 1 more row"],
    [1239, { maxRows: 5 }, 9, "… 1,234 more rows"],
    [1239, { maxRows: 5, rest: "skip" }, 9, "… more rows"],
    [3, { maxRows: 0 }, 4, "… 3 more rows"],
  ];
  test.each(limits)("of %d rows, with %j", async (count, options, lines, note) => {
    const batches = Array.from({ length: count }, (_, row) => batchOf(FIELDS, [["x", 0, row]]));
    const text = (await show({ fields: FIELDS, batches }, options)).trimEnd().split("\n");
    expect([text.length, text.at(-1)]).toEqual([lines, note]);
  });

  test("that is skipped in the middle is not read on", async () => {
    let read = 0;
    const table = {
      ...streamOf(sampleOf([])),
      async *batches() {
        for (;;) {
          read++;
          yield batchOf(FIELDS, [["x", 0, read]]);
        }
      },
    };
    await bytesFrom(encodeText(table, { maxRows: 3, rest: "skip" }));
    expect(read).toBe(4);
  });

  test("of any kind fits the width, and sends no control character", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 20, max: 100 }), async (sample, width) => {
        const text = await show(sample, { width });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: those are looked for
        expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]/);
        const lines = text.split("\n");
        const numbers = sample.fields.some(({ layout }) => layout.kind === "int" || layout.kind === "float");
        if (!numbers) for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
      { numRuns: 200 },
    );
  });
});

test.each([
  ["plain", "plain"],
  ["a\nb\tc\rd", "a\\nb\\tc\\rd"],
  ["\x1b[31m\x07", "\\x1b[31m\\x07"],
  ["\x00\x7f\x9b", "\\x00\\x7f\\x9b"],
  ["\u202eabc\u2066", "\\u202eabc\\u2066"],
  ["é東😀", "é東😀"],
])("%j is shown as %j", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test.each([
  ["abc", 3],
  ["東京", 4],
  ["ﾃｽﾄ", 3],
  ["e\u0301", 1],
  ["α Cen", 5],
  ["😀", 2],
  ["한글", 4],
  ["a\u200bb", 2],
])("%j is %d wide", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test.each([
  ["abcdef", 6, "abcdef"],
  ["abcdef", 5, "abcd…"],
  ["東京都", 6, "東京都"],
  ["東京都", 5, "東京…"],
  ["東京都", 4, "東…"],
  ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
  ["abc", 1, "…"],
  ["abc", 0, ""],
])("%j cut to %d is %j", (text, width, cut) => {
  expect(cutToWidth(text, width)).toBe(cut);
});

test("widths fit together, none below its least or above its natural width", () => {
  const need = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
    .map(([a, b]) => ({ natural: Math.max(a, b), least: Math.min(a, b) }));
  fc.assert(
    fc.property(fc.array(need, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 120 }), (needs, width) => {
      const widths = chooseWidths(needs, width);
      expect(widths.length).toBeGreaterThan(0);
      expect(widths.reduce((sum, each) => sum + each, GAP * (widths.length - 1))).toBeLessThanOrEqual(width);
      if (widths.length === 1) return;
      for (const [index, each] of widths.entries()) {
        expect(each).toBeGreaterThanOrEqual(needs[index]?.least ?? 0);
        expect(each).toBeLessThanOrEqual(needs[index]?.natural ?? 0);
      }
    }),
  );
});
