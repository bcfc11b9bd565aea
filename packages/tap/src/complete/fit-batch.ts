import { type ColumnBatch, type Field, sameLayout, widenColumn } from "@armillary/columns";
import { CompletenessError } from "./completeness-error.ts";

/**
 * A batch of one part with the columns of the whole. They are the same, but where an answer describes itself by what is in it
 * (CSV, strings of one length).
 * @throws CompletenessError code TAP_INCOMPLETE where a column has become another
 */
export function fitted(batch: ColumnBatch, fields: readonly Field[], whole: readonly Field[]): ColumnBatch {
  if (fields === whole) return batch;
  const isSame =
    fields.length === whole.length &&
    fields.every(({ name, layout }, index) => {
      const field = whole[index];
      return field?.name === name && sameLayout(layout, field.layout);
    });
  if (isSame) return batch;
  const columns = whole.map(({ name, layout }, index) => {
    const column = batch.columns[index];
    if (column === undefined || fields[index]?.name !== name || fields.length !== whole.length) throw changed(name);
    try {
      return widenColumn(column, layout);
    } catch (cause) {
      throw changed(name, cause);
    }
  });
  return { rows: batch.rows, columns };
}

function changed(name: string, cause?: unknown): CompletenessError {
  return new CompletenessError(
    "TAP_INCOMPLETE",
    `The column "${name}" is of another type in one answer of the service than in those before. Another format may help.`,
    { cause },
  );
}
