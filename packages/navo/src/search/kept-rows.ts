import { type ColumnBatch, takeRows } from "@armillary/columns";
import type { SkyPosition } from "@armillary/dali";
import { separationDeg } from "@armillary/sky";
import type { MergedRow } from "../merge/common-columns.ts";
import type { CommonRow } from "../merge/common-row.ts";
import type { OpenedAnswer } from "./answer.ts";
import type { PlannedAsk } from "./plan.ts";

/** Rows of a batch that are wanted, and what each has in common with those of others. */
export interface KeptRows {
  readonly batch: ColumnBatch;
  readonly rows: readonly CommonRow[];
}

/** The rows of a batch that the filter of the answer keeps. */
export function keptRows({ read, filter }: OpenedAnswer, batch: ColumnBatch): KeptRows {
  const rows: CommonRow[] = [];
  const kept: number[] = [];
  for (let row = 0; row < batch.rows; row++) {
    const common = read(batch, row);
    if (filter?.keeps(common) === false) continue;
    rows.push(common);
    kept.push(row);
  }
  return { batch: kept.length === batch.rows ? batch : takeRows(batch, Int32Array.from(kept)), rows };
}

/** What is said here of a row: whose it is, and how far it is from the middle of the region. */
export function mergedRow(
  { archive, collection, url }: Pick<PlannedAsk, "archive" | "collection" | "url">,
  row: CommonRow,
  centre: SkyPosition,
  sameAs: number | undefined,
): MergedRow {
  const { raDeg, decDeg } = row;
  const isPlaced = raDeg !== undefined && decDeg !== undefined;
  return {
    ...row,
    archive,
    service: url,
    ...(collection === undefined ? {} : { collection }),
    ...(isPlaced ? { distanceArcsec: separationDeg(centre.raDeg, centre.decDeg, raDeg, decDeg) * 3600 } : {}),
    ...(sameAs === undefined ? {} : { sameAs }),
  };
}
