import { type Column, type ColumnBatch, type Field, widenColumn } from "@armillary/columns";
import type { SearchKind } from "../archives/profile.ts";
import { CommonColumns, commonFields, type MergedRow } from "./common-columns.ts";
import { nullColumn } from "./null-column.ts";
import { type UnionPart, unionFields } from "./union-fields.ts";

/** Rows of several tables as those of one: in front the columns that all have, behind them each table's own. */
export class RowMerger {
  readonly fields: readonly Field[];
  readonly #places: readonly (readonly number[])[];
  readonly #common: CommonColumns;
  readonly #ownFrom: number;

  /** @param leading - columns before all others, which whoever merges has values for */
  constructor(kind: SearchKind, parts: readonly UnionPart[], leading: readonly Field[] = []) {
    const before = [...leading, ...commonFields(kind)];
    const { fields, places } = unionFields(before, parts);
    this.fields = fields;
    this.#places = places;
    this.#ownFrom = before.length;
    this.#common = new CommonColumns(kind);
  }

  /**
   * @param part - which of the tables the batch is of
   * @param rows - of each row of the batch, what it has in common with others
   */
  merge(part: number, batch: ColumnBatch, rows: readonly MergedRow[], leading: readonly Column[] = []): ColumnBatch {
    for (const row of rows) this.#common.add(row);
    const columns = [...leading, ...this.#common.take()];
    const places = this.#places[part] ?? [];
    for (let place = this.#ownFrom; place < this.fields.length; place++) {
      const { layout } = this.fields[place] as Field;
      const own = batch.columns[places.indexOf(place)];
      columns.push(own === undefined ? nullColumn(layout, batch.rows) : widenColumn(own, layout));
    }
    return { rows: batch.rows, columns };
  }
}
