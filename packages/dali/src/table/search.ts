import { type FormatName, mapBatches, type Spool, type StreamSummary, type TableStream } from "@armillary/formats";
import { type OperationOptions, requestOptions } from "../operation.ts";
import type { Transport } from "../transport/types.ts";
import { cleanBaseUrl } from "../url/base-url.ts";
import { explainFailure } from "./failure.ts";
import { openAnswer } from "./open-answer.ts";
import { createTableResult, type TableResult } from "./result.ts";

/** How the rows of a search are read. */
export interface SearchOptions extends OperationOptions {
  /** Cells that cannot be decoded become null and are reported (default false: they are errors). */
  readonly lenient?: boolean;
  /** Batches may be good only until the next is asked for (default false). */
  readonly lend?: boolean;
  /** Makes a stream readable at any place, for Parquet (default: in memory). */
  readonly spool?: Spool;
  readonly onProgress?: (progress: SearchProgress) => void;
}

/** How far a search has come. */
export interface SearchProgress {
  /** ASKING: sent, nothing came yet. */
  readonly phase: "ASKING" | "RECEIVING" | "DONE";
  readonly elapsedMs: number;
  readonly rows: number;
  readonly bytes: number;
}

/** A question to a service that answers with one table. */
export interface SearchRequest extends SearchOptions {
  /** The base URL, as registries have it; `parameters` are merged into it. */
  readonly url: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** Default GET; POST sends the parameters as a form, for those that are too long for a URL. */
  readonly method?: "GET" | "POST";
  /** What was asked for: tells CSV from TSV where the Content-Type does not. */
  readonly format?: FormatName;
  /** What was asked for at most: an answer that has as many rows and does not say OVERFLOW is suspect. */
  readonly maxrec?: number;
  /** What is done with the rows before they are given out: rows left out, columns added. `url`: of the answer. */
  readonly refine?: (table: TableStream, url: string) => TableStream;
  /** What was done otherwise than asked, for the summary; called at the end. */
  readonly notes?: () => readonly string[];
}

/** What can only be said at the end of a search. */
export interface SearchSummary extends StreamSummary {
  /** Where the answer came from, without secrets. */
  readonly url: string;
  /** Whether the answer was read to its end. */
  readonly complete: boolean;
  /** Whether rows may be missing though the service does not say so: as many came as were asked for at most. */
  readonly suspect: boolean;
  /** What was done otherwise than asked, and why. */
  readonly notes: readonly string[];
  readonly elapsedMs: number;
}

/** The answer to a search. */
export interface SearchResult<Row = Record<string, unknown>> extends TableResult<Row, SearchSummary> {
  /** Where the answer comes from, without secrets. */
  readonly url: string;
}

/** For the likeliest answers first; the bytes decide. */
const ACCEPT = "application/x-votable+xml, */*;q=0.5";

/**
 * Asks a service for a table, and gives it as soon as its columns are known. A search changes nothing, so it is sent again
 * where it failed on the way.
 * @throws DalError DAL_QUERY_ERROR with the service's own words, DAL_FORMAT for what is no table, and as the transport
 */
export async function searchTable<Row = Record<string, unknown>>(
  transport: Transport,
  request: SearchRequest,
): Promise<SearchResult<Row>> {
  const { url, parameters, method = "GET", format, lenient, lend, spool, maxrec, onProgress, refine, notes } = request;
  const startMs = performance.now();
  const elapsedMs = (): number => performance.now() - startMs;
  onProgress?.({ phase: "ASKING", elapsedMs: 0, rows: 0, bytes: 0 });
  const response = await transport.request({
    url: cleanBaseUrl(url),
    method,
    parameters,
    accept: ACCEPT,
    idempotent: true,
    ...requestOptions(request),
  });
  let bytes = 0;
  const answer = await openAnswer(response, {
    table: "results",
    ...(format === undefined ? {} : { format }),
    ...(lenient === undefined ? {} : { lenient }),
    ...(lend === undefined ? {} : { lend }),
    ...(spool === undefined ? {} : { spool }),
    onProgress: (progress) => {
      bytes = progress.bytesRead;
    },
  });
  // Of the rows that came, not of those that are left, it shows whether the service cut them.
  let came = 0;
  let table: TableStream = answer;
  try {
    const onRows = (rows: number): void => {
      came += rows;
    };
    if (refine !== undefined) table = refine(withRowCount(answer, onRows), response.url);
  } catch (failure) {
    await answer.close();
    throw failure;
  }
  const result = createTableResult<Row, SearchSummary>({
    table,
    url: response.url,
    ...(lend === undefined ? {} : { isLent: lend }),
    bytesRead: () => bytes,
    explain: (thrown) => explainFailure(thrown, response.url),
    summarize: (summary, complete) => ({
      ...summary,
      url: response.url,
      complete,
      suspect:
        complete &&
        summary.status === "OK" &&
        maxrec !== undefined &&
        maxrec > 0 &&
        (refine === undefined ? summary.rows : came) >= maxrec,
      notes: notes?.() ?? [],
      elapsedMs: elapsedMs(),
    }),
    onRows: (rows, isEnd) => onProgress?.({ phase: isEnd ? "DONE" : "RECEIVING", elapsedMs: elapsedMs(), rows, bytes }),
  });
  return Object.assign(result, { url: response.url });
}

/** The same table; `onRows` hears of the rows that the service sent, whatever is made of them. */
function withRowCount(table: TableStream, onRows: (rows: number) => void): TableStream {
  return mapBatches(table, table.fields, (batch) => {
    onRows(batch.rows);
    return batch;
  });
}
