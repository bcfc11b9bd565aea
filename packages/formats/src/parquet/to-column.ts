import {
  bitBytes,
  type Column,
  createColumnWriter,
  type Layout,
  printTimestamps,
  setBit,
  takeValues,
} from "@armillary/columns";
import type { Leaf, RawValue } from "./leaf.ts";
import type { DecodedPages } from "./pages.ts";
import type { ParquetColumn } from "./schema.ts";
import type { NumberArray, Values } from "./values.ts";

/**
 * Makes a column of what pages hold.
 * @throws RangeError for levels and lengths that contradict one another
 */
export function toColumn(pages: DecodedPages, { field, leaf, nesting }: ParquetColumn): Column {
  const { lists, place, maxDefinition } = nesting;
  const values = leafColumn(pages, leaf, place, maxDefinition);
  // From the innermost list outwards.
  let column = values;
  for (let depth = lists.length - 1; depth >= 0; depth--) {
    column = listColumn(pages, column, nesting, depth, layoutAt(field.layout, depth));
  }
  return column;
}

function layoutAt(layout: Layout, depth: number): Layout {
  let at = layout;
  for (let level = 0; level < depth; level++) if (at.kind === "list" || at.kind === "fixed") at = at.item;
  return at;
}

interface Slots {
  readonly length: number;
  readonly nulls: number;
  readonly validity?: Uint8Array;
}

/** The lists at `depth`, around the items that are there. */
function listColumn(
  pages: DecodedPages,
  item: Column,
  nesting: ParquetColumn["nesting"],
  depth: number,
  layout: Layout,
): Column {
  const { count, definition, repetition } = pages;
  const levels = nesting.lists[depth];
  if (levels === undefined || repetition === undefined) throw new RangeError("lists without levels");
  const validity = new Uint8Array(bitBytes(count));
  const offsets = new Int32Array(count + 1);
  let length = 0;
  let nulls = 0;
  let items = 0;
  for (let index = 0; index < count; index++) {
    const defined = definition === undefined ? nesting.maxDefinition : (definition[index] as number);
    const repeated = repetition[index] as number;
    if (repeated <= depth && defined >= levels.place) {
      if (defined >= levels.present) setBit(validity, length);
      else nulls++;
      length++;
    } else if (repeated > depth && length === 0) {
      throw new RangeError("a list that begins in its middle");
    }
    if (repeated <= depth + 1 && defined >= levels.item) items++;
    offsets[length] = items;
  }
  if (items !== item.length) throw new RangeError(`${item.length} items in lists of ${items}`);
  const base: Slots =
    nulls === 0 ? { length, nulls } : { length, nulls, validity: validity.subarray(0, bitBytes(length)) };
  const lists: Column = { kind: "list", ...base, offsets: offsets.subarray(0, length + 1), item };
  return layout.kind === "fixed" ? withFixedSize(lists, layout.size) : lists;
}

/** Lists that all have `size` items; those of null lists are made up. */
function withFixedSize(lists: Column & { readonly kind: "list" }, size: number): Column {
  const { offsets, item, ...rest } = lists;
  const items = new Int32Array(lists.length * size).fill(-1);
  for (let row = 0; row < lists.length; row++) {
    const first = offsets[row] as number;
    const found = (offsets[row + 1] as number) - first;
    if (found === 0) continue;
    if (found !== size) throw new RangeError(`a list of ${found} items where all have ${size}`);
    for (let index = 0; index < size; index++) items[row * size + index] = first + index;
  }
  const all = item.length === items.length;
  return { ...rest, kind: "fixed", size, item: all ? item : takeValues(item, items) };
}

/** The values at the bottom, a slot for each place that there is. */
function leafColumn(pages: DecodedPages, leaf: Leaf, place: number, maxDefinition: number): Column {
  const { count, definition, values } = pages;
  if (definition === undefined) return fullColumn(values, { length: count, nulls: 0 }, undefined, leaf);
  const validity = new Uint8Array(bitBytes(count));
  /** For each slot the value that is in it. */
  const rows = new Int32Array(count);
  let length = 0;
  let there = 0;
  for (let index = 0; index < count; index++) {
    const defined = definition[index] as number;
    if (defined < place) continue;
    if (defined === maxDefinition) {
      setBit(validity, length);
      rows[length++] = there++;
    } else {
      rows[length++] = -1;
    }
  }
  if (there === length) return fullColumn(values, { length, nulls: 0 }, undefined, leaf);
  const slots = { length, nulls: length - there, validity: validity.subarray(0, bitBytes(length)) };
  return fullColumn(values, slots, rows.subarray(0, length), leaf);
}

function fullColumn(values: Values, slots: Slots, rows: Int32Array | undefined, leaf: Leaf): Column {
  const { layout, convert, ticks } = leaf;
  if (ticks !== undefined) {
    const numbers =
      values.kind === "numbers" ? numberColumn(values.array, slots, rows, INT64) : emptyLike(INT64, slots);
    if (numbers.kind !== "int") throw new RangeError("timestamps that are no integers");
    return printTimestamps(numbers.values as BigInt64Array, slots, ticks.digits, ticks.mark);
  }
  if (convert !== undefined) return convertedColumn(values, slots, rows, layout, convert);
  if (values.kind === "numbers") return numberColumn(values.array, slots, rows, layout);
  const offsets = rows === undefined ? values.offsets : spreadOffsets(values.offsets, rows);
  const { bytes } = values;
  switch (layout.kind) {
    case "utf8":
      return { kind: "utf8", ...slots, offsets, bytes };
    case "list":
      return { kind: "list", ...slots, offsets, item: { kind: "int", length: bytes.length, nulls: 0, values: bytes } };
    case "fixed":
      return withFixedSize(
        { kind: "list", ...slots, offsets, item: { kind: "int", length: bytes.length, nulls: 0, values: bytes } },
        layout.size,
      );
    default:
      // A dictionary or chunk without any value does not say of which kind it would be.
      return emptyLike(layout, slots);
  }
}

const INT64: Layout = { kind: "int", bits: 64, signed: true };

function numberColumn(array: NumberArray, slots: Slots, rows: Int32Array | undefined, layout: Layout): Column {
  const { length } = slots;
  if (layout.kind === "bool") {
    const bits = new Uint8Array(bitBytes(length));
    for (let row = 0; row < length; row++) {
      const from = rows === undefined ? row : (rows[row] as number);
      if (from >= 0 && array[from] !== 0) setBit(bits, row);
    }
    return { kind: "bool", ...slots, bits };
  }
  const empty = createColumnWriter(layout).take();
  if (empty.kind !== "int" && empty.kind !== "float") return emptyLike(layout, slots);
  const arrayType = empty.values.constructor as new (
    from: number | ArrayBufferLike,
    offset?: number,
    length?: number,
  ) => Float64Array;
  if (rows === undefined && array.BYTES_PER_ELEMENT === empty.values.BYTES_PER_ELEMENT) {
    // Signed and unsigned have the same bits.
    const values = new arrayType(array.buffer, array.byteOffset, length);
    return { kind: empty.kind, ...slots, values } as Column;
  }
  const values = new arrayType(length);
  const wide =
    array.BYTES_PER_ELEMENT === 8 && empty.values.BYTES_PER_ELEMENT === 8 ? sameBits(array, empty.values) : array;
  for (let row = 0; row < length; row++) {
    const from = rows === undefined ? row : (rows[row] as number);
    if (from >= 0) values[row] = wide[from] as number;
  }
  return { kind: empty.kind, ...slots, values } as Column;
}

/** The numbers of `array` as the type of `like` has them, over the same memory. */
function sameBits(array: NumberArray, like: { readonly constructor: unknown }): NumberArray {
  const arrayType = like.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => NumberArray;
  return new arrayType(array.buffer, array.byteOffset, array.length);
}

function convertedColumn(
  values: Values,
  slots: Slots,
  rows: Int32Array | undefined,
  layout: Layout,
  convert: (raw: RawValue) => number | string,
): Column {
  const rawAt = (index: number): RawValue =>
    values.kind === "numbers"
      ? (values.array[index] as number | bigint)
      : values.bytes.subarray(values.offsets[index], values.offsets[index + 1]);
  const writer = createColumnWriter(layout);
  for (let row = 0; row < slots.length; row++) {
    const from = rows === undefined ? row : (rows[row] as number);
    writer.append(from < 0 ? null : convert(rawAt(from)));
  }
  return writer.take();
}

/** A column of nulls. */
function emptyLike(layout: Layout, slots: Slots): Column {
  const writer = createColumnWriter(layout);
  for (let row = 0; row < slots.length; row++) writer.append(null);
  return writer.take();
}

/** Offsets with nothing between those of a null. */
function spreadOffsets(offsets: Int32Array, rows: Int32Array): Int32Array {
  const spread = new Int32Array(rows.length + 1);
  for (let row = 0; row < rows.length; row++) {
    const from = rows[row] as number;
    spread[row + 1] = from < 0 ? (spread[row] as number) : (offsets[from + 1] as number);
  }
  return spread;
}
