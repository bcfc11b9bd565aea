import { type ArrowType, fixedOffsets, type Layout, standsFor } from "@armillary/columns";
import type { IpcColumn } from "../arrow/ipc/batch-message.ts";

/**
 * The layout with lists of any length in place of those of a fixed length.
 *
 * Parquet has only the former. Arrow writers may note in `ARROW:schema` that a list was of a fixed length; but pyarrow,
 * and astropy through it, then fails on a null among them (pyarrow 25, 2026-11: "Expected all lists to be of size=2 but
 * index 1 had size=0").
 * @param arrowType - of single values, which may be lists of bytes here
 */
export function withOpenAxes(layout: Layout, arrowType?: ArrowType): Layout {
  if (layout.kind !== "list" && layout.kind !== "fixed") return layout;
  // Bytes of a fixed length are one value to Parquet.
  if (arrowType !== undefined && standsFor(layout, arrowType)) return layout;
  return { kind: "list", item: withOpenAxes(layout.item, arrowType) };
}

/** The same of a column; its values stay where they are. */
export function withOpenLists(column: IpcColumn): IpcColumn {
  if (column.kind === "list") return { ...column, item: withOpenLists(column.item) };
  if (column.kind !== "fixed") return column;
  const { size, item, kind: _kind, ...rest } = column;
  return { ...rest, kind: "list", offsets: fixedOffsets(column.length, size), item: withOpenLists(item) };
}
