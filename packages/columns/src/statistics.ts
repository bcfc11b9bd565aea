import type { Field } from "./batch.ts";
import type { Column, FixedColumn, ListColumn } from "./column.ts";
import { leafOf } from "./layout.ts";
import { UnusedInteger } from "./unused-integer.ts";
import { isValid } from "./validity.ts";

/** What was seen of one column: what writers need that must know widths and free values before the first row. */
export interface ColumnStatistics {
  readonly rows: number;
  /** Null values of the column itself. */
  readonly nulls: number;
  /** Null values inside of lists that are not null themselves, inner lists among them. */
  readonly nullItems: number;
  /** Strings and lists that have no items and are not null. */
  readonly empties: number;
  /** The longest value: bytes of a string, leaf items of a list, null fixed ones counted; 0 for scalars. */
  readonly maxItems: number;
  /** The same, of all values together. */
  readonly totalItems: number;
  /** The longest string inside of lists of strings, in bytes. */
  readonly maxItemBytes: number;
  /** Whether all strings are ASCII. */
  readonly ascii: boolean;
  /**
   * Of integers, also those in lists: a value of the type that no valid value has, by which nulls can be written. The first
   * VALUES null of the field if that is one; else the type's minimum (of unsigned types the maximum), its other end, or
   * one of 4096 from the preferred end on. Absent where all of these are in use.
   */
  readonly unusedInteger?: bigint;
}

/** Takes note of what the batches of one column have. */
export class StatisticsCollector {
  #rows = 0;
  #nulls = 0;
  #nullItems = 0;
  #empties = 0;
  #maxItems = 0;
  #totalItems = 0;
  #maxItemBytes = 0;
  #highBits = 0;
  readonly #unused: UnusedInteger | undefined;

  constructor(field: Field) {
    const { leaf } = leafOf(field.layout);
    if (leaf.kind === "int") this.#unused = new UnusedInteger(leaf, declaredNull(field));
  }

  add(column: Column): void {
    this.#rows += column.length;
    this.#nulls += column.nulls;
    if (column.kind === "utf8") {
      this.#maxItems = Math.max(this.#maxItems, this.#addLengths(column.offsets, column.length, column.nulls));
      this.#totalItems += column.offsets[column.length] ?? 0;
    } else if (column.kind === "list" || column.kind === "fixed") {
      this.#addItems(column);
      this.#nullItems += nullsInside(column, undefined);
    }
    this.#addLeaves(column);
  }

  finish(): ColumnStatistics {
    const unusedInteger = this.#unused?.find();
    return {
      rows: this.#rows,
      nulls: this.#nulls,
      nullItems: this.#nullItems,
      empties: this.#empties,
      maxItems: this.#maxItems,
      totalItems: this.#totalItems,
      maxItemBytes: this.#maxItemBytes,
      ascii: this.#highBits < 0x80,
      ...(unusedInteger === undefined ? {} : { unusedInteger }),
    };
  }

  /** Counts empty values (null ones are empty, too); gives the greatest length. */
  #addLengths(offsets: Int32Array, length: number, nulls: number): number {
    let most = 0;
    let empty = 0;
    let before = offsets[0] ?? 0;
    for (let index = 1; index <= length; index++) {
      const end = offsets[index] as number;
      const size = end - before;
      if (size > most) most = size;
      else if (size === 0) empty++;
      before = end;
    }
    this.#empties += Math.max(0, empty - nulls);
    return most;
  }

  #addItems(column: ListColumn | FixedColumn): void {
    const { length } = column;
    if (column.kind === "list") this.#addLengths(column.offsets, length, column.nulls);
    let before = leafPlace(column, 0);
    const first = before;
    for (let row = 1; row <= length; row++) {
      const end = leafPlace(column, row);
      if (end - before > this.#maxItems) this.#maxItems = end - before;
      before = end;
    }
    this.#totalItems += before - first;
  }

  #addLeaves(column: Column): void {
    let leaf = column;
    while (leaf.kind === "list" || leaf.kind === "fixed") leaf = leaf.item;
    if (leaf.kind === "int") this.#unused?.add(leaf);
    if (leaf.kind !== "utf8") return;
    this.#highBits |= joinedBits(leaf.bytes.subarray(0, leaf.offsets[leaf.length]));
    if (leaf === column) return;
    let before = leaf.offsets[0] ?? 0;
    for (let index = 1; index <= leaf.length; index++) {
      const end = leaf.offsets[index] as number;
      if (end - before > this.#maxItemBytes) this.#maxItemBytes = end - before;
      before = end;
    }
  }
}

/** Where the leaf values of item `index` begin. */
function leafPlace(column: Column, index: number): number {
  if (column.kind === "list") return leafPlace(column.item, column.offsets[index] ?? 0);
  return column.kind === "fixed" ? leafPlace(column.item, index * column.size) : index;
}

/** Nulls below `column`, but for those under a value that is null, or under one that `isLive` rules out. */
function nullsInside(column: Column, isLive: ((row: number) => boolean) | undefined): number {
  if (column.kind !== "list" && column.kind !== "fixed") return 0;
  const { item, validity } = column;
  if (column.nulls === 0 && isLive === undefined) return item.nulls + nullsInside(item, undefined);
  const live = new Uint8Array(item.length);
  let nulls = 0;
  for (let row = 0; row < column.length; row++) {
    if (!isValid(validity, row) || isLive?.(row) === false) continue;
    const start = column.kind === "list" ? (column.offsets[row] as number) : row * column.size;
    const end = column.kind === "list" ? (column.offsets[row + 1] as number) : start + column.size;
    live.fill(1, start, end);
    if (item.nulls > 0) for (let index = start; index < end; index++) if (!isValid(item.validity, index)) nulls++;
  }
  return nulls + nullsInside(item, (index) => live[index] === 1);
}

/** All bytes or'ed together. */
function joinedBits(bytes: Uint8Array): number {
  let bits = 0;
  let at = 0;
  for (; at < bytes.length && ((bytes.byteOffset + at) & 3) !== 0; at++) bits |= bytes[at] as number;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, (bytes.length - at) >> 2);
  let joined = 0;
  for (let index = 0; index < words.length; index++) joined |= words[index] as number;
  for (at += words.length * 4; at < bytes.length; at++) bits |= bytes[at] as number;
  return bits | (joined & 0xff) | ((joined >> 8) & 0xff) | ((joined >> 16) & 0xff) | (joined >>> 24);
}

/** The first VALUES null, if it is an integer as the standard writes them. */
function declaredNull({ values }: Field): bigint | undefined {
  const text = values?.find((domain) => domain.null !== undefined)?.null?.trim() ?? "";
  return /^(?:[+-]?\d+|0x[\da-f]+)$/i.test(text) ? BigInt(text.replace("+", "")) : undefined;
}
