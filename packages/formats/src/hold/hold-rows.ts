import type { ColumnBatch, Field } from "@armillary/columns";
import type { Spool } from "../random-access.ts";
import { type HeldTable, holdTable } from "./hold-table.ts";

/**
 * Keeps rows as `editVotable` of `@armillary/votable/edit` wants it of its option `hold`: a small table in memory, others in
 * what `spool` makes (default: memory). Batches must be memory of their own.
 * @throws whatever the rows do, or the spool
 */
export function holdRows(
  fields: readonly Field[],
  batches: AsyncIterable<ColumnBatch>,
  spool?: Spool,
): Promise<HeldTable> {
  return holdTable({ fields, batches: () => batches, close: async () => undefined }, spool);
}
