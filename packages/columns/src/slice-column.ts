import type { Column } from "./column.ts";
import { countBits, sliceBits } from "./validity.ts";

/** `length` values of a column, from `start` on. Numbers and text share the memory of the column. */
export function sliceColumn(column: Column, start: number, length: number): Column {
  if (start === 0 && length === column.length) return column;
  const base = { length, ...sliceValidity(column, start, length) };
  switch (column.kind) {
    case "bool":
      return { kind: "bool", ...base, bits: sliceBits(column.bits, start, length) };
    case "int":
      return { kind: "int", ...base, values: column.values.subarray(start, start + length) };
    case "float":
      return { kind: "float", ...base, values: column.values.subarray(start, start + length) };
    case "utf8": {
      const { first, last, offsets } = sliceOffsets(column.offsets, start, length);
      return { kind: "utf8", ...base, offsets, bytes: column.bytes.subarray(first, last) };
    }
    case "list": {
      const { first, last, offsets } = sliceOffsets(column.offsets, start, length);
      return { kind: "list", ...base, offsets, item: sliceColumn(column.item, first, last - first) };
    }
    case "fixed": {
      const { size } = column;
      return { kind: "fixed", ...base, size, item: sliceColumn(column.item, start * size, length * size) };
    }
  }
}

function sliceValidity(column: Column, start: number, length: number): { nulls: number; validity?: Uint8Array } {
  if (column.validity === undefined) return { nulls: 0 };
  const validity = sliceBits(column.validity, start, length);
  const nulls = length - countBits(validity, length);
  return nulls === 0 ? { nulls } : { nulls, validity };
}

/** Offsets counted from 0, and where the items begin and end. */
function sliceOffsets(
  from: Int32Array,
  start: number,
  length: number,
): { first: number; last: number; offsets: Int32Array } {
  const first = from[start] ?? 0;
  const last = from[start + length] ?? 0;
  const kept = from.subarray(start, start + length + 1);
  return { first, last, offsets: first === 0 ? kept : kept.map((offset) => offset - first) };
}
