import { join, resolve } from "node:path";
import { shareByHost } from "../../download/by-host.ts";
import { type DownloadItem, identityOf, keyOf, sizeOf } from "../../download/item.ts";
import { PART_ENDING } from "../../download/names/claims.ts";
import { nameOf } from "../../download/names/name-of.ts";
import { lengthOf } from "../../download/resume.ts";
import { SeenTexts } from "../../download/seen-texts.ts";
import { isDalError } from "../../operation.ts";
import { CONNECTIONS_PER_HOST } from "../../transport/settings.ts";
import { freeBytesAt } from "./disk-space.ts";
import { type DownloadOptions, MANIFEST_NAME } from "./download.ts";
import { hostOf } from "./fetch-file.ts";
import { ManifestFile } from "./manifest-file.ts";
import { findPresent } from "./present-file.ts";
import { TargetFolder } from "./target-folder.ts";

export interface PlanOptions
  extends Pick<
    DownloadOptions,
    | "transport"
    | "folder"
    | "manifest"
    | "existing"
    | "verify"
    | "parallel"
    | "perHost"
    | "signal"
    | "deadline"
    | "timeoutMs"
  > {
  /** How many files at most are asked for their size (HEAD), of those that are not here and have none declared (default 0). */
  readonly askSizes?: number;
}

/** What a download would do. */
export interface DownloadPlan {
  /** All that are asked for; one that is listed twice counts once. */
  readonly files: number;
  /** Here already, whole. */
  readonly presentFiles: number;
  readonly presentBytes: number;
  readonly missingFiles: number;
  /** Of the missing files whose size is known, what is here of them left out. */
  readonly missingBytes: number;
  /** Whether some of those sizes are estimates. */
  readonly isEstimate: boolean;
  /** Missing files of which no size is known. */
  readonly unknownSizes: number;
  /** Items that no file can be fetched for: no URL. */
  readonly unusable: number;
  /** In the folder, for whoever runs this; absent where the file system does not say. */
  readonly freeBytes?: number;
}

/** How long a server may think about a length: DaCHS 2.7 (Debian 12, tried) never answers HEAD where it gives out products. */
const HEAD_MS = 5000;

/** The same while it is counted. */
type Tally = { -readonly [Key in keyof Omit<DownloadPlan, "freeBytes">]: DownloadPlan[Key] };

/**
 * Counts what a download would fetch: nothing is fetched, made or changed. Sizes are those declared, or if wanted those that servers
 * tell, asked as politely as the download itself would.
 * @throws DownloadError code DOWNLOAD_MANIFEST; DalError code DAL_ABORTED, DAL_TIMEOUT; what the source of the items throws
 */
export async function planDownload(
  items: AsyncIterable<DownloadItem> | Iterable<DownloadItem>,
  options: PlanOptions,
): Promise<DownloadPlan> {
  const {
    transport,
    existing = "resume",
    verify = false,
    parallel = 8,
    perHost = CONNECTIONS_PER_HOST,
    askSizes = 0,
  } = options;
  const folder = await TargetFolder.look(options.folder);
  const manifest = await ManifestFile.look(resolve(options.manifest ?? join(folder.root, MANIFEST_NAME)));
  const tally: Tally = {
    files: 0,
    presentFiles: 0,
    presentBytes: 0,
    missingFiles: 0,
    missingBytes: 0,
    isEstimate: false,
    unknownSizes: 0,
    unusable: 0,
  };
  const seen = new SeenTexts();
  let asked = 0;
  const look = async function* (): AsyncGenerator<DownloadItem, void, undefined> {
    for await (const item of items) {
      const key = keyOf(identityOf(item));
      if (!seen.add(key)) continue;
      tally.files++;
      if (!isUsable(item)) {
        tally.unusable++;
        continue;
      }
      const known = manifest.get(key);
      const path = known?.path ?? nameOf(item);
      const isHere =
        existing === "resume" && ((await folder.mayHave(path)) || (await folder.mayHave(path + PART_ENDING)));
      const present = isHere
        ? await findPresent(item, known, { folder, verify, mends: false }).catch(() => undefined)
        : undefined;
      if (present !== undefined) {
        tally.presentFiles++;
        tally.presentBytes += present.bytes;
        continue;
      }
      tally.missingFiles++;
      const size = sizeOf(item) ?? known?.bytes;
      if (size === undefined) {
        if (asked++ < askSizes) yield item;
        else tally.unknownSizes++;
        continue;
      }
      const part = isHere ? await folder.fileAt(path + PART_ENDING).catch(() => undefined) : undefined;
      tally.missingBytes += Math.max(0, size - (part?.bytes ?? 0));
      if (item.bytes === undefined && item.estimatedBytes !== undefined) tally.isEstimate = true;
    }
  };
  const operation = {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.deadline === undefined ? {} : { deadline: options.deadline }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  };
  const silent = new Set<string>();
  const ask = async (item: DownloadItem): Promise<void> => {
    const host = hostOf(item);
    const bytes = silent.has(host)
      ? undefined
      : await lengthAt(item.url).catch((failure: unknown) => {
          // That a server does not answer HEAD is no reason not to count.
          if (!isDalError(failure) || failure.code === "DAL_ABORTED" || options.deadline?.isOver === true)
            throw failure;
          if (failure.code === "DAL_TIMEOUT" || failure.failure.isUnreachable === true) silent.add(host);
          return undefined;
        });
    if (bytes === undefined) tally.unknownSizes++;
    else tally.missingBytes += bytes;
  };
  const lengthAt = async (url: string): Promise<number | undefined> => {
    const head = {
      method: "HEAD",
      headers: { "Accept-Encoding": "identity" },
      timeoutMs: HEAD_MS,
      retries: 0,
    } as const;
    const response = await transport.request({ url, ...head, ...operation });
    await response.close();
    return response.headers.has("content-encoding") ? undefined : lengthOf(response.headers);
  };
  const signal = options.signal === undefined ? {} : { signal: options.signal };
  await shareByHost(look(), ask, { parallel, perHost, hostOf, ...signal });
  const freeBytes = await freeBytesAt(folder.root);
  return { ...tally, ...(freeBytes === undefined ? {} : { freeBytes }) };
}

function isUsable(item: DownloadItem): boolean {
  try {
    hostOf(item);
    return true;
  } catch {
    return false;
  }
}
