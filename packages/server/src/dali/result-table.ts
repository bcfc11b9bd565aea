import type { ColumnBatch, Field } from "@armillary/columns";
import type { StreamSummary, TableStream } from "@armillary/formats";
import type { Info } from "@armillary/votable";
import type { QueryResult } from "../engine.ts";
import { asServiceError } from "../failure.ts";

export interface ResultTableOptions {
  /** Besides QUERY_STATUS. */
  readonly infos?: readonly Info[];
  /** Columns as they are to be told of, where that is not as the engine does (default: as it does). */
  readonly fields?: readonly Field[];
  /**
   * A failure behind the first rows: `tell` ends the table and says so in its summary, as a VOTable can (DALI 1.1, section
   * 4.4.3), `throw` throws it.
   */
  readonly onFailure: "tell" | "throw";
  /** Of the query: what ends it is why it failed, whatever failed first because of it. */
  readonly signal: AbortSignal;
}

/**
 * The rows of a query as a table to be answered with. Resolves when the first rows are there: what fails until then, and most
 * that fails does, can still be told by an error document and its HTTP status.
 */
export async function openResultTable(result: QueryResult, options: ResultTableOptions): Promise<TableStream> {
  const { infos = [], fields = result.fields, onFailure, signal } = options;
  const batches = result.batches()[Symbol.asyncIterator]();
  const first = await batches.next();
  let failure: Error | undefined;

  async function* rows(): AsyncGenerator<ColumnBatch, void, void> {
    try {
      for (let next = first; next.done !== true; next = await batches.next()) yield next.value;
    } catch (thrown) {
      failure = asServiceError(signal.aborted ? signal.reason : thrown);
      if (onFailure === "throw") throw failure;
    } finally {
      await batches.return?.();
    }
  }

  async function summarize(): Promise<StreamSummary> {
    if (failure === undefined) return result.summary;
    return { status: "ERROR", message: failure.message, rows: 0, bytesRead: 0, diagnostics: [] };
  }

  return {
    fields,
    metadata: {
      ...result.metadata,
      params: result.metadata.params,
      infos: [{ name: "QUERY_STATUS", value: "OK" }, ...infos, ...result.metadata.infos],
    },
    batches: rows,
    // Asked for behind the rows, when it is known whether they came to their end.
    get summary() {
      return summarize();
    },
    async close() {
      // Rows that nobody began to read are not ended by leaving them.
      await Promise.all([batches.return?.(), result.close()]);
    },
  };
}
