import { redactUrl } from "../transport/redact.ts";
import type { Checksum } from "./checksum.ts";
import { hashText } from "./names/short-hash.ts";

/** A file to fetch. */
export interface DownloadItem {
  /** http or https. */
  readonly url: string;
  /**
   * Where it goes, below the folder, `/` between folders; made safe before use, whoever says it. Without it the server's
   * Content-Disposition names the file, or its URL.
   */
  readonly path?: string;
  /** Its length exactly: another is a failure. */
  readonly bytes?: number;
  /** About its length, for plans and progress; nothing is held against it. ObsCore's `access_estsize` is such a number. */
  readonly estimatedBytes?: number;
  /** Held against what came. */
  readonly checksum?: Checksum;
  /** Its media type: a web page that comes in place of anything else is a failure. */
  readonly contentType?: string;
  /** Facts for its line of the manifest: the data rights, say. No secrets. */
  readonly about?: Readonly<Record<string, string>>;
  /** Why it is not asked for: the manifest says so, and a later run may ask. */
  readonly skip?: SkipReason;
}

/** Why a file is left alone. */
export interface SkipReason {
  /** Stable: callers match on it. */
  readonly code: string;
  readonly message: string;
}

/** By what an item is known from one run to the next; holds no secret. */
export interface ItemIdentity {
  /** Without secrets. */
  readonly url: string;
  /** The path that was asked for. */
  readonly name?: string;
  /** Tells URLs apart that differ in what is secret, where no name does. */
  readonly urlHash?: string;
}

/**
 * What an item is known by: its URL without secrets, and the path that was asked for. So a signed URL that was signed anew is the
 * same file where its path is given; without one only the same URL is.
 */
export function identityOf({ url, path }: Pick<DownloadItem, "url" | "path">): ItemIdentity {
  const safe = redactUrl(url.trim());
  if (path !== undefined) return { url: safe, name: path };
  return safe === url.trim() ? { url: safe } : { url: safe, urlHash: hashText(url.trim()) };
}

/** What its lines of the manifest say beside its fate. */
export function aboutOf({ about }: DownloadItem): Pick<DownloadItem, "about"> {
  return about === undefined ? {} : { about };
}

/** The identity as one text. */
export function keyOf({ url, name, urlHash }: ItemIdentity): string {
  return name !== undefined ? `${url} ${name}` : urlHash !== undefined ? `${url} ${urlHash}` : url;
}

/** The size to plan with. */
export function sizeOf({ bytes, estimatedBytes }: DownloadItem): number | undefined {
  return bytes ?? estimatedBytes;
}
