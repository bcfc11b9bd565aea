import { bitBytes, type Column, clearBit, countBits, isValid } from "@armillary/columns";

/**
 * The values at the bottom of lists of fixed length, in order. Those of a null list are null, whatever lies there.
 */
export function flattenFixed(column: Column): Column {
  let flat = column;
  while (flat.kind === "fixed") {
    const { size, item } = flat;
    flat = flat.nulls === 0 ? item : withNulls(item, nullItemsOf(flat, size));
  }
  return flat;
}

/** Validity of the items of a fixed column, cleared where the list itself is null. */
function nullItemsOf({ validity, length, item }: Column & { readonly kind: "fixed" }, size: number): Uint8Array {
  const bits = new Uint8Array(bitBytes(length * size)).fill(0xff);
  if (item.validity !== undefined) bits.set(item.validity.subarray(0, bits.length));
  for (let row = 0; row < length; row++) {
    if (isValid(validity, row)) continue;
    for (let index = row * size; index < (row + 1) * size; index++) clearBit(bits, index);
  }
  return bits;
}

function withNulls(column: Column, validity: Uint8Array): Column {
  return { ...column, validity, nulls: column.length - countBits(validity, column.length) };
}
