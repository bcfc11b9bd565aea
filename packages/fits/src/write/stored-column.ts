import { type ColumnStatistics, describeLayout, type Field, fitsLayout, type Layout, leafOf } from "@armillary/columns";
import type { DiagnosticLog } from "../diagnostics.ts";
import { FitsError } from "../errors.ts";
import { CODE_BYTES, type TformCode } from "../tform.ts";
import { reportLosses } from "./losses.ts";
import { type ChosenCode, chooseInteger } from "./stored-integer.ts";

/** How a column is written: the counterpart of the reader's BinaryColumn. */
export interface StoredColumn {
  /** As a reader of the file finds it: the field, its datatype, arraysize and null being those of what is stored. */
  readonly field: Field;
  readonly code: TformCode;
  /** Values in a cell; of arrays of variable length in each of their items. */
  readonly items: number;
  /** Bytes in the row. */
  readonly cellBytes: number;
  /** Array of variable length, which stands in the heap: the most values that a cell has. */
  readonly heapMax?: number;
  /** Bytes that it takes in the heap, at most. */
  readonly heapBytes: number;
  /** Axes of a cell of more than one, the fastest first, the characters of a string among them. */
  readonly tdim?: readonly number[];
  /** Bytes of one string. */
  readonly stringWidth?: number;
  /** What is taken from an integer to be stored: half the range of its type where that has the other signedness. */
  readonly offset: bigint;
  /** The stored integer that is null. */
  readonly nullValue?: bigint;
}

/** Strings of so many bytes stand in the row, however short the others are. */
const MOST_ROW_STRING = 256;

/**
 * Chooses how a column is stored, from what it holds. What the format cannot carry is reported.
 * @throws FitsError FITS_NOT_WRITTEN for lists inside of lists that have no fixed length, and for 64-bit integers that
 *   leave no value to stand for null
 */
export function storeColumn(given: Field, statistics: ColumnStatistics, diagnostics: DiagnosticLog): StoredColumn {
  const field = soundField(given);
  const { outer, axes, leaf } = shapeOf(field);
  reportLosses(field, leaf, statistics, diagnostics);
  if (leaf.kind === "utf8") return storeText(field, { outer, axes }, statistics, diagnostics);
  const chosen = chooseCode(field, leaf, axes, statistics, diagnostics);
  const isComplex = chosen.code === "C" || chosen.code === "M";
  const dimensions = isComplex ? axes.slice(1) : axes;
  const items = product(dimensions);
  const stored = {
    code: chosen.code,
    items,
    offset: chosen.offset,
    ...(chosen.nullValue === undefined ? {} : { nullValue: chosen.nullValue }),
    field: writtenField(field, chosen),
  };
  if (!outer) {
    const cellBytes = Math.ceil(items * CODE_BYTES[chosen.code]);
    return { ...stored, cellBytes, heapBytes: 0, ...(needsDimensions(dimensions) ? { tdim: dimensions } : {}) };
  }
  if (dimensions.length > 0) {
    const message = `arrays of ${field.name} (${field.arraysize}) stand in the file without their inner axes`;
    diagnostics.add("W-FITS-SHAPE", message);
  }
  const parts = isComplex ? 2 : 1;
  const total = statistics.totalItems / parts;
  // Each array of bits ends with a whole byte.
  const heapBytes = chosen.code === "X" ? Math.ceil(total / 8) + statistics.rows : total * CODE_BYTES[chosen.code];
  return { ...stored, cellBytes: 0, heapMax: statistics.maxItems / parts, heapBytes };
}

/** The field with a datatype and arraysize that its values have, where a source says another of it. */
function soundField(field: Field): Field {
  if (fitsLayout(field.datatype, field.arraysize, field.layout)) return field;
  const { arraysize: _, ...rest } = field;
  return { ...rest, ...describeLayout(field.layout) };
}

interface Shape {
  /** Whether there is an open axis outside of the fixed ones. */
  readonly outer: boolean;
  /** Fixed axes, the fastest first. */
  readonly axes: readonly number[];
  readonly leaf: Layout;
}

function shapeOf({ name, layout }: Field): Shape {
  const outer = layout.kind === "list";
  const axes: number[] = [];
  let leaf = outer ? layout.item : layout;
  for (; leaf.kind === "fixed"; leaf = leaf.item) axes.unshift(leaf.size);
  if (leaf.kind === "list") {
    const message = `column "${name}" has lists of no fixed length inside of lists: FITS has no place for them. Leave it out`;
    throw new FitsError("FITS_NOT_WRITTEN", message, { field: name });
  }
  return { outer, axes, leaf };
}

/** TFORM alone tells one axis, but for an array of one, which would be a scalar. */
function needsDimensions(dimensions: readonly number[]): boolean {
  return dimensions.length > 1 || dimensions[0] === 1;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}

function storeText(
  field: Field,
  { outer, axes }: Omit<Shape, "leaf">,
  statistics: ColumnStatistics,
  diagnostics: DiagnosticLog,
): StoredColumn {
  const { rows, maxItems, totalItems, maxItemBytes } = statistics;
  if (!outer && axes.length === 0) {
    const stored = { field, code: "A", offset: 0n } as const;
    const width = Math.max(1, maxItems);
    if (width <= MOST_ROW_STRING || rows * width <= 2 * (totalItems + 8 * rows)) {
      return { ...stored, items: width, cellBytes: width, heapBytes: 0, stringWidth: width };
    }
    return { ...stored, items: 1, cellBytes: 0, heapMax: maxItems, heapBytes: totalItems };
  }
  // The standard has no arrays of strings in the heap: all are as long as the longest.
  const stringWidth = Math.max(1, maxItemBytes);
  const most = Math.max(1, maxItems / product(axes));
  const sizes = outer ? [...axes, most] : axes;
  const items = stringWidth * product(sizes);
  let layout: Layout = { kind: "utf8" };
  for (const size of sizes) layout = { kind: "fixed", size, item: layout };
  if (outer && totalItems < rows * most * product(axes)) {
    diagnostics.add(
      "W-FITS-FILLED",
      `lists of strings of ${field.name} are filled up with empty ones to ${most}`,
      rows,
    );
  }
  const arraysize = [stringWidth, ...sizes].join("x");
  const tdim = [stringWidth, ...sizes];
  return {
    field: outer ? { ...field, arraysize, layout } : field,
    code: "A",
    items,
    cellBytes: items,
    heapBytes: 0,
    offset: 0n,
    tdim,
    stringWidth,
  };
}

function chooseCode(
  field: Field,
  leaf: Layout,
  axes: readonly number[],
  statistics: ColumnStatistics,
  diagnostics: DiagnosticLog,
): ChosenCode {
  const { nulls, nullItems } = statistics;
  switch (leaf.kind) {
    case "float": {
      const isComplex = /Complex$/.test(field.datatype) && axes[0] === 2;
      return { code: leaf.bits === 32 ? (isComplex ? "C" : "E") : isComplex ? "M" : "D", offset: 0n, leaf };
    }
    case "int":
      return chooseInteger(field, leaf, statistics, diagnostics);
    default: {
      // Bits have no null, logicals have: these keep what bits cannot.
      const needsNull = nullItems > 0 || (nulls > 0 && field.layout.kind !== "list");
      return { code: field.datatype === "bit" && !needsNull ? "X" : "L", offset: 0n, leaf };
    }
  }
}

/** The field with the datatype and the null of what is stored. */
function writtenField(field: Field, chosen: ChosenCode): Field {
  const { leaf } = leafOf(field.layout);
  let written = field;
  if (chosen.leaf !== leaf) {
    const layout = withLeaf(field.layout, chosen.leaf);
    written = { ...field, datatype: describeLayout(chosen.leaf).datatype, layout };
  }
  if (!("nullText" in chosen)) return written;
  return { ...written, values: valuesWithNull(field.values ?? [], chosen.nullText) };
}

function withLeaf(layout: Layout, leaf: Layout): Layout {
  if (layout.kind !== "list" && layout.kind !== "fixed") return leaf;
  return { ...layout, item: withLeaf(layout.item, leaf) };
}

function valuesWithNull(values: NonNullable<Field["values"]>, text: string | undefined): NonNullable<Field["values"]> {
  const index = values.findIndex((domain) => domain.null !== undefined);
  if (text === undefined) return values.map(({ null: _, ...rest }) => rest);
  if (index < 0) return [...values, { null: text }];
  return values.map((domain, place) => (place === index ? { ...domain, null: text } : domain));
}
