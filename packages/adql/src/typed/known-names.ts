import type { ColumnKeys, FindColumn, NameKey, Scope, TableInScope } from "./names-in-scope.ts";
import type { IsOpen, Replace, Unescape, WordsOf } from "./text-types.ts";
import type { NumberText } from "./value-type.ts";

/** Words that can stand, without a parenthesis behind them, where a column could. */
type Keyword =
  WordsOf<"all and as asc between bigint by case char cross date desc distinct double else end escape except exists false from full group having ilike in inner integer intersect interval is join left like limit n natural not null offset on or order outer precision real right select smallint then time timestamp top true union using varchar when where">;

/** What `TokenText` has besides names. A word with a parenthesis is a function's name, a keyword, or a group. */
type NoName =
  | ""
  | "''"
  | ","
  | ")"
  | "+"
  | "-"
  | "*"
  | "/"
  | "||"
  | "="
  | "<"
  | ">"
  | "!"
  | NumberText
  | `${string}(${string}`;

/** Characters of SQL that ADQL does not have: what they are in is left to the service. */
type Foreign = "|" | "&" | "^" | "~" | "%" | ":" | "#" | "@" | "$" | "?" | "[" | "]" | "{" | "}" | "`" | "\\";

/** `TokenText`, folded or not, with each word that is followed by a parenthesis ending with it. */
export type CallText<Text extends string> = Replace<Text, " (", "(">;

/** The names in a `CallText`, each once. */
export type NamesOf<Text extends string> = Exclude<WordsOf<Text>, NoName>;

/** Those of `Names` that mean nothing here, or could mean two things. */
export type FaultyNames<Names extends string, Aliases extends string, Tables extends Scope> =
  | UnknownIn<Names, Keyword | NameKey<Aliases> | KeysOf<Tables[number]>, Tables>
  | (Tables extends readonly [unknown]
      ? never
      : AmbiguousIn<Names, Keyword | NameKey<Aliases> | TablesOf<Tables[number]>, Tables>);

type UnknownIn<Name extends string, Known, Tables extends Scope> = Name extends string
  ? NameKey<Name> extends Known
    ? never
    : NameKey<Name> extends TablesOf<Tables[number]>
      ? never
      : [FindColumn<Name, Tables>] extends [never]
        ? IsFollowed<Name, Tables> extends true
          ? Name
          : never
        : never
  : never;

/** Whether a name is all there, and is one of ADQL. */
type IsFollowed<Name extends string, Tables extends Scope> = Name extends `${string}${Foreign}${string}`
  ? false
  : IsOpen<Name> extends true
    ? false
    : Name extends `${infer Qualifier}.*`
      ? NameKey<Qualifier> extends Tables[number]["qualifiers"]
        ? false
        : true
      : true;

type AmbiguousIn<Name extends string, Excused, Tables extends Scope> = Name extends string
  ? NameKey<Name> extends Excused
    ? never
    : NameKey<Name> extends SharedKeys<Tables>
      ? Name
      : never
  : never;

/** The first word of a text that is in `Wanted`: the compiler's own order of a union is not that of the text. */
export type FirstOf<
  Text extends string,
  Wanted extends string,
> = Text extends `${infer A} ${infer B} ${infer C} ${infer D} ${infer Rest}`
  ? [Extract<A | B | C | D, Wanted>] extends [never]
    ? FirstOf<Rest, Wanted>
    : FirstWord<Text, Wanted>
  : FirstWord<Text, Wanted>;
type FirstWord<Text extends string, Wanted extends string> = Text extends `${infer Word} ${infer Rest}`
  ? Word extends Wanted
    ? Word
    : FirstWord<Rest, Wanted>
  : Text;

/** What is wrong with a name that is among the `FaultyNames`. */
export type FaultOf<Name extends string, Tables extends Scope> = Name extends `${infer Qualifier}.*`
  ? TableFault<Qualifier>
  : QualifierOf<Name> extends infer Qualifier extends string
    ? [Qualifier] extends [never]
      ? NameKey<Name> extends KeysOf<Tables[number]>
        ? `Several tables have a column '${Unescape<Name>}': write which is meant`
        : `There is no column '${Unescape<Name>}' in ${ListOf<Tables>}`
      : NameKey<Qualifier> extends Tables[number]["qualifiers"]
        ? `There is no column '${Unescape<LastOf<Name>>}' in ${NameBehind<Tables[number], NameKey<Qualifier>>}`
        : TableFault<Qualifier>
    : never;

type TableFault<Qualifier extends string> = `There is no table '${Unescape<Qualifier>}' in FROM`;

/** The name of the table that goes by `Key`. */
type NameBehind<Table extends TableInScope, Key extends string> = Table extends TableInScope
  ? Key extends Table["qualifiers"]
    ? Table["name"]
    : never
  : never;

type QualifierOf<Name extends string> = Name extends `${infer Head}.${infer Tail}`
  ? [QualifierOf<Tail>] extends [never]
    ? Head
    : `${Head}.${QualifierOf<Tail>}`
  : never;

type LastOf<Name extends string> = Name extends `${string}.${infer Tail}` ? LastOf<Tail> : Name;

type ListOf<Tables extends Scope, Out extends string = ""> = Tables extends readonly [
  infer Table extends TableInScope,
  ...infer Others extends Scope,
]
  ? ListOf<Others, Out extends "" ? Table["name"] : `${Out}, ${Table["name"]}`>
  : Out;

type KeysOf<Table extends TableInScope> = Table extends TableInScope ? ColumnKeys<Table["row"]> : never;

/** Every way in which a table is written: in FROM, and before the period of a column. */
type TablesOf<Table extends TableInScope> = Table extends TableInScope ? Table["qualifiers"] | Table["written"] : never;

/** Columns, as `NameKey`, that two tables have, unless USING or NATURAL made the two one. */
type SharedKeys<Tables extends Scope, Seen = never, Twice = never> = Tables extends readonly [
  infer Table extends TableInScope,
  ...infer Others extends Scope,
]
  ? Exclude<KeysOf<Table>, Table["merged"]> extends infer Here
    ? SharedKeys<Others, Seen | Here, Twice | Extract<Here, Seen>>
    : never
  : Twice;
