/** A column (VODataService 1.2, section 3.3). Absent attributes are absent. Fits ColumnMetadata of @armillary/adql. */
export interface ColumnDescription {
  /** As it must stand in a query: with its quotes where it needs them. */
  readonly name: string;
  /** As the service gives it: of VOTable (`double`), or of TAP 1.0 (`VARCHAR`). `typeSystem` says which. */
  readonly datatype?: string;
  readonly arraysize?: string;
  /** `xtype`, or the `extendedType` of a VOTable type. */
  readonly xtype?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
  readonly principal?: boolean;
  readonly indexed?: boolean;
  readonly std?: boolean;
  /** `VOTable` or `TAP`; absent where the document does not say. */
  readonly typeSystem?: "VOTable" | "TAP";
  /** Of a type of TAP 1.0: 64 of `VARCHAR(64)`. */
  readonly size?: number;
  /** Between the values of an array. */
  readonly delim?: string;
  /** All flags as written: `indexed`, `primary`, `nullable`, and what else there is. */
  readonly flags: readonly string[];
}

/** A foreign key from the table that holds it. Fits ForeignKeyMetadata of @armillary/adql. */
export interface ForeignKeyDescription {
  readonly targetTable: string;
  readonly columns: readonly { readonly from: string; readonly target: string }[];
  readonly description?: string;
  readonly utype?: string;
}

/** A table (VODataService 1.2, section 3.3). Fits TableMetadata of @armillary/adql. */
export interface TableDescription {
  /** The full name as it must stand in a query. */
  readonly name: string;
  /** Name of the schema that it stands in. */
  readonly schema?: string;
  /** `base_table` and `table` are a table; other words leave it out. */
  readonly type?: "table" | "view";
  /** The word itself: `base_table`, `view`, `output`, … */
  readonly role?: string;
  readonly title?: string;
  readonly description?: string;
  readonly utype?: string;
  /** About how many rows it has: `nrows`, or the `size` that ESA's services give. */
  readonly rows?: number;
  /** Empty where only names were asked for (`detail=min`). */
  readonly columns: readonly ColumnDescription[];
  readonly foreignKeys?: readonly ForeignKeyDescription[];
}

/** A schema without its tables. */
export interface SchemaDescription {
  /** Absent where the document forgot it. */
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
  readonly utype?: string;
}

/** What a document of tables leaves out that nothing can be done without: it is read past, and said. */
export interface TablesProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Schemas and tables of a service (VOSI 1.1, section 4). */
export interface TableSet {
  readonly schemas: readonly SchemaDescription[];
  /** Of all schemas, in the order of the document. */
  readonly tables: readonly TableDescription[];
  readonly problems: readonly TablesProblem[];
}
