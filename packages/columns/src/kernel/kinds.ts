import type { Column, IntColumn } from "../column.ts";
import type { ColumnStyle } from "./row-style.ts";

/** Kinds of columns as the kernel numbers them: `Kind` in packages/columns/kernel/memory.ts. */
export const KINDS = {
  bool: 0,
  letter: 1,
  bit: 2,
  int8: 3,
  uint8: 4,
  int16: 5,
  uint16: 6,
  int32: 7,
  uint32: 8,
  int64: 9,
  uint64: 10,
  float32: 11,
  float64: 12,
  text: 13,
  raw: 14,
  list: 15,
  fixed: 16,
} as const;

/** @param truth - how truth values are spelt */
export function kindOf(column: Column, truth: ColumnStyle["truth"]): number {
  switch (column.kind) {
    case "bool":
      return truth === "words" ? KINDS.bool : truth === "letters" ? KINDS.letter : KINDS.bit;
    case "int":
      return kindOfInt(column);
    case "float":
      return column.values instanceof Float32Array ? KINDS.float32 : KINDS.float64;
    case "utf8":
      return KINDS.text;
    default:
      return KINDS[column.kind];
  }
}

function kindOfInt({ values }: IntColumn): number {
  if (values instanceof BigInt64Array) return KINDS.int64;
  if (values instanceof BigUint64Array) return KINDS.uint64;
  const signed = values instanceof Int8Array || values instanceof Int16Array || values instanceof Int32Array;
  return KINDS[`${signed ? "int" : "uint"}${(values.BYTES_PER_ELEMENT * 8) as 8 | 16 | 32}`];
}
