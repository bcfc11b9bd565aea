import { createTableResult, explainFailure, type TableResult } from "@armillary/dali/table";
import type { StreamSummary, TableStream } from "@armillary/formats";
import type { PagesState } from "./pages.ts";

/** What can only be said when the last page is there. */
export interface PagedSummary extends StreamSummary {
  /** Where the answer came from. */
  readonly url: string;
  /** Whether all that was wanted was read. */
  readonly complete: boolean;
  /** Whether rows may be missing though nothing says so: other numbers came than the service counted. */
  readonly suspect: boolean;
  /** How many rows there are in all, where the service counts them. */
  readonly rowsTotal?: number;
  /** What was found and read past, or done otherwise than asked. */
  readonly notes: readonly string[];
  readonly elapsedMs: number;
}

/** Rows that came in pages, or were put together of several answers. */
export interface PagedResult<Row = Record<string, unknown>> extends TableResult<Row, PagedSummary> {
  readonly url: string;
  /** How many rows there are in all, where the service counted them on the first page. */
  readonly rowsTotal: number | undefined;
}

export interface PagedResultParts {
  readonly table: TableStream;
  readonly state: PagesState;
  readonly url: string;
  readonly rowsTotal: number | undefined;
  /** `performance.now()` when it was asked for. */
  readonly startMs: number;
  readonly onRows?: (rows: number, isEnd: boolean) => void;
}

/** Makes a result of pages that were opened. */
export function createPagedResult<Row>({
  table,
  state,
  url,
  rowsTotal,
  startMs,
  onRows,
}: PagedResultParts): PagedResult<Row> {
  const result = createTableResult<Row, PagedSummary>({
    table,
    url,
    bytesRead: () => state.bytes,
    explain: (thrown) => explainFailure(thrown, url),
    summarize: (summary, complete) => {
      const suspect = complete && !state.isCut && rowsTotal !== undefined && state.came !== rowsTotal;
      const other = `${rowsTotal} rows were counted on the first page, and ${state.came} came: the archive changed meanwhile, or its pages overlap. Ask again.`;
      return {
        ...summary,
        url,
        complete,
        suspect,
        ...(rowsTotal === undefined ? {} : { rowsTotal }),
        notes: suspect ? [...state.notes, other] : [...state.notes],
        elapsedMs: performance.now() - startMs,
      };
    },
    ...(onRows === undefined ? {} : { onRows }),
  });
  // A getter would be lost by Object.assign; the count is settled with the first page.
  return Object.assign(result, { url, rowsTotal });
}
