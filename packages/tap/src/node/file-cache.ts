import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MetadataCache } from "../metadata/metadata-cache.ts";

/**
 * A cache of one file a service in a folder, which is made when something is put into it. A file is there whole or not at all, so
 * that several processes may share the folder; all of it may be deleted at any time.
 */
export function createFileCache(folder: string): MetadataCache {
  return {
    async get(key) {
      try {
        return await readFile(join(folder, fileNameOf(key)), "utf8");
      } catch (failure) {
        if (isSystemError(failure) && failure.code === "ENOENT") return undefined;
        throw failure;
      }
    },
    async put(key, text) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const place = join(folder, fileNameOf(key));
      const beside = `${place}.${randomUUID()}.part`;
      try {
        await writeFile(beside, text, { flag: "wx", mode: 0o600 });
        await rename(beside, place);
      } catch (failure) {
        await rm(beside, { force: true }).catch(() => undefined);
        throw failure;
      }
    },
  };
}

/** What a person recognises of the URL, and a digest that tells it from all others. */
function fileNameOf(key: string): string {
  const shown = key
    .replace(/^\w+:\/\//, "")
    .replace(/[^A-Za-z0-9.-]+/g, "-")
    .replace(/^[.-]+|[.-]+$/g, "")
    .slice(0, 80);
  return `${shown}-${createHash("sha256").update(key).digest("hex").slice(0, 12)}.json`;
}

function isSystemError(failure: unknown): failure is NodeJS.ErrnoException {
  return failure instanceof Error && "code" in failure;
}
