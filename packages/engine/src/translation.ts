import type { Problem } from "@armillary/adql";
import type { FieldMeta } from "@armillary/columns";

/** A query in DuckDB's SQL, as `translate(adql, catalog, options)` gives it. */
export interface Translation {
  /** One SELECT without parameters, its columns called `c1`, `c2`, …; MACROS must have been run once in the instance. */
  readonly sql: string;
  /**
   * The columns of the result, in order, names as ADQL has them (repeated ones as they are). Each column of the SQL has the
   * DuckDB type that `PhysicalColumn.storage` gives its datatype; timestamps are text, points, circles and polygons LISTs of DOUBLE.
   */
  readonly fields: readonly FieldMeta[];
  /** Rows at most, where the query or `maxrec` says so; Infinity otherwise. */
  readonly mostRows: number;
  /** Warnings: what is doubtful in the query, and runs all the same. */
  readonly diagnostics: readonly Problem[];
}

export interface TranslateOptions {
  /** Rows of the result at most. The SQL gives one more, by which an overflow is known. */
  readonly maxrec?: number;
}
