import { gzipSync } from "node:zlib";
import { rowsOf } from "@armillary/columns";
import { openTable, type TableStream } from "@armillary/formats";
import { describe, expect, test } from "vitest";
import { asciiFile, type CardText, header, joined, PRIMARY, tableHdu } from "../fits/fits-file.ts";

/** A file of an image-less primary and two tables of a short and a string of two. */
const FILE = joined(PRIMARY, tableOf("FIRST", [1, 2]), tableOf("SECOND", [3, 4, 5]));

function tableOf(name: string, values: readonly number[]): Uint8Array {
  const cards: CardText[] = [
    ["EXTNAME", name],
    ["TFORM1", "I"],
    ["TTYPE1", "n"],
    ["TUNIT1", "deg"],
    ["TFORM2", "2A"],
    ["TTYPE2", "s"],
  ];
  const data = joined(...values.map((value) => Uint8Array.of(0, value, 0x61, 0x60 + value)));
  return tableHdu({ rowBytes: 4, rows: values.length, fields: 2, cards, data });
}

async function rowsIn(table: TableStream): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const batch of table.batches()) rows.push(...rowsOf(batch));
  return rows;
}

describe("a FITS file as a table", () => {
  test.each([
    [
      "the first table",
      FILE,
      {},
      "FIRST",
      [
        [1, "aa"],
        [2, "ab"],
      ],
    ],
    [
      "the second table",
      FILE,
      { table: 1 },
      "SECOND",
      [
        [3, "ac"],
        [4, "ad"],
        [5, "ae"],
      ],
    ],
    [
      "inside gzip",
      gzipSync(FILE),
      {},
      "FIRST",
      [
        [1, "aa"],
        [2, "ab"],
      ],
    ],
    ["some columns", FILE, { columns: ["s"] }, "FIRST", [["aa"], ["ab"]]],
    ["columns in another order, limited", FILE, { columns: ["s", "n"], limit: 1 }, "FIRST", [["aa", 1]]],
  ])("%s", async (_name, bytes, options, name, rows) => {
    const table = await openTable(bytes, options);
    expect(table.metadata.name).toBe(name);
    expect(await rowsIn(table)).toEqual(rows);
    expect(await table.summary).toMatchObject({ status: "OK", rows: rows.length });
  });

  test("counts binary and ASCII tables, and nothing else", async () => {
    const image = header([
      ["XTENSION", "IMAGE"],
      ["BITPIX", 8],
      ["NAXIS", 0],
    ]);
    const ascii = asciiFile(
      [
        ["TFORM1", "I4"],
        ["TBCOL1", 1],
      ],
      ["  12", "-999"],
    ).subarray(2880);
    const file = joined(PRIMARY, image, tableOf("BINARY", [1]), image, ascii, tableOf("LAST", [2]));
    const rows: unknown[] = [];
    for (let table = 0; table < 3; table++) rows.push(await rowsIn(await openTable(file, { table })));
    expect(rows).toEqual([[[1, "aa"]], [[12], [-999]], [[2, "ab"]]]);
  });

  test("keeps what the header says of a column", async () => {
    const table = await openTable(FILE);
    expect(table.fields).toMatchObject([
      { name: "n", datatype: "short", unit: "deg" },
      { name: "s", datatype: "char", arraysize: "2" },
    ]);
    await table.close();
  });

  test.each([
    ["a table that is not there", FILE, { table: 2 }, { code: "FORMAT_NO_TABLE" }],
    ["no table at all", PRIMARY, {}, { code: "FORMAT_NO_TABLE" }],
    ["a column that is not there", FILE, { columns: ["z"] }, { code: "FITS_NO_COLUMN" }],
    ["a file that is cut off", FILE.subarray(0, 2900), {}, { code: "FITS_TRUNCATED" }],
  ])("%s is an error", async (_name, bytes, options, error) => {
    await expect(openTable(bytes, options)).rejects.toMatchObject(error);
  });
});
