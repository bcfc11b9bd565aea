import { type ColumnBatch, type Field, layoutOfDatatype, rowsOf as rowsOfBatch, widenColumn } from "@armillary/columns";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storedColumns } from "../../../packages/engine/src/node/tables/stored-column.ts";
import { batchOf, rowsIn, type SampleTable, tables } from "../../support/column-arbitraries.ts";
import { openDatabase, readBack, rowsOf, taken } from "./database.ts";

/** Integers that VOTable does not have are of the next width that it has. */
function widened({ rows, columns }: ColumnBatch, fields: readonly Field[]): ColumnBatch {
  return { rows, columns: columns.map((column, index) => widenColumn(column, fields[index]?.layout ?? fail())) };
}

function fail(): never {
  throw new Error("a column without a field");
}

describe("what is taken in comes back", () => {
  test("every layout, with nulls, NaN and signed zeros, values and FIELDs alike", async () => {
    const database = await openDatabase();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(tables, async (sample) => {
        const table = await taken(database, `t${++count}`, sample);
        const result = await readBack(database, table);
        const stored = storedColumns(sample.fields).map(({ field }) => field);
        const rows = rowsIn(sample.batches.map((batch) => widened(batch, stored)));
        expect(result.fields).toStrictEqual(stored);
        expect(await rowsOf(result)).toStrictEqual(rows);
        expect((await result.summary).rows).toBe(rows.length);
      }),
      { numRuns: 300 },
    );
  });

  test("more rows than DuckDB works on at a time, lists and text across the borders", async () => {
    const database = await openDatabase();
    const fields: Field[] = [
      { name: "n", datatype: "int", layout: { kind: "int", bits: 32, signed: true } },
      { name: "s", datatype: "char", arraysize: "*", layout: { kind: "utf8" } },
      { name: "b", datatype: "bit", layout: { kind: "bool" } },
      { name: "l", datatype: "double", arraysize: "*", layout: { kind: "list", item: { kind: "float", bits: 64 } } },
      {
        name: "f",
        datatype: "float",
        arraysize: "3",
        layout: { kind: "fixed", size: 3, item: { kind: "float", bits: 32 } },
      },
    ];
    const rows = Array.from({ length: 70_001 }, (_, row) => [
      row % 5 === 0 ? null : row,
      row % 7 === 0 ? null : "x".repeat(row % 40),
      row % 3 === 0 ? null : row % 2 === 0,
      row % 11 === 0 ? null : Array.from({ length: row % 4 }, (_item, index) => (index === 2 ? null : row + index / 2)),
      row % 13 === 0 ? null : [row, null, -row],
    ]);
    // Batches that begin in the middle of a chunk, and of a byte of validity.
    const sample: SampleTable = {
      fields,
      batches: [rows.slice(0, 5003), rows.slice(5003, 5004), rows.slice(5004)].map((part) => batchOf(fields, part)),
    };
    const result = await readBack(database, await taken(database, "long", sample));
    expect(await rowsOf(result)).toStrictEqual(rows);
  });

  test("a batch is whole numbers of DuckDB's, and shares no memory with it", async () => {
    const database = await openDatabase();
    const fields: Field[] = [{ name: "n", datatype: "double", layout: { kind: "float", bits: 64 } }];
    const rows = Array.from({ length: 100_000 }, (_, row) => [row]);
    const result = await readBack(database, await taken(database, "t", { fields, batches: [batchOf(fields, rows)] }));
    const sizes: number[] = [];
    const kept = [];
    for await (const batch of result.batches()) {
      sizes.push(batch.rows);
      kept.push(batch);
    }
    expect(sizes.every((size) => size <= 34_816)).toBe(true);
    expect(sizes.length).toBeGreaterThan(2);
    expect(kept.flatMap((batch) => [...rowsOfBatch(batch)])).toStrictEqual(rows);
  });
});

describe("how columns are kept", () => {
  const int = (bits: 8 | 16 | 32 | 64, signed: boolean) => ({ kind: "int", bits, signed }) as const;

  test.each<[string, Omit<Field, "name">, string, string]>([
    ["boolean", { datatype: "boolean", layout: { kind: "bool" } }, "BOOLEAN", "scalar"],
    ["bit, a number to ADQL", { datatype: "bit", layout: { kind: "bool" } }, "UTINYINT", "scalar"],
    ["unsignedByte", { datatype: "unsignedByte", layout: int(8, false) }, "UTINYINT", "scalar"],
    ["a signed byte as short", { datatype: "short", layout: int(8, true) }, "SMALLINT", "scalar"],
    ["16 unsigned bits as int", { datatype: "int", layout: int(16, false) }, "INTEGER", "scalar"],
    ["32 unsigned bits as long", { datatype: "long", layout: int(32, false) }, "BIGINT", "scalar"],
    ["64 unsigned bits", { datatype: "long", layout: int(64, false) }, "UBIGINT", "scalar"],
    ["doubleComplex", { datatype: "doubleComplex", layout: layoutOfDatatype("doubleComplex") }, "DOUBLE[]", "opaque"],
    [
      "a point",
      {
        datatype: "double",
        arraysize: "2",
        xtype: "point",
        layout: { kind: "fixed", size: 2, item: { kind: "float", bits: 64 } },
      },
      "DOUBLE[]",
      "list",
    ],
    [
      "a cube",
      {
        datatype: "float",
        arraysize: "2x3",
        layout: { kind: "fixed", size: 3, item: { kind: "fixed", size: 2, item: { kind: "float", bits: 32 } } },
      },
      "FLOAT[][]",
      "opaque",
    ],
    [
      "strings",
      { datatype: "char", arraysize: "8x*", layout: { kind: "list", item: { kind: "utf8" } } },
      "VARCHAR[]",
      "list",
    ],
    [
      "a timestamp as text",
      { datatype: "char", arraysize: "*", xtype: "timestamp", layout: { kind: "utf8" } },
      "VARCHAR",
      "scalar",
    ],
    [
      "a region of TAP 1.0",
      { datatype: "char", arraysize: "*", xtype: "adql:REGION", layout: { kind: "utf8" } },
      "VARCHAR",
      "region-text",
    ],
    [
      "a region by its utype alone",
      {
        datatype: "char",
        arraysize: "*",
        utype: "obscore:Char.SpatialAxis.Coverage.Support.Area",
        layout: { kind: "utf8" },
      },
      "VARCHAR",
      "region-text",
    ],
  ])("%s", (_what, field, type, storage) => {
    const [column] = storedColumns([{ name: "c", ...field }]);
    expect([column?.type, column?.storage]).toEqual([type, storage]);
  });

  test.each<[string, string[], string[]]>([
    ["names differ in more than case", ["ra", "RA", "Ra"], ["ra", "RA_2", "Ra_3"]],
    ["a number is not taken from another column", ["a", "A", "a_2"], ["a", "A_3", "a_2"]],
    ["none are empty", ["", " ", "x"], ["column_1", "column_2", "x"]],
    ["the index's own names are taken", ["armillary x"], ["armillary x_2"]],
  ])("%s", (_what, given, unique) => {
    const fields = given.map((name): Field => ({ name, datatype: "int", layout: int(32, true) }));
    expect(storedColumns(fields).map(({ field }) => field.name)).toEqual(unique);
  });

  test("names that need quotes have them where queries see them", () => {
    const fields = ["ra", "e_RA deg", "size", 'a"b'].map(
      (name): Field => ({ name, datatype: "int", layout: int(32, true) }),
    );
    expect(storedColumns(fields).map(({ metadata, sql }) => [metadata.name, sql])).toEqual([
      ["ra", '"ra"'],
      ['"e_RA deg"', '"e_RA deg"'],
      ['"size"', '"size"'],
      ['"a""b"', '"a""b"'],
    ]);
  });
});
