import type {
  CommonTable,
  Condition,
  DerivedTable,
  Facts,
  JoinType,
  Query,
  Range,
  Source,
  TableName,
  Value,
} from "@armillary/adql";
import type { EngineCatalog } from "../catalog.ts";
import { Converter } from "../convert.ts";
import type { Refuse } from "../refuse.ts";
import type { SqlValue } from "../value.ts";

/** A table of FROM under its name in SQL, its columns ready to be named. */
export interface Relation {
  readonly alias: string;
  /** In the order of `Source.columns`. */
  readonly columns: readonly SqlValue[];
}

/** A column that a query gives, called `c1`, `c2`, …: what it is to the query around it. */
export type Output = Pick<SqlValue, "form" | "type">;

export interface TranslatedQuery {
  readonly sql: string;
  readonly outputs: readonly Output[];
}

/** A query of a WITH clause, under its name in SQL. */
export interface CommonRelation {
  readonly name: string;
  readonly outputs: readonly Output[];
}

/** A SELECT that is being translated, and what it takes from those around it. */
export interface Frame {
  readonly own: ReadonlySet<Source>;
  /**
   * Columns of queries around this one by their SQL, each under a name of a table of its own: DuckDB finds them nowhere else within a
   * lambda, and our macros have many. Undefined where columns are named as they are.
   */
  passed?: { readonly alias: string; readonly names: Map<string, string> };
}

/** What one translation knows while it goes on. No name of the query's text gets into SQL: all have names of our own. */
export interface Context {
  readonly facts: Facts;
  readonly catalog: EngineCatalog;
  readonly refuse: Refuse;
  readonly convert: Converter;
  readonly relations: Map<Source, Relation>;
  /** A set operation as the table that its ORDER BY sees. */
  readonly results: Map<Query, Relation>;
  readonly commons: Map<CommonTable, CommonRelation>;
  readonly joins: Map<Range, JoinType | undefined>;
  /** From the outermost inwards. */
  readonly frames: Frame[];
  /** `t1`, `t2`, …; `w1`, … for WITH; `sky1`, … for columns of joins by position. */
  freshName(letter: "t" | "w" | "sky"): string;
  /** What the parts of a query call each other by. */
  value(node: Value): SqlValue;
  condition(node: Condition): string;
  /** A condition of WHERE, HAVING or ON, which lets rows through where it is true. */
  filter(node: Condition): string;
  /** Whether false is as good as unknown for this condition: it filters rows, by itself or as an operand of AND and OR. */
  isFilter(node: Condition): boolean;
  subquery(node: Query): TranslatedQuery;
}

/** The functions behind the context's own. */
export interface Translators {
  value(node: Value, context: Context): SqlValue;
  condition(node: Condition, context: Context): string;
  query(node: Query, context: Context): TranslatedQuery;
}

export function createContext(facts: Facts, catalog: EngineCatalog, refuse: Refuse, translators: Translators): Context {
  let names = 0;
  const filters = new WeakSet<Condition>();
  const noteFilters = (node: Condition): void => {
    filters.add(node);
    if (node.kind === "ParenthesizedCondition") noteFilters(node.condition);
    if (node.kind === "Logical") for (const operand of node.operands) noteFilters(operand);
  };
  const context: Context = {
    facts,
    catalog,
    refuse,
    convert: new Converter(refuse),
    relations: new Map(),
    results: new Map(),
    commons: new Map(),
    joins: new Map(),
    frames: [],
    freshName: (letter) => `${letter}${++names}`,
    value: (node) => translators.value(node, context),
    condition: (node) => translators.condition(node, context),
    filter: (node) => {
      noteFilters(node);
      return translators.condition(node, context);
    },
    isFilter: (node) => filters.has(node),
    subquery: (node) => translators.query(node, context),
  };
  return context;
}

/** What a name in FROM was found to be. */
export function sourceOf(node: TableName | DerivedTable, { facts, refuse }: Context): Source {
  return facts.sources.get(node) ?? refuse("ADQL_UNKNOWN_TABLE", node, "Nothing is known of this table.");
}

/** The columns of a query as those of a table with this alias. */
export function outputColumns(alias: string, outputs: readonly Output[]): readonly SqlValue[] {
  return outputs.map((output, index) => ({ ...output, sql: `${alias}.c${index + 1}` }));
}
