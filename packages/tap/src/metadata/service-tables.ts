import { createCatalog, parse, type TableMetadata, type TableName, visit } from "@armillary/adql";
import type { SchemaDescription, TableDescription } from "@armillary/dali";

/** Where columns come from that are asked for later. */
export interface ColumnSource {
  /** Some tables with their columns, and others where they come along; those that it does not have are left out. */
  tables(names: readonly string[]): Promise<readonly TableDescription[]>;
  /** All tables with their columns. */
  all(): Promise<readonly TableDescription[]>;
}

/** What is known of a service's tables at one time: plain data. */
export interface KnownTables {
  /** Where it is from. */
  readonly source: "vosi" | "tap_schema";
  readonly schemas: readonly SchemaDescription[];
  /** Without columns where these were not asked for yet. */
  readonly tables: readonly TableDescription[];
  /** Names of the tables whose columns are known; "all" where those of all are. */
  readonly loaded: "all" | readonly string[];
  /** What the service's description lacks, and what could not be had, a sentence each. */
  readonly problems: readonly string[];
}

/** Up to so many tables are asked for at once, when columns of one are. */
const FEW_TABLES = 50;

/**
 * The tables of a service: their names at once, their columns when they are asked for. Archives have up to 50 000 tables, and
 * a query has a handful.
 *
 * It is a ServiceMetadata's `tables`, for the check and the completion of ADQL, once those that a query names are loaded
 * (`loadFor`).
 */
export class ServiceTables implements KnownTables {
  readonly source: "vosi" | "tap_schema";
  readonly schemas: readonly SchemaDescription[];
  readonly #byName: Map<string, TableDescription>;
  readonly #loaded: Set<string>;
  readonly #problems: Set<string>;
  readonly #columns: ColumnSource;
  readonly #onLoad: (() => void) | undefined;
  readonly #loading = new Map<string, Promise<void>>();
  #all: Promise<void> | undefined;
  #isWhole: boolean;

  /** @param onLoad - called when columns have come that were not known before */
  constructor(known: KnownTables, columns: ColumnSource, onLoad?: () => void) {
    this.source = known.source;
    this.schemas = known.schemas;
    this.#byName = new Map(known.tables.map((table) => [table.name, table]));
    this.#isWhole = known.loaded === "all";
    this.#loaded = new Set(known.loaded === "all" ? [] : known.loaded);
    this.#problems = new Set(known.problems);
    this.#columns = columns;
    this.#onLoad = onLoad;
  }

  /** All tables in the order of the service; without columns where these were not asked for yet. */
  get tables(): readonly TableDescription[] {
    return [...this.#byName.values()];
  }

  get problems(): readonly string[] {
    return [...this.#problems];
  }

  get loaded(): "all" | readonly string[] {
    return this.#isWhole ? "all" : [...this.#loaded];
  }

  /** Whether the columns of a table are known. */
  isLoaded(name: string): boolean {
    return this.#isWhole || this.#loaded.has(name);
  }

  /**
   * A table with its columns.
   * @param name - as the list has it, or as a query may write it: in another case, without its schema where that is clear
   * @returns undefined where there is no such table
   * @throws DalError where its columns cannot be had
   */
  async table(name: string): Promise<TableDescription | undefined> {
    const found = this.#byName.get(name) ?? this.#matches(namesIn(`SELECT * FROM ${name}`))[0];
    if (found === undefined) return undefined;
    await this.load([found.name]);
    return this.#byName.get(found.name);
  }

  /** Makes the columns of tables known; names that the list does not have are passed over. */
  async load(names: readonly string[]): Promise<void> {
    const wanted = names.filter((name) => this.#byName.has(name) && !this.isLoaded(name));
    if (wanted.length === 0) return;
    if (this.#byName.size <= FEW_TABLES) return this.loadAll();
    const fresh = wanted.filter((name) => !this.#loading.has(name));
    if (fresh.length > 0) {
      const work = this.#load(fresh).finally(() => {
        for (const name of fresh) this.#loading.delete(name);
      });
      for (const name of fresh) this.#loading.set(name, work);
    }
    await Promise.all(wanted.map((name) => this.#loading.get(name)));
  }

  /** Makes all columns known. */
  loadAll(): Promise<void> {
    if (this.#isWhole) return Promise.resolve();
    this.#all ??= this.#loadAll().finally(() => {
      this.#all = undefined;
    });
    return this.#all;
  }

  /** Makes the columns of the tables known that a query names; the text need not be a whole query. */
  async loadFor(adql: string): Promise<void> {
    if (!this.#isWhole) await this.load(this.#matches(namesIn(adql)).map(({ name }) => name));
  }

  /** What the list says, as plain data. */
  toJSON(): KnownTables {
    const { source, schemas, tables, loaded, problems } = this;
    return { source, schemas, tables, loaded, problems };
  }

  async #load(names: readonly string[]): Promise<void> {
    for (const table of await this.#columns.tables(names)) this.#put(table);
    for (const name of names.filter((each) => !this.#loaded.has(each))) {
      this.#loaded.add(name);
      this.#problems.add(`${name} is in the list of tables, and its columns are described nowhere`);
    }
    this.#onLoad?.();
  }

  async #loadAll(): Promise<void> {
    for (const table of await this.#columns.all()) this.#put(table);
    this.#isWhole = true;
    for (const { name, columns } of this.#byName.values()) {
      if (columns.length === 0)
        this.#problems.add(`${name} is in the list of tables, and its columns are described nowhere`);
    }
    this.#onLoad?.();
  }

  /** What a table of the list is by itself goes before what it is in the list, but for words that only the list has. */
  #put(table: TableDescription): void {
    this.#byName.set(table.name, { ...this.#byName.get(table.name), ...table });
    this.#loaded.add(table.name);
  }

  /** The tables of the list that names of a query may mean. */
  #matches(names: readonly TableName[]): readonly TableMetadata[] {
    if (names.length === 0) return [];
    const catalog = createCatalog({ tables: this.tables.map((table) => ({ ...table, columns: [] })) });
    return names.flatMap(({ name }) => catalog.findTables(name.parts).map(({ table }) => table.metadata));
  }
}

function namesIn(adql: string): readonly TableName[] {
  const names: TableName[] = [];
  const { query } = parse(adql, { extensions: "allow" });
  if (query !== undefined) {
    visit(query, {
      enter(node) {
        if (node.kind === "TableName") names.push(node);
      },
    });
  }
  return names;
}
