import type { DalError } from "./errors.ts";
import type { Deadline } from "./transport/deadline.ts";
import type { DalRequest } from "./transport/types.ts";

/** What holds for every request of one operation on a service. */
export interface OperationOptions {
  readonly signal?: AbortSignal;
  readonly deadline?: Deadline;
  /** Of one request. */
  readonly timeoutMs?: number;
}

/** The part of a request that the options say. */
export function requestOptions({
  signal,
  deadline,
  timeoutMs,
}: OperationOptions): OperationOptions & Partial<DalRequest> {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

/** For documents of VOSI and UWS: some services send a web page to who does not say that XML is wanted. */
export const ACCEPT_XML = "application/xml, text/xml;q=0.9, */*;q=0.1";

/** By name, not by class: two copies of this package have two classes. */
export function isDalError(failure: unknown): failure is DalError {
  return failure instanceof Error && failure.name === "DalError";
}

/** Whether nobody was reached at all: what else is asked of that host would fare no better. */
export function isUnreachable(failure: unknown): boolean {
  return isDalError(failure) && failure.failure.isUnreachable === true;
}
