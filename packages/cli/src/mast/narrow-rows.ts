import { createTableResult, keepRows, type TableResult } from "@armillary/dali/table";
import { limitRows, selectColumns, type TableStream } from "@armillary/formats";
import { parseFilter, rowTest } from "@armillary/mast";
import type { MastSummary } from "../run/mast/write-rows.ts";

/** Which rows and columns of a table are wanted. */
export interface Narrowing {
  /** As people write them. */
  readonly filters?: readonly string[];
  readonly columns?: readonly string[];
  readonly limit?: number;
}

/**
 * The rows and columns of a result that are wanted alone, of services that have no words for that.
 * @throws MastError code MAST_FILTER, FormatError code FORMAT_NO_COLUMN
 */
export function narrowRows(
  result: TableResult<unknown, MastSummary>,
  { filters = [], columns, limit }: Narrowing,
): TableResult<unknown, MastSummary> {
  if (filters.length === 0 && columns === undefined && limit === undefined) return result;
  const parsed = filters.map((text) => parseFilter(text));
  let table: TableStream = parsed.length === 0 ? result : keepRows(result, rowTest(parsed, result.fields));
  if (columns !== undefined) table = selectColumns(table, columns);
  let isCut = false;
  if (limit !== undefined) {
    table = limitRows(table, limit, (rows) => {
      isCut = true;
      return { status: "OVERFLOW", rows, bytesRead: 0, diagnostics: [] };
    });
  }
  return createTableResult<unknown, MastSummary>({
    table,
    url: "",
    bytesRead: () => 0,
    explain: (thrown) => thrown,
    summarize: (summary) => ({ ...summary, status: isCut ? "OVERFLOW" : summary.status }),
  });
}
