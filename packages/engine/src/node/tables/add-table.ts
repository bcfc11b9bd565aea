import type { TableMetadata } from "@armillary/adql";
import type { TableStream } from "@armillary/formats";
import type { PhysicalTable } from "../../physical.ts";
import type { AddTableOptions, EngineTable, TableSource } from "../api.ts";
import type { Database } from "../duckdb/database.ts";
import type { Session } from "../query/session.ts";
import { filesOf, isParquetFile, openFiles, openSource } from "./open-source.ts";
import { type PlacedTable, placeParquet } from "./parquet.ts";
import { choiceOf } from "./position.ts";
import type { TableName } from "./table-name.ts";
import { type TakenTable, takeIn } from "./take-in.ts";

/** A table that was added: what its caller sees, and what queries run on. */
export interface AddedTable {
  readonly table: EngineTable;
  readonly physical: PhysicalTable;
  /** Files that it is read from in place. */
  readonly files: readonly string[];
}

interface Target {
  readonly name: TableName;
  /** What it is called in DuckDB. */
  readonly stored: string;
}

/** Adds a table: Parquet in place where that can be, anything else by taking its rows in. */
export async function addTable(
  database: Database,
  target: Target,
  source: TableSource,
  options: AddTableOptions,
): Promise<AddedTable> {
  if (!("path" in source || "glob" in source)) {
    return addRows(database, target, await openSource(source, options.signal), options);
  }
  const found = await filesOf(source);
  const { files, read, folder } = found;
  const about = folder?.properties.get("obs_description");
  const described = about === undefined ? options : { description: about, ...options };
  if (options.index !== true && canBePlaced(read) && (await isParquetFile(files[0] ?? ""))) {
    const placed = await database.place(files, () => placeParquet(database, target.stored, found, options.position));
    if (placed !== undefined) return { ...describe(target.name, placed, described, "parquet"), files };
  }
  const stream = await openFiles(found, options.signal);
  const position = choiceOf(stream.fields, options.position, folder?.position);
  return addRows(database, target, stream, { ...described, position });
}

/** A table of one query, which lies in the query's own connection and goes with it. */
export async function addUpload(
  { connection, stop }: Session,
  target: Target,
  source: TableSource,
): Promise<AddedTable> {
  const stream = await openSource(source, stop.signal);
  const taken = await takeIn(connection, stream, { name: target.stored, temporary: true, signal: stop.signal });
  return describe(target.name, taken, {}, "rows");
}

/** Of what is read in place only columns may be chosen, and no cell is unreadable: other choices need the rows read. */
function canBePlaced(read: object): boolean {
  return Object.keys(read).every((key) => ["columns", "format", "lenient"].includes(key));
}

/** Takes away what `addTable` has made. Nothing may be reading it any more. */
export async function dropTable(database: Database, { table, physical, files }: AddedTable): Promise<void> {
  await database.run(`DROP ${table.storage === "parquet" ? "VIEW" : "TABLE"} ${physical.relation}`);
  database.forget(files);
}

async function addRows(
  database: Database,
  { name, stored }: Target,
  stream: TableStream,
  options: AddTableOptions,
): Promise<AddedTable> {
  const connection = await database.connect();
  try {
    const taken = await takeIn(connection, stream, { name: stored, ...options });
    const { description } = stream.metadata;
    return describe(name, { ...taken, ...(description === undefined ? {} : { description }) }, options, "rows");
  } finally {
    connection.closeSync();
  }
}

function describe(
  { name, schema }: TableName,
  lies: (TakenTable & { readonly description?: string }) | PlacedTable,
  { title, description = lies.description, utype, foreignKeys }: AddTableOptions,
  storage: EngineTable["storage"],
): AddedTable {
  const index = "position" in lies ? lies.position : undefined;
  const position = index ?? ("found" in lies ? lies.found : undefined);
  const indexed = index === undefined ? [] : [index.ra, index.dec];
  const columns = lies.columns.map((column, place) => ({
    ...column,
    metadata: { ...column.metadata, indexed: indexed.includes(place) },
  }));
  const metadata: TableMetadata = {
    name,
    schema,
    type: "table",
    rows: lies.rows,
    columns: columns.map((column) => column.metadata),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(utype === undefined ? {} : { utype }),
    ...(foreignKeys === undefined ? {} : { foreignKeys }),
  };
  const nameAt = (place: number): string => columns[place]?.field.name ?? "";
  return {
    table: {
      name,
      metadata,
      storage,
      fields: columns.map(({ field }) => field),
      rows: lies.rows,
      diagnostics: "diagnostics" in lies ? lies.diagnostics : [],
      ...(position === undefined ? {} : { position: { ra: nameAt(position.ra), dec: nameAt(position.dec) } }),
    },
    files: [],
    physical: {
      metadata,
      relation: lies.relation,
      columns,
      ...(index === undefined ? {} : { position: index }),
      ...("cells" in lies ? { cells: lies.cells } : {}),
    },
  };
}
