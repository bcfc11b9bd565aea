import { childUrl, createJob, DalError, isDalError } from "@armillary/dali";
import type { ResultEnd } from "@armillary/dali/table";
import { type Asking, judgeFor, note, queryPart, requestFor } from "./asking.ts";
import { TapJob } from "./job.ts";
import type { SubmitOptions } from "./options.ts";
import { failureOfRequest, operationOf } from "./request.ts";
import type { TapResult } from "./result.ts";

/** Makes a job of a query, tells of it, and starts it. A job that cannot be told of, or started, is deleted. */
export async function submitJob(
  asking: Asking,
  { onJob, start = true }: Pick<SubmitOptions, "onJob" | "start">,
): Promise<TapJob> {
  const { service, options, query, notes, startMs } = asking;
  const request = requestFor(asking, "async");
  options.onProgress?.({ mode: "async", phase: "ASKING", elapsedMs: performance.now() - startMs, rows: 0, bytes: 0 });
  let url: string;
  try {
    const { uploads: _, multipart, parameters } = request;
    url = await createJob(service.transport, childUrl(service.url, "async"), {
      parameters,
      ...(multipart === undefined ? {} : { multipart }),
      ...operationOf(options),
    });
  } catch (failure) {
    throw failureOfRequest(failure, request);
  }
  const job = new TapJob(
    url,
    {
      transport: service.transport,
      judge: (outcome) => judgeFor(asking, outcome),
      ...(service.spool === undefined ? {} : { spool: service.spool }),
    },
    {
      query: queryPart(asking),
      notes,
      startMs,
      ...(options.maxrec === undefined ? {} : { maxrec: options.maxrec }),
      ...(query.top === undefined ? {} : { top: query.top }),
    },
  );
  try {
    await onJob?.(job);
    // It was created without PHASE=RUN.
    if (start) await job.start({ ...operationOf(options), phase: "PENDING" });
  } catch (failure) {
    await job.giveUp();
    throw failure;
  }
  return job;
}

/**
 * Asks by a job that is this query's own: it is deleted when its result was read or left, or the signal ends the waiting.
 * When the deadline does, or reading fails, it stays, and the error has its URL: it may end well yet.
 */
export async function askAsync<Row>(asking: Asking): Promise<TapResult<Row>> {
  const { options } = asking;
  const { keepJob = false, format, lenient, lend, onProgress, signal } = options;
  const job = await submitJob(asking, options);
  try {
    return await job.result<Row>({
      ...(format === undefined ? {} : { format }),
      ...(lenient === undefined ? {} : { lenient }),
      ...(lend === undefined ? {} : { lend }),
      ...(onProgress === undefined ? {} : { onProgress }),
      ...operationOf(options),
      wait: {
        // The first looks come soon: most queries are short.
        pollMs: 200,
        onFailure: (failure) =>
          note(asking, "async", `Asking for the job failed, and is tried again: ${failure.message}`),
      },
      onEnd: async (end: ResultEnd) => {
        if (end !== "failed" && !keepJob) await job.giveUp();
      },
    });
  } catch (failure) {
    if (signal?.aborted === true) {
      if (!keepJob) await job.giveUp();
      throw isDalError(failure) ? failure : abandoned(job.url, signal.reason, keepJob);
    }
    throw failure;
  }
}

function abandoned(job: string, cause: unknown, isKept: boolean): DalError {
  const fate = isKept ? "The job goes on at the service." : "The job was deleted.";
  return new DalError(
    "DAL_ABORTED",
    `Waiting for ${job} was given up by the caller. ${fate}`,
    { url: job, job },
    { cause },
  );
}
