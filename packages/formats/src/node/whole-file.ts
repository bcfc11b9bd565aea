import { constants, unlinkSync } from "node:fs";
import { access, type FileHandle, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Bytes gathered before they are handed to the system. */
const WRITE_BYTES = 1024 * 1024;

/**
 * A file that appears whole or not at all: written under a hidden name beside its place, put there by `commit`.
 *
 * What stood there before stays readable until then, and its permissions are kept. A place that is no regular file (a
 * device, a named pipe) is never replaced but written to directly.
 */
export interface WholeFile {
  /**
   * Adds bytes, which are written later: a chunk that is `lent` is copied, another must not be changed afterwards. Rejects
   * with the system's error.
   */
  write(chunk: Uint8Array, lent?: boolean): Promise<void>;
  /** Writes what is left and puts the file in its place. */
  commit(): Promise<void>;
  /** Leaves nothing behind. Idempotent; nothing after `commit`. */
  discard(): Promise<void>;
  /** The same from a signal handler. */
  discardNow(): void;
}

/** Where a WholeFile will go, looked at before the work begins. */
export interface FilePlan {
  /** The place with symbolic links followed. */
  readonly path: string;
  /** Permissions of the file that is there. */
  readonly mode?: number;
  /** Not a regular file: to be written directly. */
  readonly special: boolean;
}

/**
 * Looks whether a file can be put here, so that hours of work do not end in a misspelt folder.
 * @throws the system's error: `code` EISDIR, ENOENT (no such folder), ENOTDIR, EACCES
 */
export async function planWholeFile(path: string): Promise<FilePlan> {
  const place = await realpath(path).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === "ENOENT") return path;
    throw failure;
  });
  const there = await stat(place).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === "ENOENT") return undefined;
    throw failure;
  });
  if (there?.isDirectory()) {
    throw Object.assign(new Error(`EISDIR: is a directory, open '${path}'`), { code: "EISDIR", path });
  }
  if (there !== undefined) await access(place, constants.W_OK);
  if (there !== undefined && !there.isFile()) return { path: place, special: true };
  await access(dirname(place), constants.W_OK | constants.X_OK);
  return { path: place, special: false, ...(there === undefined ? {} : { mode: there.mode & 0o7777 }) };
}

/** Begins to write a planned file. */
export async function openWholeFile(plan: FilePlan): Promise<WholeFile> {
  if (plan.special) return new PlacedFile(await open(plan.path, "w"), undefined, plan.path);
  // `wx` below fails should another have it: no need of more chance than this.
  const hidden = `.armillary-${Math.random().toString(36).slice(2)}.part`;
  const part = join(dirname(plan.path), hidden);
  const handle = await open(part, "wx");
  if (plan.mode !== undefined) {
    await handle.chmod(plan.mode).catch(async (failure: unknown) => {
      await handle.close();
      await unlink(part);
      throw failure;
    });
  }
  return new PlacedFile(handle, part, plan.path);
}

class PlacedFile implements WholeFile {
  readonly #handle: FileHandle;
  /** The hidden name; undefined when the place is written to directly, and after the end. */
  #part: string | undefined;
  readonly #place: string;
  #open = true;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  /** Memory for what is lent: one half is filled while the other is written. */
  #copies: readonly [Uint8Array, Uint8Array] | undefined;
  #flushes = 0;
  // One write is under way while the next bytes are made.
  #writing: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, part: string | undefined, place: string) {
    this.#handle = handle;
    this.#part = part;
    this.#place = place;
  }

  async write(chunk: Uint8Array, lent = false): Promise<void> {
    for (let rest = chunk; rest.length > 0; ) {
      const piece = lent ? this.#copied(rest) : rest;
      rest = rest.subarray(piece.length);
      this.#gathered.push(piece);
      this.#gatheredBytes += piece.length;
      if (this.#gatheredBytes >= WRITE_BYTES) await this.#flush();
    }
  }

  /** A copy of as many bytes as there is room for in the memory that is not being written. */
  #copied(bytes: Uint8Array): Uint8Array {
    this.#copies ??= [new Uint8Array(WRITE_BYTES), new Uint8Array(WRITE_BYTES)];
    const room = this.#copies[this.#flushes % 2] as Uint8Array;
    const start = this.#gatheredBytes;
    const copy = room.subarray(start, Math.min(start + bytes.length, WRITE_BYTES));
    copy.set(bytes.subarray(0, copy.length));
    return copy;
  }

  async commit(): Promise<void> {
    if (this.#gatheredBytes > 0) await this.#flush();
    await this.#writing;
    this.#open = false;
    // Some file systems tell only here that a write has failed.
    await this.#handle.close();
    if (this.#part === undefined) return;
    await rename(this.#part, this.#place);
    this.#part = undefined;
  }

  async discard(): Promise<void> {
    await this.#writing.catch(() => undefined);
    if (this.#open) {
      this.#open = false;
      await this.#handle.close().catch(() => undefined);
    }
    this.discardNow();
  }

  discardNow(): void {
    if (this.#part === undefined) return;
    try {
      unlinkSync(this.#part);
    } catch {
      // Gone already, or not ours to remove any more: there is nothing left to do.
    }
    this.#part = undefined;
  }

  async #flush(): Promise<void> {
    const chunks = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await this.#writing;
    this.#flushes++;
    this.#writing = this.#writeAll(chunks);
    // Heard of by whoever writes next, or commits.
    this.#writing.catch(() => undefined);
  }

  async #writeAll(chunks: readonly Uint8Array[]): Promise<void> {
    let rest = chunks;
    while (rest.length > 0) {
      const { bytesWritten } = await this.#handle.writev(rest.slice(0, 512));
      rest = dropBytes(rest, bytesWritten);
    }
  }
}

/** What is left of chunks of which the first `count` bytes are written. */
function dropBytes(chunks: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  let left = count;
  let index = 0;
  for (let chunk = chunks[0]; chunk !== undefined && left >= chunk.length; chunk = chunks[++index])
    left -= chunk.length;
  const rest = chunks.slice(index);
  if (rest[0] !== undefined && left > 0) rest[0] = rest[0].subarray(left);
  return rest;
}
