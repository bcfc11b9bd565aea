import { createTableResult, explainFailure } from "@armillary/dali/table";
import type { TableStream } from "@armillary/formats";
import type { Filter } from "../filters/filter.ts";
import type { MashupResult, MashupSummary } from "../mashup/invoke.ts";
import type { PagedResult, PagedSummary } from "./paged-result.ts";
import type { PagesState } from "./pages.ts";
import { refineRows } from "./refine-rows.ts";

/** What is done with the rows of Mashup before they are given out. */
export interface Refinement {
  /** What MAST could not be asked. */
  readonly residual: readonly Filter[];
  /** Rows at most, where there is a residual: MAST was asked for all then. */
  readonly maxrec?: number;
  /** Columns made otherwise, or added. */
  readonly convert?: (table: TableStream) => TableStream;
  /** For the summary. */
  readonly notes?: readonly string[];
}

/**
 * A result of Mashup with its rows refined.
 * @throws MastError code MAST_FILTER for a filter on a column that the answer has not; the result is closed then
 */
export async function refineResult<Row>(
  result: MashupResult,
  { residual, maxrec, convert = (table) => table, notes = [] }: Refinement,
): Promise<PagedResult<Row>> {
  const { url } = result;
  const startMs = performance.now();
  const state: PagesState = { bytes: 0, came: 0, isCut: false, notes: [] };
  let inner: MashupSummary | undefined;
  const source: TableStream = {
    fields: result.fields,
    metadata: result.metadata,
    batches: () => result.batches(),
    get summary() {
      return result.summary.then((summary) => {
        inner = summary;
        return summary;
      });
    },
    close: () => result.close(),
  };
  let table: TableStream;
  try {
    table = refineRows(convert(source), residual, state, residual.length === 0 ? undefined : maxrec);
  } catch (failure) {
    await result.close();
    throw failure;
  }
  // MAST's count is of the rows before the filters that are applied here.
  const rowsTotal = residual.length === 0 ? result.rowsTotal : undefined;
  const refined = createTableResult<Row, PagedSummary>({
    table,
    url,
    bytesRead: () => inner?.bytesRead ?? 0,
    explain: (thrown) => explainFailure(thrown, url),
    summarize: (summary, complete) => ({
      ...summary,
      url,
      complete,
      suspect: inner?.suspect ?? false,
      ...(rowsTotal === undefined ? {} : { rowsTotal }),
      notes: [...notes, ...(inner?.notes ?? [])],
      elapsedMs: inner?.elapsedMs ?? performance.now() - startMs,
    }),
  });
  return Object.assign(refined, { url, rowsTotal });
}
