import { type Column, createColumnWriter, type Layout } from "@armillary/columns";

/** A column without a value. */
export function nullColumn(layout: Layout, rows: number): Column {
  const writer = createColumnWriter(layout);
  for (let row = 0; row < rows; row++) writer.append(null);
  return writer.take();
}
