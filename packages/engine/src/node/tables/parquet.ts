import { type Field, withoutArrowType } from "@armillary/columns";
import type { TableFolder } from "@armillary/formats/node";
import type { CellColumn } from "../../physical.ts";
import type { AddTableOptions } from "../api.ts";
import type { Database } from "../duckdb/database.ts";
import { layoutOfSqlType } from "../duckdb/layout-type.ts";
import { quoteName, quoteText } from "../duckdb/quote.ts";
import { EngineError } from "../errors.ts";
import { openFile, type SourceFiles } from "./open-source.ts";
import { choiceOf, findPosition, type TablePosition } from "./position.ts";
import { columnMetadata, columnNames, type StoredColumn, storageOf, storedColumns } from "./stored-column.ts";

/** Parquet files that are read in place. */
export interface PlacedTable {
  readonly relation: string;
  readonly columns: readonly StoredColumn[];
  readonly rows: number;
  /** Columns that hold positions; nothing is indexed by them. */
  readonly found?: TablePosition;
  readonly cells?: CellColumn;
  readonly description?: string;
}

interface DescribedColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * Makes Parquet files a table without taking them in: a view that gives each column the type of its FIELD. DuckDB then reads
 * the columns that a query names, of the row groups that its conditions do not rule out.
 * @param position - which columns are to be those of its positions
 * @returns undefined for files with a column that only our own reader reads: bytes, times of day in lists, and the like
 * @throws ParquetError; EngineError ENGINE_POSITION; what DuckDB throws for files that do not make one table
 */
export async function placeParquet(
  database: Database,
  name: string,
  source: SourceFiles,
  position: AddTableOptions["position"],
): Promise<PlacedTable | undefined> {
  const { files, read, partitions, folder } = source;
  const list = `[${files.map(quoteText).join(", ")}]`;
  const scan = `read_parquet(${list}, hive_partitioning = ${partitions.fields.length > 0})`;
  const described = (await database.rows(`DESCRIBE SELECT * FROM ${scan}`)).map(
    ([column, type]): DescribedColumn => ({ name: String(column), type: String(type) }),
  );
  const first = await openFile(files[0] ?? "", source, {}, undefined);
  await first.close();
  // Fields are in the order of the file, but for a choice of them, and columns that are in the names of folders.
  const placed = place(described, first.fields, (name) => read.columns !== undefined || partitions.has(name));
  if (placed === undefined || placed.length === 0) return undefined;
  const fields = placed.map(({ column }) => column.field);
  const found = findPosition(fields, choiceOf(fields, position, folder?.position));
  const names = columnNames(fields);
  const columns = placed.map(({ column }, index) => renamed(column, names[index] as string));
  const selected = placed.map(({ expression }, index) => `${expression} AS ${columns[index]?.sql}`);
  await checkColumns(
    database,
    source,
    described.map((column) => column.name),
  );
  const relation = `memory.main.${quoteName(name)}`;
  await database.run(`CREATE VIEW ${relation} AS SELECT ${selected.join(", ")} FROM ${scan}`);
  const [count] = await database.rows(`SELECT sum(num_rows)::DOUBLE FROM parquet_file_metadata(${list})`);
  const { description } = first.metadata;
  return {
    relation,
    columns,
    rows: Number(count?.[0] ?? 0),
    ...(found === undefined ? {} : { found }),
    ...cellsOf(fields, found, folder),
    ...(description === undefined ? {} : { description }),
  };
}

/**
 * Looks whether all files have the columns of the table. DuckDB finds one that is missing when it reads that column: a count of
 * rows, or of another column, would have counted what is no part of the table.
 * @param names - of the columns, as DuckDB finds them: in any case
 * @throws EngineError ENGINE_SOURCE
 */
async function checkColumns(
  database: Database,
  { files, read, partitions, folder }: SourceFiles,
  names: readonly string[],
): Promise<void> {
  const [first] = files;
  const wanted = names.filter((name) => !partitions.has(name) && read.columns?.includes(name) !== false);
  // Whoever wrote a HATS catalogue gave all partitions one schema, and there may be many thousands of them.
  if (files.length === 1 || folder?.kind === "hats" || wanted.length === 0) return;
  const list = `[${files.map(quoteText).join(", ")}]`;
  const lacking = (name: string): string => `(${quoteText(name.toLowerCase())}, ${quoteText(name)})`;
  const [found] = await database.rows(
    `WITH wanted(key, name) AS (VALUES ${wanted.map(lacking).join(", ")}),
      there AS (SELECT DISTINCT file_name, lower(name) AS key FROM parquet_schema(${list}))
    SELECT file_name, wanted.name FROM (SELECT DISTINCT file_name FROM there) AS files CROSS JOIN wanted
    WHERE NOT EXISTS (SELECT 1 FROM there WHERE there.file_name = files.file_name AND there.key = wanted.key)
    ORDER BY file_name, wanted.name LIMIT 1`,
  );
  if (found === undefined) return;
  const [file, column] = found.map(String);
  throw new EngineError(
    "ENGINE_SOURCE",
    `${file} has no column "${column}", which ${first} has. Files of one table have the same columns.`,
  );
}

/** The column by which the rows of a HATS catalogue lie in order, where positions are those that it was made of. */
function cellsOf(
  fields: readonly Field[],
  found: TablePosition | undefined,
  folder: TableFolder | undefined,
): Pick<PlacedTable, "cells"> {
  const { position, properties } = folder ?? {};
  if (found === undefined || position === undefined || properties === undefined) return {};
  if (fields[found.ra]?.name !== position.ra || fields[found.dec]?.name !== position.dec) return {};
  const name = properties.get("hats_col_healpix") ?? "_healpix_29";
  const order = Number(properties.get("hats_col_healpix_order") ?? 29);
  const cell = fields.findIndex((field) => field.name === name && field.datatype === "long");
  const isOrder = Number.isInteger(order) && order >= 0 && order <= 29;
  return cell < 0 || !isOrder ? {} : { cells: { ...found, cell, order } };
}

interface PlacedColumn {
  readonly column: StoredColumn;
  readonly expression: string;
}

/** For each field its column, found at its place in the file or by name. */
function place(
  described: readonly DescribedColumn[],
  fields: readonly Field[],
  isFoundByName: (name: string) => boolean,
): readonly PlacedColumn[] | undefined {
  const columns: PlacedColumn[] = [];
  for (const [index, column] of storedColumns(fields).entries()) {
    const name = fields[index]?.name ?? "";
    const here = isFoundByName(name) ? described.find((each) => each.name === name) : described[index];
    const placed = here && placeColumn(column, here);
    if (placed === undefined) return undefined;
    columns.push(placed);
  }
  return columns;
}

/** A column as its FIELD has it; undefined where DuckDB has none of its values' kind. */
function placeColumn(column: StoredColumn, { name, type }: DescribedColumn): PlacedColumn | undefined {
  const source = quoteName(name);
  const { field } = column;
  if (type === column.type) return { column, expression: source };
  if (field.layout.kind === "utf8") return placeText(column, source, type);
  const computed = layoutOfSqlType(type);
  if (computed === undefined) return undefined;
  // A number of another width, a list of such, a bit: the same values.
  return { column, expression: `CAST(${source} AS ${column.type})` };
}

/** Types that a VOTable has as text. */
function placeText(column: StoredColumn, source: string, type: string): PlacedColumn | undefined {
  if (/^TIMESTAMP/.test(type)) {
    // Of a moment in UTC DuckDB would make one of the machine's time zone.
    const moment = type.endsWith("TIME ZONE") ? `make_timestamp(epoch_us(${source}))` : `CAST(${source} AS TIMESTAMP)`;
    return {
      column: { ...withField(column, withoutArrowType(column.field)), storage: "timestamp" },
      expression: moment,
    };
  }
  if (/^DECIMAL/.test(type)) {
    // Exact text to a reader; to a query a number.
    const { arraysize: _text, ...number } = withoutArrowType(column.field);
    const [double] = storedColumns([{ ...number, datatype: "double", layout: { kind: "float", bits: 64 } }]);
    return double && { column: double, expression: `CAST(${source} AS DOUBLE)` };
  }
  if (type === "DATE" || type === "UUID") return { column, expression: `CAST(${source} AS VARCHAR)` };
  // Text that its writer has not called text.
  if (type === "BLOB") return { column, expression: `decode(${source})` };
  return undefined;
}

function withField(column: StoredColumn, field: Field): StoredColumn {
  return { ...column, field, metadata: columnMetadata(field), storage: storageOf(field) };
}

function renamed(column: StoredColumn, name: string): StoredColumn {
  if (name === column.field.name) return column;
  const field = { ...column.field, name };
  return { ...column, field, metadata: columnMetadata(field), sql: quoteName(name) };
}
