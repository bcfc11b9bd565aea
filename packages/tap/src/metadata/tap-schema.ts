import { type Catalog, createCatalog, quoteString } from "@armillary/adql";
import { type CellValue, rowsOf } from "@armillary/columns";
import type { ColumnDescription, ForeignKeyDescription, SchemaDescription, TableDescription } from "@armillary/dali";
import type { RunQuery } from "../complete/asker.ts";
import { completeQuery } from "../complete/complete-query.ts";

/** A row of TAP_SCHEMA by the names of its columns, in lower case. */
type Row = Readonly<Record<string, CellValue>>;

export interface TapSchemaOptions {
  readonly run: RunQuery;
  /** Rows that the service gives at most. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** What the columns are that long tables of TAP_SCHEMA are divided by: names, of which each row has one. */
const SCHEMA_TABLES: Readonly<Record<string, readonly string[]>> = {
  schemas: ["schema_name"],
  tables: ["table_name", "schema_name"],
  columns: ["table_name", "column_name"],
  keys: ["from_table", "key_id"],
  key_columns: ["key_id", "from_column"],
};

const CATALOG: Catalog = createCatalog({
  tables: Object.entries(SCHEMA_TABLES).map(([table, names]) => ({
    name: `TAP_SCHEMA.${table}`,
    columns: names.map((name) => ({ name, datatype: "char", arraysize: "*" })),
  })),
});

/**
 * Reads TAP_SCHEMA, one table of it at a time: HEASARC joins none of them. All columns are asked for, and taken by name, for
 * services of TAP 1.0 lack some, and `size` is a reserved word. Answers that a limit cut are noticed by their number of
 * rows, and the rest is asked for.
 * @see TAP 1.1, section 4 "Metadata: TAP_SCHEMA"
 */
export class TapSchema {
  readonly #options: TapSchemaOptions;

  constructor(options: TapSchemaOptions) {
    this.#options = options;
  }

  /** Schemas and tables without columns, in the order that the service recommends. */
  async names(): Promise<{
    readonly schemas: readonly SchemaDescription[];
    readonly tables: readonly TableDescription[];
  }> {
    // One after the other: where the first is refused, all are.
    const tables = await this.#read("tables");
    // Of schemas only the words are missing where they cannot be read.
    const schemas = await this.#read("schemas").catch(() => []);
    return {
      schemas: inOrder(schemas, "schema_index").map((row) => ({
        ...textsOf(row, { name: "schema_name", description: "description", utype: "utype" }),
      })),
      tables: inOrder(tables, "table_index").flatMap((row) => tableOf(row) ?? []),
    };
  }

  /** Columns by table: of the tables named, or of all. */
  async columns(tables?: readonly string[]): Promise<ReadonlyMap<string, readonly ColumnDescription[]>> {
    const rows = await this.#read("columns", whereIn("table_name", tables));
    const byTable = new Map<string, Row[]>();
    for (const row of rows) {
      const table = textOf(row["table_name"]) ?? "";
      const known = byTable.get(table);
      if (known === undefined) byTable.set(table, [row]);
      else known.push(row);
    }
    return new Map(
      [...byTable].map(([table, own]) => [table, inOrder(own, "column_index").flatMap((row) => columnOf(row) ?? [])]),
    );
  }

  /** How many columns all tables have together. */
  async columnCount(): Promise<number> {
    const { run, signal = new AbortController().signal } = this.#options;
    const table = await run("SELECT COUNT(*) AS n FROM TAP_SCHEMA.columns", { purpose: "count", signal });
    try {
      for await (const batch of table.batches()) for (const [count] of rowsOf(batch)) return Number(count);
    } finally {
      await table.close();
    }
    return Number.NaN;
  }

  /** Foreign keys by the table that holds them: of the tables named, or of all. */
  async keys(tables?: readonly string[]): Promise<ReadonlyMap<string, readonly ForeignKeyDescription[]>> {
    const keys = await this.#read("keys", whereIn("from_table", tables));
    const ids = keys.flatMap((row) => textOf(row["key_id"]) ?? []);
    if (ids.length === 0) return new Map();
    const pairs = await this.#read("key_columns", tables === undefined ? "" : whereIn("key_id", ids));
    const columnsOf = new Map<string, { from: string; target: string }[]>();
    for (const pair of pairs) {
      const [id, from, target] = ["key_id", "from_column", "target_column"].map((name) => textOf(pair[name]));
      if (id === undefined || from === undefined || target === undefined) continue;
      columnsOf.set(id, [...(columnsOf.get(id) ?? []), { from, target }]);
    }
    const found = new Map<string, ForeignKeyDescription[]>();
    for (const row of keys) {
      const [id = "", from, target] = ["key_id", "from_table", "target_table"].map((name) => textOf(row[name]));
      const columns = columnsOf.get(id);
      if (from === undefined || target === undefined || columns === undefined) continue;
      const key = { targetTable: target, columns, ...textsOf(row, { description: "description", utype: "utype" }) };
      found.set(from, [...(found.get(from) ?? []), key]);
    }
    return found;
  }

  async #read(table: keyof typeof SCHEMA_TABLES & string, where = ""): Promise<readonly Row[]> {
    const { run, limit, signal } = this.#options;
    const result = await completeQuery(`SELECT * FROM TAP_SCHEMA.${table}${where}`, {
      run,
      catalog: CATALOG,
      ...(limit === undefined ? {} : { limit }),
      ...(signal === undefined ? {} : { signal }),
    });
    const names = result.fields.map(({ name }) => name.toLowerCase().replaceAll('"', ""));
    const rows: Row[] = [];
    for await (const batch of result.batches()) {
      for (const cells of rowsOf(batch)) {
        rows.push(Object.fromEntries(cells.map((cell, index) => [names[index] ?? "", cell])));
      }
    }
    return rows;
  }
}

function whereIn(column: string, values: readonly string[] | undefined): string {
  return values === undefined ? "" : ` WHERE ${column} IN (${values.map(quoteString).join(", ")})`;
}

function tableOf(row: Row): TableDescription | undefined {
  const name = textOf(row["table_name"]);
  if (name === undefined) return undefined;
  const role = textOf(row["table_type"]);
  return {
    name,
    ...textsOf(row, { schema: "schema_name", description: "description", utype: "utype" }),
    ...(role === undefined ? {} : { role }),
    ...(role === "view" ? { type: "view" as const } : role === "table" ? { type: "table" as const } : {}),
    columns: [],
  };
}

function columnOf(row: Row): ColumnDescription | undefined {
  const name = textOf(row["column_name"]);
  if (name === undefined) return undefined;
  const size = numberOf(row["size"]);
  const flags = { principal: flagOf(row["principal"]), indexed: flagOf(row["indexed"]), std: flagOf(row["std"]) };
  return {
    name,
    ...textsOf(row, {
      datatype: "datatype",
      arraysize: "arraysize",
      xtype: "xtype",
      unit: "unit",
      ucd: "ucd",
      utype: "utype",
      description: "description",
    }),
    ...(size === undefined || row["arraysize"] ? {} : { size }),
    ...Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag !== undefined)),
    flags: flags.indexed === true ? ["indexed"] : [],
  };
}

/** Stable: rows without a number stay where they are, behind those that have one. */
function inOrder(rows: readonly Row[], index: string): readonly Row[] {
  const place = (row: Row): number => numberOf(row[index]) ?? Number.MAX_SAFE_INTEGER;
  return [...rows].sort((a, b) => place(a) - place(b));
}

function textsOf<Key extends string>(row: Row, names: Readonly<Record<Key, string>>): { readonly [K in Key]?: string } {
  const found: { [K in Key]?: string } = {};
  for (const key of Object.keys(names) as Key[]) {
    const text = textOf(row[names[key]]);
    if (text !== undefined) found[key] = text;
  }
  return found;
}

/** Empty is absent: services pad what they do not know with blanks. */
function textOf(value: CellValue | undefined): string | undefined {
  if (value === null || value === undefined || typeof value === "object") return undefined;
  return String(value).trim() || undefined;
}

function numberOf(value: CellValue | undefined): number | undefined {
  const number = value === null || value === undefined ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Flags are integers (TAP 1.1, section 4.3), or what databases have for them. */
function flagOf(value: CellValue | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  const text = textOf(value)?.toLowerCase();
  return text === undefined ? undefined : /^(1|t|true|y|yes)$/.test(text);
}
