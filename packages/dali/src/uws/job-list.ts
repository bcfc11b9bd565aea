import { readServiceTime, type ServiceTime } from "../values/timestamp.ts";
import { attributeOf, childrenOf, childText, XLINK_NAMESPACE, type XmlElement } from "../xml/element.ts";
import { type XmlOptions, xmlError } from "../xml/options.ts";
import { parseXml } from "../xml/parse.ts";
import { readJob, type UwsJob } from "./job.ts";
import { type Phase, parsePhase } from "./phase.ts";

/** One job of a list (UWS 1.1, section 2.2.2.1). */
export interface UwsJobReference {
  readonly jobId: string;
  /** As written, where it is. `jobUrl` makes a URL of it. */
  readonly href?: string;
  readonly phase: Phase;
  readonly runId?: string;
  readonly ownerId?: string;
  readonly creationTime?: ServiceTime;
  /** All of it, from services that list whole jobs (ESA). */
  readonly job?: UwsJob;
}

/**
 * Reads a list of jobs. Jobs that nothing names are left out.
 * @throws DalError DAL_FORMAT for another document, or no XML; DAL_LIMIT
 */
export function parseJobList(source: string | Uint8Array | XmlElement, options: XmlOptions = {}): UwsJobReference[] {
  const named = { what: "list of UWS jobs", ...options };
  const root = typeof source === "string" || source instanceof Uint8Array ? parseXml(source, named) : source;
  if (root.local !== "jobs" && root.local !== "joblist") {
    throw xmlError("DAL_FORMAT", `<${root.name}> is no list of jobs.`, named, root);
  }
  return childrenOf(root).flatMap((child) => {
    if (child.local === "job") return ofJob(readJob(child));
    return child.local === "jobref" ? ofReference(child) : [];
  });
}

function ofJob(job: UwsJob): UwsJobReference[] {
  const { jobId, runId, ownerId, creationTime, phase } = job;
  if (jobId === undefined) return [];
  return [
    {
      jobId,
      phase,
      ...(runId === undefined ? {} : { runId }),
      ...(ownerId === undefined ? {} : { ownerId }),
      ...(creationTime === undefined ? {} : { creationTime }),
      job,
    },
  ];
}

function ofReference(element: XmlElement): UwsJobReference[] {
  const href = attributeOf(element, "href", XLINK_NAMESPACE);
  const jobId = attributeOf(element, "id") ?? href?.replace(/[/?#]+$/, "").replace(/^.*\//, "");
  if (jobId === undefined || jobId === "") return [];
  const runId = childText(element, "runId");
  const ownerId = childText(element, "ownerId");
  const creationTime = childText(element, "creationTime");
  return [
    {
      jobId,
      ...(href === undefined ? {} : { href }),
      phase: parsePhase(childText(element, "phase") ?? ""),
      ...(runId === undefined ? {} : { runId }),
      ...(ownerId === undefined ? {} : { ownerId }),
      ...(creationTime === undefined ? {} : { creationTime: readServiceTime(creationTime) }),
    },
  ];
}
