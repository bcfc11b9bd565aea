import type { ColumnBatch } from "@armillary/columns";
import type { SkyPosition } from "@armillary/dali";
import type { SearchResult } from "@armillary/dali/table";
import { type ConeColumns, findConeColumns } from "./columns.ts";
import { type Positions, readPositions } from "./positions.ts";
import { type ConeRecord, recordsOf } from "./record.ts";

/** The answer of a cone search. */
export interface ConeResult<Row = Record<string, unknown>> extends SearchResult<Row> {
  /** Where identifier and position are among `fields`. */
  readonly columns: ConeColumns;
  /** The rows, once, in place of `batches` and `rows`, with what every cone search has by names of ours. */
  records(): AsyncIterable<ConeRecord>;
  /** The positions of a batch's rows, for those who take `batches`: degrees, NaN where a row has none. */
  positionsOf(batch: ColumnBatch): Positions;
}

/** Makes a search's answer one of a cone around `centre`. */
export function coneResult<Row>(result: SearchResult<Row>, centre: SkyPosition): ConeResult<Row> {
  const columns = findConeColumns(result.fields);
  async function* records(): AsyncGenerator<ConeRecord, void, void> {
    for await (const batch of result.batches()) yield* recordsOf(batch, result.fields, columns, centre);
  }
  return Object.assign(result, {
    columns,
    records,
    positionsOf: (batch: ColumnBatch) => readPositions(batch, columns),
  });
}
