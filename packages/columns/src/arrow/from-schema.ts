import { type Field as ArrowField, DataType, Precision, type Schema } from "apache-arrow";
import { withArrowLinks } from "../arrow-links.ts";
import type { ArrowType } from "../arrow-type.ts";
import type { Field } from "../batch.ts";
import { fieldFromMetadata } from "../field-metadata.ts";
import type { Layout } from "../layout.ts";
import { ArrowError } from "./errors.ts";
import { foreignType, isUuid, leafType, scalarType, UNIT_NAME } from "./named-type.ts";

/** What an Arrow type had to give up on its way into a column, or may have to further on. */
export interface ArrowRemark {
  /** `W-ARROW-DECIMAL-TEXT` or `W-ARROW-UINT64`. */
  readonly code: string;
  readonly message: string;
  readonly column: string;
}

export interface ArrowFields {
  readonly fields: readonly Field[];
  readonly remarks: readonly ArrowRemark[];
}

/**
 * The fields that columns of an Arrow schema have here.
 *
 * Booleans, integers, 32 and 64 bit floats, strings and lists are what they are. Dictionaries are the type of their
 * values; half floats become `float`; decimals exact decimal text; dates and timestamps ISO 8601 text with xtype
 * `timestamp`, those with a time zone in UTC with a final Z; times of day text; UUIDs text with xtype `uuid`; durations `long` in their unit; binary
 * values lists of unsigned bytes; a column of type null an all-null `char`. What a field says of itself under `vo:` keys
 * is taken from there. Other keys, and a type that a VOTable has not, go into LINKs, for the way back. See
 * docs/arrow-mapping.md.
 * @throws ArrowError code ARROW_TYPE for maps, structs, unions and calendar intervals
 */
export function fromArrowSchema(schema: Schema): ArrowFields {
  const remarks: ArrowRemark[] = [];
  const fields = schema.fields.map((arrowField) => {
    const { type } = arrowField;
    // Not every writer writes a name that is empty.
    const name = arrowField.name ?? "";
    const layout: Layout = isUuid(arrowField) ? { kind: "utf8" } : layoutOfType(type, name);
    const leaf = leafType(type);
    const field = withArrowLinks(
      { ...fieldFromMetadata(name, layout, withImplied(arrowField)), layout },
      missingType(leaf, arrowField),
      arrowField.metadata,
    );
    if (DataType.isDecimal(leaf)) {
      const what = `${leaf.bitWidth}-bit decimals are kept as decimal text, which has every digit.`;
      remarks.push({ code: "W-ARROW-DECIMAL-TEXT", message: `"${name}": ${what}`, column: name });
    }
    if (DataType.isInt(leaf) && leaf.bitWidth === 64 && !leaf.isSigned) {
      const what = "unsigned 64-bit integers over 9223372036854775807 have no datatype in a VOTable.";
      remarks.push({ code: "W-ARROW-UINT64", message: `"${name}": ${what}`, column: name });
    }
    return field;
  });
  return { fields, remarks };
}

/** The layout that values of an Arrow type have here. `column` is for the error. */
export function layoutOfType(type: DataType, column: string): Layout {
  if (DataType.isDictionary(type)) return layoutOfType(type.dictionary, column);
  if (DataType.isBool(type)) return { kind: "bool" };
  if (DataType.isInt(type)) return { kind: "int", bits: type.bitWidth, signed: type.isSigned };
  if (DataType.isFloat(type)) return { kind: "float", bits: type.precision === Precision.DOUBLE ? 64 : 32 };
  if (DataType.isDuration(type)) return { kind: "int", bits: 64, signed: true };
  if (isTextHere(type)) return { kind: "utf8" };
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type)) {
    return { kind: "list", item: BYTE };
  }
  if (DataType.isFixedSizeBinary(type)) return { kind: "fixed", size: type.byteWidth, item: BYTE };
  if (DataType.isList(type) || DataType.isLargeList(type)) {
    return { kind: "list", item: layoutOfType(type.valueType, column) };
  }
  if (DataType.isFixedSizeList(type)) {
    return { kind: "fixed", size: type.listSize, item: layoutOfType(type.valueType, column) };
  }
  throw new ArrowError(
    "ARROW_TYPE",
    `Column "${column}" is of Arrow type ${type}, which has no place in a table of the VO: leave it out (by naming the other columns) or flatten it.`,
    column,
  );
}

const BYTE: Layout = { kind: "int", bits: 8, signed: false };

/** Types whose values become text. */
function isTextHere(type: DataType): boolean {
  return (
    DataType.isUtf8(type) ||
    DataType.isLargeUtf8(type) ||
    DataType.isUtf8View(type) ||
    DataType.isDecimal(type) ||
    DataType.isDate(type) ||
    DataType.isTime(type) ||
    DataType.isTimestamp(type) ||
    DataType.isNull(type)
  );
}

/** Field metadata, with what the type itself says where the metadata is silent. */
function withImplied(field: ArrowField): ReadonlyMap<string, string> {
  const { type, metadata } = field;
  const leaf = leafType(type);
  const implied = new Map<string, string>();
  // DALI's timestamp is one string: an array of them has no xtype.
  if (leaf === scalarType(type) && (DataType.isDate(leaf) || DataType.isTimestamp(leaf))) {
    implied.set("vo:xtype", "timestamp");
  }
  if (isUuid(field)) implied.set("vo:xtype", "uuid");
  if (DataType.isDuration(leaf)) implied.set("vo:unit", UNIT_NAME[leaf.unit]);
  return implied.size === 0 ? metadata : new Map([...implied, ...metadata]);
}

/** The type to be kept for the way back. A field of the VO whose integers are of another width is so by its own choice. */
function missingType(leaf: DataType, field: ArrowField): ArrowType | undefined {
  if (isUuid(field)) return { kind: "uuid" };
  return DataType.isInt(leaf) && field.metadata.has("vo:datatype") ? undefined : foreignType(leaf);
}
