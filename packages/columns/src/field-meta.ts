/** The datatypes of VOTable 1.5, section 2.1, in its order. */
export const DATATYPES = [
  "boolean",
  "bit",
  "unsignedByte",
  "short",
  "int",
  "long",
  "char",
  "unicodeChar",
  "float",
  "double",
  "floatComplex",
  "doubleComplex",
] as const;
export type Datatype = (typeof DATATYPES)[number];

/** A LINK of a FIELD, PARAM, GROUP, TABLE or RESOURCE (VOTable 1.5, section 3.7); the text is kept as written. */
export interface LinkMeta {
  readonly ID?: string;
  readonly contentRole?: string;
  readonly contentType?: string;
  readonly title?: string;
  readonly value?: string;
  readonly href?: string;
  readonly gref?: string;
  readonly action?: string;
  readonly text?: string;
}

/** One OPTION of a VALUES domain; options nest. */
export interface OptionMeta {
  readonly name?: string;
  readonly value: string;
  readonly options?: readonly OptionMeta[];
}

/** A VALUES element (VOTable 1.5, section 4.7). Texts are kept as written: their type is the field's. */
export interface ValuesMeta {
  readonly ID?: string;
  readonly type?: "legal" | "actual";
  readonly null?: string;
  readonly ref?: string;
  readonly min?: { readonly value: string; readonly inclusive: boolean };
  readonly max?: { readonly value: string; readonly inclusive: boolean };
  readonly options?: readonly OptionMeta[];
}

/**
 * The one description of a value, for a FIELD and a PARAM alike: every attribute of the standard under its own name.
 * Absent attributes are absent. A column that was not born in the VO has the datatype that would carry it.
 */
export interface FieldMeta {
  readonly name: string;
  readonly ID?: string;
  readonly datatype: Datatype;
  /** As written: `"*"`, `"3"`, `"8x*"`; absent for a scalar. */
  readonly arraysize?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly xtype?: string;
  readonly ref?: string;
  readonly width?: string;
  readonly precision?: string;
  /** FIELD type of VOTable 1.0 to 1.2: `hidden`, `no_query`, `trigger`, `location`. */
  readonly type?: string;
  readonly description?: string;
  readonly values?: readonly ValuesMeta[];
  readonly links?: readonly LinkMeta[];
  /** Attributes that the standard does not have, kept for the way back. */
  readonly extra?: Readonly<Record<string, string>>;
}
