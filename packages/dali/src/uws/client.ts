import { DalError } from "../errors.ts";
import { ACCEPT_XML, isDalError, type OperationOptions, requestOptions } from "../operation.ts";
import type { DalResponse, Part, Transport } from "../transport/types.ts";
import { childUrl } from "../url/base-url.ts";
import { printTimestamp, readServiceTime, type ServiceTime } from "../values/timestamp.ts";
import { readXmlAnswer } from "../xml/answer.ts";
import { parseJob, type UwsJob } from "./job.ts";
import { change, isChange, ofJob } from "./job-answer.ts";
import { parseJobList, type UwsJobReference } from "./job-list.ts";
import { cleanJobUrl, hrefUrls } from "./job-url.ts";
import { type Phase, parsePhase, stageOf } from "./phase.ts";

export interface CreateJobOptions extends OperationOptions {
  readonly parameters?: Iterable<readonly [name: string, value: string]>;
  /** Files that go along. */
  readonly multipart?: readonly Part[];
}

/**
 * Creates a job: POST to the list of jobs. It is PENDING then, until `startJob`.
 *
 * Its URL is where the answer leads, or what the answer says: some servers send the description of the job with 200, or
 * 201 with a Location. `PHASE=RUN` must not be among the parameters: DaCHS ignores it, others do not.
 * @returns the URL of the job
 * @throws DalError; DAL_FORMAT when the answer names no job
 */
export async function createJob(
  transport: Transport,
  listUrl: string,
  options: CreateJobOptions = {},
): Promise<string> {
  const { parameters, multipart } = options;
  const response = await transport.request({
    url: listUrl,
    method: "POST",
    redirect: "manual",
    accept: ACCEPT_XML,
    accepts: isChange,
    ...(parameters === undefined ? {} : { parameters }),
    ...(multipart === undefined ? {} : { multipart }),
    ...requestOptions(options),
  });
  try {
    const location = response.location ?? locationOf(response, listUrl);
    if (location !== undefined) return cleanJobUrl(hrefUrls(location, childUrl(listUrl, "new"))[0] ?? location);
    // A fetch that follows redirects by itself, as in browsers, shows where it went.
    if (response.status < 300 && cleanJobUrl(response.url) !== cleanJobUrl(listUrl)) return cleanJobUrl(response.url);
    if (response.status < 300) {
      const { jobId } = parseJob(await readXmlAnswer(response, "a UWS job"));
      if (jobId !== undefined) return childUrl(listUrl, encodeURIComponent(jobId));
    }
  } finally {
    await response.close();
  }
  throw new DalError(
    "DAL_FORMAT",
    `${listUrl} took the job (HTTP ${response.status}) and does not say where it is: no Location, no job in the answer. Look for it in the list of jobs.`,
    { url: listUrl, httpStatus: response.status },
  );
}

export interface StartJobOptions extends OperationOptions {
  /** The phase that the job is known to be in: a job that was just created need not be looked at first. */
  readonly phase?: Phase;
}

/**
 * Sets a job going (`PHASE=RUN`). A job that runs already, or has run, is left alone, so that it is safe to ask twice; that
 * is looked at first, for DaCHS ends a job in an error that is told to run while it runs. A lost answer is no failure
 * where the job then runs.
 * @throws DalError code UWS_JOB_GONE, …
 */
export async function startJob(transport: Transport, jobUrl: string, options: StartJobOptions = {}): Promise<void> {
  const phase = options.phase ?? (await lookAtPhase(transport, jobUrl, options));
  if (stageOf(phase) !== "unstarted" && phase !== "UNKNOWN") return;
  try {
    await change(transport, childUrl(cleanJobUrl(jobUrl), "phase"), [["PHASE", "RUN"]], options);
  } catch (failure) {
    // Refused because it runs, or the answer was lost: the job itself knows.
    const isLost =
      isDalError(failure) && ["DAL_NETWORK", "DAL_TIMEOUT", "DAL_HTTP", "DAL_QUERY_ERROR"].includes(failure.code);
    const isRefused = isDalError(failure) && failure.code === "DAL_AUTH" && failure.failure.httpStatus === 403;
    if (!(isLost || isRefused) || options.deadline?.isOver === true || options.signal?.aborted === true) throw failure;
    const now = await lookAtPhase(transport, jobUrl, options).catch(() => undefined);
    if (now === undefined || stageOf(now) === "unstarted") throw failure;
  }
}

export interface GetJobOptions extends OperationOptions {
  /** Seconds that the service may wait for a change before it answers (UWS 1.1). It need not. */
  readonly waitSeconds?: number;
  /** With `waitSeconds`: answer at once when the job is not in this phase. */
  readonly phase?: Phase;
}

/**
 * The description of a job.
 * @throws DalError code UWS_JOB_GONE when there is no such job; as `transport.request` and `parseJob`
 */
export async function getJob(transport: Transport, jobUrl: string, options: GetJobOptions = {}): Promise<UwsJob> {
  const { waitSeconds, phase } = options;
  const parameters: (readonly [string, string])[] = [];
  if (waitSeconds !== undefined) parameters.push(["WAIT", String(Math.max(0, Math.floor(waitSeconds)))]);
  if (waitSeconds !== undefined && phase !== undefined) parameters.push(["PHASE", phase]);
  const url = cleanJobUrl(jobUrl);
  const response = await ofJob(
    url,
    transport.request({ url, accept: ACCEPT_XML, parameters, ...requestOptions(options) }),
  );
  return parseJob(await readXmlAnswer(response, "a UWS job"), { url });
}

/** The phase alone: for services whose description of a job cannot be read. */
export async function getPhase(transport: Transport, jobUrl: string, options: OperationOptions = {}): Promise<Phase> {
  return parsePhase(await getText(transport, jobUrl, "phase", options));
}

/** The phase as the description of the job has it, or alone where that cannot be read. */
async function lookAtPhase(transport: Transport, jobUrl: string, options: OperationOptions): Promise<Phase> {
  const asking = requestOptions(options);
  try {
    return (await getJob(transport, jobUrl, asking)).phase;
  } catch (failure) {
    if (!isDalError(failure) || failure.code !== "DAL_FORMAT") throw failure;
    return getPhase(transport, jobUrl, asking);
  }
}

/** When the job will probably be done; undefined when the service does not know. */
export async function getQuote(
  transport: Transport,
  jobUrl: string,
  options: OperationOptions = {},
): Promise<ServiceTime | undefined> {
  const text = await getText(transport, jobUrl, "quote", options);
  return text === "" ? undefined : readServiceTime(text);
}

export interface ListJobsOptions extends OperationOptions {
  /** Only jobs in one of these. */
  readonly phases?: readonly Phase[];
  /** Only jobs created later; milliseconds from 1970 UTC. */
  readonly afterEpochMs?: number;
  /** Only as many, the newest first. */
  readonly last?: number;
}

/** The jobs that the service shows to whoever asks. Services of UWS 1.0 do not filter: `phases` is applied here, too. */
export async function listJobs(
  transport: Transport,
  listUrl: string,
  options: ListJobsOptions = {},
): Promise<UwsJobReference[]> {
  const { phases, afterEpochMs, last } = options;
  const parameters: (readonly [string, string])[] = (phases ?? []).map((phase) => ["PHASE", phase] as const);
  if (afterEpochMs !== undefined) parameters.push(["AFTER", printTimestamp(afterEpochMs, { civil: true })]);
  if (last !== undefined) parameters.push(["LAST", String(last)]);
  const response = await transport.request({
    url: listUrl,
    accept: ACCEPT_XML,
    parameters,
    ...requestOptions(options),
  });
  const jobs = parseJobList(await readXmlAnswer(response, "a list of UWS jobs"), { url: listUrl });
  return phases === undefined ? jobs : jobs.filter(({ phase }) => phases.includes(phase));
}

/** Location where the answer is no redirect: 201 has one, and 200 of some. */
function locationOf(response: DalResponse, listUrl: string): string | undefined {
  const location = response.headers.get("location");
  return location === null || !URL.canParse(location, listUrl) ? undefined : new URL(location, listUrl).href;
}

async function getText(
  transport: Transport,
  jobUrl: string,
  resource: string,
  options: OperationOptions,
): Promise<string> {
  const url = childUrl(cleanJobUrl(jobUrl), resource);
  const response = await ofJob(
    jobUrl,
    transport.request({ url, accept: "text/plain, */*;q=0.1", ...requestOptions(options) }),
  );
  return (await response.text(4096)).trim();
}
