import { keepRows } from "@armillary/dali/table";
import { limitRows, type TableStream } from "@armillary/formats";
import type { Filter } from "../filters/filter.ts";
import { rowTest } from "../filters/match.ts";
import type { PagesState } from "./pages.ts";

/**
 * The rows of a table that filters leave which the service could not be asked, `maxrec` of them at most; `state` is told where that leaves rows
 * out.
 * @throws MastError code MAST_FILTER for a column that the table has not
 */
export function refineRows(
  table: TableStream,
  filters: readonly Filter[],
  state: PagesState,
  maxrec: number = Number.POSITIVE_INFINITY,
): TableStream {
  if (filters.length === 0) return table;
  const kept = keepRows(table, rowTest(filters, table.fields));
  if (!Number.isFinite(maxrec)) return kept;
  return limitRows(kept, maxrec, (rows) => {
    // Whether one more row would have come is not known without reading on.
    state.isCut = true;
    return { status: "OVERFLOW", rows, bytesRead: state.bytes, diagnostics: [] };
  });
}
