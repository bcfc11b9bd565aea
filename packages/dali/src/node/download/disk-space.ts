import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { DownloadError } from "../../download/errors.ts";

/** What is always left to others, and to the manifest. */
const RESERVE_BYTES = 16 * 1024 * 1024;
/** How long a count of free space is believed. */
const BELIEVED_MS = 1000;

/** Free space in a folder, or where it would be made, for whoever runs this; undefined where the file system does not say. */
export async function freeBytesAt(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (failure) {
    const isMissing = (failure as NodeJS.ErrnoException).code === "ENOENT" && dirname(folder) !== folder;
    return isMissing ? freeBytesAt(dirname(folder)) : undefined;
  }
}

/** Whether a system's error says that nothing more can be written. */
export function isDiskFull(code: string | undefined): boolean {
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Looks whether a file will fit beside those that are under way, before the first of its bytes is written. */
export class DiskSpace {
  readonly #folder: string;
  #promised = 0;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #free: number | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Sets space aside for bytes to come.
   * @returns what gives it back, when they have come or will not
   * @throws DownloadError code DOWNLOAD_SPACE
   */
  async reserve(bytes: number, path: string): Promise<() => void> {
    if (performance.now() - this.#lookedMs > BELIEVED_MS) {
      this.#lookedMs = performance.now();
      this.#free = await freeBytesAt(this.#folder);
    }
    if (this.#free !== undefined && bytes + this.#promised + RESERVE_BYTES > this.#free) {
      throw new DownloadError(
        "DOWNLOAD_SPACE",
        `${path} does not fit: ${bytes} bytes are to come, and ${Math.max(0, this.#free - this.#promised - RESERVE_BYTES)} are free.`,
        { path },
      );
    }
    this.#promised += bytes;
    let isHeld = true;
    return () => {
      if (isHeld) this.#promised -= bytes;
      isHeld = false;
    };
  }
}
