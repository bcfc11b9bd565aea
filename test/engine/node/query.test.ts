import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ColumnBatch, Field, FieldMeta } from "@armillary/columns";
import { openEngine } from "@armillary/engine/node";
import { separationDeg } from "@armillary/sky";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Database } from "../../../packages/engine/src/node/duckdb/database.ts";
import { Stop } from "../../../packages/engine/src/node/query/stop.ts";
import { atAnyScale } from "../../support/at-any-scale.ts";
import { failureOf, openDatabase, rowsOf, runSql } from "./database.ts";

const LONG: readonly FieldMeta[] = [{ name: "n", datatype: "long" }];
/** Hours of work before its first row. */
const ENDLESS = "SELECT sum(a.range * b.range % 7)::BIGINT AS c1 FROM range(1000000) a, range(10000000) b";

async function memoryInUse(database: Database): Promise<number> {
  const [row] = await database.rows(
    "SELECT sum(memory_usage_bytes + temporary_storage_bytes)::DOUBLE FROM duckdb_memory()",
  );
  return Number(row?.[0]);
}

describe("ends", () => {
  async function expectEnd(stop: Stop, end: () => void, expected: object): Promise<void> {
    const database = await openDatabase();
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const result = await runSql(database, ENDLESS, LONG, { stop, onEnd: () => ended() });
    setTimeout(end, 100);
    expect(await failureOf(rowsOf(result))).toMatchObject(expected);
    // DuckDB has stopped, too.
    await over;
    expect(await failureOf(result.summary)).toMatchObject(expected);
  }

  test.each<[string, (stop: Stop, abort: AbortController) => void, object]>([
    ["the signal", (_stop, abort) => abort.abort(new Error("enough")), { message: "enough" }],
    ["whoever holds it", (stop) => stop.now(new Error("closing")), { message: "closing" }],
  ])("by %s, in the middle of the work", async (_what, end, expected) => {
    const abort = new AbortController();
    const stop = new Stop(abort.signal, undefined);
    await expectEnd(stop, () => end(stop, abort), expected);
  });

  test("by its time, in the middle of the work", async () => {
    await atAnyScale(async (scale) => {
      const words = expect.stringMatching(/after (300|2400|12000) ms/);
      const stop = new Stop(undefined, 300 * scale);
      await expectEnd(stop, () => undefined, { code: "ENGINE_TIMEOUT", message: words });
    });
  });

  test("where a query waits for a thread, as soon as it has one", async () => {
    const database = await openDatabase();
    const queries = Array.from({ length: 8 }, () => {
      const stop = new Stop(undefined, undefined);
      let ended: () => void = () => undefined;
      const over = new Promise<void>((resolve) => {
        ended = resolve;
      });
      return { stop, over, result: runSql(database, ENDLESS, LONG, { stop, onEnd: () => ended() }) };
    });
    // All are prepared before one begins: four that run leave no thread for that.
    const results = await Promise.all(queries.map(({ result }) => result));
    const failures = results.map((result) => failureOf(rowsOf(result)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (const { stop } of queries) stop.now(new Error("enough"));
    for (const [index, { over }] of queries.entries()) {
      expect(await failures[index]).toMatchObject({ message: "enough" });
      await over;
    }
  });

  test("when its reader leaves, and gives its memory back", async () => {
    const database = await openDatabase();
    const sorted = "SELECT range AS c1 FROM range(3000000) ORDER BY hash(range)";
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const result = await runSql(database, sorted, LONG, { onEnd: () => ended() });
    let held = 0;
    for await (const _batch of result.batches()) {
      held = await memoryInUse(database);
      break;
    }
    await over;
    expect(held).toBeGreaterThan(20e6);
    expect(await memoryInUse(database)).toBeLessThan(5e6);
    expect((await result.summary).rows).toBeGreaterThan(0);
  });

  test("with an error that comes behind its first rows, and loses none of them in silence", async () => {
    const database = await openDatabase();
    const late =
      "SELECT CASE WHEN range = 2000000 THEN error('too late') ELSE range END::BIGINT AS c1 FROM range(3000000)";
    const result = await runSql(database, late, LONG);
    expect(await failureOf(rowsOf(result))).toMatchObject({
      code: "ENGINE_QUERY",
      message: expect.stringContaining("too late"),
    });
  });

  test("unread, when its time is over", async () => {
    const database = await openDatabase();
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const stop = new Stop(undefined, 50);
    const result = await runSql(database, ENDLESS, LONG, { stop, onEnd: () => ended() });
    await over;
    expect(await failureOf(rowsOf(result))).toMatchObject({ code: "ENGINE_TIMEOUT" });
  });

  test("unread, when it is closed", async () => {
    const database = await openDatabase();
    let ended = 0;
    const result = await runSql(database, ENDLESS, LONG, { onEnd: () => ended++ });
    await result.close();
    await result.close();
    expect(ended).toBe(1);
    expect(await result.summary).toMatchObject({ rows: 0 });
  });
});

describe("results", () => {
  test.each<[maxrec: number | undefined, rows: number, status: string]>([
    [undefined, 10, "OK"],
    [11, 10, "OK"],
    [10, 10, "OK"],
    [9, 9, "OVERFLOW"],
    [1, 1, "OVERFLOW"],
    [0, 0, "OVERFLOW"],
  ])("with maxrec %s are %s rows, %s", async (maxrec, rows, status) => {
    const database = await openDatabase();
    const limit = maxrec === undefined ? "" : `LIMIT ${maxrec + 1}`;
    const sql = `SELECT range AS c1 FROM range(10) ${limit}`;
    const result = await runSql(database, sql, LONG, maxrec === undefined ? {} : { maxrec });
    expect(await rowsOf(result)).toHaveLength(rows);
    expect(await result.summary).toMatchObject({ status, rows });
  });

  test("are what is computed, where their description says something else", async () => {
    const database = await openDatabase();
    const fields: FieldMeta[] = [
      { name: "a", datatype: "int", unit: "m" },
      { name: "b", datatype: "double", arraysize: "3" },
    ];
    const result = await runSql(database, "SELECT 5::BIGINT AS c1, 'x' AS c2", fields);
    expect(result.fields).toMatchObject([
      { name: "a", datatype: "long", unit: "m" },
      { name: "b", datatype: "char", arraysize: "*" },
    ]);
    expect(await rowsOf(result)).toEqual([[5n, "x"]]);
  });

  test("can be asked for their summary alone, and are read once", async () => {
    const database = await openDatabase();
    const result = await runSql(database, "SELECT range AS c1 FROM range(5000)", LONG);
    expect(await result.summary).toMatchObject({ rows: 5000, status: "OK" });
    await expect(rowsOf(result)).rejects.toThrow("once");
  });

  test("of a column that no table of the VO has are refused before a row is computed", async () => {
    const database = await openDatabase();
    const failure = await failureOf(runSql(database, "SELECT {'a': 1} AS c1", LONG));
    expect(failure).toMatchObject({ code: "ENGINE_QUERY", message: expect.stringContaining("STRUCT") });
  });

  test("fail with the reason, and without DuckDB's advice for SQL", async () => {
    const database = await openDatabase();
    const result = await runSql(database, "SELECT CAST('x' || range AS BIGINT) AS c1 FROM range(5)", LONG);
    expect(await failureOf(rowsOf(result))).toMatchObject({
      code: "ENGINE_QUERY",
      message: expect.stringContaining("Could not convert string 'x0' to BIGINT"),
    });
  });

  test.each([
    [
      "a sum",
      "SELECT sum(range + 9223372036854775800)::BIGINT AS c1 FROM range(5)",
      "46116860184273879010 does not fit into BIGINT.",
    ],
    [
      "a product",
      "SELECT (range::SMALLINT + 300::SMALLINT) * 300::SMALLINT AS c1 FROM range(5)",
      "300 * 300 does not fit into SMALLINT.",
    ],
    ["a cast", "SELECT (range + 3000000000)::INTEGER AS c1 FROM range(5)", "3000000000 does not fit into INTEGER."],
  ])("fail where %s is too large, in ADQL's words", async (_, sql, message) => {
    const database = await openDatabase();
    const failure = await failureOf((async () => rowsOf(await runSql(database, sql, LONG)))());
    expect(failure).toMatchObject({ code: "ENGINE_QUERY", message: expect.stringContaining(message) });
  });
});

describe("memory", () => {
  function spillFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "engine-spill-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  test("beyond the limit is on disk, in a folder that goes with the engine", async () => {
    const folder = spillFolder();
    const database = await openDatabase({ memoryLimitBytes: 64 * 2 ** 20, spillFolder: folder });
    await database.run("CREATE TABLE big AS SELECT range AS n, md5(range::VARCHAR) AS s FROM range(4000000)");
    await database.seal();
    const inside = readdirSync(folder);
    expect(inside).toHaveLength(1);
    expect(readdirSync(join(folder, inside[0] as string, "spill")).length).toBeGreaterThan(0);
    const result = await runSql(
      database,
      "SELECT count(*) AS c1 FROM (SELECT s, n FROM big ORDER BY s OFFSET 5)",
      LONG,
    );
    expect(await rowsOf(result)).toEqual([[3_999_995n]]);
    await database.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of tables that are larger is on disk, sorted by place and all", async () => {
    const engine = await openEngine({ memoryLimitBytes: 48 * 2 ** 20, threads: 2, spillFolder: spillFolder() });
    onTestFinished(() => engine.close());
    const degrees = { datatype: "double", unit: "deg", layout: { kind: "float", bits: 64 } } as const;
    const fields: Field[] = [
      { name: "ra", ucd: "pos.eq.ra;meta.main", ...degrees },
      { name: "dec", ucd: "pos.eq.dec;meta.main", ...degrees },
    ];
    const length = 100_000;
    let near = 0;
    const batches = function* (): Generator<ColumnBatch> {
      for (let part = 0; part < 12; part++) {
        const ra = Float64Array.from({ length }, (_, row) => ((part * length + row) * 137.508) % 360);
        const dec = Float64Array.from({ length }, (_, row) => (((part * length + row) * 7.3) % 180) - 90);
        ra.forEach((value, row) => {
          if (separationDeg(value, dec[row] as number, 9, 9) < 5) near++;
        });
        const columns = [ra, dec].map((values) => ({ kind: "float", length, nulls: 0, values }) as const);
        yield { rows: length, columns };
      }
    };
    const { rows } = await engine.addTable("big", { fields, batches: batches() });
    expect(rows).toBe(1_200_000);
    const counted = await engine.query("SELECT COUNT(*) FROM big WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(9, 9, 5))");
    expect(near).toBeGreaterThan(1000);
    expect(await rowsOf(counted)).toEqual([[BigInt(near)]]);
  });

  test("and disk beyond their limits are an error that says what to do", async () => {
    const database = await openDatabase({ memoryLimitBytes: 32 * 2 ** 20, spillLimitBytes: 2 ** 20 });
    const sql = "SELECT md5(range::VARCHAR) AS c1 FROM range(5000000) ORDER BY c1";
    const failure = failureOf(
      runSql(database, sql, [{ name: "s", datatype: "char", arraysize: "*" }]).then((result) => rowsOf(result)),
    );
    expect(await failure).toMatchObject({
      code: "ENGINE_MEMORY",
      message: expect.stringContaining("spillLimitBytes"),
    });
  });

  test.each([{ threads: 0 }, { threads: 1.5 }, { memoryLimitBytes: -1 }, { spillLimitBytes: Number.NaN }])(
    "%j is refused, and leaves no folder",
    async (options) => {
      const folder = spillFolder();
      expect(await failureOf(openDatabase({ spillFolder: folder, ...options }))).toMatchObject({
        code: "ENGINE_OPTION",
        message: expect.stringContaining(Object.keys(options)[0] as string),
      });
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});
