import { type Column, type ColumnBatch, isValid, uniqueNames, valueAt } from "@armillary/columns";
import type { IpcField } from "../arrow/ipc/schema-message.ts";

/** Values that are looked at: the first batch of a stream is a small one. */
const MOST_VALUES = 2000;
/** Fewer than this say nothing. */
const FEWEST_VALUES = 100;
/** Share of the values that differ from all others, above which a column is taken for one of names. */
const MOST_DISTINCT = 0.97;

/**
 * Names in the file of the text columns whose values seem to repeat: a dictionary of the others is given up after its
 * first megabyte, and until then is most of the work. Numbers hardly ever repeat.
 */
export function repeatingTexts(fields: readonly IpcField[], first: ColumnBatch): string[] {
  const names = uniqueNames(fields.map((field) => field.name));
  return names.filter((_, index) => {
    // Text that stands for a time or a decimal is not written as text.
    const column = fields[index]?.arrowType === undefined ? first.columns[index] : undefined;
    return column?.kind === "utf8" && !areNames(column);
  });
}

function areNames(column: Column): boolean {
  const seen = new Set<unknown>();
  let values = 0;
  for (let row = 0; row < Math.min(column.length, MOST_VALUES); row++) {
    if (!isValid(column.validity, row)) continue;
    values++;
    seen.add(valueAt(column, row));
  }
  return values >= FEWEST_VALUES && seen.size > values * MOST_DISTINCT;
}
