import { type Column, type Layout, openFixed } from "@armillary/columns";

/**
 * The layout with lists of any length in place of those of a fixed length.
 *
 * Parquet has only the former. Arrow writers may note in `ARROW:schema` that a list was of a fixed length; but pyarrow,
 * and astropy through it, then fails on a null among them (pyarrow 25, 2026-11: "Expected all lists to be of size=2 but
 * index 1 had size=0").
 */
export function withOpenAxes(layout: Layout): Layout {
  if (layout.kind !== "list" && layout.kind !== "fixed") return layout;
  return { kind: "list", item: withOpenAxes(layout.item) };
}

/** The same of a column; its values stay where they are. */
export function withOpenLists(column: Column): Column {
  if (column.kind === "list") return { ...column, item: withOpenLists(column.item) };
  if (column.kind !== "fixed") return column;
  return { ...openFixed(column), item: withOpenLists(column.item) };
}
