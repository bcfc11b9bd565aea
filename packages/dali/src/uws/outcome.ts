import { classifyBody } from "../body/classify.ts";
import { DalError } from "../errors.ts";
import { isDalError, type OperationOptions, requestOptions } from "../operation.ts";
import type { DalRequest, DalResponse, Transport } from "../transport/types.ts";
import { childUrl } from "../url/base-url.ts";
import type { UwsJob } from "./job.ts";
import { cleanJobUrl, resultUrls } from "./job-url.ts";

export interface OpenResultOptions extends OperationOptions {
  /** Of several results; default: the one that `resultUrls` finds. */
  readonly id?: string;
  readonly accept?: string;
}

/**
 * Opens the result of a job: at the address that its description gives, or where the standard has it.
 * @throws DalError; of several addresses that have nothing, what the first one said
 */
export async function openResult(
  transport: Transport,
  jobUrl: string,
  job: UwsJob,
  options: OpenResultOptions = {},
): Promise<DalResponse> {
  const { id, accept } = options;
  const request: Omit<DalRequest, "url"> = { ...(accept === undefined ? {} : { accept }), ...requestOptions(options) };
  let first: unknown;
  for (const url of resultUrls(job, jobUrl, id)) {
    try {
      return await transport.request({ ...request, url });
    } catch (failure) {
      first ??= failure;
      // Not there, or a name that only the service's network has: it may be at the next address. DaCHS 2.7 lists results of
      // SODA's jobs where it forbids them.
      const isElsewhere = isDalError(failure) && ["DAL_NOT_FOUND", "DAL_NETWORK"].includes(failure.code);
      if (!isElsewhere && !(isDalError(failure) && failure.failure.httpStatus === 403)) throw failure;
    }
  }
  throw first;
}

/**
 * The error of a job that ended otherwise than COMPLETED, in the service's own words: those of `errorSummary`, and of
 * `/error` where there is more to say. Undefined for a job that did not.
 * @returns UWS_JOB_ERROR, UWS_JOB_ABORTED, or UWS_JOB_GONE for an archived one, whose results are not kept
 */
export async function failureOfJob(
  transport: Transport,
  jobUrl: string,
  job: UwsJob,
  options: OperationOptions = {},
): Promise<DalError | undefined> {
  const url = cleanJobUrl(jobUrl);
  const code = codeOf(job);
  if (code === undefined) return undefined;
  const { message, hasDetail, type } = job.errorSummary ?? {};
  const isAsked = code === "UWS_JOB_ERROR" && (message === undefined || hasDetail === true);
  const detail = isAsked ? await readErrorWords(transport, url, options) : undefined;
  const words = longerOf(message, detail);
  const what = {
    UWS_JOB_ERROR: "ended in an error",
    UWS_JOB_ABORTED: "was aborted",
    UWS_JOB_GONE: "is archived: its results may be deleted",
  }[code];
  const said =
    words === undefined ? (code === "UWS_JOB_ERROR" ? ", and its service does not say which" : "") : `: "${words}"`;
  const next = type === "transient" ? " The service says that this may pass: the same job may do better later." : "";
  return new DalError(code, `The job ${url} ${what}${said}.${next}`, {
    url,
    job: url,
    ...(words === undefined ? {} : { serviceMessage: words }),
  });
}

function codeOf({ phase }: UwsJob): "UWS_JOB_ERROR" | "UWS_JOB_ABORTED" | "UWS_JOB_GONE" | undefined {
  if (phase === "ERROR") return "UWS_JOB_ERROR";
  if (phase === "ABORTED") return "UWS_JOB_ABORTED";
  return phase === "ARCHIVED" ? "UWS_JOB_GONE" : undefined;
}

/** What `/error` says, be it a VOTable, a web page or text. That it cannot be had is not what the user needs to hear. */
async function readErrorWords(
  transport: Transport,
  jobUrl: string,
  options: OperationOptions,
): Promise<string | undefined> {
  try {
    const response = await transport.request({
      url: childUrl(jobUrl, "error"),
      // Some send the error document with the status of the error.
      accepts: (status) => status !== 404,
      ...requestOptions(options),
    });
    try {
      const body = await classifyBody(response.body, response.headers.get("content-type"));
      return await body.words();
    } finally {
      await response.close();
    }
  } catch (failure) {
    if (options.signal?.aborted === true) throw failure;
    return undefined;
  }
}

/** A summary is cut by many services; the detail begins with it, or says something else. */
function longerOf(message: string | undefined, detail: string | undefined): string | undefined {
  if (message === undefined || detail === undefined) return message ?? detail;
  const summary = message.replace(/\s*(\.{3}|…)$/, "");
  return detail.includes(summary) ? detail : `${message}\n${detail}`;
}
