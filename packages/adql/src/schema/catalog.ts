import type { Identifier } from "../language/ast.ts";
import { type DataType, typeOfColumn } from "./datatype.ts";
import { createFunctionCatalog, type FunctionCatalog } from "./functions/function-catalog.ts";
import type { ColumnMetadata, ForeignKeyMetadata, ServiceMetadata, TableMetadata } from "./metadata.ts";
import {
  type Fit,
  fitOf,
  type Matches,
  NameIndex,
  parseWrittenColumn,
  parseWrittenName,
  printIdentifier,
} from "./names.ts";
import { closest } from "./suggest.ts";
import { ucdFitsName } from "./ucd-hints.ts";

/** A column of a table, with its name and type understood. */
export interface CatalogColumn {
  readonly name: Identifier;
  readonly metadata: ColumnMetadata;
  readonly type: DataType;
  readonly table: CatalogTable;
}

/** A foreign key as seen from one of its two tables. */
export interface CatalogKey {
  /** The other table: the one the key points to, or the one that points here. */
  readonly table: CatalogTable;
  readonly direction: "to" | "from";
  /** `here` names columns of this table, `there` of the other. */
  readonly columns: readonly { readonly here: string; readonly there: string }[];
  readonly description?: string;
}

export interface TableMatch {
  readonly table: CatalogTable;
  readonly fit: Fit;
}

/** Schemas that a database looks tables up in without being told. */
const DEFAULT_SCHEMAS = ["public", "dbo", "default"];

/** What a service has, indexed for queries. Made by createCatalog; nothing of a table is looked at before it is asked for. */
export interface Catalog {
  readonly service: ServiceMetadata;
  /** False where the service's tables are not known: then no table is unknown. */
  readonly knowsTables: boolean;
  readonly tables: readonly CatalogTable[];
  readonly functions: FunctionCatalog;
  /**
   * Tables that a name in a query may mean, best first; one where it is clear. A schema may be left out where it is one
   * of the database's own or no other has such a table.
   */
  findTables(name: readonly Identifier[]): readonly TableMatch[];
  /** Tables somebody may have meant, nearest first, at most three. */
  suggestTables(name: readonly Identifier[]): readonly CatalogTable[];
  /** Tables that have such a column, at most `most`. */
  tablesWithColumn(name: Identifier, most?: number): readonly CatalogTable[];
}

/**
 * Indexes what a service says of itself. Cheap for 50 000 columns: tables are indexed by name, columns when their table
 * is first used.
 */
export function createCatalog(service: ServiceMetadata): Catalog {
  return new ServiceCatalog(service);
}

class ServiceCatalog implements Catalog {
  readonly service: ServiceMetadata;
  readonly tables: readonly CatalogTable[];
  private readonly index = new NameIndex<CatalogTable>();
  private functionCatalog: FunctionCatalog | undefined;
  private columnIndex: NameIndex<CatalogTable> | undefined;
  private keys: ReadonlyMap<CatalogTable, readonly CatalogKey[]> | undefined;

  constructor(service: ServiceMetadata) {
    this.service = service;
    this.tables = (service.tables ?? []).map((metadata) => new CatalogTable(metadata, (table) => this.keysOf(table)));
    for (const table of this.tables) this.index.add(table.identifier, table);
  }

  get knowsTables(): boolean {
    return this.service.tables !== undefined;
  }

  get functions(): FunctionCatalog {
    this.functionCatalog ??= createFunctionCatalog(this.service.functions);
    return this.functionCatalog;
  }

  findTables(name: readonly Identifier[]): readonly TableMatch[] {
    const last = name.at(-1);
    const found = last === undefined ? undefined : this.index.find(last);
    if (found === undefined) return [];
    const qualifiers = name.slice(0, -1);
    const matches: TableMatch[] = [];
    for (const table of found.items) {
      const fit = table.fitOfQualifiers(qualifiers);
      if (fit !== undefined) matches.push({ table, fit: found.fit === "loose" ? "loose" : fit });
    }
    const exact = matches.filter(({ fit }) => fit === "exact");
    const best = exact.length > 0 ? exact : matches;
    if (best.length < 2) return best;
    // Without a schema where several have such a table: one without schema, or one of the database's own.
    const bare = best.filter(({ table }) => table.schema === undefined);
    const own = best.filter(({ table }) => DEFAULT_SCHEMAS.includes(table.schema?.name.toLowerCase() ?? ""));
    return bare.length === 1 ? bare : own.length === 1 ? own : best;
  }

  suggestTables(name: readonly Identifier[]): readonly CatalogTable[] {
    const bare = name.at(-1)?.name ?? "";
    const sameName = this.index.find({ kind: "Identifier", name: bare, delimited: false })?.items ?? [];
    const alike = closest(bare, this.tables, (table) => table.identifier.name);
    const qualified =
      name.length < 2 ? [] : closest(name.map((part) => part.name).join("."), this.tables, (table) => table.name);
    return [...new Set([...sameName, ...alike, ...qualified])].slice(0, 3);
  }

  tablesWithColumn(name: Identifier, most = 3): readonly CatalogTable[] {
    if (this.columnIndex === undefined) {
      this.columnIndex = new NameIndex();
      for (const table of this.tables) {
        for (const column of table.metadata.columns) this.columnIndex.add(parseWrittenColumn(column.name), table);
      }
    }
    return (this.columnIndex.find(name)?.items ?? []).slice(0, most);
  }

  private keysOf(table: CatalogTable): readonly CatalogKey[] {
    if (this.keys === undefined) {
      const keys = new Map<CatalogTable, CatalogKey[]>();
      const add = (of: CatalogTable, key: CatalogKey) => {
        const known = keys.get(of);
        if (known === undefined) keys.set(of, [key]);
        else known.push(key);
      };
      for (const holder of this.tables) {
        for (const key of holder.metadata.foreignKeys ?? []) {
          const [target] = this.findTables(parseWrittenName(key.targetTable));
          if (target === undefined) continue;
          add(holder, keyTo(target.table, key, "to"));
          if (target.table !== holder) add(target.table, keyTo(holder, key, "from"));
        }
      }
      this.keys = keys;
    }
    return this.keys.get(table) ?? [];
  }
}

function keyTo(table: CatalogTable, key: ForeignKeyMetadata, direction: "to" | "from"): CatalogKey {
  const columns = key.columns.map(({ from, target }) =>
    direction === "to" ? { here: from, there: target } : { here: target, there: from },
  );
  return { table, direction, columns, ...(key.description === undefined ? {} : { description: key.description }) };
}

/** A table of a service. */
export class CatalogTable {
  readonly metadata: TableMetadata;
  /** Its own name, without schema. */
  readonly identifier: Identifier;
  readonly schema: Identifier | undefined;
  /** As it stands in a query, with schema. */
  readonly name: string;
  private readonly qualifiers: readonly Identifier[];
  private readonly findKeys: (table: CatalogTable) => readonly CatalogKey[];
  private readColumns: readonly CatalogColumn[] | undefined;
  private index: NameIndex<CatalogColumn> | undefined;

  constructor(metadata: TableMetadata, findKeys: (table: CatalogTable) => readonly CatalogKey[]) {
    this.metadata = metadata;
    this.findKeys = findKeys;
    const parts = parseWrittenName(metadata.name);
    this.identifier = parts.at(-1) ?? { kind: "Identifier", name: metadata.name, delimited: true };
    const qualifiers = parts.slice(0, -1);
    // VOSI tables have names with and without their schema.
    const declared = metadata.schema === undefined || metadata.schema === "" ? [] : parseWrittenName(metadata.schema);
    this.qualifiers = qualifiers.length > 0 ? qualifiers : declared;
    this.schema = this.qualifiers.at(-1);
    this.name = metadata.name;
  }

  get columns(): readonly CatalogColumn[] {
    this.readColumns ??= this.metadata.columns.map((metadata) => new TableColumn(metadata, this));
    return this.readColumns;
  }

  /** Foreign keys that it holds or that point to it. */
  get keys(): readonly CatalogKey[] {
    return this.findKeys(this);
  }

  findColumns(name: Identifier): Matches<CatalogColumn> | undefined {
    if (this.index === undefined) {
      this.index = new NameIndex();
      for (const column of this.columns) this.index.add(column.name, column);
    }
    return this.index.find(name);
  }

  /** Columns somebody may have meant by a name: alike in letters, or by their UCD. At most three. */
  suggestColumns(name: string): readonly CatalogColumn[] {
    const byUcd = this.columns.filter(({ metadata }) => metadata.ucd !== undefined && ucdFitsName(metadata.ucd, name));
    const byName = closest(name, this.columns, (column) => column.name.name);
    return [...new Set([...byName.slice(0, 1), ...byUcd, ...byName])].slice(0, 3);
  }

  /** Whether the schema and catalogue before a table's name can mean this one's. */
  fitOfQualifiers(written: readonly Identifier[]): Fit | undefined {
    let fit: Fit = "exact";
    for (let back = 1; back <= written.length; back++) {
      const [qualifier, declared] = [written.at(-back), this.qualifiers.at(-back)];
      // A catalogue before the schema names the database, which services do not declare.
      if (qualifier === undefined || declared === undefined) return back === 1 ? undefined : fit;
      const match = fitOf(qualifier, declared);
      if (match === undefined) return undefined;
      if (match === "loose") fit = "loose";
    }
    return fit;
  }

  /** The name with its schema in front, each part as it must stand in a query. */
  get qualifiedName(): string {
    return [...this.qualifiers, this.identifier].map(printIdentifier).join(".");
  }
}

class TableColumn implements CatalogColumn {
  readonly metadata: ColumnMetadata;
  readonly name: Identifier;
  readonly table: CatalogTable;
  private known: DataType | undefined;

  constructor(metadata: ColumnMetadata, table: CatalogTable) {
    this.metadata = metadata;
    this.table = table;
    this.name = parseWrittenColumn(metadata.name);
  }

  get type(): DataType {
    this.known ??= typeOfColumn(this.metadata);
    return this.known;
  }
}
