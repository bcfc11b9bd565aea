import { printTimestamp } from "@armillary/dali";
import { element, textElement, XLINK, type XmlNode, XSI } from "../xml.ts";
import type { Job } from "./job.ts";

const NAMESPACES = { "xmlns:uws": "http://www.ivoa.net/xml/UWS/v1.0", "xmlns:xlink": XLINK, "xmlns:xsi": XSI };

/** A job as UWS describes it (UWS 1.1, section 2.2.2.3). @param url - of the job */
export function jobDocument(job: Job, url: string): XmlNode {
  return element(
    "uws:job",
    { ...NAMESPACES, version: "1.1" },
    element("uws:jobId", job.id),
    textElement("uws:runId", job.runId),
    element("uws:ownerId", { "xsi:nil": true }),
    element("uws:phase", job.phase),
    nillableTime("uws:quote", quoteOf(job)),
    element("uws:creationTime", time(job.creationMs)),
    nillableTime("uws:startTime", job.startMs),
    nillableTime("uws:endTime", job.endMs),
    element("uws:executionDuration", String(job.executionSeconds)),
    element("uws:destruction", time(job.destructionMs)),
    parametersElement(job),
    resultsElement(job, url),
    job.error === undefined
      ? undefined
      : element(
          "uws:errorSummary",
          { type: job.error.isTransient ? "transient" : "fatal", hasDetail: true },
          element("uws:message", job.error.message),
        ),
  );
}

/** When it is known to be over: when it was; else nobody knows. */
export function quoteOf(job: Job): number | undefined {
  return job.endMs;
}

/** `/parameters` alone. */
export function parametersDocument(job: Job): XmlNode {
  const { name, children } = parametersElement(job);
  return element(name, NAMESPACES, children);
}

/** `/results` alone. */
export function resultsDocument(job: Job, url: string): XmlNode {
  const { name, children } = resultsElement(job, url);
  return element(name, NAMESPACES, children);
}

/** The list of jobs (UWS 1.1, section 2.2.2.1). @param url - of the list */
export function jobListDocument(jobs: readonly Job[], url: string): XmlNode {
  const references = jobs.map((job) =>
    element(
      "uws:jobref",
      { id: job.id, "xlink:type": "simple", "xlink:href": `${url}/${job.id}` },
      element("uws:phase", job.phase),
      textElement("uws:runId", job.runId),
      element("uws:ownerId", { "xsi:nil": true }),
      element("uws:creationTime", time(job.creationMs)),
    ),
  );
  return element("uws:jobs", { ...NAMESPACES, version: "1.1" }, references);
}

function parametersElement({ parameters, files }: Job): XmlNode {
  const said = [...parameters].filter(([name]) => name !== "PHASE");
  return element(
    "uws:parameters",
    ...said.map(([name, value]) => element("uws:parameter", { id: name }, value)),
    // What the files hold is no text; their size tells which they are.
    ...files.map(({ name, bytes }) => element("uws:parameter", { id: name, isPost: true }, `(${bytes} bytes)`)),
  );
}

function resultsElement({ result }: Job, url: string): XmlNode {
  if (result === undefined) return element("uws:results");
  const { bytes, contentType } = result;
  const attributes = {
    id: "result",
    "xlink:type": "simple",
    "xlink:href": `${url}/results/result`,
    "mime-type": contentType,
    size: bytes,
  };
  return element("uws:results", element("uws:result", attributes));
}

function nillableTime(name: string, epochMs: number | undefined): XmlNode {
  return epochMs === undefined ? element(name, { "xsi:nil": true }) : element(name, time(epochMs));
}

/** UWS's times are UTC with a Z (UWS 1.1, section 1.3). */
export function time(epochMs: number): string {
  return printTimestamp(epochMs, { civil: true });
}
