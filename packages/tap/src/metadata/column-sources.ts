import {
  fetchTable,
  isUnreachable,
  type OperationOptions,
  type TableDescription,
  type Transport,
} from "@armillary/dali";
import type { ColumnSource } from "./service-tables.ts";
import { fetchTableList } from "./table-list.ts";
import type { TapSchema } from "./tap-schema.ts";

/** Tables whose columns one query of TAP_SCHEMA asks for: URLs and logs have their limits. */
const NAMES_A_QUERY = 20;

/** Columns from TAP_SCHEMA. */
export class SchemaColumns implements ColumnSource {
  readonly #schema: TapSchema;
  readonly #list: readonly TableDescription[];

  /** @param list - the tables, without columns */
  constructor(schema: TapSchema, list: readonly TableDescription[]) {
    this.#schema = schema;
    this.#list = list;
  }

  async tables(names: readonly string[]): Promise<readonly TableDescription[]> {
    const found: TableDescription[] = [];
    for (let at = 0; at < names.length; at += NAMES_A_QUERY) {
      const some = names.slice(at, at + NAMES_A_QUERY);
      // VOSI and TAP_SCHEMA of one service may differ in quotes.
      found.push(...(await this.#some(some, [...new Set([...some, ...some.map(bare)])])));
    }
    return found;
  }

  async all(): Promise<readonly TableDescription[]> {
    return this.#some(this.#list.map(({ name }) => name));
  }

  async #some(names: readonly string[], spellings?: readonly string[]): Promise<readonly TableDescription[]> {
    const columns = await this.#schema.columns(spellings);
    // Keys are a help, not a need: some services have none of the two tables.
    const keys = await this.#schema.keys(spellings).catch(passOverRefusal);
    const listed = new Map(this.#list.map((table) => [table.name, table]));
    return names.flatMap((name) => {
      const own = columns.get(name) ?? columns.get(bare(name));
      const foreignKeys = keys?.get(name) ?? keys?.get(bare(name));
      if (own === undefined) return [];
      const table = listed.get(name) ?? { name };
      return [{ ...table, columns: own, ...(foreignKeys === undefined ? {} : { foreignKeys }) }];
    });
  }
}

/** Columns from VOSI: of single tables, where the service can do that; else from TAP_SCHEMA; else with all others. */
export class ListedColumns implements ColumnSource {
  readonly #transport: Transport;
  readonly #url: string;
  readonly #schema: SchemaColumns;
  readonly #options: OperationOptions;
  /** Whether single tables can be had; not known at first. */
  #hasSingles: boolean | undefined;

  constructor(transport: Transport, url: string, schema: SchemaColumns, options: OperationOptions) {
    this.#transport = transport;
    this.#url = url;
    this.#schema = schema;
    this.#options = options;
  }

  async tables(names: readonly string[]): Promise<readonly TableDescription[]> {
    const found: TableDescription[] = [];
    for (const name of names) {
      const table = this.#hasSingles === false ? undefined : await this.#single(name);
      if (table === undefined) break;
      this.#hasSingles = true;
      found.push({ ...table, name });
    }
    const rest = names.slice(found.length);
    if (rest.length === 0) return found;
    this.#hasSingles ??= false;
    const others = await this.#schema.tables(rest).catch(passOverRefusal);
    const missing = others === undefined || others.length < rest.length;
    return [...found, ...(others ?? []), ...(missing ? await this.all() : [])];
  }

  async all(): Promise<readonly TableDescription[]> {
    const list = await fetchTableList(this.#transport, this.#url, "max", {}, this.#options);
    return list === "unchanged" ? [] : list.set.tables;
  }

  async #single(name: string): Promise<TableDescription | undefined> {
    const table = await fetchTable(this.#transport, this.#url, name, this.#options).catch(passOverRefusal);
    return table === undefined || table.columns.length === 0 ? undefined : table;
  }
}

/** Nothing, where the service does not have it or does not give it; other failures are failures, and so is a dead service. */
export function passOverRefusal(failure: unknown): undefined {
  if (
    failure instanceof Error &&
    "code" in failure &&
    !["DAL_ABORTED", "DAL_AUTH", "DAL_TIMEOUT"].includes(String(failure.code)) &&
    !isUnreachable(failure)
  )
    return undefined;
  throw failure;
}

function bare(name: string): string {
  return name.replaceAll('"', "");
}
