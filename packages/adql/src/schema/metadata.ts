/**
 * What a service says of its tables and of its ADQL, as plain data: the shape that TAP_SCHEMA, VOSI tables and
 * TAPRegExt capabilities are brought into, and all that validation, inference and completion look at.
 */

/** A column (TAP 1.1, section 4.3; VODataService 1.2, section 3.3). Absent attributes are absent. */
export interface ColumnMetadata {
  /** As it must stand in a query: with its quotes where it needs them. */
  readonly name: string;
  /**
   * As the service gives it: a VOTable datatype (`double`, with `arraysize` and `xtype`) or a type of TAP 1.0
   * (`adql:VARCHAR`, `VARCHAR(30)`, `DOUBLE`, `POINT`).
   */
  readonly datatype?: string;
  readonly arraysize?: string;
  readonly xtype?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
  readonly principal?: boolean;
  readonly indexed?: boolean;
  readonly std?: boolean;
}

/** A foreign key from the table that holds it. */
export interface ForeignKeyMetadata {
  /** Name of the other table, as TableMetadata has it. */
  readonly targetTable: string;
  readonly columns: readonly { readonly from: string; readonly target: string }[];
  readonly description?: string;
}

export interface TableMetadata {
  /** The full name as it must stand in a query: `ivoa.obscore`, `"J/A+A/1"."table-2"`. */
  readonly name: string;
  readonly schema?: string;
  readonly type?: "table" | "view";
  readonly title?: string;
  readonly description?: string;
  readonly utype?: string;
  /** Rows, where the service tells (VODataService 1.2 `nrows`). */
  readonly rows?: number;
  readonly columns: readonly ColumnMetadata[];
  readonly foreignKeys?: readonly ForeignKeyMetadata[];
}

/** A user-defined function as capabilities declare it: `ivo_healpix_index(order INTEGER, ra DOUBLE) -> BIGINT`. */
export interface FunctionMetadata {
  readonly signature: string;
  readonly description?: string;
}

/** An optional feature that a service declares (TAPRegExt 1.0, section 2.3; ADQL 2.1, section 4). */
export interface FeatureMetadata {
  /** For instance `ivo://ivoa.net/std/TAPRegExt#features-adqlgeo`. */
  readonly type: string;
  /** For instance `POINT`, `WITH`, `ILIKE`. */
  readonly form: string;
}

/** What is known of a service. What is absent is unknown, and is not checked. */
export interface ServiceMetadata {
  readonly tables?: readonly TableMetadata[];
  readonly functions?: readonly FunctionMetadata[];
  readonly features?: readonly FeatureMetadata[];
  /** Versions of ADQL that the service takes, as it writes them: `"2.0"`, `"2.1"`. */
  readonly versions?: readonly string[];
}
