import { bitBytes, type Column, isValid, setBit } from "@armillary/columns";

/** What lies at the bottom of a column, whatever lists are around it. */
export interface Leaves {
  readonly leaf: Column;
  /** Bits of the values that are there, by place in `leaf`; absent when all are. A null list makes none of its items null. */
  readonly validity: Uint8Array | undefined;
  /** Where the items of each row begin, in units of `each`; absent where row `i` has the items from `i * each` on. */
  readonly offsets: Int32Array | undefined;
  /** Values of one row, or of one item of the list that a row is. */
  readonly each: number;
}

/** The values of a scalar column, or of a list whose inner lists all have a fixed size. */
export function leavesOf(column: Column): Leaves {
  if (column.kind !== "list" && column.kind !== "fixed") {
    const validity = column.nulls > 0 ? column.validity : undefined;
    return { leaf: column, validity, offsets: undefined, each: 1 };
  }
  let each = column.kind === "fixed" ? column.size : 1;
  let leaf = column.item;
  let validity = leaf.nulls > 0 ? leaf.validity : undefined;
  while (leaf.kind === "fixed") {
    validity = innerValidity(validity, leaf.size, leaf.item);
    each *= leaf.size;
    leaf = leaf.item;
  }
  return { leaf, validity, offsets: column.kind === "list" ? column.offsets : undefined, each };
}

/** Place of the first value of row `row`. */
export function leafStart({ offsets, each }: Leaves, row: number): number {
  return (offsets === undefined ? row : (offsets[row] as number)) * each;
}

/** Values inside of a null list are null, too. */
function innerValidity(outer: Uint8Array | undefined, size: number, item: Column): Uint8Array | undefined {
  const own = item.nulls > 0 ? item.validity : undefined;
  if (outer === undefined) return own;
  const bits = new Uint8Array(bitBytes(item.length));
  for (let index = 0; index < item.length; index++) {
    if (isValid(outer, Math.floor(index / size)) && isValid(own, index)) setBit(bits, index);
  }
  return bits;
}
