/** Codes of DownloadError. Stable: callers match on them. */
export const DOWNLOAD_ERROR_CODES = [
  "DOWNLOAD_SIZE", // another number of bytes than was declared
  "DOWNLOAD_CHECKSUM", // other bytes than were declared
  "DOWNLOAD_LIMIT", // more bytes than `maxBytes`
  "DOWNLOAD_CHANGED", // the file changes faster than it can be fetched, or its server mixes up ranges
  "DOWNLOAD_EXISTS", // something stands at its place that is not ours to replace
  "DOWNLOAD_PATH", // its place cannot be used: it leads out of the folder, or through a file
  "DOWNLOAD_URL", // no URL that can be asked
  "DOWNLOAD_SPACE", // there is not enough space on the disk; ends the run where the disk is full
  "DOWNLOAD_LOCKED", // another process downloads into this folder; ends the run
  "DOWNLOAD_MANIFEST", // the manifest is something else, or cannot be written; ends the run
] as const;
export type DownloadErrorCode = (typeof DOWNLOAD_ERROR_CODES)[number];

/** A download ended without the file, or a run could not be done. `code` says why, `url` and `path` which file. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
  readonly code: DownloadErrorCode;
  /** Without secrets. */
  readonly url?: string;
  /** Of the file, below the folder. */
  readonly path?: string;

  constructor(
    code: DownloadErrorCode,
    message: string,
    { url, path }: { readonly url?: string; readonly path?: string } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    if (url !== undefined) this.url = url;
    if (path !== undefined) this.path = path;
  }
}

/** By name, not by class: two copies of this package have two classes. */
export function isDownloadError(failure: unknown): failure is DownloadError {
  return failure instanceof Error && failure.name === "DownloadError";
}
