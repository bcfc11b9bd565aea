import type { FieldMeta } from "@armillary/columns";
import { VotableError } from "../errors.ts";

/**
 * Indexes of the FIELDs that `columns` asks for, in its order: by name, else by ID, else by index from 0.
 * Throws VOT_NO_COLUMN for one that is not there, with the names that are.
 */
export function chooseColumns(
  fields: readonly FieldMeta[],
  columns: readonly (string | number)[] | undefined,
): number[] {
  if (columns === undefined) return fields.map((_, index) => index);
  return columns.map((column) => {
    const index = typeof column === "number" ? column : findColumn(fields, column);
    if (fields[index] !== undefined) return index;
    const names = fields.map((field) => field.name);
    const shown = names.length > 40 ? `${names.slice(0, 40).join(", ")}, …` : names.join(", ");
    const wanted = typeof column === "number" ? `number ${column}` : `"${column}"`;
    throw new VotableError("VOT_NO_COLUMN", `The table has no column ${wanted}. It has: ${shown}.`);
  });
}

function findColumn(fields: readonly FieldMeta[], wanted: string): number {
  const tests: ((field: FieldMeta) => boolean)[] = [
    (field) => field.name === wanted,
    (field) => field.ID === wanted,
    (field) => field.name.toLowerCase() === wanted.toLowerCase(),
  ];
  for (const test of tests) {
    const index = fields.findIndex(test);
    if (index >= 0) return index;
  }
  return -1;
}
