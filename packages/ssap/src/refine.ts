import { takeValues } from "@armillary/columns";
import type { TableStream } from "@armillary/formats";
import type { SsaQuery } from "./query.ts";
import { unsendable } from "./range-list.ts";
import { createRecordReader } from "./record.ts";

/** What is done with the rows of an answer, and what was. */
export interface RowJudge {
  refine(table: TableStream, url: string): TableStream;
  /** At the end. */
  notes(): readonly string[];
}

/**
 * Leaves out rows that lie outside of the circle that was asked for, by their own positions.
 * @throws DalError DAL_USAGE where no circle is asked for
 */
export function keepWithin({ raDeg, decDeg, diameterDeg }: SsaQuery): RowJudge {
  if (raDeg === undefined || decDeg === undefined || diameterDeg === undefined)
    throw unsendable("SIZE", "", "rows can be kept within a circle only where one is asked for");
  let outside = 0;
  let untold = 0;
  return {
    refine(table, url) {
      const { fields, metadata } = table;
      const { params, groups = [] } = metadata;
      const read = createRecordReader({ fields, params, groups, url, centre: { raDeg, decDeg } });
      const isWithin = (separationDeg: number | undefined): boolean => {
        if (separationDeg === undefined) untold++;
        else if (separationDeg > diameterDeg / 2) outside++;
        return separationDeg === undefined || separationDeg <= diameterDeg / 2;
      };
      return {
        fields,
        get metadata() {
          return table.metadata;
        },
        get document() {
          return table.document;
        },
        async *batches() {
          for await (const batch of table.batches()) {
            const kept: number[] = [];
            for (let row = 0; row < batch.rows; row++) if (isWithin(read(batch, row).separationDeg)) kept.push(row);
            if (kept.length === batch.rows) yield batch;
            else if (kept.length > 0) {
              const rows = Int32Array.from(kept);
              yield { rows: kept.length, columns: batch.columns.map((column) => takeValues(column, rows)) };
            }
          }
        },
        get summary() {
          return table.summary;
        },
        close: () => table.close(),
      };
    },
    notes: () => [
      ...(outside === 0 ? [] : [`Left out ${counted(outside)} outside of the circle.`]),
      ...(untold === 0 ? [] : [`Kept ${counted(untold)} without a position.`]),
    ],
  };
}

function counted(rows: number): string {
  return rows === 1 ? "1 row" : `${rows} rows`;
}
