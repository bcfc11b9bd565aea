import {
  AdqlError,
  analyse,
  type Catalog,
  check,
  createCatalog,
  type Facts,
  type Identifier,
  parse,
  print,
  type QualifiedName,
  type Query,
  type TableMetadata,
  type TableName,
  visit,
} from "@armillary/adql";
import type { OperationOptions } from "@armillary/dali";
import { FederationError } from "../errors.ts";
import { findMember, type Member } from "../member.ts";

/** A query whose names are all understood. */
export interface Bound {
  readonly query: Query;
  readonly facts: Facts;
  /** The archive that a table is at; undefined for one that is here, and for one that WITH names. */
  homeOf(table: TableName): Home | undefined;
}

/** Where a table is. */
export interface Home {
  readonly member: Member;
  /** The table as its archive describes it, under the archive's own name for it. */
  readonly table: TableMetadata;
}

/**
 * Reads a query, asks the archives that it names for the columns of its tables, and finds out what every name means.
 * @param local - tables that are here
 * @throws AdqlError where the query is not right, with all its problems; FederationError code FEDERATION_NO_MEMBER;
 *   DalError where an archive cannot be asked for its tables
 */
export async function bind(
  text: string,
  members: readonly Member[],
  local: readonly TableMetadata[],
  options: OperationOptions = {},
): Promise<Bound> {
  const parsed = parse(text, { extensions: "allow" });
  const { query } = parsed;
  if (query === undefined || !parsed.valid) throw new AdqlError(text, parsed.problems[0], parsed.problems);
  const named = tablesNamed(query);
  const homes = await findHomes(named, members, options);
  const metadata = [...local, ...[...homes.values()].map(({ declared }) => declared)];
  if (metadata.length === 0 && !named.some(({ name }) => memberOf(name, members) !== undefined)) {
    const names = members.map(({ name }) => name).join(", ");
    const table = named[0] === undefined ? "No table" : print(named[0].name);
    throw new FederationError(
      "FEDERATION_NO_MEMBER",
      `${table} is of none of the archives (${names}). Put the archive's name before the table's: ${members[0]?.name ?? "mast"}.ivoa.obscore.`,
    );
  }
  const catalog = createCatalog({ tables: metadata });
  const { valid, problems } = check(parsed, catalog);
  if (!valid) {
    const errors = problems.filter(({ severity }) => severity === "error");
    throw new AdqlError(text, errors[0], problems);
  }
  return bound(query, catalog, new Map([...homes.values()].map(({ declared, home }) => [declared, home])));
}

function bound(query: Query, catalog: Catalog, homes: ReadonlyMap<TableMetadata, Home>): Bound {
  const facts = analyse(query, catalog);
  return {
    query,
    facts,
    homeOf(table) {
      const found = facts.tables.get(table);
      return found?.kind === "table" ? homes.get(found.match.table.metadata) : undefined;
    },
  };
}

interface Found {
  readonly home: Home;
  /** As the catalogue of the query has it: with the archive's name in front. */
  readonly declared: TableMetadata;
}

/** The tables of archives, each once, by the name in the query. */
async function findHomes(
  named: readonly TableName[],
  members: readonly Member[],
  options: OperationOptions,
): Promise<ReadonlyMap<string, Found>> {
  const asked = new Map<string, Promise<Found | undefined>>();
  for (const { name } of named) {
    const member = memberOf(name, members);
    const [prefix, ...rest] = name.parts;
    if (prefix === undefined || member === undefined) continue;
    const key = print(name).toLowerCase();
    if (!asked.has(key)) asked.set(key, findHome(prefix, member, rest, options));
  }
  const found = await Promise.all([...asked].map(async ([key, promise]) => [key, await promise] as const));
  const homes = new Map<string, Found>();
  for (const [key, home] of found) if (home !== undefined) homes.set(key, home);
  return homes;
}

/** The archive that the first part of a table's name is. */
function memberOf({ parts }: QualifiedName, members: readonly Member[]): Member | undefined {
  const [prefix] = parts;
  return prefix === undefined || parts.length < 2 ? undefined : findMember(members, prefix.name);
}

/** `undefined` where the archive has no such table: the check of the query says so, with its place. */
async function findHome(
  prefix: Identifier,
  member: Member,
  rest: readonly Identifier[],
  options: OperationOptions,
): Promise<Found | undefined> {
  const tables = await member.service.tables(options);
  const table = await tables.table(print({ kind: "QualifiedName", parts: rest }));
  if (table === undefined) return undefined;
  const { schema: _schema, ...described } = table;
  const name = `${print(prefix)}.${print({ kind: "QualifiedName", parts: rest })}`;
  return { home: { member, table }, declared: { ...described, name } };
}

function tablesNamed(query: Query): readonly TableName[] {
  const tables: TableName[] = [];
  visit(query, {
    enter(node) {
      if (node.kind === "TableName") tables.push(node);
    },
  });
  return tables;
}
