import { childUrl, jobUrlOf, type UwsJobReference } from "@armillary/dali";
import { TapService } from "@armillary/tap";
import type { JournalEntry } from "@armillary/tap/node";
import { printAligned } from "../aligned.ts";
import { type Io, writeOut } from "../io.ts";
import { openJournal } from "../jobs/safe-journal.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printableLine } from "../printable.ts";
import { openService } from "../services/open-service.ts";

export interface JobListArguments extends NetworkOptions {
  /** Whose jobs are listed: those of the journal, and those that the service shows. Without it, all of the journal. */
  readonly service?: string;
  readonly json: boolean;
}

/** A job as it is listed. */
interface ListedJob {
  readonly url: string;
  readonly phase: string;
  readonly created?: string;
  /** When the service deletes it. */
  readonly destruction?: string;
  readonly service?: string;
  readonly query?: string;
  readonly result?: string;
  readonly runId?: string;
  /** Whether this machine's journal has it. */
  readonly known: boolean;
}

/** `armillary job list`: the jobs that are known here, and with `--service` those that the service shows. */
export async function runJobList({ service: named, json, ...options }: JobListArguments, io: Io): Promise<void> {
  const { jobs: entries } = await (await openJournal(io)).list();
  let jobs = entries.map(ofEntry);
  if (named !== undefined) {
    const { address, network } = await openService(named, "TAP", options, io);
    try {
      const service = new TapService(address.url, { transport: network.transport });
      const deadline = network.deadline === undefined ? {} : { deadline: network.deadline };
      const listed = await service.jobs(deadline);
      jobs = merged(entries, service.url, listed);
    } finally {
      await network.close();
    }
  }
  await writeOut(io.stdout, json ? `${JSON.stringify({ jobs })}\n` : printJobs(jobs, io));
}

function ofEntry(entry: JournalEntry): ListedJob {
  const { url, phase, createdEpochMs, destructionEpochMs, service, query, resultFile } = entry;
  return {
    url,
    phase,
    created: new Date(createdEpochMs).toISOString(),
    ...(destructionEpochMs === undefined ? {} : { destruction: new Date(destructionEpochMs).toISOString() }),
    service,
    query,
    ...(resultFile === undefined ? {} : { result: resultFile }),
    known: true,
  };
}

/** The service's word counts for the phases of jobs that both know. */
function merged(entries: readonly JournalEntry[], service: string, listed: readonly UwsJobReference[]): ListedJob[] {
  const own = new Map(entries.filter((entry) => entry.service === service).map((entry) => [entry.url, ofEntry(entry)]));
  const shown = listed.map((reference): ListedJob => {
    const url = jobUrlOf(childUrl(service, "async"), reference);
    const entry = own.get(url);
    own.delete(url);
    const { phase, creationTime, runId } = reference;
    return {
      url,
      phase,
      ...(creationTime === undefined ? {} : { created: creationTime.text }),
      service,
      ...(runId === undefined ? {} : { runId }),
      known: false,
      ...entry,
      ...(entry === undefined ? {} : { phase }),
    };
  });
  return [...shown, ...own.values()].sort((a, b) => ((a.created ?? "") < (b.created ?? "") ? 1 : -1));
}

const LONGEST_QUERY = 60;

function printJobs(jobs: readonly ListedJob[], io: Io): string {
  if (jobs.length === 0) return "";
  const rows = jobs.map(({ url, phase, created = "", query = "", runId = "" }) => [
    phase,
    created.slice(0, 19),
    url,
    printableLine(query === "" ? runId : query, LONGEST_QUERY),
  ]);
  const width = io.stdout.isTTY === true ? io.stdout.columns || 80 : Number.POSITIVE_INFINITY;
  return printAligned([["PHASE", "CREATED (UTC)", "URL", "QUERY"], ...rows], width);
}
