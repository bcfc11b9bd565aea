import type { ColumnBatch, Field } from "@armillary/columns";
import type { StreamSummary, TableMetadata, TableStream } from "./table-stream.ts";

/** What a TableStream is made of. */
export interface BatchSource extends Pick<TableStream, "fields" | "metadata"> {
  /** The rows from the first; called once. Ending it early must release the source. */
  read(): AsyncGenerator<ColumnBatch, void, void>;
  /** How many rows `read` would give, where that is known without reading any: then nobody reads them to count. */
  readonly rows?: number;
  /** What is to be said once no more rows come, after all or after some. */
  conclude(rows: number): StreamSummary;
  /** Releases the source when no rows are wanted at all. Idempotent. */
  close(): Promise<void>;
}

/** A TableStream over a source whose rows come once, and whose summary may be asked for at any time. */
export function createBatchStream(source: BatchSource): TableStream {
  const { fields, metadata } = source;
  let settle: { resolve(summary: StreamSummary): void; reject(failure: unknown): void };
  const summary = new Promise<StreamSummary>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever reads the rows hears of a failure there; the summary is not bound to be asked for.
  summary.catch(() => undefined);
  let started = false;

  async function* batches(): AsyncGenerator<ColumnBatch, void, void> {
    if (started) throw new TypeError("The rows of a table are read once.");
    started = true;
    let rows = 0;
    try {
      for await (const batch of source.read()) {
        rows += batch.rows;
        yield batch;
      }
    } catch (failure) {
      settle.reject(failure);
      throw failure;
    } finally {
      settle.resolve(source.conclude(rows));
    }
  }

  async function count(rows: number): Promise<void> {
    started = true;
    try {
      await source.close();
      settle.resolve(source.conclude(rows));
    } catch (failure) {
      settle.reject(failure);
    }
  }

  return {
    fields,
    metadata,
    batches,
    get summary() {
      if (!started) (source.rows === undefined ? drain(batches()) : count(source.rows)).catch(() => undefined);
      return summary;
    },
    async close() {
      if (!started) {
        started = true;
        await source.close();
        settle.resolve(source.conclude(0));
      } else {
        await source.close();
      }
    },
  };
}

/** Rows that are at hand, or come by themselves, as a table. It ends well, if they come. */
export function tableOfBatches(
  fields: readonly Field[],
  batches: Iterable<ColumnBatch> | AsyncIterable<ColumnBatch>,
  metadata: TableMetadata = { params: [], infos: [] },
): TableStream {
  return createBatchStream({
    fields,
    metadata,
    async *read() {
      yield* batches;
    },
    conclude: (rows) => ({ status: "OK", rows, bytesRead: 0, diagnostics: [] }),
    close: async () => undefined,
  });
}

async function drain(batches: AsyncIterable<ColumnBatch>): Promise<void> {
  for await (const _batch of batches);
}
