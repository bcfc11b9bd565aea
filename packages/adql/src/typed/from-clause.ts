import type {
  ColumnKeys,
  LastPart,
  NameKey,
  Scope,
  ShortTableIndex,
  TableIndex,
  TableInScope,
} from "./names-in-scope.ts";
import type { Unfold } from "./parentheses.ts";
import type { IsOpen } from "./text-types.ts";

/** Of something that is not followed here: a derived table, a join in parentheses, a set operation. */
interface Outside {
  readonly kind: "outside";
}

type JoinWord = "JOIN" | "INNER" | "LEFT" | "RIGHT" | "FULL" | "CROSS" | "NATURAL";
type EndWord = "WHERE" | "GROUP" | "HAVING" | "ORDER" | "OFFSET";

/** How the next table is joined to the tables of its group; `""` for the first of a group. */
interface JoinSoFar {
  readonly outer: "" | "LEFT" | "RIGHT" | "FULL";
  readonly natural: boolean;
}
interface NoJoin {
  readonly outer: "";
  readonly natural: false;
}

/**
 * The tables of a FROM clause, from folded `TokenText` that begins behind FROM and ends with a blank. Each type below is a state,
 * named for what it expects next. `Done` are the tables of groups that a comma has closed: a RIGHT or FULL join makes
 * those of its own group nullable, and no others.
 *
 * Gives `{ kind: "scope", tables }`, `{ kind: "unknown table", name }` or `{ kind: "outside" }`.
 */
export type FromClause<Text extends string, Schema> = ExpectTable<Text, Schema, [], [], NoJoin>;

type ExpectTable<
  Text extends string,
  Schema,
  Done extends Scope,
  Group extends Scope,
  Join extends JoinSoFar,
> = Text extends `${infer Word} ${infer Rest}`
  ? Word extends `(${string}`
    ? Outside
    : FindTable<Word, Schema> extends infer Name
      ? [Name] extends [never]
        ? IsOpen<Word> extends true
          ? Outside
          : NameKey<Word> extends `${Undeclared}.${string}`
            ? Outside
            : { readonly kind: "unknown table"; readonly name: Word }
        : IsOne<Name> extends true
          ? ExpectAlias<Rest, Schema, Done, Group, Join, Word, Name & keyof Schema & string>
          : Outside
      : never
  : Outside;

/** The table that a name means; without its schema, all those that it could mean. */
type FindTable<Name extends string, Schema> = string extends Name
  ? never
  : TableIndex<Schema> extends Record<NameKey<Name>, infer Found>
    ? Found
    : ShortTableIndex<Schema> extends Record<NameKey<Name>, infer Found>
      ? Found
      : TableIndex<Schema> extends Record<NameKey<LastPart<Name>>, infer Found> // declared without its schema
        ? Found
        : never;

type IsOne<Name, All = Name> = Name extends unknown ? ([All] extends [Name] ? true : false) : never;

type ExpectAlias<
  Text extends string,
  Schema,
  Done extends Scope,
  Group extends Scope,
  Join extends JoinSoFar,
  Word extends string,
  Name extends keyof Schema & string,
> = Text extends `${infer Next} ${infer Rest}`
  ? Uppercase<Next> extends "AS"
    ? Rest extends `${infer Alias} ${infer Behind}`
      ? ExpectJoin<Behind, Schema, Done, Joined<Group, Join, TableOf<Schema, Name, NameKey<Word>, NameKey<Alias>>>>
      : Outside
    : Uppercase<Next> extends JoinWord | EndWord | "ON" | "USING" | "," | SetWord
      ? ExpectJoin<
          Text,
          Schema,
          Done,
          Joined<Group, Join, TableOf<Schema, Name, NameKey<Word>, Unaliased<Word | Name>>>
        >
      : ExpectJoin<Rest, Schema, Done, Joined<Group, Join, TableOf<Schema, Name, NameKey<Word>, NameKey<Next>>>>
  : ExpectJoin<"", Schema, Done, Joined<Group, Join, TableOf<Schema, Name, NameKey<Word>, Unaliased<Word | Name>>>>;

/** Uploads are the client's own, and TAP_SCHEMA is there whether a service lists it or not (TAP 1.1, section 4). */
type Undeclared = "tap_upload" | "tap_schema";

type SetWord = "UNION" | "EXCEPT" | "INTERSECT";

type ExpectJoin<
  Text extends string,
  Schema,
  Done extends Scope,
  Group extends Scope,
  Join extends JoinSoFar = NoJoin,
> = Text extends `${infer Word} ${infer Rest}`
  ? Uppercase<Word> extends infer Keyword
    ? Keyword extends EndWord
      ? InScope<Done, Group>
      : Keyword extends ","
        ? ExpectTable<Rest, Schema, [...Done, ...Group], [], NoJoin>
        : Keyword extends "JOIN"
          ? ExpectTable<Rest, Schema, Done, Group, Join>
          : Keyword extends "LEFT" | "RIGHT" | "FULL"
            ? ExpectJoin<Rest, Schema, Done, Group, { readonly outer: Keyword; readonly natural: Join["natural"] }>
            : Keyword extends "NATURAL"
              ? ExpectJoin<Rest, Schema, Done, Group, { readonly outer: ""; readonly natural: true }>
              : Keyword extends "INNER" | "OUTER" | "CROSS"
                ? ExpectJoin<Rest, Schema, Done, Group, Join>
                : Keyword extends "ON"
                  ? InCondition<Rest, Schema, Done, Group>
                  : Keyword extends "USING"
                    ? Rest extends `(${infer Names}) ${infer Behind}`
                      ? ExpectJoin<Behind, Schema, Done, MergeLast<Group, NamesIn<Unfold<Names>>>>
                      : Outside
                    : Outside
    : never
  : InScope<Done, Group>;

type InCondition<
  Text extends string,
  Schema,
  Done extends Scope,
  Group extends Scope,
> = Text extends `${infer Word} ${infer Rest}`
  ? Uppercase<Word> extends JoinWord | EndWord | ","
    ? ExpectJoin<Text, Schema, Done, Group>
    : Uppercase<Word> extends SetWord
      ? Outside
      : InCondition<Rest, Schema, Done, Group>
  : InScope<Done, Group>;

interface InScope<Done extends Scope, Group extends Scope> {
  readonly kind: "scope";
  readonly tables: readonly [...Done, ...Group];
}

// ---- one table more

interface TableOf<Schema, Name extends keyof Schema & string, Written extends string, Qualifiers extends string> {
  readonly name: Name;
  readonly written: Written;
  readonly qualifiers: Qualifiers;
  readonly row: Schema[Name] & object;
  readonly nullable: false;
  readonly merged: never;
}

/** A table without alias goes by its whole name, and by the last part alone. */
type Unaliased<Name extends string> = NameKey<Name> | NameKey<LastPart<Name>>;
type Joined<Group extends Scope, Join extends JoinSoFar, Table extends TableInScope> = readonly [
  ...(Join["outer"] extends "RIGHT" | "FULL" ? AllNullable<Group> : Group),
  With<
    Table,
    Join["outer"] extends "LEFT" | "FULL" ? true : false,
    Join["natural"] extends true ? KeysOf<Group[number]> & KeysOf<Table> : never
  >,
];

interface With<Table extends TableInScope, Nullable extends boolean, Merged extends string> {
  readonly name: Table["name"];
  readonly written: Table["written"];
  readonly qualifiers: Table["qualifiers"];
  readonly row: Table["row"];
  readonly nullable: Nullable;
  readonly merged: Merged;
}

type AllNullable<Tables extends Scope> = {
  readonly [Position in keyof Tables]: With<Tables[Position], true, Tables[Position]["merged"]>;
};

type MergeLast<Group extends Scope, Names extends string> = Group extends readonly [
  ...infer Before extends Scope,
  infer Last extends TableInScope,
]
  ? readonly [...Before, With<Last, Last["nullable"], Names>]
  : Group;

type KeysOf<Table extends TableInScope> = Table extends TableInScope ? ColumnKeys<Table["row"]> : never;

/** `a , "B"`. */
type NamesIn<Text extends string> = Text extends `${infer Name} , ${infer Rest}`
  ? NameKey<Name> | NamesIn<Rest>
  : NameKey<Text>;
