import { type CellValue, rowsOf } from "@armillary/columns";
import { describe, expect, test } from "vitest";
import { type OpenFitsTableOptions, openFitsTable } from "../../packages/fits/src/index.ts";
import { asciiFile, type CardText, chunked } from "./fits-file.ts";

async function readColumn(cards: readonly CardText[], cells: readonly string[], options: OpenFitsTableOptions = {}) {
  const reader = await openFitsTable(chunked(asciiFile(cards, cells)), options);
  const values: CellValue[] = [];
  for await (const batch of reader.batches()) for (const row of rowsOf(batch)) values.push(row[0] ?? null);
  return { field: reader.fields[0], values, codes: reader.diagnostics.map(({ code }) => code) };
}

describe("columns of an ASCII table (FITS 4.0, 7.2)", () => {
  test.each<readonly [string, CardText[], string, string[], CellValue[], string[]]>([
    ["A4", [], "char", ["ab  ", " x y", "    "], ["ab", " x y", null], []],
    ["A4", [["TNULL1", "none"]], "char", ["none", "abcd"], [null, "abcd"], []],
    ["I4", [], "short", ["  12", "-999", "+7  "], [12, -999, 7], []],
    ["I4", [], "short", ["    "], [0], ["W-FITS-BLANK"]],
    ["I4", [["TNULL1", ""]], "short", ["    ", "   1"], [null, 1], []],
    ["I4", [["TNULL1", "***"]], "short", [" ***", "   1"], [null, 1], []],
    ["I9", [], "int", ["123456789", "-12345678"], [123456789, -12345678], []],
    ["I19", [], "long", ["9223372036854775807"], [9223372036854775807n], []],
    ["I4", ["TSCAL1  = 0.5"], "double", ["   3"], [1.5], []],
    ["I10", [["TZERO1", 10]], "double", ["         3"], [13], []],
    [
      "F8.2",
      [],
      "double",
      ["    1.25", "     -.5", "      5.", "     123", "      -1"],
      [1.25, -0.5, 5, 1.23, -0.01],
      [],
    ],
    [
      "E12.4",
      [],
      "double",
      ["  1.5000E+02", "    1.5D-300", "     1.5E 10", "      1.5+10", "     15000E1"],
      [150, 1.5e-300, 1.5e10, 1.5e10, 15],
      [],
    ],
    ["D8.0", [], "double", ["     nan", "     Inf", "    -INF"], [Number.NaN, Infinity, -Infinity], []],
    ["F4.1", ["TSCAL1  = 2.0"], "double", [" 1.5"], [3], []],
  ])("%s %j", async (form, more, datatype, cells, values, codes) => {
    const read = await readColumn([["TFORM1", form], ["TBCOL1", 1], ...more], cells);
    expect(read.field).toMatchObject({ name: "col1", datatype });
    expect(read.values).toEqual(values);
    expect(read.codes).toEqual(codes);
  });

  test.each([
    ["I4", " 1 2"],
    ["I4", " 1.0"],
    ["I20", "92233720368547758080"],
    ["F4.1", "1..2"],
    ["F4.1", "   ."],
    ["F4.1", "   e"],
  ])("%s: '%s' is an error, or null when lenient", async (form, cell) => {
    const cards: CardText[] = [
      ["TFORM1", form],
      ["TBCOL1", 1],
      ["TTYPE1", "n"],
    ];
    await expect(readColumn(cards, [cell])).rejects.toMatchObject({
      code: "FITS_TABLE",
      place: { row: 0, field: "n" },
    });
    const { values, codes } = await readColumn(cards, [cell], { lenient: true });
    expect([values, codes]).toEqual([[null], ["E-FITS-CELL"]]);
  });

  test("lie where TBCOL says, in any order, overlapping or apart", async () => {
    const cards: CardText[] = [
      ["TFORM1", "I2"],
      ["TBCOL1", 5],
      ["TFORM2", "A6"],
      ["TBCOL2", 1],
    ];
    const reader = await openFitsTable(chunked(asciiFile(cards, ["ab  12\n", "cd  34\n"])), { columns: [1, 0] });
    const rows: CellValue[][] = [];
    for await (const batch of reader.batches()) rows.push(...rowsOf(batch));
    expect(rows).toEqual([
      ["ab  12", 12],
      ["cd  34", 34],
    ]);
  });

  test.each<readonly [string, CardText[]]>([
    ["no TBCOL", [["TFORM1", "I4"]]],
    [
      "TBCOL 0",
      [
        ["TFORM1", "I4"],
        ["TBCOL1", 0],
      ],
    ],
    [
      "past the row",
      [
        ["TFORM1", "I4"],
        ["TBCOL1", 2],
      ],
    ],
    [
      "no width",
      [
        ["TFORM1", "I"],
        ["TBCOL1", 1],
      ],
    ],
    [
      "a binary format",
      [
        ["TFORM1", "4J"],
        ["TBCOL1", 1],
      ],
    ],
  ])("refused: %s", async (_, cards) => {
    await expect(readColumn(cards, ["1234"])).rejects.toMatchObject({
      code: expect.stringMatching(/FITS_(TABLE|HEADER)/),
    });
  });
});
