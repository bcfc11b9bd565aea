import type { ColumnBatch, Field } from "@armillary/columns";

/** A table as far as a join wants it: what every reader of Armillary gives, and what its writers take. */
export interface TableRows {
  readonly fields: readonly Field[];
  /** The rows from the first. Batches are kept: those of the right table, and of the left one where `hold` does not copy them. */
  batches(): AsyncIterable<ColumnBatch>;
}

/** Keeps a table, to be read a second time. */
export type Hold = (table: TableRows) => Promise<TableRows>;

/** The table, with each batch looked at as it goes by. */
export function passing(table: TableRows, look: (batch: ColumnBatch) => void): TableRows {
  return {
    fields: table.fields,
    async *batches() {
      for await (const batch of table.batches()) {
        look(batch);
        yield batch;
      }
    },
  };
}

/** Keeps the batches as they are. */
export async function holdInMemory(table: TableRows): Promise<TableRows> {
  const held: ColumnBatch[] = [];
  for await (const batch of table.batches()) held.push(batch);
  return {
    fields: table.fields,
    async *batches() {
      yield* held;
    },
  };
}
