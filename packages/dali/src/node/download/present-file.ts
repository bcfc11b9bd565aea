import { rename } from "node:fs/promises";
import type { DownloadItem } from "../../download/item.ts";
import { PART_ENDING } from "../../download/names/claims.ts";
import { safePath } from "../../download/names/safe-name.ts";
import type { KnownFile } from "./manifest-file.ts";
import { sumsOfFile } from "./part-file.ts";
import type { WholeFile } from "./run.ts";
import type { TargetFolder } from "./target-folder.ts";

/** How closely what is here is looked at. */
export interface PresenceOptions {
  readonly folder: TargetFolder;
  /** Read whole files and hold their sums against the manifest, instead of their sizes alone. */
  readonly verify: boolean;
  /** Give a file its name that was noted as whole, and whose process was killed before it had it. */
  readonly mends: boolean;
}

/**
 * The file of an item, if it is here already: as the manifest has it, or a file of its declared size at the path that was asked for. Of the
 * latter, and with `verify`, all bytes are read.
 */
export async function findPresent(
  item: DownloadItem,
  known: KnownFile | undefined,
  options: PresenceOptions,
): Promise<(WholeFile & { readonly isNoted: boolean }) | undefined> {
  if (known?.status === "complete") return isMeant(item, known) ? findKnown(known, options) : undefined;
  const { folder } = options;
  const path = item.path === undefined || item.bytes === undefined ? undefined : safePath(item.path);
  if (path === undefined || known !== undefined) return undefined;
  const there = await folder.fileAt(path);
  if (there === undefined || there.bytes !== item.bytes) return undefined;
  return adopt(item, path, folder);
}

/** Takes a file that nobody noted for the item's, unless its declared checksum says otherwise. */
export async function adopt(
  { checksum }: DownloadItem,
  path: string,
  folder: TargetFolder,
): Promise<(WholeFile & { readonly isNoted: boolean }) | undefined> {
  const { bytes, sha256, declared } = await sumsOfFile(await folder.place(path), checksum);
  if (declared !== checksum?.hex) return undefined;
  return { path, bytes, sha256, wasPresent: true, isNoted: false };
}

/** Whether what was fetched once is what is declared now: archives process data anew under the same address. */
function isMeant({ bytes, checksum }: DownloadItem, known: KnownFile & { readonly status: "complete" }): boolean {
  if (bytes !== undefined && bytes !== known.bytes) return false;
  return checksum?.algorithm !== "sha256" || checksum.hex === known.sha256;
}

async function findKnown(
  known: KnownFile & { readonly status: "complete" },
  { folder, verify, mends }: PresenceOptions,
): Promise<(WholeFile & { readonly isNoted: boolean }) | undefined> {
  const { path, bytes, sha256 } = known;
  const found = { path, bytes, sha256, wasPresent: true, isNoted: true };
  const there = await folder.fileAt(path);
  if (there !== undefined) {
    if (there.bytes !== bytes) return undefined;
    return !verify || (await sumsOfFile(await folder.place(path), undefined)).sha256 === sha256 ? found : undefined;
  }
  const part = await folder.fileAt(path + PART_ENDING);
  if (part?.bytes !== bytes) return undefined;
  const place = await folder.place(path);
  if ((await sumsOfFile(place + PART_ENDING, undefined)).sha256 !== sha256) return undefined;
  if (mends) await rename(place + PART_ENDING, place);
  return found;
}
