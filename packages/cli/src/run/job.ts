import { resolve } from "node:path";
import { failureOfJob, type OperationOptions, type UwsJob } from "@armillary/dali";
import { type Io, writeOut } from "../io.ts";
import { JobWatch } from "../jobs/job-watch.ts";
import { type OpenedJob, openJob } from "../jobs/open-job.ts";
import type { NetworkOptions } from "../network/network.ts";
import { printableLine } from "../printable.ts";
import { Progress } from "../progress.ts";
import { deliver, formatOfPlace, isChatty, type Place } from "./deliver.ts";
import { tellSummary } from "./tell-summary.ts";

export interface JobArguments extends NetworkOptions {
  /** URL or id; the job that was made last where it is left out. */
  readonly job?: string;
  readonly json: boolean;
}

/** `armillary job status`: what the service says of a job. */
export async function runJobStatus({ job, json, ...options }: JobArguments, io: Io): Promise<void> {
  await withJob(job, options, io, async (opened) => {
    const seen = await opened.job.refresh(operationOf(opened));
    await note(opened, seen);
    await writeOut(io.stdout, json ? `${JSON.stringify(jsonOf(opened, seen))}\n` : printJob(opened, seen));
  });
}

/** `armillary job wait`: waits for a job's end, and prints its phase. Ends in an error where the job does. */
export async function runJobWait({ job, json, ...options }: JobArguments, io: Io): Promise<void> {
  await withJob(job, options, io, async (opened) => {
    const seen = await waitFor(opened, io);
    if (seen.phase !== "COMPLETED") {
      const failure = await failureOfJob(opened.network.transport, opened.job.url, seen, operationOf(opened));
      if (failure !== undefined) throw failure;
    }
    await writeOut(io.stdout, json ? `${JSON.stringify(jsonOf(opened, seen))}\n` : `${seen.phase}\n`);
  });
}

/** `armillary job abort`: asks a job to end. */
export async function runJobAbort({ job, ...options }: JobArguments, io: Io): Promise<void> {
  await withJob(job, options, io, async (opened) => {
    await opened.job.abort(operationOf(opened));
    await note(opened, await opened.job.refresh(operationOf(opened)));
  });
}

/** `armillary job delete`: deletes a job with its result, here and at the service. */
export async function runJobDelete({ job, ...options }: JobArguments, io: Io): Promise<void> {
  await withJob(job, options, io, async (opened) => {
    await opened.job.delete(operationOf(opened));
    await opened.journal.remove(opened.job.url);
  });
}

export interface JobResultsArguments extends JobArguments, Place {}

/** `armillary job results`: waits for a job, and writes its result to OUT. */
export async function runJobResults({ job: named, ...args }: JobResultsArguments, io: Io): Promise<void> {
  const to = formatOfPlace(args, "job results URL", io);
  await withJob(named, args, io, async (opened) => {
    const { job, journal } = opened;
    const chatty = isChatty(args, io);
    let watch: JobWatch | undefined;
    await deliver(
      args,
      to,
      {
        async open(progress) {
          watch = new JobWatch(io, journal, progress, "keep");
          watch.begin(job);
          // Its limits are of use at the end, to say what cut the result; nobody waits for them.
          void opened.service?.capabilities().catch(() => undefined);
          return job.result({ onProgress: (seen) => watch?.look(seen, chatty), lend: true, ...operationOf(opened) });
        },
        async tell(summary) {
          tellSummary(io, job.url, summary, chatty);
          await watch?.end();
          const resultFile = args.output === "-" ? {} : { resultFile: resolve(args.output) };
          await journal.update(job.url, { phase: "COMPLETED", ...resultFile });
        },
        end: () => watch?.end(),
      },
      io,
    ).catch(async (failure: unknown) => {
      if (job.last !== undefined) await note(opened, job.last);
      throw failure;
    });
  });
}

async function withJob(
  named: string | undefined,
  options: NetworkOptions,
  io: Io,
  work: (opened: OpenedJob) => Promise<void>,
): Promise<void> {
  const opened = await openJob(named, options, io);
  try {
    await work(opened);
  } finally {
    await opened.network.close();
  }
}

function operationOf({ network }: OpenedJob): OperationOptions {
  return network.deadline === undefined ? {} : { deadline: network.deadline };
}

async function waitFor(opened: OpenedJob, io: Io): Promise<UwsJob> {
  const { job, journal } = opened;
  const progress = new Progress(io);
  const watch = new JobWatch(io, journal, progress, "keep");
  const start = performance.now();
  watch.begin(job);
  try {
    const seen = await job.wait({
      ...operationOf(opened),
      onJob: ({ phase }) => {
        watch.look({ mode: "async", phase, elapsedMs: performance.now() - start, rows: 0, bytes: 0 }, false);
      },
    });
    await note(opened, seen);
    return seen;
  } finally {
    progress.end();
    await watch.end();
  }
}

/** Writes down what was seen of a job. */
async function note({ job, journal }: OpenedJob, { phase, destruction }: UwsJob): Promise<void> {
  const destructionEpochMs = destruction?.epochMs;
  await journal.update(job.url, { phase, ...(destructionEpochMs === undefined ? {} : { destructionEpochMs }) });
}

function jsonOf({ job, entry }: OpenedJob, seen: UwsJob): object {
  const { jobInfo: _, ...described } = seen;
  return { url: job.url, ...described, ...(entry === undefined ? {} : { service: entry.service, query: entry.query }) };
}

function printJob({ job, entry }: OpenedJob, seen: UwsJob): string {
  const { phase, runId, creationTime, startTime, endTime, quote, destruction, executionDurationSeconds } = seen;
  const query = entry?.query ?? seen.parameters.find(({ id }) => id.toUpperCase() === "QUERY")?.value;
  const limit =
    executionDurationSeconds === undefined || executionDurationSeconds === 0
      ? undefined
      : `${executionDurationSeconds} s`;
  const lines: readonly (readonly [name: string, value: string | undefined])[] = [
    ["phase", phase],
    ["url", job.url],
    ["run id", runId],
    ["created", creationTime?.text],
    ["started", startTime?.text],
    ["quote", quote?.text],
    ["ended", endTime?.text],
    ["deleted at", destruction?.text],
    ["may run for", limit],
    ["error", seen.errorSummary?.message],
    ["result file", entry?.resultFile],
    ["query", query],
  ];
  return lines
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value = ""]) => `${`${name}:`.padEnd(13)}${printableLine(value)}\n`)
    .join("");
}
