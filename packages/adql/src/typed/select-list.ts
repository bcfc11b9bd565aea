import type { FindColumn, FoundColumn, NameKey, Scope, TableInScope, Unquoted } from "./names-in-scope.ts";
import type { NumberText, ValueType } from "./value-type.ts";

/** One item of a SELECT list. `alias` is never without one. */
export interface Item {
  readonly value: string;
  readonly alias: string;
}

/** The items of a SELECT list, from folded `TokenText`. */
export type ItemsOf<
  Text extends string,
  Items extends readonly Item[] = [],
> = Text extends `${infer First} , ${infer Rest}`
  ? ItemsOf<Rest, [...Items, ItemOf<First>]>
  : readonly [...Items, ItemOf<Text>];

type ItemOf<Text extends string> = Text extends `${infer First} ${infer Rest}`
  ? LastWords<Rest, "", First>
  : { readonly value: Text; readonly alias: never };

/** Goes on to the last word and the one before it: they tell whether there is an alias. */
type LastWords<
  Text extends string,
  Before extends string,
  Previous extends string,
> = Text extends `${infer Word} ${infer Rest}`
  ? LastWords<Rest, `${Before}${Previous} `, Word>
  : Uppercase<Previous> extends "AS"
    ? { readonly value: Before extends `${infer Value} ` ? Value : Before; readonly alias: Text }
    : IsAlias<Previous, Text> extends true
      ? { readonly value: `${Before}${Previous}`; readonly alias: Text }
      : { readonly value: `${Before}${Previous} ${Text}`; readonly alias: never };

/** Whether `Word` behind `Previous` names what stands before it, and is not the end of an expression. */
type IsAlias<Previous extends string, Word extends string> = Previous extends Operator
  ? false
  : Word extends Operator | NumberText | "''" | `(${string}` | `${string}.${string}`
    ? false
    : Uppercase<Word> extends "END" | "NULL"
      ? false
      : true;
type Operator = "+" | "-" | "*" | "/" | "||" | "<" | ">" | "=";

/** Aliases that the items give, as written. */
export type AliasesOf<Items extends readonly Item[]> = Items[number]["alias"];

// ---- rows

/**
 * The row that the items of a SELECT list make. A column keeps the name of the schema; the second column of a name gets
 * `_2`, the third `_3`, as rows that are keyed by name have it. An expression without alias has no name that could be known:
 * it is left out.
 */
export type RowOfItems<Items extends readonly Item[], Tables extends Scope> = ColumnsOf<Items, Tables>;

/**
 * Takes one item after the other. `Own` are columns under their own name, with the position of their table (`0|ra`);
 * `Other` all others, as pairs of name and value; `Names` what is taken.
 */
type ColumnsOf<
  Items extends readonly Item[],
  Tables extends Scope,
  Own extends string = never,
  Other extends Pair = never,
  Names extends string = never,
> = Items extends readonly [infer First extends Item, ...infer Others extends readonly Item[]]
  ? [First["alias"]] extends [never]
    ? First["value"] extends "*" | `${string}.*`
      ? StarColumns<Tables, Qualifier<First["value"]>, Names> extends infer Star extends StarResult
        ? ColumnsOf<Others, Tables, Own | Star["own"], Other | Star["other"], Names | Star["names"]>
        : never
      : FindColumn<First["value"], Tables> extends infer Found
        ? [Found] extends [never]
          ? ColumnsOf<Others, Tables, Own, Other, Names>
          : Found extends FoundColumn
            ? Found["name"] extends Names
              ? ColumnsOf<
                  Others,
                  Tables,
                  Own,
                  Other | [Numbered<Found["name"], Names>, Found["value"]],
                  Names | Numbered<Found["name"], Names>
                >
              : ColumnsOf<Others, Tables, Own | `${Found["table"]}|${Found["name"]}`, Other, Names | Found["name"]>
            : never
        : never
    : Numbered<AliasName<First["alias"]>, Names> extends infer Name extends string
      ? ColumnsOf<Others, Tables, Own, Other | [Name, ValueType<First["value"], Tables>], Names | Name>
      : never
  : Row<Own, Other, Tables>;

type Pair = readonly [name: string, value: unknown];

type AliasName<Alias extends string> = Alias extends `"${string}` ? Unquoted<Alias> : Alias;

/** `name`, or the first of `name_2`, `name_3` … that is free. */
type Numbered<Name extends string, Names, Next extends readonly unknown[] = [0, 0]> = Name extends Names
  ? `${Name}_${Next["length"]}` extends Names
    ? Numbered<Name, Names, [...Next, 0]>
    : `${Name}_${Next["length"]}`
  : Name;

/** What `*` and `t.*` add to a row. */
interface StarResult {
  readonly own: string;
  readonly other: Pair;
  readonly names: string;
}

type Qualifier<Star extends string> = Star extends `${infer Name}.*` ? NameKey<Name> : AnyTable;
type AnyTable = "*";

type StarColumns<
  Tables extends Scope,
  Behind extends string,
  Names extends string,
  Own extends string = never,
  Other extends Pair = never,
  Before extends readonly unknown[] = [],
> = Tables extends readonly [infer Table extends TableInScope, ...infer Others extends Scope]
  ? TakenFrom<Table, Behind> extends infer Taken extends string
    ? Repeated<Table, Extract<Taken, Names>, Names | Taken> extends infer Again extends Pair
      ? StarColumns<
          Others,
          Behind,
          Names | Taken | Again[0],
          Own | (Exclude<Taken, Names> extends infer New extends string ? `${Before["length"]}|${New}` : never),
          Other | Again,
          [...Before, Table]
        >
      : never
    : never
  : { readonly own: Own; readonly other: Other; readonly names: Names };

/** The columns that a star takes from a table: what USING or NATURAL merged, it takes from the first alone. */
type TakenFrom<Table extends TableInScope, Behind extends string> = Behind extends AnyTable
  ? Unmerged<keyof Table["row"] & string, Table["merged"]>
  : Behind extends Table["qualifiers"]
    ? keyof Table["row"] & string
    : never;

type Unmerged<Name extends string, Merged extends string> = Name extends string
  ? Lowercase<Name> extends Merged
    ? never
    : Name
  : never;

type Repeated<Table extends TableInScope, Name extends string, Names extends string> = Name extends keyof Table["row"]
  ? [Numbered<Name, Names>, Valued<Table["row"][Name], Table["nullable"]>]
  : never;
type Valued<Value, Nullable extends boolean> = Nullable extends true ? Value | null : Value;

/** Picked from the tables' rows, so that an editor still shows what the schema says of each column. */
type Row<Own extends string, Other extends Pair, Tables extends Scope> = Flat<
  PickOwn<Own, Tables> & { readonly [Column in Other as Column[0]]: Column[1] }
>;

type PickOwn<
  Own extends string,
  Tables extends Scope,
  Before extends readonly unknown[] = [],
> = Tables extends readonly [infer Table extends TableInScope, ...infer Others extends Scope]
  ? PickFrom<Table["row"], OwnNames<Own, `${Before["length"]}`>, Table["nullable"]> &
      PickOwn<Own, Others, [...Before, Table]>
  : unknown;

type OwnNames<Own extends string, Position extends string> = Own extends `${Position}|${infer Name}` ? Name : never;

type PickFrom<Columns, Names, Nullable extends boolean> = Nullable extends true
  ? { [Name in keyof Pick<Columns, Names & keyof Columns>]: Columns[Name] | null }
  : Pick<Columns, Names & keyof Columns>;

type Flat<Columns> = { [Name in keyof Columns]: Columns[Name] } & {};
