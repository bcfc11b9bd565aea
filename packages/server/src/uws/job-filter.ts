import { PHASES, parseDaliTimestamp, parsePhase } from "@armillary/dali";
import { usageError } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";
import type { Job } from "./job.ts";

/**
 * The jobs of a list that a client asks for (UWS 1.1, section 2.2.2.1): by PHASE, of which several may do, created AFTER a time,
 * the LAST so many, newest first. The list without filters is in the order of creation.
 * @throws ServiceError SERVER_USAGE; DalError DAL_USAGE
 */
export function filterJobs(jobs: readonly Job[], parameters: Parameters): readonly Job[] {
  const phases = parameters.all("PHASE").map(parsePhase);
  const unknown = phases.find((phase) => !PHASES.some((known) => known === phase));
  if (unknown !== undefined) throw usageError(`PHASE ${unknown} is none. There are: ${PHASES.join(", ")}.`);
  const after = parameters.one("AFTER");
  const afterMs = after === undefined ? Number.NEGATIVE_INFINITY : parseDaliTimestamp(after).epochMs;
  const last = parameters.one("LAST");
  if (last !== undefined && !/^[1-9]\d*$/.test(last)) throw usageError(`LAST ${last} is no number of jobs, from 1.`);
  const kept = jobs.filter(
    ({ phase, creationMs }) => (phases.length === 0 || phases.includes(phase)) && creationMs > afterMs,
  );
  return last === undefined ? kept : kept.slice(-Number(last)).reverse();
}
