import { type Column, type ColumnBatch, commonLayout, type Field, sameLayout, widenColumn } from "@armillary/columns";
import { nullColumn } from "../../merge/null-column.ts";

/**
 * Fits a batch of one answer to the columns that the table has of its service: by name. Values never land in a column of
 * another meaning.
 * @returns undefined where a column of the answer has no place, or does not fit it
 */
export function fitColumns(
  wanted: readonly Field[],
  own: readonly Field[],
  batch: ColumnBatch,
): ColumnBatch | undefined {
  if (wanted === own) return batch;
  const isKnown = (field: Field): boolean => wanted.some((each) => isSame(each, field));
  if (!own.every(isKnown)) return undefined;
  const columns: Column[] = [];
  for (const field of wanted) {
    const at = own.findIndex((each) => isSame(field, each));
    const column = batch.columns[at];
    if (column === undefined) columns.push(nullColumn(field.layout, batch.rows));
    else columns.push(widenColumn(column, field.layout));
  }
  return { rows: batch.rows, columns };
}

function isSame(wanted: Field, own: Field): boolean {
  if (wanted.name !== own.name || (wanted.unit ?? "") !== (own.unit ?? "")) return false;
  const common = commonLayout(wanted.layout, own.layout);
  return common !== undefined && sameLayout(common, wanted.layout);
}
