import type { DataType } from "../schema/datatype.ts";
import { type VotableType, votableTypeOf } from "../schema/votable-type.ts";
import type { NamedValue } from "./value.ts";

/** A column of a result, as far as it is known before the query is run. */
export interface ResultColumn {
  /** As services name it: the alias, or the column's own name. Where `named` is false the service chooses. */
  readonly name: string;
  readonly named: boolean;
  readonly type: DataType;
  /** The FIELD to expect; absent where the type is not known. */
  readonly votable?: VotableType;
  /** As the service declares it; in VOUnits where it was computed. */
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
  /** The column of a table that it is, unchanged. */
  readonly origin?: { readonly table: string; readonly column: string };
}

export function resultColumns(columns: readonly NamedValue[]): readonly ResultColumn[] {
  return columns.map(({ name, named, type, unit, unitText, ucd, utype, description, column }) => {
    const votable = column === undefined ? votableTypeOf(type) : declaredType(column.metadata, type);
    const canonical = unit?.canonical === "1" ? undefined : unit?.canonical;
    const shown = unitText ?? canonical;
    return {
      name: name.name,
      named,
      type,
      ...(votable === undefined ? {} : { votable }),
      ...(shown === undefined ? {} : { unit: shown }),
      ...(ucd === undefined ? {} : { ucd }),
      ...(utype === undefined ? {} : { utype }),
      ...(description === undefined ? {} : { description }),
      ...(column === undefined ? {} : { origin: { table: column.table.qualifiedName, column: column.metadata.name } }),
    };
  });
}

const VOTABLE_DATATYPES = new Set(
  "boolean bit unsignedByte short int long char unicodeChar float double floatComplex doubleComplex".split(" "),
);

/** A column that is declared in VOTable's words comes as declared. */
function declaredType(
  { datatype, arraysize, xtype }: { readonly datatype?: string; readonly arraysize?: string; readonly xtype?: string },
  type: DataType,
): VotableType | undefined {
  if (datatype === undefined || !VOTABLE_DATATYPES.has(datatype)) return votableTypeOf(type);
  return { datatype, ...(arraysize === undefined ? {} : { arraysize }), ...(xtype === undefined ? {} : { xtype }) };
}
