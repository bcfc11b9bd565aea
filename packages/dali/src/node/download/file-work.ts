import { DownloadError, isDownloadError } from "../../download/errors.ts";
import { aboutOf, type DownloadItem, identityOf, keyOf, type SkipReason } from "../../download/item.ts";
import { SeenTexts } from "../../download/seen-texts.ts";
import type { DalError } from "../../errors.ts";
import { isDalError } from "../../operation.ts";
import { redactUrl } from "../../transport/redact.ts";
import { isDiskFull } from "./disk-space.ts";
import { fetchFile, hostOf } from "./fetch-file.ts";
import type { KnownFile, ManifestFile } from "./manifest-file.ts";
import { findPresent } from "./present-file.ts";
import type { Run, WholeFile } from "./run.ts";

/** What became of a file. */
export type FileOutcome =
  | (WholeFile & { readonly status: "complete"; readonly item: DownloadItem })
  | {
      readonly status: "failed";
      readonly item: DownloadItem;
      readonly path?: string;
      /** DalError, or DownloadError. */
      readonly error: DalError | DownloadError;
    }
  | { readonly status: "skipped"; readonly item: DownloadItem; readonly path?: string; readonly error: SkipReason };

/** Each file in turn, from what is known of it to its line in the manifest. */
export class FileWork {
  readonly #run: Run;
  readonly #onFile: (outcome: FileOutcome) => void;
  readonly #seen = new SeenTexts();
  /** Of the files that are here now. */
  completeBytes = 0;

  constructor(run: Run, onFile: (outcome: FileOutcome) => void = () => undefined) {
    this.#run = run;
    this.#onFile = onFile;
  }

  /** @throws what ends the run */
  async do(item: DownloadItem): Promise<void> {
    const { progress, manifest } = this.#run;
    const key = keyOf(identityOf(item));
    if (!this.#seen.add(key)) return;
    progress.files++;
    const known = manifest.get(key);
    try {
      if (item.skip !== undefined && !(await this.#isHere(item, known)))
        return await this.#skip(item, item.skip, known);
      const whole = await this.#get(item, key, known);
      progress.completeFiles++;
      if (whole.wasPresent) progress.presentFiles++;
      this.completeBytes += whole.bytes;
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
        ...aboutOf(item),
      });
      this.#onFile({ status: "failed", item, error, ...(path === undefined ? {} : { path }) });
    }
  }

  /** What came when it was still given out stays what it is. */
  async #isHere(item: DownloadItem, known: KnownFile | undefined): Promise<boolean> {
    if (known?.status !== "complete" || this.#run.existing === "overwrite") return false;
    return (await findPresent(item, known, { ...this.#run, mends: true })) !== undefined;
  }

  async #skip(item: DownloadItem, { code, message }: SkipReason, known: KnownFile | undefined): Promise<void> {
    const path = known === undefined ? {} : { path: known.path };
    const error = { code, message };
    this.#run.progress.skippedFiles++;
    await this.#run.manifest.add({
      ...identityOf(item),
      ...path,
      status: "skipped",
      error,
      time: new Date().toISOString(),
      ...aboutOf(item),
    });
    this.#onFile({ status: "skipped", item, error, ...path });
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
  const time = new Date().toISOString();
  return { ...identityOf(item), path, status: "complete", bytes, sha256, time, ...aboutOf(item) };
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
