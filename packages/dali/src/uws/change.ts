import { DalError } from "../errors.ts";
import { isDalError, type OperationOptions, requestOptions } from "../operation.ts";
import type { Transport } from "../transport/types.ts";
import { childUrl } from "../url/base-url.ts";
import { printTimestamp } from "../values/timestamp.ts";
import { getJob } from "./client.ts";
import type { UwsJob } from "./job.ts";
import { change, closed, isChange } from "./job-answer.ts";
import { cleanJobUrl } from "./job-url.ts";
import { stageOf } from "./phase.ts";

/** Asks a job to end, and keeps what there is of it. A job that has ended stays as it is. */
export async function abortJob(transport: Transport, jobUrl: string, options: OperationOptions = {}): Promise<void> {
  try {
    await change(transport, childUrl(cleanJobUrl(jobUrl), "phase"), [["PHASE", "ABORT"]], options);
  } catch (failure) {
    if (!isDalError(failure) || !["DAL_HTTP", "DAL_QUERY_ERROR", "DAL_AUTH"].includes(failure.code)) throw failure;
    const { phase } = await getJob(transport, jobUrl, options);
    if (stageOf(phase) !== "finished") throw failure;
  }
}

/**
 * Deletes a job with its results; one that is not there is deleted.
 *
 * The answer leads to the list of jobs, which is never fetched: at ESA it has every job of everybody. Where DELETE is not
 * allowed, `ACTION=DELETE` is posted.
 */
export async function deleteJob(transport: Transport, jobUrl: string, options: OperationOptions = {}): Promise<void> {
  const url = cleanJobUrl(jobUrl);
  try {
    await closed(
      transport.request({ url, method: "DELETE", redirect: "manual", accepts: isChange, ...requestOptions(options) }),
    );
  } catch (failure) {
    if (!isDalError(failure)) throw failure;
    if (failure.code === "DAL_NOT_FOUND") return;
    if (![400, 403, 405, 501].includes(failure.failure.httpStatus ?? 0)) throw failure;
    try {
      await change(transport, url, [["ACTION", "DELETE"]], options);
    } catch (second) {
      if (isDalError(second) && (second.code === "UWS_JOB_GONE" || second.code === "DAL_NOT_FOUND")) return;
      throw failure;
    }
  }
}

/**
 * Asks for another time of deletion. The service may choose another still: the job, as it is afterwards, says which.
 * @param epochMs - milliseconds from 1970-01-01T00:00:00 UTC
 */
export async function setDestruction(
  transport: Transport,
  jobUrl: string,
  epochMs: number,
  options: OperationOptions = {},
): Promise<UwsJob> {
  const value = printTimestamp(epochMs, { civil: true });
  await change(transport, childUrl(cleanJobUrl(jobUrl), "destruction"), [["DESTRUCTION", value]], options);
  return getJob(transport, jobUrl, options);
}

/**
 * Asks for another limit of the time that the job may run; 0 for none. The service may choose another: the job, as it is
 * afterwards, says which.
 */
export async function setExecutionDuration(
  transport: Transport,
  jobUrl: string,
  seconds: number,
  options: OperationOptions = {},
): Promise<UwsJob> {
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw new DalError("DAL_USAGE", `An execution duration is a whole number of seconds from 0 on, not ${seconds}.`);
  }
  const url = childUrl(cleanJobUrl(jobUrl), "executionduration");
  await change(transport, url, [["EXECUTIONDURATION", String(seconds)]], options);
  return getJob(transport, jobUrl, options);
}

/** Sets parameters of a job that was not started (UWS 1.1, section 2.2.3.8). */
export async function setParameters(
  transport: Transport,
  jobUrl: string,
  parameters: Iterable<readonly [name: string, value: string]>,
  options: OperationOptions = {},
): Promise<void> {
  await change(transport, childUrl(cleanJobUrl(jobUrl), "parameters"), parameters, options);
}
