import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { addTable } from "../../../packages/engine/src/node/tables/add-table.ts";
import { tableName } from "../../../packages/engine/src/node/tables/table-name.ts";
import { failureOf, openDatabase, rowsOf, runSql } from "./database.ts";
import { parquetFile } from "./files.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "engine-sandbox-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/**
 * What SQL can do at its worst, were a query ever translated to it: the translation names nothing but tables and known
 * functions, so this is the second wall.
 */
describe("a sealed database", () => {
  async function sealed() {
    const inside = folder();
    const outside = folder();
    writeFileSync(join(outside, "secret.csv"), "secret\n42\n");
    const own = await parquetFile(join(inside, "own.parquet"), [1, 2, 3]);
    const other = await parquetFile(join(outside, "other.parquet"), [4]);
    const neighbour = await parquetFile(join(inside, "neighbour.parquet"), [5]);
    const database = await openDatabase();
    const { physical } = await addTable(database, { name: tableName("own"), stored: "own" }, { path: own }, {});
    await database.seal();
    return { database, inside, outside, own, other, neighbour, relation: physical.relation };
  }

  test("reads its tables", async () => {
    const { database, relation } = await sealed();
    const result = await runSql(database, `SELECT sum(n)::BIGINT AS c1 FROM ${relation}`, [
      { name: "n", datatype: "long" },
    ]);
    expect(await rowsOf(result)).toEqual([[6n]]);
  });

  test("reaches no other file, no network, no setting", async () => {
    const { database, inside, outside, own, other, neighbour } = await sealed();
    const attempts = [
      `SELECT * FROM read_csv('${outside}/secret.csv')`,
      `SELECT * FROM '${outside}/secret.csv'`,
      `SELECT * FROM read_text('/etc/passwd')`,
      `SELECT * FROM read_blob('${outside}/secret.csv')`,
      `SELECT * FROM read_json('${outside}/secret.csv')`,
      `SELECT * FROM sniff_csv('${outside}/secret.csv')`,
      `SELECT * FROM read_parquet('${other}')`,
      `SELECT * FROM read_parquet('${neighbour}')`,
      `SELECT * FROM read_parquet('${inside}/*.parquet')`,
      `SELECT * FROM parquet_metadata('${other}')`,
      `SELECT * FROM read_parquet('${inside}/../${outside.split("/").at(-1)}/other.parquet')`,
      `SELECT * FROM glob('${outside}/*')`,
      `SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')`,
      `SELECT * FROM read_parquet('https://example.com/x.parquet')`,
      `COPY (SELECT 1) TO '${outside}/out.csv'`,
      `COPY (SELECT 1) TO '${own}'`,
      `COPY (SELECT 1) TO '${inside}/out.parquet'`,
      `ATTACH '${outside}/x.db'`,
      `EXPORT DATABASE '${outside}/x'`,
      "INSTALL httpfs",
      "LOAD httpfs",
      "SET enable_external_access = true",
      "SET allowed_directories = ['/']",
      "SET memory_limit = '100GB'",
      "RESET threads",
      "SET GLOBAL lock_configuration = false",
      "PRAGMA temp_directory = '/tmp'",
      "SELECT getenv('HOME')",
    ];
    const connection = await database.connect();
    const through = [];
    for (const sql of attempts) {
      try {
        await connection.run(sql);
        through.push(sql);
      } catch {
        // As it should.
      }
    }
    connection.closeSync();
    expect(through).toEqual([]);
    expect(readdirSync(outside).sort()).toEqual(["other.parquet", "secret.csv"]);
    expect(readdirSync(inside).sort()).toEqual(["neighbour.parquet", "own.parquet"]);
  });

  test.each([
    "CREATE TABLE x (a INTEGER)",
    "DROP VIEW own",
    "ATTACH ':memory:' AS other",
    "CHECKPOINT",
    "SELECT 1; SELECT 2",
  ])("runs nothing as a query but one SELECT: %s", async (sql) => {
    const { database } = await sealed();
    const failure = await failureOf(
      runSql(database, sql, [{ name: "a", datatype: "int" }]).then(async (result) => {
        const rows = await rowsOf(result);
        if (rows.length === 1 && rows[0]?.[0] === 2) throw new Error("two statements ran");
      }),
    );
    expect(failure).toMatchObject({ code: "ENGINE_QUERY" });
  });

  test("takes Parquet files in that are added later", async () => {
    const { database, neighbour } = await sealed();
    const { table } = await addTable(database, { name: tableName("late"), stored: "late" }, { path: neighbour }, {});
    expect(table).toMatchObject({ storage: "rows", rows: 1 });
  });

  test("waits for files that are just being placed", async () => {
    const inside = folder();
    mkdirSync(join(inside, "many"));
    for (let part = 0; part < 5; part++) await parquetFile(join(inside, "many", `${part}.parquet`), [part]);
    const database = await openDatabase();
    const adding = addTable(database, { name: tableName("t"), stored: "t" }, { path: join(inside, "many") }, {});
    await Promise.all([adding, database.seal()]);
    const { table, physical } = await adding;
    expect(table.rows).toBe(5);
    const sql = `SELECT sum(n)::BIGINT AS c1 FROM ${physical.relation}`;
    expect(await rowsOf(await runSql(database, sql, [{ name: "n", datatype: "long" }]))).toEqual([[10n]]);
  });
});
