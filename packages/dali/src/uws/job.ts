import { readServiceTime, type ServiceTime } from "../values/timestamp.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  childText,
  isNil,
  isTrue,
  textOf,
  XLINK_NAMESPACE,
  type XmlElement,
} from "../xml/element.ts";
import { type XmlOptions, xmlError } from "../xml/options.ts";
import { parseXml } from "../xml/parse.ts";
import { type Phase, parsePhase } from "./phase.ts";

/** A job as it was when its service described it (UWS 1.1, section 2.1). What the service does not say is absent. */
export interface UwsJob {
  /** Of UWS; services of 1.0 give none. */
  readonly version?: string;
  readonly jobId?: string;
  /** What the client called it. */
  readonly runId?: string;
  readonly ownerId?: string;
  /** UNKNOWN where the document has none. */
  readonly phase: Phase;
  /** When it will probably be done. */
  readonly quote?: ServiceTime;
  readonly creationTime?: ServiceTime;
  readonly startTime?: ServiceTime;
  readonly endTime?: ServiceTime;
  /** How long it may run. 0: as long as it likes. */
  readonly executionDurationSeconds?: number;
  /** When the job and its results will be deleted. */
  readonly destruction?: ServiceTime;
  readonly parameters: readonly UwsParameter[];
  readonly results: readonly UwsResult[];
  readonly errorSummary?: UwsErrorSummary;
  /** Whatever the service wants to say (`<jobInfo>`): progress, its own error. */
  readonly jobInfo?: XmlElement;
}

export interface UwsParameter {
  readonly id: string;
  readonly value: string;
  /** Whether the value is a URL where the value is. */
  readonly byReference: boolean;
  readonly isPost: boolean;
}

export interface UwsResult {
  readonly id?: string;
  /** As written: it may be relative, or name a host that only the service knows. `resultUrls` makes URLs of it. */
  readonly href?: string;
  readonly sizeBytes?: number;
  readonly mimeType?: string;
}

export interface UwsErrorSummary {
  /** `transient`: the same job may do better later; `fatal`: it will not. */
  readonly type?: "transient" | "fatal";
  readonly message?: string;
  /** Whether there is more at `/error`. */
  readonly hasDetail?: boolean;
}

/**
 * Reads the description of a job, of UWS 1.0 and 1.1, with any namespace or none.
 * @throws DalError DAL_FORMAT for another document, or no XML; DAL_LIMIT
 */
export function parseJob(source: string | Uint8Array | XmlElement, options: XmlOptions = {}): UwsJob {
  const named = { what: "UWS job", ...options };
  const root = typeof source === "string" || source instanceof Uint8Array ? parseXml(source, named) : source;
  if (root.local === "job") return readJob(root);
  throw xmlError("DAL_FORMAT", `<${root.name}> describes no job.`, named, root);
}

export function readJob(element: XmlElement): UwsJob {
  const version = attributeOf(element, "version");
  const duration = childText(element, "executionDuration");
  const executionDurationSeconds = duration === undefined ? undefined : Number(duration);
  const errorSummary = readErrorSummary(childOf(element, "errorSummary"));
  const jobInfo = childOf(element, "jobInfo");
  return {
    ...(version === undefined ? {} : { version }),
    ...textIn(element, "jobId"),
    ...textIn(element, "runId"),
    ...textIn(element, "ownerId"),
    phase: parsePhase(childText(element, "phase") ?? ""),
    ...timeIn(element, "quote"),
    ...timeIn(element, "creationTime"),
    ...timeIn(element, "startTime"),
    ...timeIn(element, "endTime"),
    ...(executionDurationSeconds !== undefined && executionDurationSeconds >= 0 ? { executionDurationSeconds } : {}),
    ...timeIn(element, "destruction"),
    parameters: listIn(element, "parameters", "parameter").map(readParameter),
    results: listIn(element, "results", "result").map(readResult),
    ...(errorSummary === undefined ? {} : { errorSummary }),
    ...(jobInfo === undefined ? {} : { jobInfo }),
  };
}

function listIn(element: XmlElement, list: string, item: string): XmlElement[] {
  return childrenOf(element, list).flatMap((child) => childrenOf(child, item));
}

function readParameter(element: XmlElement): UwsParameter {
  return {
    id: attributeOf(element, "id") ?? "",
    value: textOf(element) ?? "",
    byReference: isTrue(attributeOf(element, "byReference")) ?? false,
    isPost: isTrue(attributeOf(element, "isPost")) ?? false,
  };
}

function readResult(element: XmlElement): UwsResult {
  const id = attributeOf(element, "id");
  const href = attributeOf(element, "href", XLINK_NAMESPACE);
  const size = attributeOf(element, "size");
  const mimeType = attributeOf(element, "mime-type");
  const sizeBytes = size !== undefined && /^\d+$/.test(size) ? Number(size) : undefined;
  return {
    ...(id === undefined ? {} : { id }),
    ...(href === undefined ? {} : { href }),
    // 0 and -1 are what services write who do not know it.
    ...(sizeBytes === undefined || sizeBytes === 0 ? {} : { sizeBytes }),
    ...(mimeType === undefined ? {} : { mimeType }),
  };
}

function readErrorSummary(element: XmlElement | undefined): UwsErrorSummary | undefined {
  if (element === undefined || isNil(element)) return undefined;
  const type = attributeOf(element, "type")?.toLowerCase();
  const hasDetail = isTrue(attributeOf(element, "hasDetail"));
  const message = childText(element, "message") ?? textOf(element);
  if (type === undefined && hasDetail === undefined && message === undefined) return undefined;
  return {
    ...(type === "transient" || type === "fatal" ? { type } : {}),
    ...(message === undefined ? {} : { message }),
    ...(hasDetail === undefined ? {} : { hasDetail }),
  };
}

function textIn<Name extends string>(element: XmlElement, name: Name): { readonly [Key in Name]?: string } {
  const text = childText(element, name);
  return text === undefined ? {} : ({ [name]: text } as { [Key in Name]: string });
}

function timeIn<Name extends string>(element: XmlElement, name: Name): { readonly [Key in Name]?: ServiceTime } {
  const text = childText(element, name);
  return text === undefined ? {} : ({ [name]: readServiceTime(text) } as { [Key in Name]: ServiceTime });
}
