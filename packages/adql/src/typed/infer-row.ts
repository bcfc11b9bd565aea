import type { FromClause } from "./from-clause.ts";
import type { CallText, FaultOf, FaultyNames, FirstOf, NamesOf } from "./known-names.ts";
import type { Scope } from "./names-in-scope.ts";
import type { Fold } from "./parentheses.ts";
import type { AliasesOf, Item, ItemsOf, RowOfItems } from "./select-list.ts";
import type { IsOpen, TokenText, Unescape } from "./text-types.ts";

/**
 * What the compiler found wrong with a query, in place of its row. No value has this type: an argument that must be one is
 * an error, and the compiler quotes the message.
 */
export interface AdqlTypeError<Message extends string> {
  readonly adqlTypeError: Message;
}

/** The row of a query of which the compiler knows nothing. */
export type UnknownRow = Record<string, unknown>;

/**
 * The row of `Query` on the tables of `Schema`, read from its text by the compiler.
 *
 * Followed are SELECT lists (columns, `*`, `t.*`, aliases, literals, arithmetic, the standard's functions and
 * aggregates), DISTINCT and TOP, several tables and joins of every kind, and the names of WHERE, ON, GROUP BY, HAVING and ORDER BY.
 * A name that is not there gives an `AdqlTypeError` that says which. Subqueries are passed over. WITH, set operations,
 * derived tables and texts that are only `string` give `UnknownRow`, without complaint: the service has the last word.
 *
 * Columns keep the names of the schema; an expression without alias is left out, for services name it as they like.
 */
export type RowOf<Schema, Query extends string> = unknown extends Schema
  ? UnknownRow
  : Query extends unknown // of a union, the row of each
    ? RowOfText<Schema, TokenText<Query>>
    : never;

type RowOfText<Schema, Text extends string> =
  SplitAtFrom<AfterSelect<Text>> extends readonly [infer List extends string, infer Tail extends string]
    ? RowOfParts<Schema, List, Tail>
    : UnknownRow;

/**
 * `Query` itself when it is right on `Schema`, otherwise what is wrong with it. As the type of a parameter,
 * `query<const Query extends string>(adql: Checked<Schema, Query>)`, it refuses a literal with a name that is not there.
 */
export type Checked<Schema, Query extends string> = Query extends unknown
  ? RowOf<Schema, Query> extends AdqlTypeError<infer Message>
    ? AdqlTypeError<Message>
    : Query
  : never;

/** What follows SELECT, DISTINCT and TOP; nothing when there is no SELECT. */
type AfterSelect<Text extends string> = Text extends `${infer Word} ${infer Rest}`
  ? Uppercase<Word> extends "SELECT"
    ? AfterQuantifier<Rest>
    : ""
  : "";
type AfterQuantifier<Text extends string> = Text extends `${infer Word} ${infer Rest}`
  ? Uppercase<Word> extends "ALL" | "DISTINCT"
    ? AfterTop<Rest>
    : AfterTop<Text>
  : "";
type AfterTop<Text extends string> = Text extends `${infer Word} ${string} ${infer Rest}`
  ? Uppercase<Word> extends "TOP"
    ? Rest
    : Text
  : never;

/** At the first FROM: at once where it is written as nearly everyone does, else word by word. */
type SplitAtFrom<Text extends string> = Text extends `${infer List} FROM ${infer Tail}`
  ? HasFrom<List> extends true
    ? SplitAtLowerFrom<Text>
    : [List, Tail]
  : SplitAtLowerFrom<Text>;
type SplitAtLowerFrom<Text extends string> = Text extends `${infer List} from ${infer Tail}`
  ? HasFrom<List> extends true
    ? SplitAtAnyFrom<Text>
    : [List, Tail]
  : SplitAtAnyFrom<Text>;
type SplitAtAnyFrom<Text extends string, List extends string = ""> = Text extends `${infer Word} ${infer Rest}`
  ? Uppercase<Word> extends "FROM"
    ? [List, Rest]
    : SplitAtAnyFrom<Rest, List extends "" ? Word : `${List} ${Word}`>
  : undefined;
type HasFrom<Text extends string> = Lowercase<Text> extends `${string} from ${string}` ? true : false;

type HasSubquery<Text extends string> = Lowercase<Text> extends `${string}( select ${string}` ? true : false;

type RowOfParts<Schema, List extends string, Tail extends string> =
  IsOpen<List> extends true
    ? UnknownRow
    : HasSubquery<List> extends true
      ? UnknownRow
      : FromClause<`${Fold<Tail>} `, Schema> extends infer From
        ? From extends { readonly kind: "scope"; readonly tables: infer Tables extends Scope }
          ? CallText<`${List} ${HasSubquery<Tail> extends true ? Fold<Tail> : Tail}`> extends infer Text extends string
            ? [Extract<Lowercase<NamesOf<Text>>, "union" | "except" | "intersect">] extends [never]
              ? RowIfKnown<ItemsOf<Fold<List>>, Text, Tables>
              : UnknownRow
            : never
          : From extends { readonly kind: "unknown table"; readonly name: infer Name extends string }
            ? AdqlTypeError<`There is no table '${Unescape<Name>}'`>
            : UnknownRow
        : never;

type RowIfKnown<Items extends readonly Item[], Text extends string, Tables extends Scope> =
  FaultyNames<NamesOf<Text>, AliasesOf<Items>, Tables> extends infer Faulty extends string
    ? [Faulty] extends [never]
      ? RowOfItems<Items, Tables>
      : AdqlTypeError<FaultOf<FirstOf<Text, Faulty>, Tables>>
    : never;
