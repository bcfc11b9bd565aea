import type { DalResponse } from "@armillary/dali";
import { openAnswer } from "@armillary/dali/table";
import type { TableStream } from "@armillary/formats";
import { type Asking, judgeFor, outcomeOf, queryPart, requestFor } from "./asking.ts";
import { failureOfRequest } from "./request.ts";
import { createResult, type TapResult } from "./result.ts";

/** For the likeliest answers first; the bytes decide. */
const ACCEPT = "application/x-votable+xml, */*;q=0.5";

/** A table that is being received. */
export interface OpenedAnswer {
  readonly table: TableStream;
  readonly url: string;
  readonly bytesRead: () => number;
}

/**
 * Asks for an answer now: POST to `sync`.
 * A query changes nothing, so it may be sent again where it failed on the way.
 * @param retries - how often (default: as the transport has it)
 */
export async function openSync(asking: Asking, retries?: number): Promise<OpenedAnswer> {
  const { service, options, startMs } = asking;
  const { format, lenient, lend, onProgress } = options;
  const request = requestFor(asking, "sync");
  onProgress?.({ mode: "sync", phase: "ASKING", elapsedMs: performance.now() - startMs, rows: 0, bytes: 0 });
  let response: DalResponse;
  try {
    const { uploads: _, ...sent } = request;
    response = await service.transport.request({
      ...sent,
      url: service.syncUrl,
      method: "POST",
      accept: ACCEPT,
      idempotent: true,
      ...(retries === undefined ? {} : { retries }),
    });
  } catch (failure) {
    throw failureOfRequest(failure, request);
  }
  let bytesRead = 0;
  const table = await openAnswer(response, {
    ...(format === undefined ? {} : { format }),
    ...(lenient === undefined ? {} : { lenient }),
    ...(lend === undefined ? {} : { lend }),
    ...(service.spool === undefined ? {} : { spool: service.spool }),
    onProgress: (progress) => {
      bytesRead = progress.bytesRead;
    },
  });
  return { table, url: response.url, bytesRead: () => bytesRead };
}

/** A result of what was opened; `table` where some of its rows were held back. */
export function syncResult<Row>(
  asking: Asking,
  opened: OpenedAnswer,
  table: TableStream = opened.table,
): TapResult<Row> {
  const { options, notes, startMs } = asking;
  const { url, bytesRead } = opened;
  return createResult<Row>({
    table,
    url,
    mode: "sync",
    query: queryPart(asking),
    notes,
    startMs,
    isLent: options.lend === true,
    bytesRead,
    judge: (summary) => judgeFor(asking, outcomeOf(asking, "sync", summary, bytesRead())),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  });
}
