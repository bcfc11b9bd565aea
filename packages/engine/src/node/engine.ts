import type { ServiceMetadata } from "@armillary/adql";
import { createEngineCatalog, type EngineCatalog } from "../catalog.ts";
import { MACROS } from "../macros.ts";
import type { PhysicalTable } from "../physical.ts";
import { translate } from "../translate.ts";
import type {
  AddTableOptions,
  Engine,
  EngineOptions,
  EngineResult,
  EngineTable,
  QueryOptions,
  QueryPlan,
  TableSource,
} from "./api.ts";
import { Database } from "./duckdb/database.ts";
import { explained } from "./duckdb/failure.ts";
import { EngineError } from "./errors.ts";
import { openResult, type Runnable } from "./query/result.ts";
import { Session } from "./query/session.ts";
import { Stop } from "./query/stop.ts";
import { type AddedTable, addTable, addUpload, dropTable } from "./tables/add-table.ts";
import { SchemaStore } from "./tables/schema-store.ts";
import { nameKey, tableName, uploadName } from "./tables/table-name.ts";

/** Opens an engine without tables. It is to be closed: it has a folder and threads of its own. */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  const database = await Database.open(options);
  try {
    for (const macro of MACROS) await database.run(macro);
  } catch (failure) {
    await database.close();
    throw failure;
  }
  return new LocalEngine(database);
}

class LocalEngine implements Engine {
  readonly #database: Database;
  readonly #tables: AddedTable[] = [];
  /** Names that are taken, those among them that are just being added. */
  readonly #names = new Set<string>();
  readonly #schema = new SchemaStore();
  /** Each with its end. */
  readonly #sessions = new Map<Session, Promise<void>>();
  readonly #adding = new Set<Promise<unknown>>();
  /** Tables that queries are still reading and that nobody can name any more. */
  readonly #dropping = new Set<Promise<unknown>>();
  #count = 0;
  #catalog: EngineCatalog | undefined;
  /** Ends what is being taken in. */
  readonly #stop = new AbortController();
  #closed: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  get tables(): readonly EngineTable[] {
    return this.#tables.map(({ table }) => table);
  }

  get metadata(): ServiceMetadata {
    return this.#known().catalog.service;
  }

  async addTable(given: string, source: TableSource, options: AddTableOptions = {}): Promise<EngineTable> {
    this.#throwIfClosed();
    const name = tableName(given);
    const key = nameKey(name);
    if (this.#names.has(key)) {
      throw new EngineError("ENGINE_NAME", `There is a table called ${name.name} already: give this one another name.`);
    }
    this.#names.add(key);
    const signals = [this.#stop.signal, options.signal].filter((signal) => signal !== undefined);
    const adding = addTable(this.#database, { name, stored: `table ${++this.#count}` }, source, {
      ...options,
      signal: AbortSignal.any(signals),
    });
    this.#adding.add(adding);
    try {
      const added = await adding;
      this.#tables.push(added);
      this.#tablesChanged();
      return added.table;
    } catch (failure) {
      this.#names.delete(key);
      throw explained(failure, "table", this.#database.memoryLimitBytes);
    } finally {
      this.#adding.delete(adding);
    }
  }

  async dropTable(given: string): Promise<void> {
    this.#throwIfClosed();
    const key = nameKey(tableName(given));
    const at = this.#tables.findIndex(({ physical: { metadata } }) => {
      return nameKey({ name: metadata.name, schema: metadata.schema ?? "" }) === key;
    });
    const [table] = at < 0 ? [] : this.#tables.splice(at, 1);
    if (table === undefined) {
      const names = this.#tables.map(({ table: { name } }) => name).join(", ") || "none";
      throw new EngineError("ENGINE_NAME", `There is no table called ${given}. The tables are: ${names}.`);
    }
    this.#names.delete(key);
    this.#tablesChanged();
    // DuckDB would let those that have begun to read go on, and fail those that have not.
    const readers = [...this.#sessions.values()];
    const dropped = Promise.all(readers).then(() => dropTable(this.#database, table));
    this.#dropping.add(dropped);
    const settled = dropped.finally(() => this.#dropping.delete(dropped));
    if (readers.length === 0) return settled;
    // Who waited could be who reads. Where it fails the engine was closed, and all is gone.
    settled.catch(() => undefined);
  }

  async query(adql: string, options: QueryOptions = {}): Promise<EngineResult> {
    const session = await this.#openSession(options);
    const runnable = await this.#orEnd(session, () => this.#prepare(session, adql, options));
    return openResult(session, runnable);
  }

  async explain(adql: string, options: Pick<QueryOptions, "maxrec" | "uploads" | "signal"> = {}): Promise<QueryPlan> {
    const session = await this.#openSession(options);
    const plan = await this.#orEnd(session, async () => {
      const { sql, fields, problems, mostRows } = await this.#prepare(session, adql, options);
      const reader = await session.call(() => session.connection.runAndReadAll(`EXPLAIN ${sql}`));
      const texts = reader.getRows().map((row) => String(row[1] ?? ""));
      return { sql, fields, problems, mostRows, plan: texts.join("\n") };
    });
    await session.end();
    return plan;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const closed = new EngineError("ENGINE_CLOSED", "The engine was closed.");
    const sessions = [...this.#sessions.keys()];
    for (const { stop } of sessions) stop.now(closed);
    this.#stop.abort(closed);
    await Promise.allSettled([...sessions.map((session) => session.end()), ...this.#adding]);
    await Promise.allSettled(this.#dropping);
    await this.#database.close();
  }

  async #openSession({ signal, timeoutMs }: QueryOptions): Promise<Session> {
    this.#throwIfClosed();
    signal?.throwIfAborted();
    const stop = new Stop(signal, timeoutMs);
    const connection = await this.#database.connect();
    let tellEnd: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      tellEnd = resolve;
    });
    const session = new Session(connection, stop, () => {
      this.#sessions.delete(session);
      tellEnd();
    });
    this.#sessions.set(session, ended);
    return session;
  }

  /** What a session does before its result has it; ended where that fails. */
  async #orEnd<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (failure) {
      await session.end();
      throw explained(failure, "query", this.#database.memoryLimitBytes);
    }
  }

  async #prepare(session: Session, adql: string, { maxrec, uploads }: QueryOptions): Promise<Runnable> {
    const taken: PhysicalTable[] = [];
    for (const [given, source] of Object.entries(uploads ?? {})) {
      const name = uploadName(given);
      if (taken.some(({ metadata }) => nameKey({ ...name, name: metadata.name }) === nameKey(name))) {
        throw new EngineError("ENGINE_NAME", `Two uploads are called ${given}: give one another name.`);
      }
      const target = { name, stored: `upload ${taken.length + 1}` };
      taken.push((await addUpload(session, target, source)).physical);
    }
    const catalog = taken.length === 0 ? this.#known() : this.#catalogWith(taken);
    if (/tap_schema/i.test(adql)) await this.#schema.refresh(session.connection);
    const translation = translate(adql, catalog, maxrec === undefined ? {} : { maxrec });
    // From the first query on no file can be reached but those that are in place.
    await this.#database.seal();
    return {
      sql: translation.sql,
      fields: translation.fields,
      problems: translation.diagnostics,
      metadata: { params: [], infos: [] },
      maxrec,
      mostRows: translation.mostRows,
      memoryLimitBytes: this.#database.memoryLimitBytes,
    };
  }

  #tablesChanged(): void {
    this.#catalog = undefined;
    this.#schema.describe(this.#tables.map(({ physical }) => physical.metadata));
  }

  #known(): EngineCatalog {
    this.#catalog ??= this.#catalogWith([]);
    return this.#catalog;
  }

  #catalogWith(uploads: readonly PhysicalTable[]): EngineCatalog {
    const own = this.#tables.map(({ physical }) => physical);
    return createEngineCatalog([...own, ...uploads, ...this.#schema.physical]);
  }

  #throwIfClosed(): void {
    if (this.#closed !== undefined) throw new EngineError("ENGINE_CLOSED", "The engine was closed.");
  }
}
