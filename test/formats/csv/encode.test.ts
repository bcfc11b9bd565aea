import type { CellValue, Datatype, Field, Layout } from "@armillary/columns";
import { describe, expect, test } from "vitest";
import { encodeCsv, encodeTsv } from "../../../packages/formats/src/csv/encode.ts";
import { batchOf, bytesFrom, type SampleTable, streamOf } from "../../support/column-arbitraries.ts";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const KERNELS = ["auto", "off"] as const;

function sampleOf(fields: readonly Field[], rows: readonly (readonly CellValue[])[]): SampleTable {
  return { fields, batches: [batchOf(fields, rows)] };
}

function field(name: string, datatype: Datatype, layout: Layout): Field {
  return { name, datatype, layout };
}

const FLOAT: Layout = { kind: "float", bits: 32 };
const DOUBLE: Layout = { kind: "float", bits: 64 };
const SHORT: Layout = { kind: "int", bits: 16, signed: true };
const LONG: Layout = { kind: "int", bits: 64, signed: true };
const TEXT: Layout = { kind: "utf8" };
const BOOL: Layout = { kind: "bool" };

describe.each(KERNELS)("kernel %s", (kernel) => {
  const cells: [what: string, datatype: Datatype, layout: Layout, value: CellValue, cell: string][] = [
    ["null", "double", DOUBLE, null, ""],
    ["NaN", "double", DOUBLE, Number.NaN, "NaN"],
    ["infinity", "double", DOUBLE, Number.POSITIVE_INFINITY, "Infinity"],
    ["minus infinity", "float", FLOAT, Number.NEGATIVE_INFINITY, "-Infinity"],
    ["double", "double", DOUBLE, 0.1 + 0.2, "0.30000000000000004"],
    ["large double", "double", DOUBLE, 1e21, "1e+21"],
    ["minus zero", "double", DOUBLE, -0, "-0"],
    ["whole double", "double", DOUBLE, 2016, "2016"],
    ["float by its own precision", "float", FLOAT, Math.fround(0.1), "0.1"],
    ["long beyond doubles", "long", LONG, 9_007_199_254_740_993n, "9007199254740993"],
    ["least long", "long", LONG, -(2n ** 63n), "-9223372036854775808"],
    ["unsignedByte", "unsignedByte", { kind: "int", bits: 8, signed: false }, 255, "255"],
    ["true", "boolean", BOOL, true, "true"],
    ["false", "boolean", BOOL, false, "false"],
    ["bit", "bit", BOOL, true, "1"],
    ["text", "char", TEXT, "NGC 224", "NGC 224"],
    ["text beyond ASCII", "unicodeChar", TEXT, "λ Å 星", "λ Å 星"],
    ["empty text, which is not null", "char", TEXT, "", '""'],
    ["text with quotes", "char", TEXT, 'a "b"', '"a ""b"""'],
    ["text of two lines", "char", TEXT, "a\nb", '"a\nb"'],
    ["text with a carriage return", "char", TEXT, "a\rb", '"a\rb"'],
    ["text with blanks at an end", "char", TEXT, " a", '" a"'],
    ["text with a tab at an end", "char", TEXT, "a\t", '"a\t"'],
    ["text that looks like JSON", "char", TEXT, "[1]", "[1]"],
    ["complex", "doubleComplex", { kind: "fixed", size: 2, item: DOUBLE }, [1, -0.5], '"[1,-0.5]"'],
    ["array", "short", { kind: "list", item: SHORT }, [1, -2], '"[1,-2]"'],
    ["empty array", "short", { kind: "list", item: SHORT }, [], '"[]"'],
    ["array with null and NaN", "double", { kind: "list", item: DOUBLE }, [null, Number.NaN], '"[null,""NaN""]"'],
    ["array of bits", "bit", { kind: "list", item: BOOL }, [true, false], '"[1,0]"'],
    [
      "array of two axes, the slowest outermost",
      "float",
      { kind: "list", item: { kind: "fixed", size: 2, item: FLOAT } },
      [
        [1, 2],
        [3, 4],
      ],
      '"[[1,2],[3,4]]"',
    ],
    ["array of strings", "char", { kind: "list", item: TEXT }, ['a"', "b"], '"[""a\\"""",""b""]"'],
  ];
  test.each(cells)("%s", async (_what, datatype, layout, value, cell) => {
    const fields = [field("x", datatype, layout), field("y", "short", SHORT)];
    const text = utf8.decode(await bytesFrom(encodeCsv(streamOf(sampleOf(fields, [[value, 7]])), { kernel })));
    expect(text).toBe(`x,y\n${cell},7\n`);
  });

  test("commas and tabs are quoted where they part cells", async () => {
    const fields = [field("a,b", "char", TEXT), field("c\td", "char", TEXT)];
    const sample = sampleOf(fields, [["1,2", "3\t4"]]);
    const csv = utf8.decode(await bytesFrom(encodeCsv(streamOf(sample), { kernel })));
    const tsv = utf8.decode(await bytesFrom(encodeTsv(streamOf(sample), { kernel })));
    expect(csv).toBe('"a,b",c\td\n"1,2",3\t4\n');
    expect(tsv).toBe('a,b\t"c\td"\n1,2\t"3\t4"\n');
  });

  test("repeated names stay as they are", async () => {
    const fields = [field("x", "short", SHORT), field("x", "short", SHORT)];
    const text = utf8.decode(await bytesFrom(encodeCsv(streamOf(sampleOf(fields, [[1, 2]])), { kernel })));
    expect(text).toBe("x,x\n1,2\n");
  });

  test("a row of one null is not an empty line", async () => {
    const text = await bytesFrom(
      encodeCsv(streamOf(sampleOf([field("x", "short", SHORT)], [[1], [null]])), { kernel }),
    );
    expect(utf8.decode(text)).toBe('x\n1\n""\n');
  });

  test("a table without rows is its header", async () => {
    const text = await bytesFrom(
      encodeCsv(streamOf({ fields: [field("x", "short", SHORT)], batches: [] }), { kernel }),
    );
    expect(utf8.decode(text)).toBe("x\n");
  });
});

test("the header comes before the first row is read", async () => {
  const sample = sampleOf([field("x", "short", SHORT)], [[1]]);
  const table = {
    ...streamOf(sample),
    async *batches() {
      yield* sample.batches;
      throw new Error("the source broke");
    },
  };
  const chunks = encodeCsv(table);
  expect(utf8.decode((await chunks.next()).value as Uint8Array)).toBe("x\n");
  expect(utf8.decode((await chunks.next()).value as Uint8Array)).toBe("1\n");
  await expect(chunks.next()).rejects.toThrow("the source broke");
});
