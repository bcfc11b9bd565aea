import type { CellValue } from "@armillary/columns";
import { describe, expect, test } from "vitest";
import { IpacError } from "../../../packages/formats/src/ipac/errors.ts";
import { type OpenIpacOptions, openIpac } from "../../../packages/formats/src/ipac/open.ts";
import { gather, rowsIn } from "../../support/column-arbitraries.ts";

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

async function read(text: string, options: OpenIpacOptions = {}, again = true) {
  const table = await openIpac(again ? () => bytesOf(text) : bytesOf(text), options);
  const rows = rowsIn(await gather(table.batches()));
  const { diagnostics } = await table.summary;
  return { table, rows, diagnostics: diagnostics.map(({ code, count }) => `${code} ${count}`) };
}

const types: readonly (readonly [type: string, cell: string, datatype: string, value: CellValue])[] = [
  ["int", "-2147483", "int", -2147483],
  ["i", "7", "int", 7],
  ["integer", "7", "int", 7],
  ["long", "1234567", "long", 1234567n],
  ["l", "1", "long", 1n],
  ["float", "1.1", "float", Math.fround(1.1)],
  ["real", "1.1", "float", Math.fround(1.1)],
  ["r", "1.1", "float", Math.fround(1.1)],
  ["double", "1.1", "double", 1.1],
  ["doubl", "1.1", "double", 1.1],
  ["d", "-1.5D+03", "double", -1500],
  ["DOUBLE", "NaN", "double", Number.NaN],
  ["char", "a b", "char", "a b"],
  ["c", "1.0", "char", "1.0"],
  ["date", "2020-01-", "char", "2020-01-"],
];

test.each(types)("%s %s", async (type, cell, datatype, value) => {
  const pad = (text: string): string => text.padEnd(8);
  const { table, rows } = await read(`|${pad("x")}|\n|${pad(type)}|\n ${pad(cell)} \n`);
  expect(table.fields.map((field) => field.datatype)).toStrictEqual([datatype]);
  expect(rows).toStrictEqual([[value]]);
});

test("everything that a header says", async () => {
  const { table, rows, diagnostics } = await read(`\\fixlen = T
\\RowsRetrieved =                   2
\\SKYAREA = 'within 5.0" of ra=10.68'
\\SQL = 'SELECT a, '
\\SQL = 'b FROM t'
\\E(B-V)_SFD_1998 =     0.037 (mag)
\\int year = 1998
\\Table name = "galaxies"
\\SandF: Schlafly and Finkbeiner
\\ ra (deg)
\\ ___ right ascension (J2000)
\\ ___ of the center
\\ nothing (of these)
\\col.mag.desc = 'total'
\\col.mag.UCD = 'phot.mag'
|ra      |mag  |--name--|
|double  |real |char    |
|deg     |mag  |        |
|-999.9  |null |        |
 10.68    3.5   NGC 224 \r
\\ between rows
 -999.9   null          \r

 20      `);
  expect(table.fields).toMatchObject([
    { name: "ra", unit: "deg", description: "right ascension (J2000) of the center" },
    { name: "mag", unit: "mag", description: "total", ucd: "phot.mag" },
    { name: "name" },
  ]);
  expect(table.metadata).toMatchObject({
    name: "galaxies",
    params: [
      { name: "fixlen", datatype: "char", value: "T" },
      { name: "RowsRetrieved", datatype: "long", typed: 2n },
      { name: "SKYAREA", datatype: "char", value: 'within 5.0" of ra=10.68' },
      { name: "SQL", value: "SELECT a, b FROM t" },
      { name: "E(B-V)_SFD_1998", datatype: "char", value: "0.037 (mag)" },
      { name: "year", datatype: "long", typed: 1998n },
    ],
    infos: [
      { name: "comment", value: "SandF: Schlafly and Finkbeiner" },
      { name: "comment", value: "nothing (of these)" },
    ],
  });
  expect(rows).toStrictEqual([
    [10.68, 3.5, "NGC 224"],
    [null, null, null],
    [20, null, null],
  ]);
  expect(diagnostics).toStrictEqual(["W-IPAC-LINE 1"]);
});

test("columns without types are inferred", async () => {
  const text = "|--ra----|-n-|name|\n 10.68    1   a   \n 20       2   b   \n";
  for (const again of [true, false]) {
    const { table, rows } = await read(text, {}, again);
    expect(table.fields.map(({ name, datatype }) => `${name} ${datatype}`)).toStrictEqual([
      "ra double",
      "n int",
      "name char",
    ]);
    expect(rows).toStrictEqual([
      [10.68, 1, "a"],
      [20, 2, "b"],
    ]);
  }
});

describe("an int wider than 32 bits becomes long", () => {
  const text = `|cntr        |\n|int         |\n ${"1".padEnd(12)}\n ${"123456789012".padEnd(12)}\n`;
  test("by all rows, or the first ones", async () => {
    for (const again of [true, false])
      expect((await read(text, {}, again)).rows).toStrictEqual([[1n], [123456789012n]]);
  });

  test("behind the first ones it is an error", async () => {
    const sampled = Array(20_000)
      .fill(` ${"1".padEnd(12)}\n`)
      .join("");
    const table = openIpac(
      (async function* () {
        yield new TextEncoder().encode(text.replace(" 1 ", `${sampled.trimEnd()}\n 1 `).slice(0, 200_000));
        yield new TextEncoder().encode(`\n ${"123456789012".padEnd(12)}\n`);
      })(),
    );
    await expect(table.then((stream) => gather(stream.batches()))).rejects.toMatchObject({ code: "IPAC_CELL" });
  });

  test("in a narrow column nothing has to be looked at", async () => {
    let begun = 0;
    const source = () => {
      begun++;
      return bytesOf("|n    |\n|int  |\n 5    \n");
    };
    const table = await openIpac(source);
    await gather(table.batches());
    expect(begun).toBe(1);
  });
});

const HEADER = "|a    |b    |\n|real |char |\n";

describe("data below the bars", () => {
  test.each([
    ["belongs to the value on its left", " 1.2345 xyz \n", [[Math.fround(1.2345), "xyz"]]],
    ["or on its right", " 1.2  wxyz  \n", [[Math.fround(1.2), "wxyz"]]],
    ["below the first bar too", "1.23   xyz\n", [[Math.fround(1.23), "xyz"]]],
    ["and behind the last", " 1.23  xyzxyzw\n", [[Math.fround(1.23), "xyzxyzw"]]],
  ] as [string, string, CellValue[][]][])("%s", async (_, row, expected) => {
    const { rows, diagnostics } = await read(HEADER + row);
    expect(rows).toStrictEqual(expected);
    expect(diagnostics).toStrictEqual(["W-IPAC-BAR 1"]);
  });

  test.each([
    ["between two values", " 1.2345xyz  \n", /behind column "a" may belong to either side/],
    ["alone", " 1.2  7 xyz\n", /either side/],
    ["behind the last column", " 1.2   xyz   more\n", /"more" stands behind the last column/],
    ["with a tab", " 1.2\txyz\n", /a tab/],
  ])("%s is refused", async (_, row, words) => {
    const failure = await read(`${HEADER} 1     ok   \n${row}`).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(IpacError);
    expect(failure).toMatchObject({
      code: "IPAC_ROW",
      place: { line: 4, row: 2 },
      message: expect.stringMatching(words),
    });
    expect((await read(`${HEADER} 1     ok   \n${row}`, { lenient: true })).diagnostics).toContainEqual(
      expect.stringMatching(/^E-ROW/),
    );
  });
});

test("characters beyond the basic plane take one place", async () => {
  const { rows } = await read("|s    |n  |\n|char |int|\n 😀😀😀   7  \n");
  expect(rows).toStrictEqual([["😀😀😀", 7]]);
});

const faults: readonly (readonly [
  what: string,
  text: string,
  code: string,
  line: number | undefined,
  words: RegExp,
])[] = [
  ["nothing", "", "IPAC_HEADER", undefined, /no line of column names/],
  ["no bars", "a b\n1 2\n", "IPAC_HEADER", undefined, /no line of column names/],
  ["five header lines", "|a|\n|i|\n| |\n| |\n|x|\n", "IPAC_HEADER", 5, /fifth/],
  ["other columns", "|a|b|\n|int|\n", "IPAC_HEADER", 2, /of types, has 1 columns where that of names has 2/],
  ["a cell", "|a   |\n|int |\n 1.5 \n", "IPAC_CELL", 3, /"1.5" is not of type int \(row 1, line 3, column "a"\)/],
  [
    "a null of another column",
    "|a   |b   |\n|int |int |\n|    |    |\n|x   |y   |\n y    y   \n",
    "IPAC_CELL",
    5,
    /"y"/,
  ],
];

test.each(faults)("%s", async (_, text, code, line, words) => {
  const failure = await read(text).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(IpacError);
  expect(failure).toMatchObject({ code, message: expect.stringMatching(words) });
  expect((failure as IpacError).place.line).toBe(line);
});

test("leniently, a cell that is no value is null and reported", async () => {
  const { rows, diagnostics } = await read("|a   |\n|int |\n 1.5 \n 2   \n", { lenient: true });
  expect(rows).toStrictEqual([[null], [2]]);
  expect(diagnostics).toStrictEqual(["E-CELL 1"]);
});

test("an unknown type, bars that do not align, a header that is not closed", async () => {
  const { rows, diagnostics } = await read("|a   |b\n|blob|i  |\n x    7\n");
  expect(rows).toStrictEqual([["x", 7]]);
  expect(diagnostics).toStrictEqual(["W-IPAC-BARS 2", "W-IPAC-TYPE 1"]);
});
