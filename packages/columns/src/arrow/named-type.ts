import { type Field as ArrowField, DataType, DateUnit, Precision, TimeUnit } from "apache-arrow";
import type { ArrowType, TimeUnit as UnitName } from "../arrow-type.ts";

/** Names of units as VOUnits has them. */
export const UNIT_NAME: Readonly<Record<TimeUnit, UnitName>> = {
  [TimeUnit.SECOND]: "s",
  [TimeUnit.MILLISECOND]: "ms",
  [TimeUnit.MICROSECOND]: "us",
  [TimeUnit.NANOSECOND]: "ns",
};

/** The type of the values of a column of an Arrow type: behind dictionaries. */
export function scalarType(type: DataType): DataType {
  return DataType.isDictionary(type) ? type.dictionary : type;
}

/** The type of the single values of columns of an Arrow type: below lists, behind dictionaries. */
export function leafType(type: DataType): DataType {
  if (DataType.isDictionary(type)) return leafType(type.dictionary);
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type))
    return leafType(type.valueType);
  return type;
}

/** Whether a field is of the extension type `arrow.uuid`: 16 bytes that are text here. */
export function isUuid({ type, metadata }: ArrowField): boolean {
  return (
    DataType.isFixedSizeBinary(type) && type.byteWidth === 16 && metadata.get("ARROW:extension:name") === "arrow.uuid"
  );
}

/** The name of a type that a VOTable does not have; undefined for one that comes back by itself. */
export function foreignType(leaf: DataType): ArrowType | undefined {
  if (DataType.isInt(leaf)) {
    const { bitWidth: bits, isSigned: signed } = leaf;
    return signed === (bits !== 8) ? undefined : { kind: "int", bits, signed };
  }
  if (DataType.isFloat(leaf)) return leaf.precision === Precision.HALF ? { kind: "half" } : undefined;
  if (DataType.isDate(leaf)) return { kind: "date", unit: leaf.unit === DateUnit.DAY ? "day" : "ms" };
  if (DataType.isTime(leaf)) return { kind: "time", unit: UNIT_NAME[leaf.unit] };
  if (DataType.isTimestamp(leaf)) {
    return { kind: "timestamp", unit: UNIT_NAME[leaf.unit], zone: leaf.timezone ?? "" };
  }
  if (DataType.isDuration(leaf)) return { kind: "duration", unit: UNIT_NAME[leaf.unit] };
  if (DataType.isDecimal(leaf) && (leaf.bitWidth === 128 || leaf.bitWidth === 256)) {
    return { kind: "decimal", precision: leaf.precision, scale: leaf.scale, bits: leaf.bitWidth };
  }
  if (DataType.isFixedSizeBinary(leaf)) return { kind: "fixedBinary", bytes: leaf.byteWidth };
  const binary = DataType.isBinary(leaf) || DataType.isLargeBinary(leaf) || DataType.isBinaryView(leaf);
  return binary ? { kind: "binary" } : undefined;
}
