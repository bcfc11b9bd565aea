import { mkdirSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CellValue, Field } from "@armillary/columns";
import { type Engine, openEngine, type QueryOptions, type TableSource } from "@armillary/engine/node";
import type { FormatName } from "@armillary/formats";
import { describe, expect, onTestFinished, test } from "vitest";
import { newFolder } from "../../cli/command.ts";
import { batchOf, gather, rowsIn, type SampleTable, streamOf } from "../../support/column-arbitraries.ts";
import { failureOf } from "./database.ts";
import { tableFile } from "./files.ts";

const FIELDS: readonly Field[] = [
  { name: "id", datatype: "long", ucd: "meta.id;meta.main", layout: { kind: "int", bits: 64, signed: true } },
  {
    name: "ra",
    datatype: "double",
    unit: "deg",
    ucd: "pos.eq.ra;meta.main",
    layout: { kind: "float", bits: 64 },
  },
  { name: "dec", datatype: "double", unit: "deg", ucd: "pos.eq.dec;meta.main", layout: { kind: "float", bits: 64 } },
  { name: "mag", datatype: "float", unit: "mag", layout: { kind: "float", bits: 32 } },
  { name: "name", datatype: "char", arraysize: "*", description: "What it is called", layout: { kind: "utf8" } },
];

const ROWS: readonly CellValue[][] = [
  [1n, 10, 20, 1.5, "a"],
  [9007199254740993n, 10.001, 20.001, null, "b"],
  [3n, null, 20, Number.NaN, null],
  [-4n, 359.9999, -89.9, 2.5, "long enough to lie elsewhere"],
];
const STARS: SampleTable = { fields: FIELDS, batches: [batchOf(FIELDS, ROWS)] };

async function engineWith(tables: Readonly<Record<string, TableSource>>): Promise<Engine> {
  const engine = await openEngine({ memoryLimitBytes: 2 ** 29, threads: 2 });
  onTestFinished(() => engine.close());
  for (const [name, source] of Object.entries(tables)) await engine.addTable(name, source);
  return engine;
}

async function ask(engine: Engine, adql: string, options?: QueryOptions): Promise<CellValue[][]> {
  return rowsIn(await gather((await engine.query(adql, options)).batches()));
}

const stars = (): TableSource => ({ stream: streamOf(STARS) });

describe("tables from files", () => {
  test.each<[FormatName, "rows" | "parquet"]>([
    ["votable", "rows"],
    ["fits", "rows"],
    ["ecsv", "rows"],
    ["ipac", "rows"],
    ["arrow", "rows"],
    ["arrows", "rows"],
    ["parquet", "parquet"],
  ])("%s: values and what is said of them", async (format, storage) => {
    const file = await tableFile(join(await newFolder(), `stars.${format}`), format, STARS);
    const engine = await engineWith({ stars: { path: file } });
    expect(engine.tables).toMatchObject([{ name: "stars", storage, rows: 4, metadata: { schema: "main", rows: 4 } }]);
    const result = await engine.query("SELECT * FROM stars WHERE id <> 0 ORDER BY id");
    expect(result.fields).toMatchObject([
      { name: "id", datatype: "long" },
      { name: "ra", datatype: "double", unit: "deg" },
      { name: "dec", unit: "deg" },
      { name: "mag", datatype: "float", unit: "mag" },
      { name: "name", datatype: "char", arraysize: expect.stringMatching(/^\d*\*?$/) },
    ]);
    const rows = rowsIn(await gather(result.batches()));
    const [nanRow] = rows.filter(([id]) => id === 3n);
    expect(rows.map(([id]) => id)).toEqual([-4n, 1n, 3n, 9007199254740993n]);
    // FITS has no null for floats but NaN.
    const second = format === "fits" ? [...(ROWS[1] ?? []).slice(0, 3), Number.NaN, "b"] : ROWS[1];
    expect(rows.filter((row) => row !== nanRow)).toEqual([ROWS[3], ROWS[0], second]);
    expect(nanRow?.slice(0, 3)).toEqual([3n, format === "fits" ? Number.NaN : null, 20]);
  });

  test("CSV, whose types are inferred, and gzip around it", async () => {
    const folder = await newFolder();
    const file = join(folder, "t.csv.gz");
    const { gzipSync } = await import("node:zlib");
    await writeFile(file, gzipSync("id,ra,dec,note\n1,10.5,20,a\n2,,,\n"));
    const engine = await engineWith({ t: { path: file } });
    expect(await ask(engine, "SELECT id, ra, note FROM t ORDER BY id")).toEqual([
      [1, 10.5, "a"],
      [2, null, null],
    ]);
  });

  test("batches of a program, and the second TABLE of a document", async () => {
    const folder = await newFolder();
    const document = `<VOTABLE version="1.4"><RESOURCE><TABLE><FIELD name="a" datatype="int"/></TABLE>
      <TABLE><DESCRIPTION>the second</DESCRIPTION><FIELD name="b" datatype="int"/>
      <DATA><TABLEDATA><TR><TD>7</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
    await writeFile(join(folder, "two.vot"), document);
    const engine = await engineWith({
      made: { fields: FIELDS, batches: STARS.batches },
      other: { path: join(folder, "two.vot"), read: { table: 1 } },
    });
    expect(await ask(engine, "SELECT COUNT(*) FROM made")).toEqual([[4n]]);
    expect(await ask(engine, "SELECT b FROM other")).toEqual([[7]]);
    expect(engine.tables[1]?.metadata.description).toBe("the second");
  });

  test("a cell that cannot be read is an error of its file, and no table is left", async () => {
    const file = join(await newFolder(), "bad.vot");
    const cell = "<TR><TD>x</TD></TR>";
    await writeFile(
      file,
      `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE><FIELD name="a" datatype="int"/><DATA><TABLEDATA>${cell}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`,
    );
    const engine = await engineWith({});
    expect(await failureOf(engine.addTable("t", { path: file }))).toMatchObject({ code: "VOT_CELL" });
    expect(engine.tables).toEqual([]);
    const table = await engine.addTable("t", { path: file, read: { lenient: true } });
    expect(table.diagnostics.map(({ code }) => code)).toEqual(["E-CELL"]);
    expect(await ask(engine, "SELECT a FROM t")).toEqual([[null]]);
  });
});

describe("Parquet in place", () => {
  async function parts(): Promise<string> {
    const folder = await newFolder();
    for (const [year, rows] of [
      ["2020", ROWS.slice(0, 2)],
      ["2021", ROWS.slice(2)],
    ] as const) {
      mkdirSync(join(folder, `year=${year}`));
      const batches = [batchOf(FIELDS, rows)];
      await tableFile(join(folder, `year=${year}`, "part.parquet"), "parquet", { fields: FIELDS, batches });
    }
    return folder;
  }

  test.each(["*/part.parquet", "**/*.parquet", "year=????/*", ""])(
    "the files of a pattern (%s), folders as columns",
    async (pattern) => {
      const folder = await parts();
      const source = pattern === "" ? { path: folder } : { glob: join(folder, pattern) };
      const engine = await engineWith({ stars: source });
      expect(engine.tables).toMatchObject([{ storage: "parquet", rows: 4 }]);
      const result = await engine.query('SELECT id, "year" FROM stars WHERE "year" = 2021 ORDER BY id');
      expect(result.fields).toMatchObject([
        { name: "id", ucd: "meta.id;meta.main" },
        { name: "year", datatype: "long" },
      ]);
      expect(rowsIn(await gather(result.batches()))).toEqual([
        [-4n, 2021n],
        [3n, 2021n],
      ]);
      // One of the two files is read, and two of its columns.
      const { plan } = await engine.explain('SELECT id FROM stars WHERE "year" = 2021');
      expect(plan).toMatch(/PARQUET|READ_PARQUET/i);
      expect(plan).not.toContain("dec");
    },
  );

  test("is taken in and indexed by position where that is wanted", async () => {
    const engine = await engineWith({});
    const folder = await parts();
    const placed = await engine.addTable("placed", { path: folder });
    const taken = await engine.addTable("taken", { path: join(folder, "year=2020", "part.parquet") }, { index: true });
    const position = { ra: "ra", dec: "dec" };
    expect([placed, taken]).toMatchObject([
      { storage: "parquet", position },
      { storage: "rows", position },
    ]);
    const indexed = [placed, taken].map(({ metadata }) => metadata.columns.filter((column) => column.indexed).length);
    expect(indexed).toEqual([0, 2]);
    const cone = "WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.01)) ORDER BY id";
    expect(await ask(engine, `SELECT id FROM taken ${cone}`)).toEqual([[1n], [9007199254740993n]]);
    expect(await ask(engine, `SELECT id FROM placed ${cone}`)).toEqual([[1n], [9007199254740993n]]);
  });

  test("a damaged file says so, and leaves its name free", async () => {
    const file = join(await newFolder(), "damaged.parquet");
    await writeFile(file, `PAR1${"?".repeat(100)}`);
    const engine = await engineWith({});
    const failure = await failureOf(engine.addTable("t", { path: file }));
    expect(failure).toMatchObject({ code: "ENGINE_SOURCE", message: expect.stringContaining("damaged.parquet") });
    await engine.addTable("t", stars());
  });

  test("a file with fewer columns is no part of the table", async () => {
    const folder = await newFolder();
    const [, ...rest] = FIELDS;
    await tableFile(join(folder, "1.parquet"), "parquet", STARS);
    const fewer = {
      fields: rest,
      batches: [
        batchOf(
          rest,
          ROWS.map((row) => row.slice(1)),
        ),
      ],
    };
    await tableFile(join(folder, "2.parquet"), "parquet", fewer);
    expect(await failureOf(engineWith({ t: { path: folder } }))).toMatchObject({
      code: "ENGINE_SOURCE",
      message: expect.stringMatching(/2\.parquet has no column "id", which .*1\.parquet has/),
    });
  });

  test("a file that has gone is an error of the query that misses it", async () => {
    const folder = await newFolder();
    for (const name of ["1.parquet", "2.parquet"]) await tableFile(join(folder, name), "parquet", STARS);
    const engine = await engineWith({ t: { path: folder } });
    await rm(join(folder, "2.parquet"));
    expect(await failureOf(ask(engine, "SELECT id FROM t"))).toMatchObject({
      code: "ENGINE_SOURCE",
      message: expect.stringMatching(/there is no .*2\.parquet any more/),
    });
  });

  test("a pattern without a file says so", async () => {
    const engine = await engineWith({});
    const failure = await failureOf(engine.addTable("t", { glob: "/nowhere/*.parquet" }));
    expect(failure).toMatchObject({ code: "ENGINE_SOURCE", message: expect.stringContaining("/nowhere/*.parquet") });
  });
});

describe("names", () => {
  test.each([
    ["stars", "stars"],
    ["cat.stars", "cat.stars"],
    ["my-table", '"my-table"'],
    ['"J/A+A/1".stars', '"J/A+A/1".stars'],
    ["select", '"select"'],
  ])("%s is asked as %s", async (given, name) => {
    const engine = await engineWith({ [given]: stars() });
    expect(engine.tables[0]?.name).toBe(name);
    expect(await ask(engine, `SELECT COUNT(*) FROM ${name}`)).toEqual([[4n]]);
  });

  test.each(["", "tap_schema.x", "TAP_UPLOAD.x", "Stars", "main.stars"])("%j is refused", async (given) => {
    const engine = await engineWith({ stars: stars() });
    expect(await failureOf(engine.addTable(given, stars()))).toMatchObject({ code: "ENGINE_NAME" });
  });

  test("are free again where a table could not be added", async () => {
    const engine = await engineWith({});
    await failureOf(engine.addTable("t", { path: "/nowhere" }));
    await engine.addTable("t", stars());
    expect(engine.tables).toHaveLength(1);
  });

  test("positions that the caller names must be there, in degrees", async () => {
    const engine = await engineWith({});
    const choose = (ra: string, dec: string) => engine.addTable("t", stars(), { position: { ra, dec } });
    expect(await failureOf(choose("nowhere", "dec"))).toMatchObject({ code: "ENGINE_POSITION" });
    expect(await failureOf(choose("name", "dec"))).toMatchObject({ code: "ENGINE_POSITION" });
    expect((await choose("dec", "ra")).position).toEqual({ ra: "dec", dec: "ra" });
  });
});

describe("queries", () => {
  test("an error of the query has its place", async () => {
    const engine = await engineWith({ stars: stars() });
    expect(await failureOf(engine.query("SELECT nme FROM stars"))).toMatchObject({
      name: "AdqlError",
      code: "ADQL_UNKNOWN_COLUMN",
      column: 8,
    });
  });

  test("uploads are tables of one query alone", async () => {
    const engine = await engineWith({ stars: stars() });
    const uploads = { mine: { stream: streamOf(STARS) }, other: { fields: FIELDS, batches: STARS.batches } };
    const joined =
      "SELECT COUNT(*) FROM stars s JOIN TAP_UPLOAD.mine m ON s.id = m.id JOIN tap_upload.other o ON o.id = m.id";
    expect(await ask(engine, joined, { uploads })).toEqual([[4n]]);
    expect(await failureOf(engine.query("SELECT * FROM TAP_UPLOAD.mine"))).toMatchObject({
      code: "ADQL_UNKNOWN_TABLE",
    });
    expect(engine.tables).toHaveLength(1);
  });

  test("uploads have names of their own, whatever their case", async () => {
    const engine = await engineWith({});
    const uploads = { mine: stars(), Mine: stars() };
    expect(await failureOf(engine.query("SELECT 1 FROM TAP_UPLOAD.mine", { uploads }))).toMatchObject({
      code: "ENGINE_NAME",
    });
  });

  test("run side by side, uploads of the same name apart", async () => {
    const engine = await engineWith({ stars: stars() });
    const counts = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const batches = [batchOf(FIELDS, ROWS.slice(0, index % 4))];
        return ask(engine, "SELECT COUNT(*) FROM TAP_UPLOAD.mine", { uploads: { mine: { fields: FIELDS, batches } } });
      }),
    );
    expect(counts.map(([row]) => Number(row?.[0]))).toEqual(counts.map((_, index) => index % 4));
  });

  test("maxrec cuts, and says so", async () => {
    const engine = await engineWith({ stars: stars() });
    const result = await engine.query("SELECT id FROM stars ORDER BY id", { maxrec: 2 });
    expect(rowsIn(await gather(result.batches()))).toEqual([[-4n], [1n]]);
    expect(await result.summary).toMatchObject({ status: "OVERFLOW", rows: 2 });
  });

  test("end with the signal, also before they begin", async () => {
    const engine = await engineWith({ stars: stars() });
    const reason = new Error("enough");
    expect(await failureOf(engine.query("SELECT 1 FROM stars", { signal: AbortSignal.abort(reason) }))).toBe(reason);
    const uploads = { mine: { stream: streamOf(STARS) } };
    const abort = new AbortController();
    const asked = engine.query("SELECT 1 FROM TAP_UPLOAD.mine", { uploads, signal: abort.signal });
    abort.abort(reason);
    expect(await failureOf(asked)).toBe(reason);
  });

  test("end with the engine", async () => {
    const rows = Array.from({ length: 3000 }, (_, row): CellValue[] => [BigInt(row), row / 10, 0, row, "x"]);
    const engine = await engineWith({ t: { fields: FIELDS, batches: [batchOf(FIELDS, rows)] } });
    const result = await engine.query("SELECT COUNT(*) FROM t a, t b, t c WHERE a.mag * b.mag * c.mag > 7");
    const failure = failureOf(gather(result.batches()));
    const endless = async function* () {
      for (;;) yield batchOf(FIELDS, rows);
    };
    const adding = failureOf(engine.addTable("endless", { fields: FIELDS, batches: endless() }));
    setTimeout(() => void engine.close(), 100);
    expect(await adding).toMatchObject({ code: "ENGINE_CLOSED" });
    expect(await failure).toMatchObject({ code: "ENGINE_CLOSED" });
    expect(await failureOf(engine.query("SELECT 1 FROM t"))).toMatchObject({ code: "ENGINE_CLOSED" });
    expect(await failureOf(engine.addTable("u", stars()))).toMatchObject({ code: "ENGINE_CLOSED" });
    await engine.close();
  });

  test("explain tells the SQL and the plan, and runs nothing", async () => {
    const engine = await engineWith({ stars: stars() });
    const { sql, plan, fields } = await engine.explain("SELECT name FROM stars WHERE mag < 2");
    expect(sql).toContain('"mag"');
    expect(plan).toContain("Filters");
    expect(fields).toMatchObject([{ name: "name", description: "What it is called" }]);
  });
});

describe("TAP_SCHEMA", () => {
  test("tells of the tables that there are now, and of itself", async () => {
    const engine = await engineWith({ stars: stars() });
    const columns = `SELECT column_name, datatype, unit, ucd, indexed FROM TAP_SCHEMA.columns
      WHERE table_name = 'stars' ORDER BY column_index`;
    expect(await ask(engine, columns)).toEqual([
      ["id", "long", null, "meta.id;meta.main", 0],
      ["ra", "double", "deg", "pos.eq.ra;meta.main", 1],
      ["dec", "double", "deg", "pos.eq.dec;meta.main", 1],
      ["mag", "float", "mag", null, 0],
      ["name", "char", null, null, 0],
    ]);
    await engine.addTable("cat.more", stars(), {
      description: "More of them",
      foreignKeys: [{ targetTable: "stars", columns: [{ from: "id", target: "id" }], description: "the same" }],
    });
    const tables = "SELECT schema_name, table_name, description FROM tap_schema.tables ORDER BY table_index";
    expect((await ask(engine, tables)).slice(0, 3)).toEqual([
      ["main", "stars", null],
      ["cat", "cat.more", "More of them"],
      ["TAP_SCHEMA", "TAP_SCHEMA.schemas", "Schemas that tables are in"],
    ]);
    const keys = `SELECT k.from_table, k.target_table, c.from_column FROM tap_schema.keys k
      JOIN tap_schema.key_columns c USING (key_id) WHERE k.target_table = 'stars'`;
    expect(await ask(engine, keys)).toEqual([["cat.more", "stars", "id"]]);
  });

  test("names all its own columns as TAP 1.1 has them", async () => {
    const engine = await engineWith({});
    for (const table of engine.metadata.tables ?? []) {
      const names = table.columns.map(({ name }) => name).join(", ");
      expect(await ask(engine, `SELECT TOP 1 ${names} FROM ${table.name}`)).toHaveLength(1);
      expect(table.columns.every(({ std }) => std === true)).toBe(true);
    }
    expect(engine.metadata.tables?.map(({ name }) => name)).toEqual([
      "TAP_SCHEMA.schemas",
      "TAP_SCHEMA.tables",
      "TAP_SCHEMA.columns",
      "TAP_SCHEMA.keys",
      "TAP_SCHEMA.key_columns",
    ]);
  });

  test("is whole for every query while tables are added", async () => {
    const engine = await engineWith({ stars: stars() });
    const counted = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        await engine.addTable(`t${index}`, stars());
        return ask(engine, "SELECT COUNT(*) FROM TAP_SCHEMA.tables");
      }),
    );
    expect(counted.every(([row]) => Number(row?.[0]) >= 6)).toBe(true);
    expect(await ask(engine, "SELECT COUNT(*) FROM TAP_SCHEMA.tables")).toEqual([[16n]]);
  });
});
