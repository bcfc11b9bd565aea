import type { ColumnBatch } from "@armillary/columns";
import type { SkyPosition } from "@armillary/dali";
import type { SearchResult } from "@armillary/dali/table";
import { type ConeColumns, findConeColumns } from "./columns.ts";
import { type ConeRecord, recordsOf } from "./record.ts";

/** The answer of a cone search. */
export interface ConeResult<Row = Record<string, unknown>> extends SearchResult<Row> {
  /** Where identifier and position are among `fields`. */
  readonly columns: ConeColumns;
  /** The rows, once, in place of `batches` and `rows`, with what every cone search has by names of ours. */
  records(): AsyncIterable<ConeRecord>;
  /** One row of a batch, for those who take `batches`. */
  recordAt(batch: ColumnBatch, row: number): ConeRecord;
}

/** Makes a search's answer one of a cone around `centre`. */
export function coneResult<Row>(result: SearchResult<Row>, centre: SkyPosition): ConeResult<Row> {
  const columns = findConeColumns(result.fields);
  async function* records(): AsyncGenerator<ConeRecord, void, void> {
    for await (const batch of result.batches()) yield* recordsOf(batch, result.fields, columns, centre);
  }
  let last: { readonly batch: ColumnBatch; readonly records: readonly ConeRecord[] } | undefined;
  const recordAt = (batch: ColumnBatch, row: number): ConeRecord => {
    if (last?.batch !== batch) last = { batch, records: [...recordsOf(batch, result.fields, columns, centre)] };
    const record = last.records[row];
    if (record === undefined) throw new RangeError(`there is no row ${row} in a batch of ${batch.rows}`);
    return record;
  };
  return Object.assign(result, { columns, records, recordAt });
}
