import { type Column, type Layout, takeValues } from "@armillary/columns";

/**
 * The column with lists of a fixed size where `layout` has such: DuckDB has no arrays of nothing, nor very long ones, and
 * Parquet none at all.
 * @throws RangeError for a list of another size
 */
export function withFixedLists(column: Column, layout: Layout): Column {
  if (column.kind === "fixed" && layout.kind === "fixed") {
    return { ...column, item: withFixedLists(column.item, layout.item) };
  }
  if (column.kind !== "list") return column;
  if (layout.kind === "list") return { ...column, item: withFixedLists(column.item, layout.item) };
  if (layout.kind !== "fixed") return column;
  const { offsets, item, ...slots } = column;
  const { size } = layout;
  const indexes = new Int32Array(column.length * size).fill(-1);
  for (let row = 0; row < column.length; row++) {
    const from = offsets[row] as number;
    const found = (offsets[row + 1] as number) - from;
    // A null has no items in a list, and nulls for items in one of a fixed size.
    if (found === 0) continue;
    if (found !== size) throw new RangeError(`a list of ${found} items where all have ${size}`);
    for (let index = 0; index < size; index++) indexes[row * size + index] = from + index;
  }
  const whole = item.length === indexes.length ? item : takeValues(item, indexes);
  return { ...slots, kind: "fixed", size, item: withFixedLists(whole, layout.item) };
}
