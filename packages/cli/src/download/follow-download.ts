import { DownloadProgress } from "@armillary/dali/download";
import type { DownloadOptions, DownloadPlan, DownloadSummary, FileOutcome } from "@armillary/dali/node";
import { asCommandError, CommandError } from "../failure.ts";
import type { Io } from "../io.ts";
import { printBytes, printCounted } from "../quantities.ts";
import { warn } from "../warnings.ts";
import { DownloadDisplay } from "./download-display.ts";
import { tellOutcome } from "./tell-download.ts";

/** How a download is shown, and what is said of it. */
export interface FollowOptions {
  readonly plan: DownloadPlan;
  readonly folder: string;
  readonly verbose: boolean;
  readonly json: boolean;
  /** Further members of the JSON that `json` prints. */
  readonly facts?: (summary: DownloadSummary) => object;
}

/** Failures that are kept to be told; the manifest has all. */
const MOST_KEPT = 1000;

/** @throws CommandError code DISK_FULL where what is known to come does not fit */
export function checkSpace({ missingBytes, freeBytes, isEstimate }: DownloadPlan, folder: string, io: Io): void {
  if (freeBytes === undefined || missingBytes <= freeBytes) return;
  const message = `${printBytes(missingBytes)} are to come, and ${printBytes(freeBytes)} are free in ${folder}.`;
  if (isEstimate) {
    warn(io, `${message} The sizes are estimates; it is tried.`);
    return;
  }
  throw new CommandError({
    code: "DISK_FULL",
    message,
    where: folder,
    hint: "Free some space, or name another --dir.",
  });
}

/**
 * Runs a download, shows how far it is, and tells what became of it; on a signal, how to go on.
 * @returns 0 where all is here; 1 where nothing came; 3 where some failed, or were left alone
 */
export async function followDownload(
  work: (options: Required<Pick<DownloadOptions, "progress" | "onFile" | "signal">>) => Promise<DownloadSummary>,
  { plan, folder, verbose, json, facts = () => ({}) }: FollowOptions,
  io: Io,
): Promise<0 | 1 | 3> {
  const progress = new DownloadProgress();
  const bytes = plan.unknownSizes > 0 ? {} : { bytes: plan.presentBytes + plan.missingBytes };
  const display = new DownloadDisplay(io, progress, { files: plan.files, ...bytes });
  const failures: Extract<FileOutcome, { status: "failed" }>[] = [];
  const onFile = (outcome: FileOutcome): void => {
    if (outcome.status === "failed" && failures.length < MOST_KEPT) failures.push(outcome);
  };
  const ending = new AbortController();
  let summary: DownloadSummary;
  const running = work({ progress, onFile, signal: ending.signal });
  const onSignal = async (): Promise<void> => {
    ending.abort();
    await running.catch(() => undefined);
    display.end();
    const { completeFiles, files } = { ...progress, files: plan.files };
    const verb = files === 1 ? "is" : "are";
    io.stderr.write(`${completeFiles} of ${printCounted(files, "file")} ${verb} here; the same command goes on.\n`);
  };
  io.onSignal.add(onSignal);
  try {
    summary = await running;
  } catch (thrown) {
    throw inDownload(thrown);
  } finally {
    display.end();
    io.onSignal.delete(onSignal);
  }
  const isShown = verbose || io.stderr.isTTY === true;
  await tellOutcome(summary, failures, { json, folder, isShown, facts: facts(summary) }, io);
  if (summary.failedFiles + summary.skippedFiles === 0) return 0;
  if (summary.completeFiles > 0) return 3;
  const [first] = failures;
  if (summary.files === 1 && first !== undefined) throw inDownload(first.error);
  throw new CommandError({
    code: "DOWNLOAD_NONE",
    message: `None of ${printCounted(summary.files, "file")} came.`,
    hint: `${summary.manifest} says why, file by file.`,
  });
}

/** What other verbs advise is of no use here. */
function inDownload(thrown: unknown): CommandError {
  const { failure, exit } = asCommandError(thrown);
  const { hint, ...told } = failure;
  const own: Readonly<Record<string, string | undefined>> = {
    DAL_TIMEOUT: "--timeout sets the time for all of it; the same command goes on where this one stopped.",
    DAL_NOT_FOUND: undefined,
  };
  const advice = told.code in own ? own[told.code] : hint;
  return new CommandError({ ...told, ...(advice === undefined ? {} : { hint: advice }) }, exit, { cause: thrown });
}
