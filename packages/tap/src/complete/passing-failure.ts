import { DalError, isDalError, onAbort } from "@armillary/dali";
import { isCompletenessError } from "./completeness-error.ts";

/** Codes of failures that may not happen again. */
const PASSING: ReadonlySet<string> = new Set([
  "DAL_NETWORK",
  "DAL_TIMEOUT",
  "DAL_HTTP",
  "UWS_JOB_GONE",
  "UWS_JOB_ABORTED",
  "VOT_TRUNCATED",
]);

/** Whether asking again may help: the connection broke, the service was busy, the answer ended in the middle. */
export function isPassing(failure: unknown): boolean {
  if (isCompletenessError(failure)) return failure.code === "TAP_INCOMPLETE";
  if (!(failure instanceof Error) || !("code" in failure)) return false;
  const { failure: details } = failure as { readonly failure?: { readonly httpStatus?: number } };
  const status = details?.httpStatus;
  if (failure.code === "DAL_HTTP" && status !== undefined) return status === 429 || status >= 500;
  return PASSING.has(String(failure.code));
}

/** @throws DalError code DAL_ABORTED where the signal came, its reason as cause; CompletenessError where the rest was left */
export function throwIfGivenUp({ aborted, reason }: AbortSignal): void {
  if (!aborted) return;
  if (isDalError(reason) || isCompletenessError(reason)) throw reason;
  throw new DalError("DAL_ABORTED", "The query was given up by the caller.", {}, { cause: reason });
}

/** Waits, unless the signal comes first; throws as `throwIfGivenUp`. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  throwIfGivenUp(signal);
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    const forget = onAbort(signal, done);
  });
  throwIfGivenUp(signal);
}
