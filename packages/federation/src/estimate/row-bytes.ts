import { type DataType, type Source, typeOfColumn } from "@armillary/adql";
import type { NeededColumn } from "../plan/needs.ts";

/** Bytes of one value, about; text and arrays of no told length are guessed. */
const BYTES: Readonly<Partial<Record<DataType["name"], number>>> = {
  BOOLEAN: 1,
  BIT: 1,
  TINYINT: 1,
  SMALLINT: 2,
  INTEGER: 4,
  BIGINT: 8,
  REAL: 4,
  "DOUBLE PRECISION": 8,
  TIMESTAMP: 24,
  POINT: 16,
  CIRCLE: 24,
  POLYGON: 128,
  REGION: 128,
  MOC: 512,
};
const TEXT_BYTES = 24;

/** Bytes of a row of some columns, about. */
export function rowBytes(columns: readonly Pick<NeededColumn, "source" | "column">[]): number {
  return columns.reduce((sum, { source, column }) => sum + valueBytes(typeIn(source, column)), 0);
}

function typeIn(source: Source, column: NeededColumn["column"]): DataType | undefined {
  const metadata = source.find(column)?.items[0]?.column?.metadata;
  return metadata === undefined ? source.find(column)?.items[0]?.type : typeOfColumn(metadata);
}

function valueBytes(type: DataType | undefined): number {
  if (type === undefined) return TEXT_BYTES;
  if (type.name === "ARRAY" && type.element !== undefined) {
    const items = (type.shape ?? "").split("x").map((size) => Number.parseInt(size, 10));
    const count = items.every((size) => size > 0) ? items.reduce((product, size) => product * size, 1) : 16;
    return count * (BYTES[type.element] ?? TEXT_BYTES);
  }
  return BYTES[type.name] ?? Math.min(type.length ?? TEXT_BYTES, TEXT_BYTES);
}
