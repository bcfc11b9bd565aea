import type { CellValue, Field } from "@armillary/columns";
import { openFits } from "@armillary/fits";
import { convert, FormatError, openTable, type TableMetadata, type TableStream } from "@armillary/formats";
import { describeFits } from "@armillary/formats/fits";
import type { Diagnostic } from "@armillary/votable";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chunked, joined, PRIMARY } from "../fits/fits-file.ts";
import { batchOf, bytesFrom, gather, rowsIn, streamOf, tables } from "../support/column-arbitraries.ts";

const FIELDS: readonly Field[] = [
  {
    name: "ra",
    ID: "col1",
    datatype: "double",
    unit: "deg",
    ucd: "pos.eq.ra",
    description: "Right ascension",
    links: [{ href: "http://example.org/ra" }],
    layout: { kind: "float", bits: 64 },
  },
  { name: "α", datatype: "unicodeChar", arraysize: "*", layout: { kind: "utf8" } },
  {
    name: "pairs",
    datatype: "float",
    arraysize: "2x*",
    layout: { kind: "list", item: { kind: "fixed", size: 2, item: { kind: "float", bits: 32 } } },
  },
  { name: "flag", datatype: "bit", layout: { kind: "bool" } },
  { name: "n", datatype: "short", layout: { kind: "int", bits: 16, signed: true }, values: [{ null: "-99" }] },
];
const ROWS: CellValue[][] = [
  [
    1.5,
    "é",
    [
      [1, 2],
      [3, 4],
    ],
    true,
    1,
  ],
  [2.5, null, null, null, null],
  [3.5, "Ω", [[5, 6]], false, -99],
];
const METADATA: TableMetadata = {
  name: "stars",
  description: "A few",
  ucd: "meta.main",
  params: [{ name: "epoch", datatype: "double", unit: "yr", value: "2016", typed: 2016 }],
  infos: [{ name: "QUERY_STATUS", value: "OVERFLOW", text: "stopped at 3" }],
  groups: [{ name: "position", fieldRefs: [{ ref: "col1" }], paramRefs: [], params: [], groups: [], links: [] }],
  coosys: [{ ID: "sys", system: "ICRS" }],
};

function sampleStream(metadata: TableMetadata = METADATA): TableStream {
  return streamOf({ fields: FIELDS, batches: [batchOf(FIELDS, ROWS)] }, { metadata });
}

async function rowsOfTable(table: TableStream): Promise<CellValue[][]> {
  return rowsIn(await gather(table.batches()));
}

describe("a table as FITS", () => {
  test("keeps rows, fields and all that is said of it", async () => {
    const losses: Diagnostic[] = [];
    const file = await bytesFrom(convert(sampleStream(), "fits", { onDiagnostic: (loss) => losses.push(loss) }));
    const table = await openTable(file);
    expect(table.fields.map(({ layout: _, ...field }) => field)).toEqual([
      ...FIELDS.slice(0, 4).map(({ layout: _, ...field }) => field),
      // -99 is a value here, so another one is null.
      { name: "n", datatype: "short", values: [{ null: "-32768" }] },
    ]);
    expect(table.fields.map(({ layout }) => layout)).toEqual(FIELDS.map(({ layout }) => layout));
    expect(table.metadata).toEqual(METADATA);
    expect(await rowsOfTable(table)).toEqual(ROWS);
    expect(await table.summary).toMatchObject({
      status: "OVERFLOW",
      message: "stopped at 3",
      rows: 3,
      diagnostics: [],
    });
    expect(losses.map(({ code }) => code).sort()).toEqual(["W-FITS-HEADER-TEXT", "W-FITS-NON-ASCII", "W-FITS-SHAPE"]);
  });

  test("has the status of a source that keeps it elsewhere", async () => {
    const stream = streamOf(
      { fields: FIELDS, batches: [] },
      { metadata: { params: [], infos: [] }, status: "OVERFLOW", message: "more" },
    );
    const table = await openTable(await bytesFrom(convert(stream, "fits")));
    expect(await table.summary).toMatchObject({ status: "OVERFLOW", message: "more", rows: 0 });
  });

  test("has no VOTable where there is nothing to say, or none is wanted", async () => {
    const plain: Field = { name: "n", datatype: "short", layout: { kind: "int", bits: 16, signed: true } };
    const numbers = (): TableStream => streamOf({ fields: [plain], batches: [batchOf([plain], [[1]])] });
    for (const file of [
      await bytesFrom(convert(numbers(), "fits")),
      await bytesFrom(convert(sampleStream(), "fits", { plus: false })),
    ]) {
      const reader = await openFits(chunked(file));
      expect(reader.header.get("NAXIS")).toBe(0);
      await reader.close();
    }
    await expect(gather(convert(numbers(), "csv", { plus: true }))).rejects.toThrow(FormatError);
  });

  test("is chosen by columns, by ID too", async () => {
    const file = await bytesFrom(convert(sampleStream(), "fits"));
    const table = await openTable(file, { columns: ["n", "col1"], limit: 2 });
    expect(await rowsOfTable(table)).toEqual([
      [1, 1.5],
      [null, 2.5],
    ]);
    await expect(openTable(file, { columns: ["z"] })).rejects.toMatchObject({ code: "FITS_NO_COLUMN" });
  });

  test("says what it is about, not what others put there since", async () => {
    const file = await bytesFrom(convert(sampleStream(), "fits"));
    const renamed = joined(file);
    const at = Buffer.from(renamed).indexOf("TTYPE1  = 'ra");
    renamed.set(new TextEncoder().encode("TTYPE1  = 'xx"), at);
    const table = await openTable(renamed);
    expect(table.fields[0]).toMatchObject({ name: "xx", unit: "deg", ucd: "pos.eq.ra" });
    expect(table.fields[0]?.ID).toBeUndefined();
    expect(table.metadata.name).toBe("stars");
    expect(await table.summary).toMatchObject({ diagnostics: [{ code: "W-FITS-VOTABLE" }] });
  });

  test("describes each of several tables", async () => {
    const one = await bytesFrom(convert(sampleStream(), "fits"));
    const other = await bytesFrom(convert(sampleStream({ ...METADATA, name: "other" }), "fits", { plus: false }));
    const file = joined(one, other.subarray(2880));
    for (const [table, name, fields] of [
      [0, "stars", FIELDS.map(({ name }) => name)],
      [1, "other", ["ra", "?", "pairs", "flag", "n"]],
    ] as const) {
      const opened = await openTable(file, { table });
      expect(opened.metadata.name).toBe(name);
      expect(opened.fields.map((field) => field.name)).toEqual(fields);
      expect((await rowsOfTable(opened)).length).toBe(3);
    }
    const described = await describeFits(chunked(file));
    expect(described).toMatchObject({ status: "OVERFLOW", message: "stopped at 3" });
    expect(described.tables.map(({ metadata, rows }) => [metadata.name, rows])).toEqual([
      ["stars", 3],
      ["other", 3],
    ]);
    expect(described.hdus).toMatchObject([
      { index: 0, kind: "image", bitpix: 8 },
      { index: 1, kind: "bintable", name: "stars", table: 0 },
      { index: 2, kind: "bintable", name: "other", table: 1 },
    ]);
  });

  test("that is no VOTable is a primary HDU like any other", async () => {
    const file = await bytesFrom(convert(sampleStream(), "fits"));
    const damaged = joined(file);
    damaged.fill(0x20, 2880, 2880 + 300);
    const table = await openTable(damaged);
    expect(table.fields[0]).toMatchObject({ name: "ra", ucd: "pos.eq.ra" });
    expect(table.metadata).toEqual({ name: "stars", params: [], infos: [] });
    expect((await rowsOfTable(table)).length).toBe(3);
  });

  test("of a column that FITS has no place for is an error, and lets go of the rows", async () => {
    const field: Field = {
      name: "ragged",
      datatype: "short",
      layout: { kind: "list", item: { kind: "list", item: { kind: "int", bits: 16, signed: true } } },
    };
    await expect(gather(convert(streamOf({ fields: [field], batches: [] }), "fits"))).rejects.toMatchObject({
      code: "FITS_NOT_WRITTEN",
    });
  });

  test("reads back with the names, units and so on that it had", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ fields, batches }) => {
        const kept = fields
          .flatMap((field, index) => (/\*.*\*/.test(field.arraysize ?? "") ? [] : [index]))
          .filter((index) => {
            const { layout } = fields[index] as Field;
            return layout.kind !== "fixed" || !JSON.stringify(layout.item).includes("list");
          });
        const sample = {
          fields: kept.map((index) => fields[index] as Field),
          batches: batches.map(({ rows, columns }) => ({
            rows,
            columns: kept.flatMap((index) => columns[index] ?? []),
          })),
        };
        const table = await openTable(await bytesFrom(convert(streamOf(sample), "fits")));
        // What an XML document or the order of IDs leaves out is the VOTable writer's to test.
        expect(table.fields.map(({ ucd, unit, xtype }) => [ucd, unit, xtype])).toEqual(
          sample.fields.map(({ ucd, unit, xtype }) => [ucd, unit, xtype]),
        );
        expect(table.fields.map(({ name }) => name)).toEqual(sample.fields.map(({ name }) => name));
        await table.close();
      }),
      { numRuns: 100 },
    );
  });
});

describe("a description of a FITS file", () => {
  test("of a primary HDU alone", async () => {
    expect(await describeFits(chunked(PRIMARY))).toEqual({
      status: "OK",
      hdus: [{ index: 0, kind: "image", bitpix: 8, axes: [] }],
      tables: [],
      diagnostics: [],
    });
  });
});
