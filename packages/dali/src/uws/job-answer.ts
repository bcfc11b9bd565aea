import { DalError } from "../errors.ts";
import { isDalError, type OperationOptions, requestOptions } from "../operation.ts";
import type { DalResponse, Transport } from "../transport/types.ts";

/** 2xx and 3xx: what UWS answers to a change, of which only the status matters. */
export function isChange(status: number): boolean {
  return status >= 200 && status < 400;
}

/** Posts parameters to a resource of a job. */
export async function change(
  transport: Transport,
  url: string,
  parameters: Iterable<readonly [string, string]>,
  options: OperationOptions,
): Promise<void> {
  // The answer leads to the job; what it is then is asked when somebody wants to know.
  const request = {
    url,
    method: "POST" as const,
    parameters,
    redirect: "manual" as const,
    accepts: isChange,
    ...requestOptions(options),
  };
  await closed(
    ofJob(url.replace(/\/(phase|destruction|executionduration|parameters)$/, ""), transport.request(request)),
  );
}

export async function closed(answer: Promise<DalResponse>): Promise<void> {
  await (await answer).close();
}

/** A job that is not there is said so. */
export async function ofJob(jobUrl: string, answer: Promise<DalResponse>): Promise<DalResponse> {
  try {
    return await answer;
  } catch (failure) {
    if (!isDalError(failure) || failure.code !== "DAL_NOT_FOUND") throw failure;
    throw new DalError(
      "UWS_JOB_GONE",
      `The job ${jobUrl} is not there any more: it was deleted, or its time of destruction has come. ${failure.message}`,
      { ...failure.failure, job: jobUrl },
      { cause: failure },
    );
  }
}
