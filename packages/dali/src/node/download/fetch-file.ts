import { setTimeout as sleep } from "node:timers/promises";
import { DownloadError, type DownloadErrorCode } from "../../download/errors.ts";
import { aboutOf, type DownloadItem, identityOf } from "../../download/item.ts";
import { PART_ENDING } from "../../download/names/claims.ts";
import type { ActiveFile } from "../../download/progress.ts";
import {
  isResumable,
  judgeAnswer,
  type Resumption,
  rangeHeaders,
  type Validators,
  validatorsOf,
} from "../../download/resume.ts";
import { DalError } from "../../errors.ts";
import { isDalError } from "../../operation.ts";
import { redactUrl } from "../../transport/redact.ts";
import { backoffMs, isPassingStatus, RETRY_DEFAULTS } from "../../transport/retry.ts";
import type { DalResponse } from "../../transport/types.ts";
import { cleanBaseUrl } from "../../url/base-url.ts";
import { fileBytes, nameOfAnswer, refuseMessage } from "./answer-body.ts";
import type { KnownFile } from "./manifest-file.ts";
import { PartFile } from "./part-file.ts";
import { adopt } from "./present-file.ts";
import type { Run, WholeFile } from "./run.ts";

/** A part of a file that is smaller is not noted: fetching it again is no more than asking for its rest. */
const NOTED_BYTES = 1024 * 1024;
/** What a try must bring for the next to count as the first again. */
const GAIN_BYTES = 64 * 1024;
/** How often a file may turn out to be another while it is fetched. */
const MOST_RESTARTS = 3;

/**
 * Fetches one file, goes on where a connection broke off, and puts it into its place when it is whole and right.
 * @throws DalError, DownloadError, or the system's error; a part that can be gone on with stays
 */
export function fetchFile(item: DownloadItem, key: string, known: KnownFile | undefined, run: Run): Promise<WholeFile> {
  return new FileFetch(item, key, known, run).run();
}

class FileFetch {
  readonly #item: DownloadItem;
  readonly #key: string;
  readonly #known: KnownFile | undefined;
  readonly #run: Run;
  readonly #url: string;
  readonly #host: string;
  #active: ActiveFile = { path: "", bytes: 0 };
  #path: string | undefined;
  #part: PartFile | undefined;
  #validators: Validators = {};
  /** Whether what is here can be gone on with. */
  #isResumable = false;
  /** Whether it was put together out of several answers. */
  #isPatched = false;
  #isNoted = false;
  #restarts = 0;
  #tries = 0;
  #bytesBefore = 0;
  #giveSpaceBack: () => void = () => undefined;

  constructor(item: DownloadItem, key: string, known: KnownFile | undefined, run: Run) {
    this.#item = item;
    this.#key = key;
    this.#known = known;
    this.#run = run;
    this.#url = redactUrl(item.url);
    this.#host = hostOf(item);
    this.#path = known?.path;
  }

  async run(): Promise<WholeFile> {
    try {
      await this.#takeUp();
      for (;;) {
        try {
          const whole = await this.#attempt();
          if (whole !== undefined) return whole;
        } catch (thrown) {
          await this.#endure(thrown);
        }
      }
    } catch (thrown) {
      this.#account(-this.#active.bytes);
      // What was judged to be wrong is not kept; what broke off is, where it can be gone on with.
      if (this.#isResumable && this.#isNoted && !(thrown instanceof DownloadError)) await this.#part?.leave();
      else await this.#part?.discard();
      throw thrown;
    } finally {
      this.#giveSpaceBack();
      this.#run.progress.active.delete(this.#active);
    }
  }

  /** Takes up the part that an earlier run left. */
  async #takeUp(): Promise<void> {
    const known = this.#known;
    const { existing, folder } = this.#run;
    if (known?.status !== "started" || existing === "overwrite" || !this.#mayResume(known)) return;
    if ((await folder.fileAt(known.path + PART_ENDING)) === undefined) return;
    this.#part = await PartFile.resume((await folder.place(known.path)) + PART_ENDING, this.#item.checksum);
    if (this.#part === undefined) return;
    const { etag, lastModified, bytes } = known;
    this.#validators = {
      ...(etag === undefined ? {} : { etag }),
      ...(lastModified === undefined ? {} : { lastModified }),
      ...(bytes === undefined ? {} : { totalBytes: bytes }),
    };
    this.#isResumable = this.#isPatched = this.#isNoted = true;
    this.#begun(known.path, bytes);
    this.#account(this.#part.bytes);
  }

  /** Without anything to tell whether the file is still the same, only its checksum can. */
  #mayResume({ etag, lastModified }: Validators): boolean {
    return (etag ?? lastModified) !== undefined || this.#item.checksum !== undefined;
  }

  /** One request; undefined where it has to be asked anew. */
  async #attempt(): Promise<WholeFile | undefined> {
    const part = this.#isResumable ? this.#part : undefined;
    const asked =
      part === undefined || part.bytes === 0 ? undefined : { offsetBytes: part.bytes, validators: this.#validators };
    const response = await this.#request(asked);
    const verdict = judgeAnswer(response, asked);
    switch (verdict.kind) {
      case "anew":
        await response.close();
        return this.#restart(verdict.reason);
      case "complete":
        await response.close();
        return this.#finish();
      case "rest":
        this.#isPatched = true;
        await this.#receive(response.body, verdict.totalBytes);
        return this.#finish();
      case "whole": {
        await refuseMessage(response, this.#item);
        const { body, isPlain } = fileBytes(response, this.#item);
        const totalBytes = isPlain ? verdict.totalBytes : undefined;
        const present = await this.#begin(response, totalBytes, isPlain);
        if (present !== undefined) return present;
        await this.#receive(body, totalBytes);
        return this.#finish();
      }
    }
  }

  async #request(asked: Resumption | undefined): Promise<DalResponse> {
    const { transport, health, signal, deadline, timeoutMs } = this.#run;
    const isProbe = await health.ready(this.#host, signal).catch((lost: unknown) => {
      throw isDalError(lost) ? this.#notAsked(lost) : lost;
    });
    try {
      const range = asked === undefined ? {} : rangeHeaders(asked);
      const isRange = "Range" in range;
      const response = await transport.request({
        url: this.#item.url,
        // Lengths, ranges and sums are of the file, not of what a server makes of it on the way.
        headers: { "Accept-Encoding": "identity", ...range },
        decode: false,
        // A host in trouble is asked often enough by us.
        ...(this.#tries > 0 ? { retries: 0 } : {}),
        accepts: (status) => (status >= 200 && status <= 299) || (isRange && status === 416),
        signal,
        ...(deadline === undefined ? {} : { deadline }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
      health.answered(this.#host);
      return response;
    } catch (thrown) {
      const status = isDalError(thrown) ? thrown.failure.httpStatus : undefined;
      if (status !== undefined && !isPassingStatus(status)) health.answered(this.#host);
      // Others try where this one cannot tell.
      else if (isProbe && !isTrouble(thrown)) health.left(this.#host);
      throw thrown;
    }
  }

  /**
   * Makes ready for the whole file: its place, the space for it, an empty part.
   * @returns the file, where it turns out to be here
   */
  async #begin(
    response: DalResponse,
    totalBytes: number | undefined,
    isPlain: boolean,
  ): Promise<WholeFile | undefined> {
    const { folder, claims, space, manifest, maxBytes } = this.#run;
    const { bytes, checksum } = this.#item;
    try {
      if (totalBytes !== undefined && bytes !== undefined && totalBytes !== bytes) throw this.#wrongSize(totalBytes);
      if (totalBytes !== undefined && totalBytes > maxBytes) throw this.#tooLong(maxBytes);
      this.#path ??= claims.claim(nameOfAnswer(response, this.#item), this.#key);
      const path = this.#path;
      const place = await folder.place(path);
      const present = await this.#lookAtPlace(path, totalBytes);
      if (present !== undefined) {
        await response.close();
        return present;
      }
      this.#giveSpaceBack();
      this.#giveSpaceBack = await space.reserve(totalBytes ?? bytes ?? this.#item.estimatedBytes ?? 0, path);
      this.#account(-this.#active.bytes);
      if (this.#part === undefined) this.#part = await PartFile.create(place + PART_ENDING, checksum);
      else await this.#part.clear();
      this.#validators = validatorsOf(response.headers, totalBytes);
      this.#isPatched = false;
      this.#isResumable = isPlain && (isResumable(this.#validators, response.headers) || checksum !== undefined);
      this.#begun(path, totalBytes);
      if (this.#isResumable && (totalBytes ?? NOTED_BYTES) >= NOTED_BYTES) {
        const { etag, lastModified } = this.#validators;
        await manifest.add({
          ...identityOf(this.#item),
          path,
          status: "started",
          ...(totalBytes === undefined ? {} : { bytes: totalBytes }),
          ...(etag === undefined ? {} : { etag }),
          ...(lastModified === undefined ? {} : { lastModified }),
          time: new Date().toISOString(),
          ...aboutOf(this.#item),
        });
        this.#isNoted = true;
      }
      return undefined;
    } catch (thrown) {
      await response.close();
      throw thrown;
    }
  }

  /** A file that stands at the place: the same, ours to replace, or somebody's. */
  async #lookAtPlace(path: string, totalBytes: number | undefined): Promise<WholeFile | undefined> {
    const { folder, existing } = this.#run;
    const there = await folder.fileAt(path);
    if (there === undefined || existing === "overwrite" || this.#known !== undefined) return undefined;
    const same = there.bytes === totalBytes ? await adopt(this.#item, path, folder) : undefined;
    if (same !== undefined) return same;
    throw this.#fail(
      "DOWNLOAD_EXISTS",
      `${path} is there, is not what ${this.#url} has (${totalBytes ?? "unknown"} bytes), and was not fetched by this manifest. Overwrite it, or move it away.`,
    );
  }

  async #receive(body: AsyncIterable<Uint8Array>, totalBytes: number | undefined): Promise<void> {
    const part = this.#part;
    if (part === undefined) return;
    const { maxBytes, progress } = this.#run;
    const { bytes } = this.#item;
    this.#bytesBefore = part.bytes;
    const due = Math.min(bytes ?? Number.POSITIVE_INFINITY, totalBytes ?? Number.POSITIVE_INFINITY);
    for await (const chunk of body) {
      const next = part.bytes + chunk.length;
      if (next > due)
        throw this.#fail("DOWNLOAD_SIZE", `${this.#url} sends more than the ${due} bytes that it should have.`);
      if (next > maxBytes) throw this.#tooLong(maxBytes);
      await part.append(chunk);
      progress.receivedBytes += chunk.length;
      this.#account(chunk.length);
    }
    if (totalBytes !== undefined && part.bytes < totalBytes) {
      throw new DalError("DAL_NETWORK", `${this.#url} ended after ${part.bytes} of ${totalBytes} bytes.`, {
        url: this.#url,
      });
    }
  }

  /** Judges what came, notes it, and gives it its name; undefined where it has to be asked for anew. */
  async #finish(): Promise<WholeFile | undefined> {
    const [part, path] = [this.#part, this.#path];
    if (part === undefined || path === undefined) throw new TypeError("a file was finished that was not begun");
    const { bytes, checksum } = this.#item;
    const isWrongSize = bytes !== undefined && part.bytes !== bytes;
    const sum = checksum === undefined ? undefined : part.sum(checksum.algorithm);
    if (isWrongSize || sum !== checksum?.hex) {
      if (this.#isPatched) return this.#restart("what was put together is not what is due");
      if (isWrongSize) throw this.#wrongSize(part.bytes);
      throw this.#fail(
        "DOWNLOAD_CHECKSUM",
        `${this.#url} sent other bytes than are due: their ${checksum?.algorithm} is ${sum}, not ${checksum?.hex}.`,
      );
    }
    const { etag, lastModified } = this.#validators;
    const found = {
      path,
      bytes: part.bytes,
      sha256: part.sum("sha256") ?? "",
      ...(etag === undefined ? {} : { etag }),
      ...(lastModified === undefined ? {} : { lastModified }),
    };
    const place = await this.#run.folder.place(path);
    await part.finish();
    // Noted first: killed in between, the next run finds a part that is whole by its sum.
    await this.#run.manifest.add({
      ...identityOf(this.#item),
      ...found,
      status: "complete",
      time: new Date().toISOString(),
      ...aboutOf(this.#item),
    });
    await part.moveTo(place);
    return { ...found, wasPresent: false };
  }

  /** Throws away what is here, to ask for all of it. */
  async #restart(reason: string): Promise<undefined> {
    if (++this.#restarts > MOST_RESTARTS) {
      throw this.#fail("DOWNLOAD_CHANGED", `${this.#url} could not be fetched in one piece: ${reason}.`);
    }
    this.#account(-this.#active.bytes);
    await this.#part?.clear();
    this.#isResumable = this.#isPatched = false;
    return undefined;
  }

  /** Waits for a failure to pass. @throws it, where it will not, or came too often */
  async #endure(thrown: unknown): Promise<void> {
    const { health, signal, deadline, retries } = this.#run;
    signal.throwIfAborted();
    if (!isDalError(thrown) || !isPassing(thrown) || deadline?.isOver === true) throw thrown;
    const { isUnreachable, httpStatus, retryAfterMs = 0 } = thrown.failure;
    const said = httpStatus === undefined ? undefined : { waitMs: retryAfterMs };
    if (isTrouble(thrown) && !health.failed(this.#host, thrown, said)) throw thrown;
    // A host that is down is waited for by its own measure.
    if (isUnreachable === true) return;
    const bytes = this.#isResumable ? (this.#part?.bytes ?? 0) : 0;
    const gained = bytes - this.#bytesBefore;
    this.#bytesBefore = bytes;
    this.#tries = gained >= GAIN_BYTES ? 1 : this.#tries + 1;
    if (this.#tries > retries) throw thrown;
    await sleep(backoffMs(this.#tries - 1, Math.random(), RETRY_DEFAULTS), undefined, { signal });
  }

  #notAsked({ code, message, failure, cause }: DalError): DalError {
    const words = `${this.#url} was not asked for, as its host could not be reached. ${message}`;
    return new DalError(code, words, { ...failure, url: this.#url }, { cause });
  }

  #begun(path: string, totalBytes: number | undefined): void {
    const { active } = this.#run.progress;
    active.delete(this.#active);
    this.#active = { path, bytes: this.#active.bytes, ...(totalBytes === undefined ? {} : { totalBytes }) };
    active.add(this.#active);
  }

  #account(bytes: number): void {
    this.#active.bytes += bytes;
    this.#run.progress.bytes += bytes;
  }

  #wrongSize(bytes: number): DownloadError {
    return this.#fail(
      "DOWNLOAD_SIZE",
      `${this.#url} has ${bytes} bytes, not the ${this.#item.bytes} that were declared.`,
    );
  }

  #tooLong(maxBytes: number): DownloadError {
    return this.#fail(
      "DOWNLOAD_LIMIT",
      `${this.#url} has more than ${maxBytes} bytes, the most that are taken of one file.`,
    );
  }

  #fail(code: DownloadErrorCode, message: string): DownloadError {
    return new DownloadError(code, message, {
      url: this.#url,
      ...(this.#path === undefined ? {} : { path: this.#path }),
    });
  }
}

/** Whose turn an item takes. @throws DalError code DAL_USAGE for what is no http or https URL */
export function hostOf({ url }: DownloadItem): string {
  return new URL(cleanBaseUrl(url)).host;
}

/** Whether another try could fare better. */
function isPassing({ code, failure: { httpStatus } }: DalError): boolean {
  if (code === "DAL_NETWORK" || code === "DAL_TIMEOUT") return true;
  return httpStatus !== undefined && isPassingStatus(httpStatus);
}

/** Whether it tells of the host, not of the file alone. */
function isTrouble(thrown: unknown): boolean {
  if (!isDalError(thrown)) return false;
  const { isUnreachable, httpStatus } = thrown.failure;
  return isUnreachable === true || (httpStatus !== undefined && isPassingStatus(httpStatus));
}
