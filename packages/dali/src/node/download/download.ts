import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { shareByHost } from "../../download/by-host.ts";
import { DownloadError } from "../../download/errors.ts";
import { HostHealth } from "../../download/host-health.ts";
import type { DownloadItem } from "../../download/item.ts";
import { Claims } from "../../download/names/claims.ts";
import { DownloadProgress } from "../../download/progress.ts";
import { DalError } from "../../errors.ts";
import type { OperationOptions } from "../../operation.ts";
import { startTimer } from "../../transport/deadline.ts";
import { CONNECTIONS_PER_HOST } from "../../transport/settings.ts";
import type { Transport } from "../../transport/types.ts";
import { type FolderLock, type FolderLockOptions, takeFolderLock } from "../folder-lock.ts";
import { DiskSpace } from "./disk-space.ts";
import { hostOf } from "./fetch-file.ts";
import { type FileOutcome, FileWork } from "./file-work.ts";
import { ManifestFile } from "./manifest-file.ts";
import type { Run } from "./run.ts";
import { TargetFolder } from "./target-folder.ts";

/** What the manifest is called where nothing else is said. */
export const MANIFEST_NAME = "armillary-manifest.jsonl";
const LOCK_NAME = "armillary-download.lock";

export interface DownloadOptions extends OperationOptions {
  readonly transport: Transport;
  /** Where the files go; made if need be. */
  readonly folder: string;
  /** Default `armillary-manifest.jsonl` in the folder. */
  readonly manifest?: string;
  /** Files at a time (default 8). */
  readonly parallel?: number;
  /** Files at a time from one host (default 4); the transport has a limit of its own. */
  readonly perHost?: number;
  /**
   * "resume" (default) leaves what is here and goes on with what was begun; a file that the manifest does not know is left, and taken
   * where it is the same. "overwrite" fetches everything anew; what is here stays until its successor is whole.
   */
  readonly existing?: "resume" | "overwrite";
  /** Read what is here and hold its sum against the manifest, instead of its size alone (default false). */
  readonly verify?: boolean;
  /** Of one file (default 1 TiB): a bound for bodies that do not end. */
  readonly maxBytes?: number;
  /** How often in a row a file is tried again that broke off without having come any further (default 3). */
  readonly retries?: number;
  /** How long a host is waited for that answered before and does not any more (default 300 000). */
  readonly outageMs?: number;
  /** Follows the run. */
  readonly progress?: DownloadProgress;
  /** Called for each file when its fate is known. */
  readonly onFile?: (outcome: FileOutcome) => void;
}

export interface DownloadSummary {
  /** All that were asked for; one that was listed twice counts once. */
  readonly files: number;
  /** Here now, whole. */
  readonly completeFiles: number;
  /** Of those: here before. */
  readonly presentFiles: number;
  readonly failedFiles: number;
  /** That were not asked for, as their items say (`skip`). */
  readonly skippedFiles: number;
  /** Of the complete files. */
  readonly bytes: number;
  /** That came over the network. */
  readonly receivedBytes: number;
  readonly elapsedMs: number;
  /** Absolute. */
  readonly manifest: string;
}

const TERABYTE = 2 ** 40;

/**
 * Fetches files into a folder: several at a time, a few of each host, each whole, verified and in its place or not there at all. A file
 * that fails stops no other. What became of each is a line of the manifest, by which a second run fetches what is missing alone, also
 * after the process was killed.
 *
 * Items are taken as they are needed; what is kept of each is its URL and its path.
 * @throws DownloadError code DOWNLOAD_LOCKED, DOWNLOAD_MANIFEST, DOWNLOAD_SPACE (the disk is full); DalError code DAL_ABORTED, DAL_TIMEOUT;
 * what the source of the items throws; the system's error where the folder cannot be used
 */
export async function downloadFiles(
  items: AsyncIterable<DownloadItem> | Iterable<DownloadItem>,
  options: DownloadOptions,
): Promise<DownloadSummary> {
  const { parallel = 8, perHost = CONNECTIONS_PER_HOST, progress = new DownloadProgress(), signal, deadline } = options;
  const ending = new AbortController();
  const ended = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
  const folder = await TargetFolder.open(options.folder);
  const place = resolve(options.manifest ?? join(folder.root, MANIFEST_NAME));
  await mkdir(dirname(place), { recursive: true });
  const locks = await lockAll(folder.root, place, (failure) => ending.abort(failure));
  const timedOut = (): void => ending.abort(outOfTime(folder.root));
  const stopTimer = startTimer(deadline?.remainingMs ?? Number.POSITIVE_INFINITY, timedOut);
  let manifest: ManifestFile | undefined;
  try {
    manifest = await ManifestFile.open(place);
    const claims = new Claims([LOCK_NAME, MANIFEST_NAME]);
    for (const [path, key] of manifest.places()) claims.claim(path, key);
    const run: Run = {
      transport: options.transport,
      folder,
      manifest,
      claims,
      progress,
      health: new HostHealth(options.outageMs ?? 300_000),
      space: new DiskSpace(folder.root),
      existing: options.existing ?? "resume",
      verify: options.verify ?? false,
      maxBytes: options.maxBytes ?? TERABYTE,
      retries: options.retries ?? 3,
      signal: ended,
      ...(deadline === undefined ? {} : { deadline }),
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    };
    const work = new FileWork(run, options.onFile);
    const sharing = { parallel, perHost, hostOf: hostOrNone, signal: ended };
    await shareByHost(items, (item) => work.do(item), sharing).catch((thrown: unknown) => {
      throw signal?.aborted === true && thrown === signal.reason ? aborted(folder.root, thrown) : thrown;
    });
    const { files, completeFiles, presentFiles, failedFiles, skippedFiles, receivedBytes, elapsedMs } = progress;
    const counts = { files, completeFiles, presentFiles, failedFiles, skippedFiles, receivedBytes, elapsedMs };
    return { ...counts, bytes: work.completeBytes, manifest: place };
  } finally {
    stopTimer();
    await manifest?.close();
    for (const lock of locks) await lock.release();
  }
}

/** The folder's lock, and the manifest's where that is elsewhere: two folders may have one manifest. */
async function lockAll(
  root: string,
  manifest: string,
  onLost: (failure: Error) => void,
): Promise<readonly FolderLock[]> {
  const options: FolderLockOptions = { onLost, toError: lockedBy };
  const first = await takeFolderLock(join(root, LOCK_NAME), options);
  if (dirname(manifest) === root) return [first];
  try {
    return [first, await takeFolderLock(`${manifest}.lock`, options)];
  } catch (failure) {
    await first.release();
    throw failure;
  }
}

function lockedBy(what: string, path: string): DownloadError {
  const remedy = `wait for it, or take another folder. If there is none, remove ${path}.`;
  return new DownloadError("DOWNLOAD_LOCKED", `Another process ${what} in this folder: ${remedy}`);
}

function hostOrNone(item: DownloadItem): string {
  try {
    return hostOf(item);
  } catch {
    return "";
  }
}

function outOfTime(folder: string): DalError {
  const message = `The download into ${folder} was not done in its time. What is whole stays, and what was begun is gone on with by another run.`;
  return new DalError("DAL_TIMEOUT", message);
}

function aborted(folder: string, reason: unknown): DalError {
  return new DalError("DAL_ABORTED", `The download into ${folder} was given up by the caller.`, {}, { cause: reason });
}
