import type { ForeignKeyMetadata, Problem, ServiceMetadata, TableMetadata } from "@armillary/adql";
import type { ColumnBatch, Field, FieldMeta } from "@armillary/columns";
import type { OpenTableOptions, TableStream } from "@armillary/formats";
import type { Diagnostic } from "@armillary/votable";

/** How an engine may use the machine. */
export interface EngineOptions {
  /** Memory of all queries and tables together (default: half of the machine's); what is more goes to disk. */
  readonly memoryLimitBytes?: number;
  /** Threads of all queries together (default: as many as the machine has). */
  readonly threads?: number;
  /** Where a private folder is made for what does not fit into memory; it goes with the engine (default: the system's for temporary files). */
  readonly spillFolder?: string;
  /** Most of the disk that may be used so (default: what is free). */
  readonly spillLimitBytes?: number;
}

/** Where the rows of a table come from. */
export type TableSource =
  /**
   * A file in any format that is read; Parquet is read in place, others are taken in. A folder is a HATS catalogue, or all Parquet files in it
   * and below it, whose folders `key=value` become columns.
   */
  | { readonly path: string; readonly read?: ReadOptions }
  /** Parquet files with the same columns: names or patterns (`*`, `?`, `**`); folders `key=value` become columns. */
  | { readonly glob: string | readonly string[] }
  /** Rows that are at hand or come in: an open document, an answer of a service. Closed when taken in. */
  | { readonly stream: TableStream }
  /** Batches made by a program. */
  | { readonly fields: readonly Field[]; readonly batches: Iterable<ColumnBatch> | AsyncIterable<ColumnBatch> };

/** What of a file is read, and how: `table`, `columns`, `lenient`, `types`, … of formats' `openTable`. */
export type ReadOptions = Omit<OpenTableOptions, "signal" | "lend" | "reopen" | "randomAccess" | "name">;

export interface AddTableOptions {
  /**
   * Columns of position, in degrees, by name or ID; one that is not named is found as by `auto`. Rows that are taken in are sorted by place,
   * so that searches around a position look at few of them. `auto` (the default) takes those that a HATS catalogue says, else finds them by UCD, utype
   * or name; false does without.
   */
  readonly position?: { readonly ra?: string; readonly dec?: string } | "auto" | false;
  /** Parquet: takes the rows in and indexes them by position, instead of reading the file in place (default false). */
  readonly index?: boolean;
  readonly title?: string;
  /** Default: what the table, or its HATS catalogue, says of itself. */
  readonly description?: string;
  readonly utype?: string;
  /** What TAP_SCHEMA is to say of keys to other tables. */
  readonly foreignKeys?: readonly ForeignKeyMetadata[];
  readonly signal?: AbortSignal;
  /** Rows taken in so far. */
  readonly onProgress?: (progress: { readonly rows: number }) => void;
}

/** A table that queries can name. */
export interface EngineTable {
  /** As it stands in a query: with its schema if it has one, with quotes where it needs them. */
  readonly name: string;
  /** Names are unique, however a query may write them: of columns that share one the later are numbered. */
  readonly fields: readonly Field[];
  readonly metadata: TableMetadata;
  /** Rows; absent where that would take reading the files. */
  readonly rows?: number;
  /** Read in place, or taken in. */
  readonly storage: "parquet" | "rows";
  /** Names of the columns that hold its positions, in degrees. */
  readonly position?: { readonly ra: string; readonly dec: string };
  /** What was departed from in reading it. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface QueryOptions {
  /** Most rows of the result; more are an OVERFLOW (TAP 1.1, section 2.7.4). 0 gives the columns alone. Default: no limit. */
  readonly maxrec?: number;
  readonly signal?: AbortSignal;
  /** For the whole of it, until the last row is read. */
  readonly timeoutMs?: number;
  /** Tables of this query alone, as `TAP_UPLOAD.name` (TAP 1.1, section 2.7.6). */
  readonly uploads?: Readonly<Record<string, TableSource>>;
}

/**
 * Rows of a query as they are computed: all of them, or an error, however late. A table as every sink takes it; the summary's status is OVERFLOW where `maxrec` cut it.
 * Leaving the loop, `close`, the signal and the timeout end the query at once and free what it holds.
 */
export interface EngineResult extends TableStream {
  /** What a query may mean other than it says. */
  readonly problems: readonly Problem[];
}

/** What will be done for a query, before it is. */
export interface QueryPlan {
  /** The SQL that DuckDB runs. */
  readonly sql: string;
  /** DuckDB's plan of it, as text. */
  readonly plan: string;
  readonly fields: readonly FieldMeta[];
  /** Rows at most, as far as the query says so: by TOP, `maxrec`, or a cone in a large table. Infinity otherwise. */
  readonly mostRows: number;
  readonly problems: readonly Problem[];
}

/** ADQL over tables of this machine. Queries run side by side. */
export interface Engine {
  /** In the order they were added, without those of TAP_SCHEMA. */
  readonly tables: readonly EngineTable[];
  /** What a TAP service would say of itself: tables (with TAP_SCHEMA), functions, features, versions of ADQL. */
  readonly metadata: ServiceMetadata;
  /**
   * Adds a table under a name: `stars`, `cat.stars`, or with quotes as ADQL has them.
   *
   * Files in place are to be added before the first query: with it the engine is shut off from the file system for good.
   * Parquet files that are added later are taken in.
   * @throws EngineError ENGINE_NAME, ENGINE_SOURCE, ENGINE_POSITION, ENGINE_CLOSED; and the errors of the format
   */
  addTable(name: string, source: TableSource, options?: AddTableOptions): Promise<EngineTable>;
  /**
   * Takes a table away: queries that are asked from now on do not know it, and its name is free. Results that there are keep its rows, read or not; its
   * memory is free for other tables when the last of them has ended, at once where there is none. The process keeps most of it for those.
   * @throws EngineError ENGINE_NAME where there is no such table, ENGINE_CLOSED
   */
  dropTable(name: string): Promise<void>;
  /**
   * Runs a query; resolves when the columns are known.
   * @throws AdqlError for what is wrong with the query, with its place; EngineError ENGINE_UNSUPPORTED,
   *   ENGINE_QUERY, ENGINE_MEMORY, ENGINE_TIMEOUT, ENGINE_CLOSED, also while rows are read; the signal's reason
   */
  query(adql: string, options?: QueryOptions): Promise<EngineResult>;
  /** How a query would be run; runs nothing. @throws as `query` */
  explain(adql: string, options?: Pick<QueryOptions, "maxrec" | "uploads" | "signal">): Promise<QueryPlan>;
  /** Ends all queries and frees all. Idempotent. */
  close(): Promise<void>;
}
