import type { Datatype, FieldMeta } from "@armillary/columns";
import {
  createEngineCatalog,
  type EngineCatalog,
  MACROS,
  type PhysicalColumn,
  type PhysicalTable,
  translate,
} from "@armillary/engine";
import type { DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { Database } from "../../packages/engine/src/node/duckdb/database.ts";

/** A column of a table of a test, in few words: `"ra double deg"`, `"p point"`, `"name char"`. */
export function columnOf(words: string): PhysicalColumn {
  const [name = "", type = "double", unit] = words.split(" ");
  const described = TYPES[type] ?? { datatype: type as Datatype };
  const { storage = "scalar", ...shape } = described;
  const field: FieldMeta = { name, ...shape, ...(unit === undefined ? {} : { unit }) };
  const { name: _name, ...rest } = field;
  const { datatype, arraysize, xtype } = field;
  const metadata = {
    name: /^[a-z]\w*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`,
    datatype,
    ...(arraysize === undefined ? {} : { arraysize }),
    ...(xtype === undefined ? {} : { xtype }),
    ...(rest.unit === undefined ? {} : { unit: rest.unit }),
  };
  return { metadata, field, sql: `"${name.replaceAll('"', '""')}"`, storage };
}

const TYPES: Readonly<
  Record<string, Omit<FieldMeta, "name"> & { readonly storage?: PhysicalColumn["storage"]; readonly duck?: string }>
> = {
  char: { datatype: "char", arraysize: "*" },
  point: { datatype: "double", arraysize: "2", xtype: "point", storage: "list" },
  circle: { datatype: "double", arraysize: "3", xtype: "circle", storage: "list" },
  polygon: { datatype: "double", arraysize: "*", xtype: "polygon", storage: "list" },
  region: { datatype: "char", arraysize: "*", xtype: "adql:REGION", storage: "region-text" },
  timestamp: { datatype: "char", arraysize: "*", xtype: "timestamp" },
  floats: { datatype: "float", arraysize: "*", storage: "list" },
};

const DUCKDB: Readonly<Record<string, string>> = {
  boolean: "BOOLEAN",
  short: "SMALLINT",
  int: "INTEGER",
  long: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
  char: "VARCHAR",
};

function duckdbType({ field, storage }: PhysicalColumn): string {
  const scalar = DUCKDB[field.datatype] ?? "VARCHAR";
  return storage === "list" ? `${scalar}[]` : scalar;
}

/** A table without rows: what SQL binds to. */
export function emptyTable(name: string, columns: readonly PhysicalColumn[]): PhysicalTable {
  const list = columns.map((column) => `NULL::${duckdbType(column)} AS ${column.sql}`).join(", ");
  return {
    metadata: { name, columns: columns.map(({ metadata }) => metadata) },
    relation: `(SELECT ${list} LIMIT 0)`,
    columns,
  };
}

/** A DuckDB with the macros of the engine, that ends with the test or the file. */
export async function openDuckDB(
  atEnd: (close: () => Promise<void>) => void = onTestFinished,
): Promise<DuckDBConnection> {
  const database = await Database.open({ memoryLimitBytes: 2 ** 30, threads: 2 });
  atEnd(() => database.close());
  const connection = await database.connect();
  for (const macro of MACROS) await connection.run(macro);
  return connection;
}

/** A DuckDB with the macros of the engine for all tests of a file, from the first on. */
export function duckDBOfFile(): () => DuckDBConnection {
  let connection: DuckDBConnection | undefined;
  let ending: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    connection = await openDuckDB((close) => {
      ending = close;
    });
  });
  afterAll(() => ending?.());
  return () => {
    if (connection === undefined) throw new Error("There is none before the tests begin.");
    return connection;
  };
}

/** The rows of an ADQL query, numbers and text as JSON has them. */
export async function rowsOf(connection: DuckDBConnection, catalog: EngineCatalog, adql: string): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(translate(adql, catalog).sql);
  return reader.getRowsJson() as unknown[][];
}

/** The one value of an expression over a table without columns that matter. */
export async function computed(connection: DuckDBConnection, expression: string): Promise<unknown> {
  const one: PhysicalTable = {
    metadata: { name: "one", columns: [{ name: "a", datatype: "int" }] },
    relation: '(SELECT 1 AS "a")',
    columns: [columnOf("a int")],
  };
  const [row] = await rowsOf(connection, createEngineCatalog([one]), `SELECT ${expression} AS v FROM one`);
  return row?.[0];
}
