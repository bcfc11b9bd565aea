import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { findDialectProfile } from "@armillary/adql";
import { isDalError } from "@armillary/dali";
import type { FormatName } from "@armillary/formats";
import { type QueryOptions, type TapJob, type TapResult, TapService, type UploadSource } from "@armillary/tap";
import { readQuery } from "../adql/read-query.ts";
import { asCommandError, CommandError, failureIn, usageError } from "../failure.ts";
import { ClosedPipeError, type Io, writeOut } from "../io.ts";
import { identityOf, isUrl, type UploadArgument } from "../jobs/identity.ts";
import { JobWatch } from "../jobs/job-watch.ts";
import { openJournal } from "../jobs/safe-journal.ts";
import { printDuration } from "../quantities.ts";
import { keptMetadata, openMetadataCache } from "../services/load-metadata.ts";
import { openService } from "../services/open-service.ts";
import { tellNote } from "../warnings.ts";
import { type AskedQuery, type QueryArguments, record } from "./asked-query.ts";
import { checkQuery } from "./check-query.ts";
import { beginComplete } from "./complete-query.ts";
import { deliver, formatOfPlace, isChatty } from "./deliver.ts";
import { describeCut, isCut, tellSummary } from "./tell-summary.ts";

/** `armillary query`: a query to a TAP service, its result to OUT, streaming. */
export async function runQuery(args: QueryArguments, io: Io): Promise<void> {
  const to = formatOfPlace(args, "query SERVICE ADQL", io);
  const query = await readQuery(args.query, io);
  const {
    address: { url, label },
    network,
  } = await openService(args.service, "TAP", args, io);
  try {
    const adapts = args.adapt ?? findDialectProfile(url) !== undefined;
    const chatty = isChatty(args, io);
    const metadataCache = await openMetadataCache(io);
    if (args.check) {
      const metadata = await keptMetadata(url, query.text, metadataCache);
      checkQuery(query, { adapts, chatty, json: args.json, ...(metadata === undefined ? {} : { metadata }) }, io);
    }
    const { uploads, maxrec } = args;
    const { spoolToFile } = await import("@armillary/formats/node");
    const asked: AskedQuery = {
      args,
      label,
      text: query.text,
      network,
      journal: await openJournal(io),
      service: new TapService(url, { transport: network.transport, spool: spoolToFile, metadataCache }),
      uploads: await openUploads(uploads),
      identity: once(() => identityOf(url, query.text, maxrec, uploads)),
    };
    if (!args.wait) await submit(asked, io);
    else await deliverResult(asked, to, io);
  } finally {
    await network.close();
  }
}

/** Makes a job and prints its URL. */
async function submit(asked: AskedQuery, io: Io): Promise<void> {
  await findEarlier(asked, io);
  const { onJob, ...options } = askOptions(asked);
  const job = await asked.service.submit(asked.text, { ...options, onJob: (made) => record(asked, made) });
  await asked.journal.update(job.url, { phase: "QUEUED" });
  await writeOut(io.stdout, `${job.url}\n`);
}

/** Asks, and writes the result to its place. */
async function deliverResult(asked: AskedQuery, to: FormatName, io: Io): Promise<void> {
  const { args, label, journal } = asked;
  const isOwn = args.mode !== "async" && !args.keep && !args.resume;
  const complete = args.complete ? await beginComplete(asked, io) : undefined;
  let watch: JobWatch | undefined;
  await deliver(
    args,
    to,
    {
      open(progress) {
        watch = new JobWatch(io, journal, progress, args.keep ? "keep" : isOwn ? "delete" : "abort");
        const options = { ...askOptions(asked), onProgress: progressTo(watch, isChatty(args, io)) };
        return complete?.ask({ ...options, mode: args.mode }) ?? ask(asked, options, watch, isOwn, io);
      },
      judge(summary) {
        if (!args.strictOverflow || !isCut(summary)) return;
        throw new CommandError({ code: "TAP_OVERFLOW", message: describeCut(summary), where: asked.service.url });
      },
      async tell(summary, result) {
        tellSummary(io, label, summary, isChatty(args, io));
        await watch?.end();
        await complete?.end();
        if (result.job !== undefined) await delivered(asked, result.job, isOwn);
      },
      end: () => watch?.end(),
    },
    io,
  )
    .catch((thrown: unknown) => {
      throw thrown instanceof ClosedPipeError ? thrown : explained(thrown, args);
    })
    .finally(() => complete?.close());
}

/** The result: of a job that ran the same query, if that is wanted and there is one; else of a query that is asked now. */
async function ask(
  asked: AskedQuery,
  options: QueryOptions,
  watch: JobWatch,
  isOwn: boolean,
  io: Io,
): Promise<TapResult> {
  const { args, service, text } = asked;
  const earlier = await findEarlier(asked, io);
  if (earlier !== undefined) {
    watch.begin(earlier);
    // Its limits are of use at the end, to say what cut the result; nobody waits for them.
    void service.capabilities().catch(() => undefined);
    const { onProgress, deadline } = options;
    try {
      return await earlier.result({
        lend: true,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(deadline === undefined ? {} : { deadline }),
      });
    } catch (failure) {
      const isLost = isDalError(failure) && ["UWS_JOB_GONE", "UWS_JOB_ERROR", "UWS_JOB_ABORTED"].includes(failure.code);
      if (!isLost) throw failure;
      tellNote(io, `The job that ran the same query cannot be resumed, so it is asked again: ${failure.message}`);
    }
  }
  return service.query(text, {
    ...options,
    mode: args.resume ? "async" : args.mode,
    keepJob: !isOwn,
    onJob: async (job) => {
      await record(asked, job);
      watch.begin(job);
    },
  });
}

function progressTo(watch: JobWatch, chatty: boolean): NonNullable<QueryOptions["onProgress"]> {
  return (progress) => watch.look(progress, chatty);
}

function askOptions({ args, network, uploads }: AskedQuery): QueryOptions {
  const { maxrec, adapt } = args;
  return {
    lend: true,
    ...(maxrec === undefined ? {} : { maxrec }),
    ...(adapt === undefined ? {} : { adapt }),
    ...(Object.keys(uploads).length === 0 ? {} : { uploads }),
    ...(network.deadline === undefined ? {} : { deadline: network.deadline }),
  };
}

/** The job to resume; of one that could be, where that is not wanted, the user is told. */
async function findEarlier(asked: AskedQuery, io: Io): Promise<TapJob | undefined> {
  const { args, journal, service, identity } = asked;
  if (args.mode !== "async" && !args.resume && args.wait) return undefined;
  const earlier = await journal.find(await identity());
  if (earlier === undefined) return undefined;
  if (args.resume) return service.job(earlier.url);
  const age = printDuration(Date.now() - earlier.createdEpochMs);
  tellNote(io, `The same query was sent ${age} ago: ${earlier.url} (${earlier.phase}). --resume takes its result.`);
  return undefined;
}

async function delivered({ args, journal }: AskedQuery, job: TapJob, isOwn: boolean): Promise<void> {
  if (isOwn) return journal.remove(job.url);
  const destructionEpochMs = job.last?.destruction?.epochMs;
  await journal.update(job.url, {
    phase: "COMPLETED",
    ...(args.output === "-" ? {} : { resultFile: resolve(args.output) }),
    ...(destructionEpochMs === undefined ? {} : { destructionEpochMs }),
  });
}

/** Files that are not there are told of before anything is sent. */
async function openUploads(uploads: readonly UploadArgument[]): Promise<Record<string, UploadSource>> {
  const sources: Record<string, UploadSource> = {};
  const { uploadFile } = await import("@armillary/tap/node");
  for (const { name, place } of uploads) {
    if (name in sources) throw usageError(`Two uploads are called ${name}.`);
    if (!isUrl(place))
      await access(place, constants.R_OK).catch((failure) => Promise.reject(failureIn(place, failure)));
    sources[name] = isUrl(place)
      ? { url: place }
      : () =>
          uploadFile(place)().catch((failure: unknown) => {
            throw failureIn(place, failure);
          });
  }
  return sources;
}

/** A failure with what to do about a job that goes on. */
function explained(thrown: unknown, { complete, resume }: QueryArguments): CommandError {
  // A file that is no table is one, whoever was to have it.
  const isOfFile = isDalError(thrown) && thrown.cause instanceof CommandError;
  const error = asCommandError(isOfFile ? thrown.cause : thrown);
  if (error.failure.code === "TAP_PART" && complete) {
    const hint = resume
      ? "The parts that came are kept: the same command goes on behind them."
      : "With --resume as well, parts are kept as they come, and the same command goes on behind them.";
    return new CommandError({ ...error.failure, hint }, error.exit, { cause: error.cause });
  }
  const { job, code } = error.failure;
  if (job === undefined || !["DAL_TIMEOUT", "DAL_NETWORK", "DAL_ABORTED"].includes(code)) return error;
  const hint = `armillary job results ${job} waits for it, and takes its result.`;
  return new CommandError({ ...error.failure, hint }, error.exit, { cause: error.cause });
}

function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
