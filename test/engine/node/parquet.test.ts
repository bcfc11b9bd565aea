import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openTableFile } from "@armillary/formats/node";
import * as arrow from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Database } from "../../../packages/engine/src/node/duckdb/database.ts";
import { type AddedTable, addTable } from "../../../packages/engine/src/node/tables/add-table.ts";
import { storedColumns } from "../../../packages/engine/src/node/tables/stored-column.ts";
import { tableName } from "../../../packages/engine/src/node/tables/table-name.ts";
import { loadParquetWasm } from "../../../packages/formats/src/parquet/wasm.ts";
import { newFolder } from "../../cli/command.ts";
import { gather, rowsIn, tables } from "../../support/column-arbitraries.ts";
import { openDatabase, readBack, rowsOf, runSql } from "./database.ts";
import { tableFile } from "./files.ts";

const { Table: WasmTable, writeParquet } = await loadParquetWasm();

function added(database: Database, path: string): Promise<AddedTable> {
  return addTable(database, { name: tableName("t"), stored: path }, { path }, {});
}

async function allOf(database: Database, { physical, table }: AddedTable) {
  const columns = storedColumns(table.fields).map((column, index) => ({
    ...column,
    sql: physical.columns[index]?.sql ?? "",
  }));
  return readBack(database, { columns, relation: physical.relation, rows: 0, diagnostics: [] });
}

describe("Parquet in place", () => {
  test("has the rows and the FIELDs that our own reader finds", async () => {
    const database = await openDatabase();
    const folder = await newFolder();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(tables, async (sample) => {
        const path = await tableFile(join(folder, `${++count}.parquet`), "parquet", sample);
        const own = await openTableFile(path);
        const rows = rowsIn(await gather(own.batches()));
        const placed = await added(database, path);
        expect(placed.table).toMatchObject({ storage: "parquet", rows: rows.length });
        const result = await allOf(database, placed);
        expect(result.fields).toEqual(storedColumns(own.fields).map(({ field }) => field));
        // Integers of other widths are the same numbers.
        expect(widened(await rowsOf(result))).toEqual(widened(rows));
      }),
      { numRuns: 120 },
    );
  });

  function parquetOf(table: arrow.Table): Uint8Array {
    return writeParquet(WasmTable.fromIPCStream(arrow.tableToIPC(table, "stream"))).slice();
  }

  test("times, decimals, half floats and unsigned numbers of others are what queries can compute with", async () => {
    const file = join(await newFolder(), "foreign.parquet");
    const times = arrow.makeData({
      type: new arrow.TimestampMicrosecond("UTC"),
      data: BigInt64Array.of(1_456_704_000_123_456n),
    });
    const table = new arrow.Table({
      utc: arrow.makeVector(times),
      day: arrow.makeVector(arrow.makeData({ type: new arrow.DateDay(), data: Int32Array.of(16_860) })),
      price: arrow.makeVector(
        arrow.makeData({ type: new arrow.Decimal(3, 18, 128), data: Uint32Array.of(0xffff_ffce, -1, -1, -1) }),
      ),
      half: arrow.makeVector(arrow.makeData({ type: new arrow.Float16(), data: Uint16Array.of(0x3555) })),
      wide: arrow.makeVector(arrow.makeData({ type: new arrow.Uint32(), data: Uint32Array.of(2 ** 32 - 1) })),
    });
    await writeFile(file, parquetOf(table));
    const database = await openDatabase();
    const { table: placed, physical } = await added(database, file);
    expect(placed.storage).toBe("parquet");
    expect(physical.columns.map(({ storage, field }) => [storage, field.datatype, field.xtype])).toEqual([
      ["timestamp", "char", "timestamp"],
      ["scalar", "char", expect.anything()],
      ["scalar", "double", undefined],
      ["scalar", "float", undefined],
      ["scalar", "long", undefined],
    ]);
    const sql = `SELECT "utc"::VARCHAR AS c1, "day" AS c2, "price" AS c3, "half" AS c4, "wide" AS c5 FROM ${physical.relation}`;
    const fields = physical.columns.map(({ field }) => field);
    expect(await rowsOf(await runSql(database, sql, fields))).toEqual([
      ["2016-02-29 00:00:00.123456", "2016-02-29", -0.05, 0.333251953125, 2n ** 32n - 1n],
    ]);
  });

  test("is taken in where it has bytes", async () => {
    const file = join(await newFolder(), "bytes.parquet");
    const bytes = arrow.vectorFromArray([Uint8Array.of(1, 255), null], new arrow.Binary());
    await writeFile(file, parquetOf(new arrow.Table({ bytes })));
    const database = await openDatabase();
    const { table, physical } = await added(database, file);
    expect(table).toMatchObject({ storage: "rows", rows: 2 });
    const result = await runSql(
      database,
      `SELECT "bytes" AS c1 FROM ${physical.relation}`,
      physical.columns.map(({ field }) => field),
    );
    expect(await rowsOf(result)).toEqual([[[1, 255]], [null]]);
  });
});

function widened(rows: readonly unknown[]): unknown {
  return JSON.parse(
    JSON.stringify(rows, (_key, value: unknown) => {
      if (typeof value === "number" && !Number.isFinite(value)) return `${value}`;
      return typeof value === "number" || typeof value === "bigint" ? `${Object.is(value, -0) ? "-0" : value}` : value;
    }),
  );
}
