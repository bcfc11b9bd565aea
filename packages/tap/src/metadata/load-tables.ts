import type { OperationOptions, Transport } from "@armillary/dali";
import type { RunQuery } from "../complete/asker.ts";
import { ListedColumns, passOverRefusal, SchemaColumns } from "./column-sources.ts";
import { type KnownTables, ServiceTables } from "./service-tables.ts";
import { fetchTableList, type TableList, type Validators } from "./table-list.ts";
import { TapSchema } from "./tap-schema.ts";

export interface LoadTablesOptions extends OperationOptions {
  readonly transport: Transport;
  /** The base URL. */
  readonly url: string;
  /** Asks TAP_SCHEMA. */
  readonly run: RunQuery;
  /** Rows that the service gives at most. */
  readonly limit?: number;
  /** What is known from before, and how old it is. */
  readonly known?: { readonly tables: KnownTables; readonly validators: Validators };
  /** Called when columns have come that were not known before. */
  readonly onLoad?: () => void;
}

export interface LoadedTables {
  readonly tables: ServiceTables;
  readonly validators: Validators;
  /** What was known is still right. */
  readonly isUnchanged: boolean;
}

/** Columns of so many are asked for at once, not table by table. */
const FEW_COLUMNS = 20_000;

/**
 * The tables of a service: from `/tables`, names first, or where that fails (WFAU's endpoints do) from TAP_SCHEMA, with all
 * columns where these are not too many.
 * @throws DalError: what `/tables` said, or, where there is none, what TAP_SCHEMA said
 */
export async function loadTables(options: LoadTablesOptions): Promise<LoadedTables> {
  const { transport, url, run, limit, known, onLoad } = options;
  const { signal, deadline, timeoutMs } = options;
  const operation: OperationOptions = {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  const schema = new TapSchema({
    run,
    ...(limit === undefined ? {} : { limit }),
    ...(signal === undefined ? {} : { signal }),
  });
  const listed = (tables: KnownTables): ServiceTables =>
    new ServiceTables(
      tables,
      // What is asked for later is not bound to the time that the list had.
      new ListedColumns(
        transport,
        url,
        new SchemaColumns(schema, tables.tables),
        timeoutMs === undefined ? {} : { timeoutMs },
      ),
      onLoad,
    );

  let refusal: unknown;
  let list: TableList | "unchanged" | undefined;
  try {
    list = await fetchTableList(transport, url, "min", known?.validators, operation);
  } catch (failure) {
    passOverRefusal(failure);
    refusal = failure;
  }
  if (list === "unchanged" && known !== undefined) {
    return { tables: listed(known.tables), validators: known.validators, isUnchanged: true };
  }
  if (list !== undefined && list !== "unchanged" && list.set.tables.length > 0) {
    const { set, validators } = list;
    const isWhole = set.tables.some(({ columns }) => columns.length > 0);
    const problems = set.problems.map(({ message, line }) => `line ${line} of the list of tables: ${message}`);
    const tables = listed({
      source: "vosi",
      schemas: set.schemas,
      tables: set.tables,
      loaded: isWhole ? "all" : [],
      problems,
    });
    return { tables, validators, isUnchanged: false };
  }
  try {
    return { tables: await tablesOfSchema(schema, refusal, onLoad), validators: {}, isUnchanged: false };
  } catch (failure) {
    const isMissing = refusal instanceof Error && "code" in refusal && refusal.code === "DAL_NOT_FOUND";
    throw refusal === undefined || isMissing ? failure : refusal;
  }
}

async function tablesOfSchema(schema: TapSchema, refusal: unknown, onLoad?: () => void): Promise<ServiceTables> {
  const { schemas, tables } = await schema.names();
  const problems = refusal instanceof Error ? [`there is no list of tables at the service: ${refusal.message}`] : [];
  const source = new SchemaColumns(schema, tables);
  const columns = await schema.columnCount().catch(() => Number.NaN);
  const isSmall = columns <= FEW_COLUMNS;
  const known: KnownTables = {
    source: "tap_schema",
    schemas,
    tables: isSmall ? merged(tables, await source.all()) : tables,
    loaded: isSmall ? "all" : [],
    problems,
  };
  return new ServiceTables(known, source, onLoad);
}

/** The tables of a list, with their columns where these are known. */
function merged(list: KnownTables["tables"], described: KnownTables["tables"]): KnownTables["tables"] {
  const byName = new Map(described.map((table) => [table.name, table]));
  return list.map((table) => byName.get(table.name) ?? table);
}
