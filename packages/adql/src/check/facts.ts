import type {
  Aggregate,
  AllColumns,
  ColumnReference,
  FunctionCall,
  Node,
  OrderTerm,
  Query,
  QueryBody,
  Select,
  TableName,
  Value,
} from "../language/ast.ts";
import type { Catalog, TableMatch } from "../schema/catalog.ts";
import type { FunctionForm } from "../schema/functions/function.ts";
import type { KnownFunction } from "../schema/functions/function-catalog.ts";
import type { Resolution } from "./resolve.ts";
import type { CommonTables, Scope, Source } from "./scope.ts";
import type { Inferred, NamedValue } from "./value.ts";

/** The columns of a query; `open` where a table with unknown columns is selected whole. */
export interface QueryColumns {
  readonly columns: readonly NamedValue[];
  readonly open: boolean;
}

/** What a name in a FROM clause was found to be. */
export type TableResolution =
  | { readonly kind: "table"; readonly match: TableMatch }
  | { readonly kind: "common" }
  /** Nothing to compare with: tables are not known, or it is an upload or TAP_SCHEMA. */
  | { readonly kind: "open" }
  | { readonly kind: "ambiguous"; readonly matches: readonly TableMatch[] }
  | { readonly kind: "unknown" };

export interface CallResolution {
  readonly known: KnownFunction | undefined;
  /** The form that fits the number and types of the arguments best; undefined where none takes so many. */
  readonly form: FunctionForm | undefined;
}

/** What ORDER BY or GROUP BY refers to by a name or number of the SELECT list. */
export interface ResultReference {
  readonly column: NamedValue;
  /** The item of the SELECT list, from 0. */
  readonly index: number;
}

/** All that is known of a query: what the rules look at, and completion. Filled by analyse(). */
export interface Facts {
  readonly catalog: Catalog;
  readonly scopes: Map<Select, Scope>;
  readonly sources: Map<Node, Source>;
  readonly tables: Map<TableName, TableResolution>;
  readonly values: Map<Value, Inferred>;
  readonly references: Map<ColumnReference, Resolution>;
  readonly results: Map<Query | QueryBody, QueryColumns>;
  readonly calls: Map<FunctionCall | Aggregate, CallResolution>;
  /** Sort and group terms that name a result column instead of one of FROM. */
  readonly resultReferences: Map<Value, ResultReference>;
  /** `t.*`: the tables that t may be. */
  readonly stars: Map<AllColumns, readonly Source[]>;
  /** The scope that a name stands in. */
  readonly scopeOf: Map<ColumnReference | AllColumns, Scope>;
  /** The query that an ORDER BY belongs to. */
  readonly orderedQueries: Map<OrderTerm, Query>;
  readonly commonTables: Map<Query, CommonTables>;
}

export function emptyFacts(catalog: Catalog): Facts {
  return {
    catalog,
    scopes: new Map(),
    sources: new Map(),
    tables: new Map(),
    values: new Map(),
    references: new Map(),
    results: new Map(),
    calls: new Map(),
    resultReferences: new Map(),
    stars: new Map(),
    scopeOf: new Map(),
    orderedQueries: new Map(),
    commonTables: new Map(),
  };
}
