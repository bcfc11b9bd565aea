import type { Column, FloatColumn, IntColumn, IntValues } from "./column.ts";
import type { IntLayout, Layout } from "./layout.ts";
import { sameLayout } from "./layout.ts";

/**
 * The narrowest layout that has every value of both, exactly; undefined where there is none.
 *
 * Integers widen to integers, and to floats as far as all their digits fit (16 bits in a float, 32 in a double); floats to
 * doubles; lists of a fixed length to lists of any. Nothing becomes text, and a scalar no list.
 */
export function commonLayout(a: Layout, b: Layout): Layout | undefined {
  if (sameLayout(a, b)) return a;
  if (a.kind === "int" && b.kind === "int") return commonInt(a, b);
  if (isNumber(a) && isNumber(b)) {
    const bits = Math.max(floatBits(a), floatBits(b));
    return bits > 64 ? undefined : { kind: "float", bits: bits === 32 ? 32 : 64 };
  }
  if (!isList(a) || !isList(b)) return undefined;
  const item = commonLayout(a.item, b.item);
  if (item === undefined) return undefined;
  if (a.kind === "fixed" && b.kind === "fixed" && a.size === b.size) return { kind: "fixed", size: a.size, item };
  return { kind: "list", item };
}

/**
 * The column with its values in a wider layout, as `commonLayout` gives it; shares what memory it can.
 * @throws TypeError for a layout that does not have every value of the column's own
 */
export function widenColumn(column: Column, layout: Layout): Column {
  switch (layout.kind) {
    case "bool":
    case "utf8":
      if (column.kind === layout.kind) return column;
      break;
    case "int":
      if (column.kind === "int") return { ...column, values: widenInts(column.values, layout) };
      break;
    case "float":
      if (column.kind === "float" || column.kind === "int") return toFloats(column, layout.bits);
      break;
    case "list":
      if (column.kind === "list") return { ...column, item: widenColumn(column.item, layout.item) };
      if (column.kind === "fixed") {
        const { size, item, ...rest } = column;
        const offsets = fixedOffsets(column.length, size);
        return { ...rest, kind: "list", offsets, item: widenColumn(item, layout.item) };
      }
      break;
    case "fixed":
      if (column.kind === "fixed" && column.size === layout.size) {
        return { ...column, item: widenColumn(column.item, layout.item) };
      }
  }
  throw new TypeError(`a column of ${column.kind} cannot become one of ${layout.kind}`);
}

/** Offsets of `length` lists of `size` items each. */
export function fixedOffsets(length: number, size: number): Int32Array {
  const offsets = new Int32Array(length + 1);
  for (let row = 0; row <= length; row++) offsets[row] = row * size;
  return offsets;
}

function isNumber(layout: Layout): layout is Layout & { readonly kind: "int" | "float" } {
  return layout.kind === "int" || layout.kind === "float";
}

function isList(layout: Layout): layout is Layout & { readonly kind: "list" | "fixed" } {
  return layout.kind === "list" || layout.kind === "fixed";
}

function commonInt(a: IntLayout, b: IntLayout): IntLayout | undefined {
  if (a.signed === b.signed) return a.bits > b.bits ? a : b;
  const [signed, unsigned] = a.signed ? [a, b] : [b, a];
  if (signed.bits > unsigned.bits) return signed;
  // An unsigned integer needs a signed one of twice its bits.
  if (unsigned.bits === 64) return undefined;
  return { kind: "int", bits: unsigned.bits === 8 ? 16 : unsigned.bits === 16 ? 32 : 64, signed: true };
}

/** Bits of the float that has every value exactly; more than 64 where none does. */
function floatBits(layout: Layout & { readonly kind: "int" | "float" }): number {
  if (layout.kind === "float") return layout.bits;
  return layout.bits <= 16 ? 32 : layout.bits === 32 ? 64 : 128;
}

const INT_ARRAYS = {
  8: [Int8Array, Uint8Array],
  16: [Int16Array, Uint16Array],
  32: [Int32Array, Uint32Array],
} as const;

function widenInts(values: IntValues, { bits, signed }: IntLayout): IntValues {
  if (bits !== 64) {
    const arrayType = INT_ARRAYS[bits][signed ? 0 : 1];
    if (values instanceof arrayType) return values;
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) throw new TypeError("64 bits into fewer");
    return new arrayType(values);
  }
  const arrayType = signed ? BigInt64Array : BigUint64Array;
  if (values instanceof arrayType) return values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) throw new TypeError("a sign in the way");
  const wide = new arrayType(values.length);
  // Two halves of 32 bits: a bigint for each value costs ten times as much.
  const halves = new Int32Array(wide.buffer);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    halves[index * 2] = value;
    halves[index * 2 + 1] = value < 0 ? -1 : 0;
  }
  return wide;
}

function toFloats(column: IntColumn | FloatColumn, bits: 32 | 64): Column {
  const { values, ...rest } = column;
  const arrayType = bits === 32 ? Float32Array : Float64Array;
  if (values instanceof arrayType) return column;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) throw new TypeError("64 bits into a float");
  return { ...rest, kind: "float", values: new arrayType(values) };
}
