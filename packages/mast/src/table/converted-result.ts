import { createTableResult, explainFailure } from "@armillary/dali/table";
import type { TableStream } from "@armillary/formats";
import type { MashupResult, MashupSummary } from "../mashup/invoke.ts";
import type { PagedResult, PagedSummary } from "./paged-result.ts";

/**
 * A result of Mashup whose rows are made otherwise before they are given out: columns converted, added, or put into another order.
 * @param notes - called at the end, for the summary
 * @throws what `convert` throws; the result is closed then
 */
export async function convertResult<Row>(
  result: MashupResult,
  convert: (table: TableStream) => TableStream,
  notes: () => readonly string[] = () => [],
): Promise<PagedResult<Row>> {
  const { url, rowsTotal } = result;
  let inner: MashupSummary | undefined;
  let table: TableStream;
  try {
    table = convert({
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
    });
  } catch (failure) {
    await result.close();
    throw failure;
  }
  const converted = createTableResult<Row, PagedSummary>({
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
      notes: [...(inner?.notes ?? []), ...notes()],
      elapsedMs: inner?.elapsedMs ?? 0,
    }),
  });
  return Object.assign(converted, { url, rowsTotal });
}
