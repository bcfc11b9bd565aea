import type { Datatype } from "./field-meta.ts";
import type { Layout } from "./layout.ts";

/** The part of a FIELD that says how its values look. */
export interface DatatypeShape {
  readonly datatype: Datatype;
  /** Absent for a scalar. */
  readonly arraysize?: string;
}

/**
 * The datatype and arraysize that would carry a column of `layout` in a VOTable.
 *
 * Integers that VOTable does not have go to the next wider one (signed bytes to `short`, unsigned 16 and 32 bits to `int`
 * and `long`); unsigned 64 bits are `long` too, although their upper half does not fit. Strings are `char` of `"*"`.
 * Lists of lists of no fixed length have no arraysize in the standard: they get one star an axis (`"*x*"`), which says
 * what they are and which no VOTable may have.
 */
export function describeLayout(layout: Layout): DatatypeShape {
  const { axes, leaf } = axesOf(layout);
  const datatype = leafDatatype(leaf);
  const dimensions = axes.map((size) => size?.toString() ?? "*");
  if (datatype === "char") dimensions.unshift("*");
  return dimensions.length === 0 ? { datatype } : { datatype, arraysize: dimensions.join("x") };
}

/** How one value of a datatype lies in memory: a string as a whole, a complex number as two floats. */
export function layoutOfDatatype(datatype: Datatype): Layout {
  switch (datatype) {
    case "boolean":
    case "bit":
      return { kind: "bool" };
    case "unsignedByte":
      return { kind: "int", bits: 8, signed: false };
    case "short":
      return { kind: "int", bits: 16, signed: true };
    case "int":
      return { kind: "int", bits: 32, signed: true };
    case "long":
      return { kind: "int", bits: 64, signed: true };
    case "char":
    case "unicodeChar":
      return { kind: "utf8" };
    case "float":
      return { kind: "float", bits: 32 };
    case "double":
      return { kind: "float", bits: 64 };
    case "floatComplex":
      return { kind: "fixed", size: 2, item: { kind: "float", bits: 32 } };
    case "doubleComplex":
      return { kind: "fixed", size: 2, item: { kind: "float", bits: 64 } };
  }
}

/** Whether values of `layout` are what `datatype` and `arraysize` announce (VOTable 1.5, section 2.2). */
export function fitsLayout(datatype: Datatype, arraysize: string | undefined, layout: Layout): boolean {
  const { axes, leaf } = axesOf(layout);
  if (!LEAF_TEST[datatype](leaf)) return false;
  const sizes = announcedSizes(datatype, arraysize);
  const isOneOfOne = axes.length === 0 && sizes.length === 1 && sizes[0] === 1;
  return isOneOfOne || (sizes.length === axes.length && sizes.every((size, axis) => size === axes[axis]));
}

/**
 * The layout with fixed sizes for the lists of which `datatype` and `arraysize` announce the size; as it is where they
 * announce something else. For formats whose lists all are of no fixed size.
 */
export function withAnnouncedSizes(datatype: Datatype, arraysize: string | undefined, layout: Layout): Layout {
  const { axes, leaf } = axesOf(layout);
  const sizes = announcedSizes(datatype, arraysize);
  if (sizes.length !== axes.length) return layout;
  let sized = leaf;
  for (const size of sizes) {
    sized = size === undefined ? { kind: "list", item: sized } : { kind: "fixed", size, item: sized };
  }
  return fitsLayout(datatype, arraysize, sized) ? sized : layout;
}

/** Items along each axis of values, fastest first, undefined for an open axis; a string has no axis, a complex number one. */
function announcedSizes(datatype: Datatype, arraysize: string | undefined): (number | undefined)[] {
  const sizes = (arraysize === undefined ? [] : arraysize.trim().split("x")).map((text) => {
    const dimension = text.trim();
    // A dimension without a number ("3x") is an open one to some writers.
    return dimension.endsWith("*") || dimension === "" ? undefined : Number(dimension);
  });
  if (datatype === "char" || datatype === "unicodeChar") sizes.shift();
  if (datatype === "floatComplex" || datatype === "doubleComplex") sizes.unshift(2);
  return sizes;
}

const LEAF_TEST: Readonly<Record<Datatype, (leaf: Layout) => boolean>> = {
  boolean: (leaf) => leaf.kind === "bool",
  bit: (leaf) => leaf.kind === "bool",
  unsignedByte: (leaf) => leaf.kind === "int" && leaf.bits === 8 && !leaf.signed,
  short: (leaf) => leaf.kind === "int" && (leaf.signed ? leaf.bits <= 16 : false),
  int: (leaf) => leaf.kind === "int" && (leaf.signed ? leaf.bits === 32 : leaf.bits === 16),
  long: (leaf) => leaf.kind === "int" && (leaf.signed ? leaf.bits === 64 : leaf.bits >= 32),
  char: (leaf) => leaf.kind === "utf8",
  unicodeChar: (leaf) => leaf.kind === "utf8",
  float: (leaf) => leaf.kind === "float" && leaf.bits === 32,
  double: (leaf) => leaf.kind === "float" && leaf.bits === 64,
  floatComplex: (leaf) => leaf.kind === "float" && leaf.bits === 32,
  doubleComplex: (leaf) => leaf.kind === "float" && leaf.bits === 64,
};

function leafDatatype(leaf: Layout): Datatype {
  if (leaf.kind === "bool") return "boolean";
  if (leaf.kind === "float") return leaf.bits === 32 ? "float" : "double";
  if (leaf.kind !== "int") return "char";
  if (leaf.bits === 8) return leaf.signed ? "short" : "unsignedByte";
  if (leaf.bits === 16) return leaf.signed ? "short" : "int";
  return leaf.bits === 32 && leaf.signed ? "int" : "long";
}

/** Sizes of the axes, fastest first, undefined where the layout leaves the length open; and what lies at the bottom. */
function axesOf(layout: Layout): { readonly axes: (number | undefined)[]; readonly leaf: Layout } {
  const axes: (number | undefined)[] = [];
  let leaf = layout;
  while (leaf.kind === "list" || leaf.kind === "fixed") {
    axes.unshift(leaf.kind === "fixed" ? leaf.size : undefined);
    leaf = leaf.item;
  }
  return { axes, leaf };
}
