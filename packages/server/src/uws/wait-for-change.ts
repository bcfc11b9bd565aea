import { parsePhase } from "@armillary/dali";
import { usageError } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";
import type { Job } from "./job.ts";

/** A wait is no longer than this, whatever was asked for: clients ask again (UWS 1.1, section 2.2.1.1). */
const LONGEST_WAIT_SECONDS = 60;

/** Phases that change by themselves or by others: in any other, nobody waits. */
const ACTIVE: readonly string[] = ["PENDING", "QUEUED", "EXECUTING"];

/**
 * Waits as `WAIT` asks for, seconds, -1 for as long as it takes: until the job's phase changes, from `PHASE` if that is said.
 * @throws ServiceError SERVER_USAGE
 */
export async function waitForChange(job: Job, parameters: Parameters, client: AbortSignal): Promise<void> {
  const text = parameters.one("WAIT");
  if (text === undefined) return;
  if (!/^(-1|\d+)$/.test(text)) throw usageError(`WAIT ${text} is no whole number of seconds, from 0, nor -1.`);
  const phase = parameters.one("PHASE");
  if (!ACTIVE.includes(job.phase) || (phase !== undefined && parsePhase(phase) !== job.phase)) return;
  const seconds = text === "-1" ? LONGEST_WAIT_SECONDS : Math.min(Number(text), LONGEST_WAIT_SECONDS);
  await job.changed(seconds * 1000, client);
}
