import { rmSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** A folder that appears whole or not at all: filled under a hidden name beside its place. */
export interface WholeFolder {
  /** Where its files are written until then. */
  readonly path: string;
  /** Puts it in its place. */
  commit(): Promise<void>;
  /** Leaves nothing behind. Idempotent; nothing after `commit`. */
  discard(): Promise<void>;
  /** The same from a signal handler. */
  discardNow(): void;
}

/**
 * Begins a folder where there is none, or an empty one.
 * @throws the system's error: `code` ENOTEMPTY, ENOTDIR, ENOENT (no folder to put it in), EACCES
 */
export async function openWholeFolder(place: string): Promise<WholeFolder> {
  // A slash at its end means the same folder.
  const target = resolve(place);
  const there = await readdir(target).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === "ENOENT") return [];
    throw failure;
  });
  if (there.length > 0) {
    throw Object.assign(new Error(`ENOTEMPTY: directory not empty, '${place}'`), { code: "ENOTEMPTY", path: place });
  }
  const part = join(dirname(target), `.armillary-${basename(target)}-${Math.random().toString(36).slice(2)}.part`);
  await mkdir(part);
  let isOpen = true;
  return {
    path: part,
    async commit() {
      await rename(part, target);
      isOpen = false;
    },
    async discard() {
      if (!isOpen) return;
      isOpen = false;
      await rm(part, { recursive: true, force: true });
    },
    discardNow() {
      if (isOpen) rmSync(part, { recursive: true, force: true });
      isOpen = false;
    },
  };
}
