import type { Column, IntColumn } from "@armillary/columns";

/** Kinds of columns as the kernel numbers them: `Kind` in packages/formats/kernel/memory.ts. */
export const KINDS = {
  bool: 0,
  bit: 1,
  int8: 2,
  uint8: 3,
  int16: 4,
  uint16: 5,
  int32: 6,
  uint32: 7,
  int64: 8,
  uint64: 9,
  float32: 10,
  float64: 11,
  text: 12,
  raw: 13,
  list: 14,
  fixed: 15,
} as const;

/** @param bit - truth values are VOTable's `bit`: 0 and 1 */
export function kindOf(column: Column, bit: boolean): number {
  switch (column.kind) {
    case "bool":
      return bit ? KINDS.bit : KINDS.bool;
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
