import { createTableResult, explainFailure } from "@armillary/dali/table";
import { deriveTable, type StreamSummary, type TableStream } from "@armillary/formats";
import type { MashupResult, MashupSummary } from "../mashup/invoke.ts";
import type { PagedResult, PagedSummary } from "./paged-result.ts";

/** When a result is not to be trusted to be whole, though nothing says so. */
export interface Suspicion {
  readonly isSuspect: (summary: StreamSummary, rowsTotal: number | undefined) => boolean;
  /** For the notes. */
  readonly why: string;
}

/**
 * A result of Mashup whose rows are made otherwise before they are given out: columns converted, added, or put into another order.
 * @throws what `convert` throws; the result is closed then
 */
export async function convertResult<Row>(
  result: MashupResult,
  convert: (table: TableStream) => TableStream,
  suspicion?: Suspicion,
): Promise<PagedResult<Row>> {
  const { url, rowsTotal } = result;
  let inner: MashupSummary | undefined;
  let table: TableStream;
  try {
    const remembered = deriveTable(result, {
      summary: async () => {
        inner = await result.summary;
        return inner;
      },
    });
    table = convert(remembered);
  } catch (failure) {
    await result.close();
    throw failure;
  }
  const converted = createTableResult<Row, PagedSummary>({
    table,
    url,
    bytesRead: () => inner?.bytesRead ?? 0,
    explain: (thrown) => explainFailure(thrown, url),
    summarize: (summary, complete) => {
      const isSuspect = complete && suspicion?.isSuspect(summary, rowsTotal) === true;
      return {
        ...summary,
        url,
        complete,
        suspect: isSuspect || (inner?.suspect ?? false),
        ...(rowsTotal === undefined ? {} : { rowsTotal }),
        notes: [...(inner?.notes ?? []), ...(isSuspect && suspicion !== undefined ? [suspicion.why] : [])],
        elapsedMs: inner?.elapsedMs ?? 0,
      };
    },
  });
  return Object.assign(converted, { url, rowsTotal });
}
