import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { parseDaliTimestamp } from "@armillary/dali";
import type { ServerContext } from "../context.ts";
import { ERROR_TYPE, errorDocument } from "../dali/error-document.ts";
import { ServiceError, usageError } from "../errors.ts";
import { seeOther, textAnswer, xmlAnswer } from "../http/answers.ts";
import { type ReadRequest, readRequest, removeFiles } from "../http/read-request.ts";
import type { Job } from "./job.ts";
import { jobDocument, jobListDocument, parametersDocument, quoteOf, resultsDocument, time } from "./job-document.ts";
import { filterJobs } from "./job-filter.ts";
import type { JobList } from "./job-list.ts";
import { waitForChange } from "./wait-for-change.ts";

/** A request for a job or a part of it. */
interface JobCall extends ReadRequest {
  readonly request: Request;
  readonly job: Job;
  /** URL of the job. */
  readonly url: string;
  readonly context: ServerContext;
  readonly list: JobList;
}

/** What a resource of a job answers to GET, and does for POST; without the one or the other it has no such method. */
interface JobResource {
  readonly get: (call: JobCall) => Response | Promise<Response>;
  readonly post?: (call: JobCall) => void | Promise<void>;
}

/** The resources below a job (UWS 1.1, section 2.2.1). */
const JOB_RESOURCES: Readonly<Record<string, JobResource>> = {
  "": {
    async get({ job, url, parameters, request }) {
      await waitForChange(job, parameters, request.signal);
      return xmlAnswer(jobDocument(job, url));
    },
    // Parameters are not taken here (DALI 1.1, section 2.1).
    async post({ job, list, parameters }) {
      if (parameters.required("ACTION").toUpperCase() !== "DELETE") throw usageError("The one ACTION is DELETE.");
      await list.delete(job);
    },
  },
  phase: {
    async get({ job, parameters, request }) {
      await waitForChange(job, parameters, request.signal);
      return textAnswer(job.phase);
    },
    post: ({ job, list, parameters }) => changePhase(job, list, readPhaseChange(parameters.required("PHASE"))),
  },
  executionduration: {
    get: ({ job }) => textAnswer(String(job.executionSeconds)),
    post({ job, parameters, context }) {
      const text = parameters.required("EXECUTIONDURATION");
      if (!/^\d+$/.test(text)) throw usageError(`EXECUTIONDURATION ${text} is no whole number of seconds, from 0.`);
      if (job.phase !== "PENDING") throw started(job);
      job.executionSeconds = Math.min(Number(text), context.limits.jobSeconds.hard);
    },
  },
  destruction: {
    get: ({ job }) => textAnswer(time(job.destructionMs)),
    post({ job, parameters, context }) {
      const asked = parseDaliTimestamp(parameters.required("DESTRUCTION")).epochMs;
      job.destructionMs = Math.min(asked, job.creationMs + context.limits.retentionSeconds.hard * 1000);
    },
  },
  quote: {
    get({ job }) {
      const quote = quoteOf(job);
      return textAnswer(quote === undefined ? "" : time(quote));
    },
  },
  owner: { get: () => textAnswer("") },
  parameters: {
    get: ({ job }) => xmlAnswer(parametersDocument(job)),
    post({ job, parameters, files }) {
      if (job.phase !== "PENDING") throw started(job);
      // A name that is said again takes the place of what was said before; tables add up (TAP 1.1, section 2.7.6).
      const names = new Set([...parameters].map(([name]) => name).filter((name) => name !== "UPLOAD"));
      const kept = [...job.parameters].filter(([name]) => !names.has(name));
      job.parameters = parameters.behind(kept);
      job.files = [...job.files, ...files];
    },
  },
  results: { get: ({ job, url }) => xmlAnswer(resultsDocument(job, url)) },
  "results/result": { get: ({ job }) => sendResult(job) },
  error: {
    get({ job }) {
      if (job.error === undefined) throw new ServiceError("SERVER_NOT_FOUND", "The job has no error.");
      return xmlAnswer(errorDocument(job.error), { type: ERROR_TYPE });
    },
  },
};

/** By their names in small letters. */
const RESOURCES: ReadonlyMap<string, JobResource> = new Map(Object.entries(JOB_RESOURCES));

/**
 * Answers a request to the list of jobs or below it (UWS 1.1, section 2.2).
 * @param url - of the list
 * @param path - below the list, without a slash in front
 */
export async function answerUws(
  context: ServerContext,
  list: JobList,
  request: Request,
  url: string,
  path: string,
): Promise<Response> {
  const read = await readRequest(request, context.limits, context.folder);
  try {
    return await (path === ""
      ? answerList(list, request, url, read)
      : answerJob(context, list, request, url, path, read));
  } finally {
    // Tables that came along and became no job's must not fill the disk.
    await removeFiles(read.files.filter((file) => !list.jobs.some(({ files }) => files.includes(file))));
  }
}

function answerList(list: JobList, request: Request, url: string, { parameters, files }: ReadRequest): Response {
  if (request.method === "GET") return xmlAnswer(jobListDocument(filterJobs(list.jobs, parameters), url));
  if (request.method !== "POST") throw noMethod("GET, POST");
  // Looked at before there is a job: who is refused does not know of any, and would leave it behind.
  const phase = parameters.one("PHASE");
  const change = phase === undefined ? undefined : readPhaseChange(phase);
  const job = list.create(parameters, files);
  if (change !== undefined) changePhase(job, list, change);
  return seeOther(`${url}/${job.id}`);
}

async function answerJob(
  context: ServerContext,
  list: JobList,
  request: Request,
  url: string,
  path: string,
  read: ReadRequest,
): Promise<Response> {
  const [id = "", ...rest] = path.split("/");
  const job = list.get(id);
  const resource = RESOURCES.get(rest.join("/").toLowerCase());
  if (resource === undefined) throw new ServiceError("SERVER_NOT_FOUND", `A job has no ${rest.join("/")}.`);
  const call: JobCall = { ...read, request, job, url: `${url}/${id}`, context, list };
  if (request.method === "GET") return resource.get(call);
  if (request.method === "DELETE" && rest.length === 0) {
    await list.delete(job);
    return seeOther(url);
  }
  if (request.method !== "POST" || resource.post === undefined) {
    throw noMethod(rest.length === 0 ? "GET, POST, DELETE" : resource.post === undefined ? "GET" : "GET, POST");
  }
  await resource.post(call);
  return seeOther(rest.length === 0 ? url : call.url);
}

type PhaseChange = "RUN" | "ABORT";

function readPhaseChange(text: string): PhaseChange {
  const phase = text.toUpperCase();
  if (phase === "RUN" || phase === "ABORT") return phase;
  throw usageError(`PHASE is set to RUN or ABORT, not to ${phase}.`);
}

function changePhase(job: Job, list: JobList, change: PhaseChange): void {
  if (change === "RUN") list.start(job);
  else job.stop();
}

function sendResult({ result, phase }: Job): Response {
  if (result === undefined) {
    throw new ServiceError("SERVER_NOT_FOUND", `The job is ${phase}: it has no result.`);
  }
  const body = Readable.toWeb(createReadStream(result.path)) as ReadableStream<Uint8Array>;
  return new Response(body, {
    headers: { "Content-Type": result.contentType, "Content-Length": String(result.bytes) },
  });
}

function started({ phase }: Job): ServiceError {
  return new ServiceError("SERVER_PHASE", `The job is ${phase}: this can be changed before it was started alone.`);
}

function noMethod(allow: string): ServiceError {
  return new ServiceError("SERVER_METHOD", `This resource has the methods ${allow}.`, { allow });
}
