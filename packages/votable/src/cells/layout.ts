import { type Datatype, type Layout, layoutOfDatatype } from "@armillary/columns";
import { type Arraysize, itemsOf } from "./arraysize.ts";

/**
 * A fixed array of more values than this is laid out as a list: a null in a fixed column takes the room of its values,
 * and the declared length is only a claim, so that a few bytes of `<TD/>` could ask for gigabytes.
 */
export const MOST_FIXED_VALUES = 1024;

/**
 * How the cells of a FIELD lie in memory.
 *
 * Axes nest with the slowest outermost; the first axis of a character array is the string itself; a complex number is
 * `fixed` 2 of float, real part first. An array with an axis of 0 is a plain list, always empty.
 */
export function layoutOf(datatype: Datatype, arraysize: Arraysize): Layout {
  const axes = isCharacter(datatype) ? stringAxes(arraysize) : arraysize;
  let layout = layoutOfDatatype(datatype);
  if (axes.fixed.includes(0)) return { kind: "list", item: layout };
  const last = axes.variable ? -1 : axes.fixed.length - 1;
  const values = itemsOf(axes.fixed) * valuesPerItem(datatype);
  for (const [axis, size] of axes.fixed.entries()) {
    const asList = axis === last && values > MOST_FIXED_VALUES;
    layout = asList ? { kind: "list", item: layout } : { kind: "fixed", size, item: layout };
  }
  return axes.variable ? { kind: "list", item: layout } : layout;
}

/**
 * Bytes that one row takes in a column of `layout`, null or not, without the items of lists and strings. A reader of
 * many rows bounds its batches by it, for a row of nulls is short in the document.
 */
export function rowBytes(layout: Layout): number {
  switch (layout.kind) {
    case "bool":
      return 1 / 8;
    case "int":
    case "float":
      return layout.bits / 8;
    case "utf8":
    case "list":
      return 4;
    case "fixed":
      return layout.size * rowBytes(layout.item);
  }
}

/** Bytes of a cell in BINARY and BINARY2 (VOTable 1.5, sections 5.3 and 6). */
export type BinaryShape =
  /** Always `bytes` bytes, `items` primitives. */
  | { readonly kind: "fixed"; readonly bytes: number; readonly items: number }
  /** A 4-byte count of primitives over all axes, then that many of `itemBits` bits, the last byte filled up. */
  | { readonly kind: "variable"; readonly itemBits: number };

/** How a cell is stored in a BINARY or BINARY2 stream. */
export function binaryShape(datatype: Datatype, arraysize: Arraysize): BinaryShape {
  const itemBits = PRIMITIVE_BITS[datatype];
  if (arraysize.variable) return { kind: "variable", itemBits };
  const items = itemsOf(arraysize.fixed);
  return { kind: "fixed", bytes: Math.ceil((items * itemBits) / 8), items };
}

/** Bits of one primitive in a binary stream (VOTable 1.5, table 1). */
export const PRIMITIVE_BITS: Readonly<Record<Datatype, number>> = {
  boolean: 8,
  bit: 1,
  unsignedByte: 8,
  short: 16,
  int: 32,
  long: 64,
  char: 8,
  unicodeChar: 16,
  float: 32,
  double: 64,
  floatComplex: 64,
  doubleComplex: 128,
};

export function isCharacter(datatype: Datatype): datatype is "char" | "unicodeChar" {
  return datatype === "char" || datatype === "unicodeChar";
}

/** Values that a primitive has in a column: 2 for a complex number. */
export function valuesPerItem(datatype: Datatype): 1 | 2 {
  return datatype === "floatComplex" || datatype === "doubleComplex" ? 2 : 1;
}

/** The axes of a character array that are left when the first is the string. */
export function stringAxes(arraysize: Arraysize): Arraysize {
  if (arraysize.fixed.length === 0) return { fixed: [], variable: false };
  return { ...arraysize, fixed: arraysize.fixed.slice(1) };
}
