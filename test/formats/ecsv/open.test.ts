import type { CellValue } from "@armillary/columns";
import { describe, expect, test } from "vitest";
import { EcsvError } from "../../../packages/formats/src/ecsv/errors.ts";
import { type OpenEcsvOptions, openEcsv } from "../../../packages/formats/src/ecsv/open.ts";
import { gather, rowsIn } from "../../support/column-arbitraries.ts";

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

async function read(text: string, options: OpenEcsvOptions = {}) {
  const table = await openEcsv(bytesOf(text), options);
  const rows = rowsIn(await gather(table.batches()));
  const { diagnostics } = await table.summary;
  return { table, rows, diagnostics: diagnostics.map(({ code, count }) => `${code} ${count}`) };
}

/** A header of columns, a line each, behind it the row of names and the data. */
function ecsv(columns: readonly string[], data: string, more: readonly string[] = []): string {
  const lines = ["%ECSV 1.0", "---", "datatype:", ...columns.map((column) => `- ${column}`), ...more];
  return `${lines.map((line) => `# ${line}\n`).join("")}${data}`;
}

const scalars: readonly (readonly [datatype: string, text: string, value: CellValue])[] = [
  ["bool", "True", true],
  ["bool", "False", false],
  ["bool", "0", false],
  ["int8", "-128", -128],
  ["uint8", "255", 255],
  ["int16", "-32768", -32768],
  ["uint16", "65535", 65535],
  ["int32", "+7", 7],
  ["uint32", "4294967295", 4294967295],
  ["int64", "-9223372036854775808", -(2n ** 63n)],
  ["uint64", "18446744073709551615", 2n ** 64n - 1n],
  ["float16", "1.1", 1.099609375],
  ["float16", "65504", 65504],
  ["float16", "6e-8", 2 ** -24],
  ["float32", "1.1", Math.fround(1.1)],
  ["float32", "nan", Number.NaN],
  ["float64", "-inf", Number.NEGATIVE_INFINITY],
  ["float64", "1e-320", 1e-320],
  ["complex64", "(1+2j)", [1, 2]],
  ["complex128", "(nan+infj)", [Number.NaN, Number.POSITIVE_INFINITY]],
  ["complex128", "-1.5e-3-2.5e+10j", [-0.0015, -2.5e10]],
  ["complex128", "2j", [0, 2]],
  ["complex128", "3", [3, 0]],
  ["string", '"a ""b"""', 'a "b"'],
  ["string", '" a "', " a "],
  ["string", '"a\nb"', "a\nb"],
  ["string", '""', null],
  ["int32", '""', null],
  ["datetime64[s]", "2020-01-02T03:04:05", "2020-01-02T03:04:05"],
  ["datetime64[s]", "NaT", null],
];

test.each(scalars)("%s %s", async (datatype, text, value) => {
  const { rows, diagnostics } = await read(
    ecsv([`{name: x, datatype: '${datatype}'}`, "{name: n, datatype: int32}"], `x n\n${text} 5\n`),
  );
  expect(rows).toStrictEqual([[value, 5]]);
  expect(diagnostics).toStrictEqual([]);
});

const arrays: readonly (readonly [subtype: string, json: string, value: CellValue])[] = [
  ["int64[null]", "[9007199254740993, -1]", [9007199254740993n, -1n]],
  ["int64[null]", "[]", []],
  ["float32[2]", "[NaN,-Infinity]", [Number.NaN, Number.NEGATIVE_INFINITY]],
  ["float64[2]", '["nan",1e5]', [Number.NaN, 1e5]],
  ["float64[2]", "[null,1]", [null, 1]],
  [
    "float64[2,3]",
    "[[1,2,3],[4,5,6]]",
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ],
  ["float64[2,null]", "[[1],[2,3]]", [[1], [2, 3]]],
  ["bool[null]", "[true,false,null]", [true, false, null]],
  ["string[2]", '["a,\\u00e9","\\"q\\""]', ["a,é", '"q"']],
  ["string[null]", '[null,""]', [null, ""]],
  ["json", '{"a": [1, 2]}', '{"a": [1, 2]}'],
  ["json", "null", null],
  ["int64[0]", "[]", []],
];

test.each(arrays)("%s %s", async (subtype, json, value) => {
  const cell = `"${json.replaceAll('"', '""')}"`;
  const { rows, table } = await read(ecsv([`{name: x, datatype: string, subtype: '${subtype}'}`], `x\n${cell}\n""\n`));
  expect(rows).toStrictEqual([[value], [null]]);
  await table.close();
});

test("columns, their attributes and what else the header says", async () => {
  const text = `# %ECSV 0.9
## a comment
# ---
# datatype:
# - {name: y, unit: m / s, datatype: float64, format: '%.3f', description: 'up, or
#     down'}
# - name: n
#   datatype: int64
#   meta: !!omap
#   - {ucd: meta.id}
#   - {note: 5}
#   - {deep: [1, {a: 2.50}]}
# meta: !!omap
# - {k: 1}
# - {f: 1.50e+3}
# - {b: true}
# - {s: "1.5"}
# - {none: null}
# - comments: [hi, there]
# - {Description: words}
# schema: astropy-2.0

y  n
# a comment among the rows
1.5   2
\t
 -3 ""  `;
  const { table, rows, diagnostics } = await read(text);
  expect(table.fields).toMatchObject([
    { name: "y", unit: "m / s", datatype: "double", description: "up, or down", extra: { format: "%.3f" } },
    { name: "n", datatype: "long", ucd: "meta.id", extra: { note: "5", deep: '[1,{"a":2.5}]' } },
  ]);
  expect(table.metadata).toStrictEqual({
    description: "words",
    params: [
      { name: "k", datatype: "long", value: "1", typed: 1n },
      { name: "f", datatype: "double", value: "1.50e+3", typed: 1500 },
      { name: "b", datatype: "boolean", value: "true", typed: true },
      { name: "s", datatype: "char", arraysize: "*", value: "1.5", typed: "1.5" },
      { name: "none", datatype: "char", arraysize: "*", value: "", typed: null },
    ],
    infos: [{ name: "comments", value: '["hi","there"]' }],
  });
  expect(rows).toStrictEqual([
    [1.5, 2n],
    [-3, null],
  ]);
  expect(diagnostics).toStrictEqual(["W-ECSV-META 1"]);
});

test.each([
  ["nonsense", "2x*"],
  ["double", "x*"],
  ["double", "99999999x*"],
  ["char", "2x*"],
])("what is kept of a VOTable counts only where it goes with the values: %s %s", async (datatype, arraysize) => {
  const column = `{name: v, datatype: string, subtype: 'float64[null]', meta: {"vo:datatype": ${datatype}, "vo:arraysize": "${arraysize}"}}`;
  const { table, rows } = await read(ecsv([column], 'v\n"[1,2]"\n'));
  expect(table.fields).toMatchObject([{ datatype: "double", arraysize: "*" }]);
  expect(rows).toStrictEqual([[[1, 2]]]);
});

test("mixin columns are read as they stand, and reported", async () => {
  const more = [
    "meta: !!omap",
    "- __serialized_columns__:",
    "    c:",
    "      __class__: astropy.coordinates.sky_coordinate.SkyCoord",
    "      ra: !astropy.table.SerializedColumn",
    "        unit: &id001 !astropy.units.Unit {unit: deg}",
    "        wrap: {unit: *id001}",
  ];
  const { table, diagnostics } = await read(ecsv(["{name: c.ra, unit: deg, datatype: float64}"], "c.ra\n1.5\n", more));
  const { infos } = table.metadata;
  expect(JSON.parse(infos[0]?.value ?? "")).toMatchObject({
    c: { ra: { unit: { unit: "deg" }, wrap: { unit: { unit: "deg" } } } },
  });
  expect((await table.summary).diagnostics[0]?.message).toContain('SkyCoord "c"');
  expect(diagnostics).toStrictEqual(["W-ECSV-MIXIN 1"]);
});

test.each([
  ["float128", "1.1000000000000000888", 1.1],
  ["object", "x", "x"],
])("%s is read as near as it goes, and reported", async (datatype, cell, value) => {
  const { rows, diagnostics } = await read(ecsv([`{name: x, datatype: ${datatype}}`], `x\n${cell}\n`));
  expect(rows).toStrictEqual([[value]]);
  expect(diagnostics).toStrictEqual(["W-ECSV-DATATYPE 1"]);
});

const COMMA = ["delimiter: ','"];
const TWO = ["{name: a, datatype: int32}", "{name: b, datatype: string}"];

describe("commas", () => {
  test.each([
    ["1,x\n", [[1, "x"]]],
    [
      "1,\n,x\n,\n",
      [
        [1, null],
        [null, "x"],
        [null, null],
      ],
    ],
    ["1 , x y \n", [[1, "x y"]]],
    [
      '1,"x,\r\ny"\r\n2,z',
      [
        [1, "x,\r\ny"],
        [2, "z"],
      ],
    ],
    [
      "1,x\r2,y\r",
      [
        [1, "x"],
        [2, "y"],
      ],
    ],
  ] as [string, CellValue[][]][])("%j", async (data, expected) => {
    expect((await read(ecsv(TWO, `a,b\n${data}`, COMMA))).rows).toStrictEqual(expected);
  });
});

const faults: readonly (readonly [
  what: string,
  text: string,
  code: string,
  line: number | undefined,
  words: RegExp,
])[] = [
  ["no header", "a,b\n1,2\n", "ECSV_HEADER", 1, /no ECSV/],
  ["empty", "", "ECSV_HEADER", 1, /no ECSV/],
  ["no YAML", "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: x\n# b: ]\nx\n", "ECSV_HEADER", 5, /no YAML in line 5/],
  ["no columns", "# %ECSV 1.0\n# ---\n# meta: {}\nx\n", "ECSV_HEADER", undefined, /describes no columns/],
  ["no datatype", ecsv(["{name: x}"], "x\n"), "ECSV_HEADER", undefined, /Column 1 of the header has no datatype/],
  ["another delimiter", ecsv(TWO, "a|b\n", ["delimiter: '|'"]), "ECSV_HEADER", undefined, /"\|"/],
  ["other names", ecsv(TWO, "a c\n1 2\n"), "ECSV_HEADER", 6, /"b" in the header, "c" in line 6/],
  ["no names", ecsv(TWO, ""), "ECSV_HEADER", undefined, /names is missing/],
  ["a short row", ecsv(TWO, "a b\n1 x\n1\n"), "ECSV_ROW", 8, /has 1 cells/],
  ["a cell", ecsv(TWO, "a b\n1 x\n\n1.5 x\n"), "ECSV_CELL", 9, /"1.5" is not of type int .*column "a"/],
  ["an array", ecsv(["{name: v, datatype: string, subtype: 'int8[2]'}"], "v\n[1,2,3]\n"), "ECSV_CELL", 6, /\[2\]/],
  ["a cell of no JSON", ecsv(["{name: v, datatype: string, subtype: 'int8[2]'}"], "v\n[1,2\n"), "ECSV_CELL", 6, /JSON/],
  ["out of range", ecsv(["{name: v, datatype: uint64}"], "v\n18446744073709551616\n"), "ECSV_CELL", 6, /\(line 6/],
  ["an open quote", ecsv(TWO, 'a b\n1 "x\n'), "ECSV_QUOTES", 7, /never closed/],
  ["a quote in the middle", ecsv(TWO, 'a b\n1 "x"y\n'), "ECSV_QUOTES", 7, /middle/],
];

test.each(faults)("%s", async (_, text, code, line, words) => {
  const failure = await read(text).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(EcsvError);
  expect(failure).toMatchObject({ code, message: expect.stringMatching(words) });
  expect((failure as EcsvError).place.line).toBe(line);
});

test("leniently, cells and rows that do not fit are reported", async () => {
  const { rows, diagnostics } = await read(ecsv(TWO, "a c\nx y\n1\n1 x z\n"), { lenient: true });
  expect(rows).toStrictEqual([
    [null, "y"],
    [1, null],
    [1, "x"],
  ]);
  expect(diagnostics).toStrictEqual(["W-ECSV-NAMES 1", "E-CELL 1", "E-ROW 2"]);
});

test("bytes that are no UTF-8 are an error that says where", async () => {
  async function* latin1(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(ecsv(TWO, "a b\n"));
    yield Uint8Array.of(0x31, 0x20, 0xe9, 0x0a);
  }
  const table = await openEcsv(latin1());
  await expect(gather(table.batches())).rejects.toMatchObject({ code: "ECSV_ENCODING", place: { line: 7 } });
});

test("aliases inside of aliases stop somewhere", async () => {
  const bomb = ["meta:", "  a: &a [1,1,1,1,1,1,1,1,1,1]"];
  for (const [name, before] of ["ba", "cb", "dc", "ed", "fe", "gf"])
    bomb.push(`  ${name}: &${name} [${`*${before},`.repeat(10)}]`);
  await expect(read(ecsv(TWO, "a b\n", bomb))).rejects.toMatchObject({ code: "ECSV_LIMIT" });
});
