import type { Identifier } from "../language/ast.ts";
import type { CatalogColumn } from "../schema/catalog.ts";
import { type DataType, UNKNOWN } from "../schema/datatype.ts";
import { parseUnit } from "../units/parse.ts";
import type { Unit } from "../units/unit.ts";

/** What is known of a value before any row is read. */
export interface Inferred {
  readonly type: DataType;
  /** Absent where it is not known. */
  readonly unit?: Unit;
  /** The unit as a service writes it, where the value is a column. */
  readonly unitText?: string;
  /** A number out of literals: it takes whatever unit it is computed or compared with. */
  readonly plain?: true;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
  /** The column of a service's table that the value is, unchanged. */
  readonly column?: CatalogColumn;
}

export const NOTHING_KNOWN: Inferred = { type: UNKNOWN };

/** A column of a table, of a derived table, or of a result. */
export interface NamedValue extends Inferred {
  readonly name: Identifier;
  /** False where the service chooses a name, for an expression without AS. */
  readonly named: boolean;
}

const knownValues = new WeakMap<CatalogColumn, NamedValue>();

/** What is known of a column of a service. */
export function valueOfColumn(column: CatalogColumn): NamedValue {
  let value = knownValues.get(column);
  if (value === undefined) {
    value = describeColumn(column);
    knownValues.set(column, value);
  }
  return value;
}

function describeColumn(column: CatalogColumn): NamedValue {
  const { unit, ucd, utype, description } = column.metadata;
  const parsed = unit === undefined ? undefined : parseUnit(unit);
  return {
    name: column.name,
    named: true,
    type: column.type,
    column,
    ...(parsed === undefined ? {} : { unit: parsed }),
    ...(unit === undefined || unit === "" ? {} : { unitText: unit }),
    ...(ucd === undefined || ucd === "" ? {} : { ucd }),
    ...(utype === undefined || utype === "" ? {} : { utype }),
    ...(description === undefined || description === "" ? {} : { description }),
  };
}
