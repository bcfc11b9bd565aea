import type { CellValue, Field, FieldMeta, LinkMeta } from "@armillary/columns";

/** INFO (VOTable 1.5, section 4.8): a name, a value, and the text inside, which is where services put messages. */
export interface Info {
  readonly name: string;
  readonly value: string;
  readonly ID?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly xtype?: string;
  readonly ref?: string;
  readonly description?: string;
  readonly text?: string;
}

/** PARAM: a FieldMeta with its one value. */
export interface Param extends FieldMeta {
  /** The attribute as written. */
  readonly value: string;
  /** The value by datatype and arraysize; null when empty or null; arrays flat, in serialized order. */
  readonly typed: CellValue;
}

/** COOSYS (VOTable 1.5, section 3.4). */
export interface Coosys {
  readonly ID?: string;
  readonly system?: string;
  readonly equinox?: string;
  readonly epoch?: string;
  readonly refposition?: string;
  readonly text?: string;
}

/** TIMESYS (VOTable 1.5, section 3.5). */
export interface Timesys {
  readonly ID?: string;
  readonly timescale?: string;
  readonly refposition?: string;
  readonly timeorigin?: string;
}

/** FIELDref or PARAMref: points at an ID. */
export interface Reference {
  readonly ref: string;
  readonly ucd?: string;
  readonly utype?: string;
}

/** GROUP of a TABLE, a RESOURCE, the document, or another GROUP. */
export interface Group {
  readonly ID?: string;
  readonly name?: string;
  readonly ref?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
  readonly fieldRefs: readonly Reference[];
  readonly paramRefs: readonly Reference[];
  readonly params: readonly Param[];
  readonly groups: readonly Group[];
  readonly links: readonly LinkMeta[];
}

/** What can stand in VOTABLE and RESOURCE alike. The arrays grow while the document is read. */
export interface Container {
  readonly description?: string;
  readonly coosys: readonly Coosys[];
  readonly timesys: readonly Timesys[];
  readonly infos: readonly Info[];
  readonly params: readonly Param[];
  readonly groups: readonly Group[];
  readonly links: readonly LinkMeta[];
  readonly resources: readonly Resource[];
  /**
   * XML of elements that the standard does not have here, MIVOT's VODML blocks among them, as written; namespaces that
   * were declared around it are declared in it.
   */
  readonly raw: readonly string[];
}

/** The root element, with what DEFINITIONS held put into its own lists. */
export interface Votable extends Container {
  /** The attribute as written, `"1.4"` or `"v1.0"`; absent where the document does not say. */
  readonly version?: string;
  readonly namespace?: string;
  readonly ID?: string;
}

export interface Resource extends Container {
  readonly ID?: string;
  readonly name?: string;
  /** `results` or `meta`. */
  readonly type?: string;
  readonly utype?: string;
  readonly tables: readonly TableMeta[];
}

export const SERIALIZATIONS = ["TABLEDATA", "BINARY", "BINARY2", "FITS", "PARQUET"] as const;
export type Serialization = (typeof SERIALIZATIONS)[number];

/** TABLE without its rows. */
export interface TableMeta {
  /** Place among all TABLEs of the document, from 0, in document order, nested ones and those without DATA counted. */
  readonly index: number;
  readonly ID?: string;
  readonly name?: string;
  readonly ref?: string;
  readonly ucd?: string;
  readonly utype?: string;
  /** The `nrows` attribute as written: a claim, not a count. */
  readonly nrows?: string;
  readonly description?: string;
  /** Own FIELDs, or those of the TABLE that `ref` names. */
  readonly fields: readonly Field[];
  readonly params: readonly Param[];
  readonly groups: readonly Group[];
  readonly links: readonly LinkMeta[];
  /** INFOs before and after the DATA. */
  readonly infos: readonly Info[];
  readonly raw: readonly string[];
  /** Absent when the TABLE has no DATA (or none seen yet). */
  readonly serialization?: Serialization;
  /** Rows counted by reading, once the table has been read or skipped to its end and rows could be counted. */
  readonly rows?: number;
}
