import { type CellValue, type Column, createColumnWriter, type Field } from "@armillary/columns";
import type { TableRows } from "@armillary/sky";

const DOUBLE = { kind: "float", bits: 64 } as const;
/** A column of doubles. */
export const angle = (name: string, rest: Partial<Field> = {}): Field => ({
  name,
  datatype: "double",
  layout: DOUBLE,
  ...rest,
});

/** A table of these rows, in batches of `size`. */
export function tableOf(fields: readonly Field[], rows: readonly (readonly CellValue[])[], size = 2): TableRows {
  return {
    fields,
    async *batches() {
      for (let start = 0; start < rows.length; start += size) {
        const some = rows.slice(start, start + size);
        const columns = fields.map(({ layout }, index): Column => {
          const writer = createColumnWriter(layout);
          for (const row of some) writer.append(row[index] ?? null);
          return writer.take();
        });
        yield { rows: some.length, columns };
      }
    },
  };
}
