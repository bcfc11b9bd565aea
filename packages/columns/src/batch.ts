import { type CellValue, type Column, valueAt } from "./column.ts";
import type { FieldMeta } from "./field-meta.ts";
import type { Layout } from "./layout.ts";

/** A column's description together with how its values lie in memory. */
export interface Field extends FieldMeta {
  readonly layout: Layout;
}

/** Some rows of a table: one column a field, all of `rows` values. The inner currency of every package. */
export interface ColumnBatch {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** The values of each row in turn, in the order of the columns. For people and tests: slow beside the columns. */
export function* rowsOf(batch: ColumnBatch): Generator<CellValue[]> {
  for (let row = 0; row < batch.rows; row++) yield batch.columns.map((column) => valueAt(column, row));
}
