import { bitAt, isValid } from "./validity.ts";

/**
 * The values of one column of one batch, in Arrow's memory layout.
 *
 * `length` values, of which `nulls` are null; `validity` (one bit a value, 1 = there) is absent when none is.
 * What lies under a null value is zero or empty and means nothing.
 */
export type Column = BoolColumn | IntColumn | FloatColumn | Utf8Column | ListColumn | FixedColumn;

interface ColumnBase {
  readonly length: number;
  readonly nulls: number;
  readonly validity?: Uint8Array;
}

/** Truth values and bits, eight a byte, least significant first. */
export interface BoolColumn extends ColumnBase {
  readonly kind: "bool";
  readonly bits: Uint8Array;
}

export type IntValues =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

export interface IntColumn extends ColumnBase {
  readonly kind: "int";
  readonly values: IntValues;
}

export interface FloatColumn extends ColumnBase {
  readonly kind: "float";
  readonly values: Float32Array | Float64Array;
}

/** Strings in UTF-8: string `i` is `bytes[offsets[i] .. offsets[i + 1]]`; there are `length + 1` offsets, from 0. */
export interface Utf8Column extends ColumnBase {
  readonly kind: "utf8";
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Lists of any length: list `i` is items `offsets[i] .. offsets[i + 1]` of `item`. */
export interface ListColumn extends ColumnBase {
  readonly kind: "list";
  readonly offsets: Int32Array;
  readonly item: Column;
}

/** Lists of `size` items each: list `i` is items `i * size .. (i + 1) * size`; a null list still has its items. */
export interface FixedColumn extends ColumnBase {
  readonly kind: "fixed";
  readonly size: number;
  readonly item: Column;
}

/** A value as JavaScript has it: 64-bit integers are bigint, lists are arrays with the slowest axis outermost. */
export type CellValue = null | boolean | number | bigint | string | readonly CellValue[];

// A byte order mark inside a value is a character of it.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The value in `row`; null for a null. A float's NaN stays NaN. */
export function valueAt(column: Column, row: number): CellValue {
  if (!isValid(column.validity, row)) return null;
  switch (column.kind) {
    case "bool":
      return bitAt(column.bits, row);
    case "int":
    case "float":
      return column.values[row] ?? null;
    case "utf8":
      return utf8.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
    case "list":
      return valuesBetween(column.item, column.offsets[row] ?? 0, column.offsets[row + 1] ?? 0);
    case "fixed":
      return valuesBetween(column.item, row * column.size, (row + 1) * column.size);
  }
}

function valuesBetween(column: Column, start: number, end: number): CellValue[] {
  const values: CellValue[] = [];
  for (let index = start; index < end; index++) values.push(valueAt(column, index));
  return values;
}
