import { type DalError, Deadline, isDalError, type OperationOptions } from "@armillary/dali";
import { isRegistryError, RegistryError, type RegistryFailure } from "../errors.ts";
import type { Trail } from "../provenance.ts";
import type { RegistryEndpoint } from "../registries.ts";
import type { RegistryHealth } from "./health.ts";

export interface AskFirstOptions extends OperationOptions {
  /** How long one registry may take before the next is asked. */
  readonly patienceMs: number;
}

/** What one registry is asked, and within which time. */
export type Attempt<Answer> = (url: string, options: OperationOptions) => Promise<Answer>;

/**
 * Asks registries one after the other, until one answers. One that is dead, refuses, takes too long or lacks a feature is
 * passed over, which is noted; that it failed is remembered, unless the question was to blame.
 * @throws RegistryError code REG_FEATURE where all lack a feature, REG_UNREACHABLE else; what the caller's signal leads to
 */
export async function askFirst<Answer>(
  registries: readonly RegistryEndpoint[],
  attempt: Attempt<Answer>,
  health: RegistryHealth,
  { patienceMs, signal, deadline, timeoutMs }: AskFirstOptions,
  trail: Trail,
): Promise<{ readonly answer: Answer; readonly registry: string }> {
  const failures: RegistryFailure[] = [];
  const ordered = await health.order(registries, trail.notes);
  for (const [index, { url }] of ordered.entries()) {
    const leftMs = deadline?.remainingMs ?? Number.POSITIVE_INFINITY;
    if (leftMs === 0) break;
    // The last one may take all that is left; before it, one that hangs must leave time for another.
    const grantedMs = Math.min(patienceMs, index === ordered.length - 1 ? leftMs : leftMs / 2);
    try {
      const answer = await attempt(url, {
        deadline: new Deadline(grantedMs),
        ...(signal === undefined ? {} : { signal }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
      await health.answered(url);
      return { answer, registry: url };
    } catch (cause) {
      if (signal?.aborted === true || !(isDalError(cause) || isRegistryError(cause))) throw cause;
      if (isRegistryError(cause) && cause.code !== "REG_FEATURE") throw cause;
      failures.push({ registry: url, reason: cause.message, cause });
      trail.notes.push(`${url} was passed over: ${cause.message}`);
      if (isDalError(cause) && isItsFault(cause, grantedMs < patienceMs)) await health.failed(url, cause.message);
    }
  }
  const isLacking = failures.length > 0 && failures.every(({ cause }) => isRegistryError(cause));
  const list = failures.map(({ registry, reason }) => `  ${registry}: ${reason}`).join("\n");
  throw new RegistryError(
    isLacking ? "REG_FEATURE" : "REG_UNREACHABLE",
    failures.length === 0
      ? "There was no time left to ask a registry."
      : `${isLacking ? "No registry can judge this" : "No registry answered"}:\n${list}`,
    { failures, cause: failures[0]?.cause },
  );
}

/** A query that it refuses may be to blame, and so may a caller in a hurry. */
function isItsFault({ code }: DalError, isHasty: boolean): boolean {
  return code !== "DAL_QUERY_ERROR" && code !== "DAL_USAGE" && !(code === "DAL_TIMEOUT" && isHasty);
}
