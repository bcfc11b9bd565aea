import type { ColumnMetadata, TableMetadata } from "@armillary/adql";
import type { FieldMeta } from "@armillary/columns";

/**
 * How the values of a column lie in DuckDB, where its FIELD does not say so:
 *
 * - `scalar`: BOOLEAN, UTINYINT (also `bit`, as 0 and 1), SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE or VARCHAR, by the datatype;
 * - `list`: a LIST of such, the elements in the order of VOTable (first axis fastest). Points, circles and polygons of DALI are
 *   lists, of degrees;
 * - `timestamp`: a TIMESTAMP. Timestamps of DALI that are text, which keeps their precision and their Z, are `scalar`;
 * - `region-text`: VARCHAR with a region in STC-S or as DALI's `shape` has it (`Polygon ICRS 1 2 …`, `circle 1 2 0.1`);
 * - `opaque`: anything else (complex numbers, nested lists). Such a column can be selected, counted and compared with NULL.
 */
export type ColumnStorage = "scalar" | "list" | "timestamp" | "region-text" | "opaque";

/** A column of a table as it lies in DuckDB. */
export interface PhysicalColumn {
  readonly metadata: ColumnMetadata;
  /** What a result that selects the column unchanged says of it. */
  readonly field: FieldMeta;
  /** Its name within the relation, as an identifier in quotes. DuckDB knows no upper and lower case, quotes or not. */
  readonly sql: string;
  readonly storage: ColumnStorage;
  /** Of a column of regions. */
  readonly cap?: RegionCap;
}

/**
 * A cap of the sky around the region of each row, stored beside it: quoted names of DOUBLE columns, of which `x`, `y`, `z` are the unit
 * vector of its middle and `radiusDeg` is its radius. NULL where the region is.
 */
export interface RegionCap {
  readonly x: string;
  readonly y: string;
  readonly z: string;
  readonly radiusDeg: string;
  /** The radius of the largest. */
  readonly largestDeg: number;
}

/**
 * The position of each row as a unit vector, stored beside its columns: x points to right ascension 0 and declination 0, y to 90
 * and 0, z to the north pole. NULL where a coordinate is NULL, NaN or infinite. Regions become bounds of the three, so rows should lie
 * in an order that keeps neighbours together (by HEALPix cell): then DuckDB passes over row groups by their minima and maxima.
 */
export interface SpatialIndex {
  /** Index in `columns` of right ascension, and of declination, both in degrees and `scalar`. */
  readonly ra: number;
  readonly dec: number;
  /** Quoted names of DOUBLE columns of the relation. */
  readonly x: string;
  readonly y: string;
  readonly z: string;
  readonly extents?: RowExtents;
}

/**
 * Where the rows of a relation of DuckDB's own lie that are sorted by HEALPix cell (NESTED): the cell of the first row of each run of
 * `rowsPerExtent` rows by their `rowid`, from 0 on. Infinity where that row has no position; such rows are the last ones.
 */
export interface RowExtents {
  readonly rowsPerExtent: number;
  readonly order: number;
  readonly firstCells: Float64Array;
}

/**
 * A column with the HEALPix cell (NESTED) of each row's position, by which the rows of a file lie in order, as in catalogues of HATS:
 * cones become a range of it, by which files and row groups are passed over.
 */
export interface CellColumn {
  /** Index in `columns` of right ascension, of declination, and of the cell, which is a `long`. */
  readonly ra: number;
  readonly dec: number;
  readonly cell: number;
  /** Of HEALPix; 29 in HATS. */
  readonly order: number;
}

/** A table of the catalogue, and what DuckDB calls it. */
export interface PhysicalTable {
  /** Its columns are those of `columns`, in order. */
  readonly metadata: TableMetadata;
  /** What stands behind FROM: a quoted name, or a call of a table function. It goes into SQL as it is. */
  readonly relation: string;
  readonly columns: readonly PhysicalColumn[];
  readonly position?: SpatialIndex;
  readonly cells?: CellColumn;
}
