import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CellValue, describeLayout, type Field, type Layout, rowsOf } from "@armillary/columns";
import { convert, type FormatName, openTable } from "@armillary/formats";
import { batchOf, streamOf } from "../support/column-arbitraries.ts";

// One table of types, nulls and shapes, for what peers make of ECSV and IPAC tables.

const field = (name: string, layout: Layout, rest: Partial<Field> = {}): Field => ({
  name,
  ...describeLayout(layout),
  ...rest,
  layout,
});
const int = (bits: 8 | 16 | 32 | 64, signed = true): Layout => ({ kind: "int", bits, signed });
const float = (bits: 32 | 64): Layout => ({ kind: "float", bits });
const fixed = (size: number, item: Layout): Layout => ({ kind: "fixed", size, item });
const list = (item: Layout): Layout => ({ kind: "list", item });

export const SCALARS: readonly Field[] = [
  field("flag", { kind: "bool" }),
  field("i8", int(8)),
  field("u8", int(8, false), { ucd: "meta.code" }),
  field("i16", int(16)),
  field("i32", int(32), { unit: "ct", description: 'counts, of "all": kinds' }),
  field("i64", int(64)),
  field("f32", float(32)),
  field("f64", float(64), { unit: "deg", ucd: "pos.eq.ra;meta.main", utype: "a:b.c" }),
  field("y", { kind: "utf8" }),
];
export const SCALAR_ROWS: readonly (readonly CellValue[])[] = [
  [true, -128, 0, -32768, -(2 ** 31), -(2n ** 63n), Math.fround(1.1), 0.1, "# a 'b' \"c\", d"],
  [false, 127, 255, 32767, 2 ** 31 - 1, 2n ** 63n - 1n, Number.NaN, 1e300, "x"],
  [null, null, null, null, null, null, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null],
  [true, 1, 2, 3, 4, 5n, Math.fround(1e-40), 5e-324, "NGC 224"],
];

export const ARRAYS: readonly Field[] = [
  field("pair", fixed(2, float(32))),
  field("matrix", fixed(2, fixed(3, int(32)))),
  field("open", list(float(64))),
  field("longs", list(int(64))),
  field("flags", fixed(3, { kind: "bool" })),
];
export const ARRAY_ROWS: readonly (readonly CellValue[])[] = [
  [
    [Math.fround(1.1), Number.NaN],
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [0.1, -1e300],
    [9007199254740993n],
    [true, false, true],
  ],
  [
    [-1, 0],
    [
      [0, 0, 0],
      [-1, 0, 1],
    ],
    [],
    [1n, -2n],
    [false, false, false],
  ],
];

const scratch = mkdtempSync(join(tmpdir(), "armillary-peers-"));
let files = 0;

/** A place for a file of this ending. */
export function scratchFile(ending: string): string {
  return join(scratch, `${files++}.${ending}`);
}

/** A table on disk, in a format of ours. */
export async function writeTable(
  fields: readonly Field[],
  rows: readonly (readonly CellValue[])[],
  format: FormatName,
): Promise<string> {
  const path = scratchFile(format);
  const chunks: Uint8Array[] = [];
  const stream = streamOf({ fields, batches: [batchOf(fields, rows)] });
  for await (const chunk of convert(stream, format)) chunks.push(chunk);
  writeFileSync(path, Buffer.concat(chunks));
  return path;
}

export async function readTable(
  path: string,
  format: FormatName,
): Promise<{ fields: readonly Field[]; rows: CellValue[][] }> {
  const table = await openTable(new Uint8Array(readFileSync(path)), { format });
  const rows: CellValue[][] = [];
  for await (const batch of table.batches()) rows.push(...rowsOf(batch));
  return { fields: table.fields, rows };
}

/** A value as all of these formats can have it: numbers in digits, nothing for nulls, empty strings and NaN; lists flat. */
export function common(value: CellValue): unknown {
  if (Array.isArray(value)) {
    const items = (value.flat(Number.POSITIVE_INFINITY) as CellValue[]).map(common);
    return items.every((item) => item === null) ? null : items;
  }
  if (value === "" || (typeof value === "number" && Number.isNaN(value))) return null;
  return typeof value === "bigint" || typeof value === "number" ? String(value) : value;
}
