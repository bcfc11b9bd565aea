import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { shareByHost } from "../../download/by-host.ts";
import { DownloadError, isDownloadError } from "../../download/errors.ts";
import { HostHealth } from "../../download/host-health.ts";
import { type DownloadItem, identityOf, keyOf } from "../../download/item.ts";
import { Claims } from "../../download/names/claims.ts";
import { DownloadProgress } from "../../download/progress.ts";
import { DalError } from "../../errors.ts";
import type { OperationOptions } from "../../operation.ts";
import { isDalError } from "../../operation.ts";
import { redactUrl } from "../../transport/redact.ts";
import { CONNECTIONS_PER_HOST } from "../../transport/settings.ts";
import type { Transport } from "../../transport/types.ts";
import { DiskSpace, isDiskFull } from "./disk-space.ts";
import { fetchFile, hostOf } from "./fetch-file.ts";
import { type FolderLock, takeLock } from "./folder-lock.ts";
import { type KnownFile, ManifestFile } from "./manifest-file.ts";
import { findPresent } from "./present-file.ts";
import type { Run, WholeFile } from "./run.ts";
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

/** What became of a file. */
export type FileOutcome =
  | (WholeFile & { readonly status: "complete"; readonly item: DownloadItem })
  | {
      readonly status: "failed";
      readonly item: DownloadItem;
      readonly path?: string;
      /** DalError, or DownloadError. */
      readonly error: DalError | DownloadError;
    };

export interface DownloadSummary {
  /** All that were asked for; one that was listed twice counts once. */
  readonly files: number;
  /** Here now, whole. */
  readonly completeFiles: number;
  /** Of those: here before. */
  readonly presentFiles: number;
  readonly failedFiles: number;
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
    return { ...work.summary(), manifest: place };
  } finally {
    await manifest?.close();
    for (const lock of locks) await lock.release();
  }
}

/** The folder's lock, and the manifest's where that is elsewhere: two folders may have one manifest. */
async function lockAll(
  root: string,
  manifest: string,
  onLost: (failure: DownloadError) => void,
): Promise<readonly FolderLock[]> {
  const first = await takeLock(join(root, LOCK_NAME), onLost);
  if (dirname(manifest) === root) return [first];
  try {
    return [first, await takeLock(`${manifest}.lock`, onLost)];
  } catch (failure) {
    await first.release();
    throw failure;
  }
}

/** Each file in turn, from what is known of it to its line in the manifest. */
class FileWork {
  readonly #run: Run;
  readonly #onFile: (outcome: FileOutcome) => void;
  readonly #seen = new Set<string>();
  #completeBytes = 0;

  constructor(run: Run, onFile: (outcome: FileOutcome) => void = () => undefined) {
    this.#run = run;
    this.#onFile = onFile;
  }

  /** @throws what ends the run */
  async do(item: DownloadItem): Promise<void> {
    const { progress, manifest } = this.#run;
    const key = keyOf(identityOf(item));
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    progress.files++;
    const known = manifest.get(key);
    try {
      const whole = await this.#get(item, key, known);
      progress.completeFiles++;
      if (whole.wasPresent) progress.presentFiles++;
      this.#completeBytes += whole.bytes;
      this.#onFile({ ...whole, status: "complete", item });
    } catch (thrown) {
      this.#passOn(thrown);
      const error = asFailure(thrown, item);
      const path = isDownloadError(error) ? (error.path ?? known?.path) : known?.path;
      progress.failedFiles++;
      await manifest.add({
        ...identityOf(item),
        ...(path === undefined ? {} : { path }),
        status: "failed",
        error: { code: error.code, message: error.message },
        time: new Date().toISOString(),
      });
      this.#onFile({ status: "failed", item, error, ...(path === undefined ? {} : { path }) });
    }
  }

  summary(): Omit<DownloadSummary, "manifest"> {
    const { files, completeFiles, presentFiles, failedFiles, receivedBytes, elapsedMs } = this.#run.progress;
    return { files, completeFiles, presentFiles, failedFiles, receivedBytes, elapsedMs, bytes: this.#completeBytes };
  }

  async #get(item: DownloadItem, key: string, known: KnownFile | undefined): Promise<WholeFile> {
    const { existing, manifest, claims, progress } = this.#run;
    hostOf(item);
    if (existing === "resume") {
      const present = await findPresent(item, known, { ...this.#run, mends: true });
      // Another item may have the place by now.
      if (present !== undefined && claims.claim(present.path, key) === present.path) {
        const { isNoted, ...whole } = present;
        if (!isNoted) await manifest.add(lineOf(item, whole));
        progress.bytes += whole.bytes;
        return whole;
      }
    }
    const whole = await fetchFile(item, key, known, this.#run);
    if (whole.wasPresent) {
      await manifest.add(lineOf(item, whole));
      progress.bytes += whole.bytes;
    }
    return whole;
  }

  /** Throws on what no other file would fare better with. */
  #passOn(thrown: unknown): void {
    const { signal, deadline, folder } = this.#run;
    signal.throwIfAborted();
    if (deadline?.isOver === true) throw thrown;
    if (isDownloadError(thrown) && thrown.cause !== undefined) throw thrown;
    const { code } = thrown as NodeJS.ErrnoException;
    if (isDiskFull(code)) {
      throw new DownloadError(
        "DOWNLOAD_SPACE",
        `No space is left in ${folder.root}. Free some, and start again: what is whole stays, and what was begun is gone on with.`,
        {},
        { cause: thrown },
      );
    }
    if (!isDalError(thrown) && !isDownloadError(thrown) && code === undefined) throw thrown;
  }
}

function lineOf(item: DownloadItem, { path, bytes, sha256 }: WholeFile): Parameters<ManifestFile["add"]>[0] {
  return { ...identityOf(item), path, status: "complete", bytes, sha256, time: new Date().toISOString() };
}

function hostOrNone(item: DownloadItem): string {
  try {
    return hostOf(item);
  } catch {
    return "";
  }
}

function asFailure(thrown: unknown, { url }: DownloadItem): DalError | DownloadError {
  if (isDownloadError(thrown)) return thrown;
  if (isDalError(thrown)) {
    return thrown.code === "DAL_USAGE"
      ? new DownloadError("DOWNLOAD_URL", thrown.message, { url: redactUrl(url) }, { cause: thrown })
      : thrown;
  }
  const { message } = thrown as Error;
  return new DownloadError(
    "DOWNLOAD_PATH",
    `The file of ${redactUrl(url)} cannot be written: ${message}.`,
    { url: redactUrl(url) },
    { cause: thrown },
  );
}

function aborted(folder: string, reason: unknown): DalError {
  return new DalError("DAL_ABORTED", `The download into ${folder} was given up by the caller.`, {}, { cause: reason });
}
