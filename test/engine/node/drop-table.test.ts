import { join } from "node:path";
import type { ColumnBatch, Field } from "@armillary/columns";
import { type Engine, type EngineOptions, openEngine, type TableSource } from "@armillary/engine/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { newFolder } from "../../cli/command.ts";
import { gather, rowsIn } from "../../support/column-arbitraries.ts";
import { failureOf } from "./database.ts";
import { parquetFile } from "./files.ts";

const N: Field = { name: "n", datatype: "long", layout: { kind: "int", bits: 64, signed: true } };
const X: Field = { name: "x", datatype: "double", layout: { kind: "float", bits: 64 } };
const BATCH_ROWS = 50_000;

/** Numbers from 0, and others that cannot be packed: 16 bytes a row. */
function numbers(rows: number): TableSource {
  function* batches(): Generator<ColumnBatch> {
    for (let start = 0; start < rows; start += BATCH_ROWS) {
      const length = Math.min(BATCH_ROWS, rows - start);
      const n = BigInt64Array.from({ length }, (_, row) => BigInt(start + row));
      const x = Float64Array.from({ length }, (_, row) => Math.sin(start + row));
      yield {
        rows: length,
        columns: [
          { kind: "int", length, nulls: 0, values: n },
          { kind: "float", length, nulls: 0, values: x },
        ],
      };
    }
  }
  return { fields: [N, X], batches: batches() };
}

async function engineWith(tables: Readonly<Record<string, TableSource>>, options: EngineOptions = {}): Promise<Engine> {
  const engine = await openEngine({ memoryLimitBytes: 2 ** 29, threads: 2, ...options });
  onTestFinished(() => engine.close());
  for (const [name, source] of Object.entries(tables)) await engine.addTable(name, source);
  return engine;
}

async function ask(engine: Engine, adql: string): Promise<readonly unknown[][]> {
  return rowsIn(await gather((await engine.query(adql)).batches()));
}

test("a table that is dropped cannot be named, is told of by nobody, and leaves its name free", async () => {
  const engine = await engineWith({ stars: numbers(3), "cat.stars": numbers(5) });
  expect(await ask(engine, "SELECT COUNT(*) AS n FROM TAP_SCHEMA.tables WHERE schema_name <> 'TAP_SCHEMA'")).toEqual([
    [2n],
  ]);
  await engine.dropTable("STARS");
  expect(engine.tables.map(({ name }) => name)).toEqual(["cat.stars"]);
  expect(engine.metadata.tables?.map(({ name }) => name)).not.toContain("stars");
  expect(await ask(engine, "SELECT table_name FROM TAP_SCHEMA.tables WHERE schema_name <> 'TAP_SCHEMA'")).toEqual([
    ["cat.stars"],
  ]);
  await engine.dropTable("cat.stars");
  await engine.addTable("stars", numbers(7));
  expect(await ask(engine, "SELECT COUNT(*) AS n FROM stars")).toEqual([[7n]]);
  await engine.dropTable("stars");
  expect(await failureOf(ask(engine, "SELECT n FROM stars"))).toMatchObject({ name: "AdqlError" });
});

test.each([["t"], ["main.other"], [""], ["TAP_SCHEMA.tables"], ["cat.stars"]])(
  "one that is not there (%j) is an error",
  async (name) => {
    const engine = await engineWith({ stars: numbers(1) });
    expect(await failureOf(engine.dropTable(name))).toMatchObject({ name: "EngineError", code: "ENGINE_NAME" });
    expect(await ask(engine, "SELECT n FROM stars")).toEqual([[0n]]);
  },
);

test("one that is there twice is dropped once; of a closed engine nothing is", async () => {
  const engine = await engineWith({ stars: numbers(1) });
  const both = await Promise.allSettled([engine.dropTable("stars"), engine.dropTable("stars")]);
  expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  await engine.close();
  expect(await failureOf(engine.dropTable("stars"))).toMatchObject({ code: "ENGINE_CLOSED" });
});

describe("queries that are under way keep their rows", () => {
  const ROWS = 400_000;
  const QUERY = "SELECT n, x FROM stars WHERE x < 2";

  test("half read, not read at all, and asked for side by side", async () => {
    const engine = await engineWith({ stars: numbers(ROWS) });
    const unread = await engine.query(QUERY);
    const half = (await engine.query(QUERY)).batches()[Symbol.asyncIterator]();
    const first = await half.next();
    // Either that or an error, as it comes.
    const beside = engine.query(QUERY).then(
      async (result) => rowsIn(await gather(result.batches())).length,
      (failure: { readonly code?: string }) => failure.code,
    );
    await engine.dropTable("stars");
    await engine.addTable("stars", numbers(1));
    let rows = first.value?.rows ?? 0;
    for (let next = await half.next(); next.done !== true; next = await half.next()) rows += next.value.rows;
    expect([rows, rowsIn(await gather(unread.batches())).length]).toEqual([ROWS, ROWS]);
    expect([ROWS, "ADQL_UNKNOWN_TABLE"]).toContain(await beside);
    expect(await ask(engine, "SELECT n FROM stars")).toEqual([[0n]]);
  });

  test("of Parquet in place", async () => {
    const file = await parquetFile(join(await newFolder(), "a.parquet"), [1, 2, 3]);
    const engine = await engineWith({ stars: { path: file } });
    const result = await engine.query("SELECT n FROM stars ORDER BY n");
    await engine.dropTable("stars");
    expect(rowsIn(await gather(result.batches()))).toEqual([[1], [2], [3]]);
    expect(await failureOf(ask(engine, "SELECT n FROM stars"))).toMatchObject({ name: "AdqlError" });
  });

  test("until the engine is closed", async () => {
    const engine = await engineWith({ stars: numbers(ROWS) });
    const rows = (await engine.query(QUERY)).batches()[Symbol.asyncIterator]();
    await rows.next();
    await engine.dropTable("stars");
    await engine.close();
    const rest = async (): Promise<void> => {
      while ((await rows.next()).done !== true);
    };
    expect(await failureOf(rest())).toMatchObject({ code: "ENGINE_CLOSED" });
  });
});

describe("memory goes back", () => {
  // A table takes 16 MB, and there is no disk to go to.
  const LIMITS = { memoryLimitBytes: 64 * 2 ** 20, spillLimitBytes: 2 ** 20, threads: 1 };
  const large = (): TableSource => numbers(1_000_000);

  /** An engine into which no other such table fits; how many there are. */
  async function full(): Promise<{ readonly engine: Engine; readonly tables: number }> {
    const engine = await engineWith({}, LIMITS);
    for (let tables = 0; tables < 5; tables++) {
      const failure = await engine.addTable(`t${tables}`, large()).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (failure === undefined) continue;
      expect(failure).toMatchObject({ code: "ENGINE_MEMORY" });
      return { engine, tables };
    }
    throw new Error("The engine takes more than it may.");
  }

  test("at once, for as many tables as one likes after one another", async () => {
    const { engine, tables } = await full();
    expect(tables).toBeGreaterThan(1);
    await engine.dropTable("t0");
    for (let round = 0; round < 6; round++) {
      await engine.addTable("part", large());
      await engine.dropTable("part");
    }
    await engine.addTable("part", large());
    expect(await ask(engine, "SELECT COUNT(*) AS n FROM part")).toEqual([[1_000_000n]]);
  });

  test("with the end of the last query that reads it", async () => {
    const { engine } = await full();
    const reading = await engine.query("SELECT n, x FROM t0");
    await engine.dropTable("t0");
    expect(await failureOf(engine.addTable("part", large()))).toMatchObject({ code: "ENGINE_MEMORY" });
    await reading.close();
    await expect
      .poll(() =>
        engine.addTable("part", large()).then(
          () => "added",
          () => "full",
        ),
      )
      .toBe("added");
  });
});
