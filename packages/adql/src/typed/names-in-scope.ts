import type { Unescape } from "./text-types.ts";

/** A table of a FROM clause: what its columns are called in this query, and what they hold. */
export interface TableInScope {
  /** As the schema has it. */
  readonly name: string;
  /** As FROM has it, as `NameKey`. */
  readonly written: string;
  /** What may stand before a column's period, as `NameKey`. */
  readonly qualifiers: string;
  /** A row of the table. */
  readonly row: object;
  /** Whether an outer join can leave its columns without a value. */
  readonly nullable: boolean;
  /** Columns, as `NameKey`, that USING or NATURAL made one with those of a table before. */
  readonly merged: string;
}

/** A query's tables, in the order of the text. */
export type Scope = readonly TableInScope[];

/**
 * How names are compared: without case and quotes. The standard has delimited names compared exactly (ADQL 2.1, section
 * 2.1.6), yet how a database folds those that it stores is not known here: a doubtful name is no error of the compiler's.
 */
export type NameKey<Name extends string> = Lowercase<WithoutMarks<Unescape<Name>>>;
type WithoutMarks<Name extends string> = Name extends `${infer Head}"${infer Tail}`
  ? `${Head}${WithoutMarks<Tail>}`
  : Name;

/** Every column of a table by its `NameKey`. */
type ColumnIndex<Row> = { [Name in keyof Row & string as NameKey<Name>]: Name };

/** Conditional, because the compiler keeps what such a type came to, but not what a `keyof` did. */
export type ColumnKeys<Row> = ColumnIndex<Row> extends infer Index ? keyof Index & string : never;

/** Every table of a schema by the `NameKey` of its whole name, and by that of the last part. */
export type TableIndex<Schema> = { [Name in keyof Schema & string as NameKey<Name>]: Name };
export type ShortTableIndex<Schema> = { [Name in keyof Schema & string as NameKey<LastPart<Name>>]: Name };

/** A name without what its periods divide from it. Periods inside quotes are escaped in queries, but not in schemas. */
export type LastPart<Name extends string> = Name extends `${string}"."${infer Rest}`
  ? LastPart<`"${Rest}`>
  : Name extends `"${string}`
    ? Name
    : Name extends `${string}.${infer Rest}`
      ? LastPart<Rest>
      : Name;

/** The property of `Table`'s row that a name without qualifier means; of two that differ in case, the delimited one. */
type ColumnNamed<Table extends TableInScope, Name extends string> = Name extends `"${string}`
  ? Unquoted<Name> extends keyof Table["row"]
    ? Unquoted<Name>
    : ColumnByKey<Table, NameKey<Name>>
  : ColumnByKey<Table, Lowercase<Name>>;

type ColumnByKey<Table extends TableInScope, Key extends string> =
  ColumnIndex<Table["row"]> extends Record<Key, infer Name> ? Name : never;

/** A delimited identifier of `TokenText` without its quotes. */
export type Unquoted<Name extends string> = Unescape<Name> extends `"${infer Inner}"` ? Inner : never;

/** A column that a name was found to mean: the position of its table in the scope, its property, its value. */
export interface FoundColumn {
  readonly table: string;
  readonly name: string;
  readonly value: unknown;
}

/** The column that a name means, as written in `TokenText`; never when there is none. Of several, the first. */
export type FindColumn<Name extends string, Tables extends Scope> = Name extends `${infer Head}.${infer Tail}`
  ? FindQualified<Tables, NameKey<Head>, Tail>
  : FindIn<Tables, Name>;

type FindIn<
  Tables extends Scope,
  Name extends string,
  Before extends readonly unknown[] = [],
> = Tables extends readonly [infer Table extends TableInScope, ...infer Others extends Scope]
  ? [ColumnNamed<Table, Name>] extends [never]
    ? FindIn<Others, Name, [...Before, Table]>
    : Found<Table, ColumnNamed<Table, Name>, `${Before["length"]}`>
  : never;

type Found<Table extends TableInScope, Name, Position extends string> = Name extends keyof Table["row"] & string
  ? {
      readonly table: Position;
      readonly name: Name;
      readonly value: Table["nullable"] extends true ? Table["row"][Name] | null : Table["row"][Name];
    }
  : never;

/** `Qualifier` grows part by part, until what is left is a column's name alone. */
type FindQualified<
  Tables extends Scope,
  Qualifier extends string,
  Name extends string,
> = Name extends `${infer Head}.${infer Tail}`
  ? FindQualified<Tables, `${Qualifier}.${NameKey<Head>}`, Tail>
  : FindBehind<Tables, Qualifier, Name>;

type FindBehind<
  Tables extends Scope,
  Qualifier extends string,
  Name extends string,
  Before extends readonly unknown[] = [],
> = Tables extends readonly [infer Table extends TableInScope, ...infer Others extends Scope]
  ? Qualifier extends Table["qualifiers"]
    ? [ColumnNamed<Table, Name>] extends [never]
      ? FindBehind<Others, Qualifier, Name, [...Before, Table]>
      : Found<Table, ColumnNamed<Table, Name>, `${Before["length"]}`>
    : FindBehind<Others, Qualifier, Name, [...Before, Table]>
  : never;
